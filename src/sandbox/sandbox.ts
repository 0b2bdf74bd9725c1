import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlCalls } from './control/calls.ts';
import { ControlDesk } from './control/control-desk.ts';
import { Faults } from './faults.ts';
import { FrontDesk } from './front-desk.ts';
import { Journal } from './journal.ts';
import { AccessTokens } from './oauth/access-tokens.ts';
import { AuthorizationServer } from './oauth/authorization-server.ts';
import { OAuthHost } from './oauth/oauth-host.ts';
import { ConsentPages } from './pages/consent.ts';
import { RetailApi } from './r-series/retail-api.ts';
import { RequestLog } from './request-log.ts';
import { SandboxClock } from './sandbox-clock.ts';
import { isRStore } from './store.ts';

export interface SandboxOptions {
  /** 0 or left out: any free port. */
  port?: number;
  host?: string;
  /** Where stores, grants and edits are kept; left out: nothing is. */
  dataDir?: string;
  /** Lets other machines use the control interface. */
  token?: string;
  realMs?: () => number;
  chance?: () => number;
}

export interface Sandbox {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts an emulator of Lightspeed. Rejects with the listen error (`EADDRINUSE`) when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const journal = new Journal(options.dataDir);
  const desk = frontDesk(journal, options);
  const http = createServer((request, response) => void desk.serve(request, response));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve());
  });
  const { port } = http.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          journal.close();
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

/** All parts put together: a host of Lightspeed is one line in `hosts`. */
function frontDesk(journal: Journal, options: SandboxOptions): FrontDesk {
  const { kept } = journal;
  const clock = new SandboxClock(options.realMs, kept.clock);
  const faults = new Faults(
    {
      faults: kept.faults,
      save: (fault) => journal.saveFault(fault),
      remove: (id) => journal.removeFault(id),
    },
    options.chance ?? Math.random,
  );
  const log = new RequestLog();
  const server = new AuthorizationServer({
    clock,
    tokens: new AccessTokens(kept.key),
    book: { families: kept.families, changed: (family) => journal.saveFamily(family) },
    clientOf: (id) => kept.clients.get(id),
    storeOf: (id) => [kept.stores.get(id)].find(isRStore),
  });
  const pages = new ConsentPages(server, () => [...kept.stores.values()].filter(isRStore));
  const retailApi = new RetailApi({ kept, server, clock });
  const oauthHost = new OAuthHost({ kept, server, pages });
  const parts = { journal, server, pages, clock, faults, log, forgetLimits: () => retailApi.forgetLimits() };
  return new FrontDesk({
    hosts: {
      'api.lightspeedapp.com': retailApi,
      'api.merchantos.com': retailApi,
      'cloud.lightspeedapp.com': oauthHost,
      'cloud.merchantos.com': oauthHost,
      'us.merchantos.com': oauthHost,
    },
    control: new ControlDesk(controlCalls(parts), options.token),
    faults,
    clock,
    log,
  });
}
