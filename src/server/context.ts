import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Accounts, Visitor } from '../accounts/accounts.ts';
import type { Installation } from '../installation.ts';
import type { Listener } from '../store/notify.ts';
import type { Access } from '../transfers/access.ts';
import type { SandboxHost } from './sandbox-host.ts';

/** What routes work with. */
export interface ServerContext {
  installation: Installation;
  accounts: Accounts;
  access: Access;
  sandbox: SandboxHost;
  listener: Listener;
  /** How the database is run, for the foot of the page. */
  database: 'embedded' | 'external';
  version: string;
}

/** A Fastify instance whose routes take their types from zod schemas. */
export type App = FastifyInstance<
  import('node:http').Server,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  import('fastify').FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; set before every route that is not open to all. */
    visitor?: Visitor;
  }
  interface FastifyContextConfig {
    /** Anyone may call this route; `role` is not looked at. */
    open?: boolean;
    /** Least role that may call it; without one: monitor for reading, manage for the rest. */
    role?: import('../accounts/schema.ts').Role;
  }
}
