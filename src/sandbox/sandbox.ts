import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CCredentials } from './c-series/credentials.ts';
import { EcomApi } from './c-series/ecom-api.ts';
import { HookSender } from './c-series/hook-sender.ts';
import { resources as cResources } from './c-series/resources.ts';
import { Tables } from './c-series/tables.ts';
import { removeHooksOf } from './c-series/webhooks.ts';
import { controlCalls, type HookQueues } from './control/calls.ts';
import { ControlDesk } from './control/control-desk.ts';
import { withPath } from './exchange.ts';
import { Faults } from './faults.ts';
import { lockFolder } from './folder-lock.ts';
import { FrontDesk } from './front-desk.ts';
import { Journal } from './journal.ts';
import { AccessTokens } from './oauth/access-tokens.ts';
import { GrantBook } from './oauth/grant-book.ts';
import { NewServer } from './oauth/new-server.ts';
import { OAuthHost } from './oauth/oauth-host.ts';
import { OldServer } from './oauth/old-server.ts';
import { RCallers } from './oauth/r-callers.ts';
import { XConnectHost } from './oauth/x-connect-host.ts';
import { XServer } from './oauth/x-server.ts';
import { XTokenEndpoint } from './oauth/x-token-endpoint.ts';
import { ConsentPages } from './pages/consent.ts';
import { startPage } from './pages/start-page.ts';
import { RetailApi } from './r-series/retail-api.ts';
import { RequestLog } from './request-log.ts';
import { SandboxClock } from './sandbox-clock.ts';
import { type Client, isCStore, isRStore, isXStore, type Store } from './store.ts';
import { XHooks } from './x-series/hooks.ts';
import { RetailerApi } from './x-series/retailer-api.ts';

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

/**
 * Starts an emulator of Lightspeed. Rejects with the listen error (`EADDRINUSE`) when the port is taken, and when another
 * sandbox has the folder.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const freeFolder = options.dataDir === undefined ? () => {} : lockFolder(options.dataDir);
  const journal = new Journal(options.dataDir);
  const clock = new SandboxClock(options.realMs, journal.kept.clock);
  const hookQueues = sendHooks(journal, clock, options);
  const leave = () => {
    for (const queues of Object.values(hookQueues)) queues.close();
    journal.close();
    freeFolder();
  };
  const desk = frontDesk({ journal, clock, hookQueues }, options);
  const http = createServer((request, response) => void desk.serve(request, response));
  await new Promise<void>((resolve, reject) => {
    http.once('error', (cause) => {
      leave();
      reject(cause);
    });
    http.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve());
  });
  const { port } = http.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          leave();
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

/**
 * Tells webhooks what happens. Those of C-Series are also told what they were not told before the sandbox ended; deliveries
 * of X-Series that are under way then are lost, as nothing is guaranteed.
 */
function sendHooks(journal: Journal, clock: SandboxClock, options: SandboxOptions): HookQueues {
  const { stores, clients } = journal.kept;
  const parts = { nowMs: () => clock.nowMs(), chance: options.chance ?? Math.random };
  const xHooks = new XHooks({ ...parts, secretOf: (clientId) => clients.get(clientId)?.secret });
  const cHooks = new HookSender(parts);
  journal.whenRowsChange((store, rows) => {
    if (isXStore(store)) xHooks.tell(store, rows);
    if (isCStore(store)) cHooks.takeUp(store, rows);
  });
  for (const store of [...stores.values()].filter(isCStore)) cHooks.takeUp(store);
  return { x: xHooks.queues, c: cHooks.queues };
}

/** What is there before the front desk. */
interface Base {
  journal: Journal;
  clock: SandboxClock;
  hookQueues: HookQueues;
}

/** All parts put together: a host of Lightspeed is one line in `hosts`. */
function frontDesk({ journal, clock, hookQueues }: Base, options: SandboxOptions): FrontDesk {
  const { kept } = journal;
  const faults = new Faults(
    {
      faults: kept.faults,
      save: (fault) => journal.saveFault(fault),
      remove: (id) => journal.removeFault(id),
    },
    options.chance ?? Math.random,
  );
  const log = new RequestLog((options.realMs ?? Date.now)());

  const all = <S extends Store>(is: (store: Store) => store is S): S[] => [...kept.stores.values()].filter(is);
  const book = new GrantBook(kept.families, (family) => journal.saveFamily(family));
  const clientsOf = (series: Client['series']) => (id: string) =>
    [kept.clients.get(id)].find((client) => client?.series === series);
  const r = { clock, book, clientOf: clientsOf('r'), storeOf: (id: string) => [kept.stores.get(id)].find(isRStore) };
  const x = { clock, book, clientOf: clientsOf('x'), storeOf: (id: string) => [kept.stores.get(id)].find(isXStore) };
  const newServer = new NewServer({ ...r, tokens: new AccessTokens(kept.key) });
  const oldServer = new OldServer(r);
  const xServer = new XServer(x);
  const callers = new RCallers(r, { newServer, oldServer });
  const credentials = new CCredentials(book, () => all(isCStore));
  const pages = new ConsentPages(() => kept.stores.values());
  const storeOfClient = (id: string) => all(isRStore).find(({ clientId }) => clientId === id);
  const storeAt = (prefix: string) => all(isXStore).find(({ domainPrefix }) => domainPrefix === prefix);

  const retailApi = new RetailApi({ kept, callers, clock });
  const rOAuth = new OAuthHost({ book, storeOfClient, newServer, oldServer, callers, pages });
  const xConnect = new XConnectHost(xServer, pages);
  const xToken = new XTokenEndpoint({ server: xServer, book, clock, storeAt });
  const retailerApi = new RetailerApi({ server: xServer, clock, storeAt });
  const retailer = withPath('/api/1.0/token', xToken, retailerApi);
  const ecomEu = new EcomApi('eu1', { credentials, clock });
  const ecomUs = new EcomApi('us1', { credentials, clock });
  // With an app its webhooks go (firm).
  book.whenEnded((family) => {
    const shop = kept.stores.get(family.storeId);
    if (isCStore(shop) && family.server === 'app')
      removeHooksOf(new Tables(shop, cResources), family.appKey, Math.floor(clock.nowMs() / 1000));
  });
  const parts = {
    journal,
    book,
    newServer,
    oldServer,
    xServer,
    credentials,
    clock,
    faults,
    log,
    hookQueues,
    forgetLimits() {
      for (const api of [retailApi, xToken, retailerApi, ecomEu, ecomUs]) api.forgetLimits();
    },
  };
  return new FrontDesk({
    hosts: {
      'api.lightspeedapp.com': retailApi,
      'api.merchantos.com': retailApi,
      'cloud.lightspeedapp.com': rOAuth,
      'cloud.merchantos.com': rOAuth,
      'us.merchantos.com': rOAuth,
      'secure.retail.lightspeed.app': xConnect,
      'secure.vendhq.com': xConnect,
      '{prefix}.retail.lightspeed.app': retailer,
      '{prefix}.vendhq.com': retailer,
      'api.webshopapp.com': ecomEu,
      'api.shoplightspeed.com': ecomUs,
    },
    control: new ControlDesk(controlCalls(parts), options.token),
    faults,
    clock,
    log,
    startPage: (base) => startPage({ base, stores: kept.stores.values(), clientOf: (id) => kept.clients.get(id) }),
  });
}
