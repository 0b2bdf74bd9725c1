import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Role, roles } from '../accounts/schema.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { App, ServerContext } from './context.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets nobody in who is not signed in or lacks the role, before any route looks at input. A change that comes with a
 * session cookie must come from one of our own pages.
 */
export function guardRoutes(app: App, { accounts, installation }: ServerContext): void {
  const ownOrigins = new Set(installation.publicUrls.map(({ url }) => new URL(url).origin));

  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const { open, role: needed } = request.routeOptions.config;
    if (request.is404 && !request.url.startsWith('/v1')) return;
    if (open) return;
    const visitor = await accounts.visitor(headersOf(request));
    if (!visitor) {
      reply.header('www-authenticate', 'Bearer realm="counterflow"');
      if ((await accounts.setUpToken()) !== undefined) {
        throw new CounterflowError(
          'setup_required',
          'This installation has no owner yet. Open the set-up link that the server printed when it started.',
        );
      }
      throw new CounterflowError('not_signed_in', 'Sign in, or send an API key as "Authorization: Bearer ...".');
    }
    request.visitor = visitor;
    const isChange = !reading.has(request.method);
    if (isChange && visitor.session.via === 'session') refuseForeignOrigin(request, ownOrigins);
    const least = needed ?? (isChange ? 'manage' : 'monitor');
    if (!mayActAs(visitor.session.role, least)) {
      throw new CounterflowError(
        'not_allowed',
        `Your role is ${visitor.session.role}; this needs ${least}. Ask an administrator for it.`,
      );
    }
  });
}

/** Whether a role contains the rights of another. */
const mayActAs = (role: Role, least: Role) => roles.indexOf(role) <= roles.indexOf(least);

/** Browsers send `Origin` with every change; another site's must not ride on a session. Throws `origin_refused`. */
function refuseForeignOrigin(request: FastifyRequest, own: ReadonlySet<string>): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (origin !== undefined && (own.has(origin) || hostOf(origin) === host)) return;
  if (origin === undefined && (site === undefined || site === 'same-origin')) return;
  throw new CounterflowError(
    'origin_refused',
    'This change was sent from another site. Open counterflow itself for it.',
  );
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : undefined);

/** Headers as the accounts read them. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const name of ['authorization', 'cookie', 'user-agent'] as const) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}

/** Who sends this request. Only for routes that are not open. */
export function actorOf(request: FastifyRequest) {
  if (!request.visitor) throw new Error(`${request.url} asks who sends it, but is open to all`);
  return request.visitor.actor;
}

/** Id of the person who sends this request, also by a key of theirs. Only for routes that are not open. */
export function readerOf(request: FastifyRequest): string {
  if (!request.visitor) throw new Error(`${request.url} asks who sends it, but is open to all`);
  return request.visitor.session.user.id;
}
