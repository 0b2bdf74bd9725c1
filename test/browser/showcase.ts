import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Export } from '../../src/transfers/export-schema.ts';
import type { Import } from '../../src/transfers/import-schema.ts';
import type { Api } from '../support/api.ts';
import { authorizedConnection, builtInConnection, consent, runEnd, runFlow } from '../support/walk.ts';

/** An installation with something of everything, as the screenshots show it. */
export interface Showcase {
  store: Store;
  /** Its sign-in was taken back; flows wait for a person. */
  broken: Connection;
  /** Attempts to authorize that failed: denied, and signed in to another account. */
  denied: Authorization;
  wrongAccount: Authorization;
  /** Calls to it are limited, and some meet trouble. */
  busy: Store;
  connection: Connection;
  exported: Export;
  imported: Import;
  flow: Flow;
  completed: Run;
  failed: Run;
  /** At work with a bucket that is used up; paused in the middle, and one that goes on. */
  running: Run;
  paused: Run;
  withErrors: Run;
}

const scopes = ['employee:inventory_read', 'employee:register_read', 'employee:customers_read'];
const busyBucket = { size: 60, dripPerSecond: 2, burst: 20 };

/** Sets it up over the REST API; takes about half a minute. */
export async function setUpShowcase(api: Api): Promise<Showcase> {
  const store = await newStore(api, 'Harbour & Pine', { items: 2600, sales: 900, customers: 900 }, 'off');
  const busy = await newStore(api, 'Airport', { items: 300, sales: 24_000, customers: 2500 }, busyBucket);
  const table = await builtInConnection(api);
  const connection = await authorizedConnection(api, store, 'Main Street shop');
  await api.post(`/v1/connections/${connection.id}/debug`, { minutes: 60 });
  const airport = await authorizedConnection(api, busy, 'Airport');
  await api.post('/v1/connections', {
    name: 'Outlet',
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes, iClientId: store.iClientId },
  });
  const folder = await api.post<Connection>('/v1/connections', {
    name: 'Accounting folder',
    apiType: 'folder',
    environment: 'live',
    settings: { path: 'accounting' },
  });

  const items = await newFlow(api, 'Items to table', connection, 'Item', table, intoTable('items', 'itemID'));
  await runFlow(api, items.flow.id);
  const completed = await runFlow(api, items.flow.id);
  const toFile = { target: { file: 'customers.csv', format: 'csv' as const } };
  const customers = await newFlow(api, 'Customers to file', connection, 'Customer', folder, toFile);
  await runFlow(api, customers.flow.id);
  const withErrors = await runFlow(
    api,
    (await newFlow(api, 'Customers to accounting', connection, 'Customer', table, vatAsNumber)).flow.id,
  );
  const gone = await newFlow(api, 'Sales to old table', connection, 'Sale', table, {
    target: { table: 'sales_2019', key: ['saleID'], create: false },
  });
  const failed = await runFlow(api, gone.flow.id);
  const sales = await newFlow(api, 'Sales to table', airport, 'Sale', table, intoTable('sales', 'saleID'));
  const halted = await newFlow(
    api,
    'Airport customers',
    airport,
    'Customer',
    table,
    intoTable('customers', 'customerID'),
  );
  await api.patch(`/v1/flows/${customers.flow.id}`, { schedule: '5 * * * *', timezone: 'Europe/Paris' });

  const running = await api.post<Run>(`/v1/flows/${sales.flow.id}/runs`, {});
  const paused = await pausedRun(api, halted.flow.id);
  await api.post('/v1/stores', { series: 'x', name: 'Lakeside', sizes: { items: 800 }, registers: 3 });
  await api.post('/v1/stores', { series: 'c', name: 'Pine web shop', sizes: { items: 400 } });
  // From now on it is limited as a shop with one register is; a few calls show its true gauge.
  await api.patch(`/v1/stores/${store.id}`, { limits: 'real' });
  for (let call = 0; call < 3; call += 1) await api.post(`/v1/connections/${connection.id}/ping`);
  const outlet = await newStore(api, 'Old Mill outlet', { items: 60, sales: 10, customers: 10 }, 'off');
  const broken = await authorizedConnection(api, outlet, 'Old Mill outlet');
  const stock = await newFlow(api, 'Outlet stock', broken, 'Item', table, intoTable('outlet_items', 'itemID'));
  await api.post('/v1/sandbox/faults', { storeId: outlet.id, kind: 'revoke', times: 1 });
  await api.post(`/v1/flows/${stock.flow.id}/runs`, {});
  await statusOf(api, broken, 'unauthorized');
  const denied = await failedAttempt(api, broken, outlet, 'deny');
  const wrongAccount = await failedAttempt(api, connection, { ...store, user: outlet.user }, 'allow');
  await api.post('/v1/sandbox/faults', { storeId: busy.id, kind: 'rateLimit', times: 2 });
  await api.post('/v1/sandbox/faults', { storeId: busy.id, kind: 'delay', delayMs: 300, probability: 0.1 });
  return {
    store,
    broken,
    denied,
    wrongAccount,
    busy,
    connection,
    exported: items.exported,
    imported: items.imported,
    flow: items.flow,
    completed,
    failed,
    running: await runShowing(api, running.id, (run) => run.waiting !== null && run.expectedPages !== null),
    paused,
    withErrors,
  };
}

const intoTable = (table: string, key: string) => ({ target: { table, key: [key], create: true } });

/** A mapping that few records fail: a VAT number is no number. */
const vatAsNumber = {
  target: { table: 'accounts', key: ['customer_id'], create: true },
  mapping: [
    { target: 'customer_id', source: 'customerID', type: 'integer' as const },
    { target: 'name', source: 'lastName' },
    { target: 'vat_number', source: 'vatNumber', type: 'integer' as const },
  ],
};

async function newStore(api: Api, name: string, sizes: object, limits: unknown): Promise<Store> {
  return api.post('/v1/stores', { series: 'r', name, seed: name.length, sizes, limits });
}

async function newFlow(
  api: Api,
  name: string,
  from: Connection,
  resource: string,
  to: Connection,
  into: object,
): Promise<{ exported: Export; imported: Import; flow: Flow }> {
  const source = { connectionId: from.id, resource, type: 'all' };
  const exported = await api.post<Export>('/v1/exports', { name: `${resource}s of ${from.name}`, ...source });
  const imported = await api.post<Import>('/v1/imports', { name: `${name}, write`, connectionId: to.id, ...into });
  const flow = await api.post<Flow>('/v1/flows', {
    name,
    sources: [{ exportId: exported.id }],
    steps: [{ type: 'import', importId: imported.id }],
  });
  return { exported, imported, flow };
}

/** An attempt that ends with a failure: the person at `store` decides so, or it is another account's. */
async function failedAttempt(
  api: Api,
  { id }: Connection,
  store: Store,
  decision: 'allow' | 'deny',
): Promise<Authorization> {
  const attempt = await api.post<Authorization>(`/v1/connections/${id}/authorizations`, {});
  const page = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const back = await consent(store, page.headers.get('location') ?? '', decision);
  await fetch(back, { redirect: 'manual', headers: { cookie } });
  return attempt;
}

async function statusOf(api: Api, { id }: Connection, status: Connection['status']): Promise<void> {
  while ((await api.get<Connection>(`/v1/connections/${id}`)).status !== status) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function pausedRun(api: Api, flowId: string): Promise<Run> {
  const { id } = await api.post<Run>(`/v1/flows/${flowId}/runs`, {});
  await runShowing(api, id, ({ steps }) => (steps[0]?.pages ?? 0) > 1);
  const asked = await api.send('POST', `/v1/runs/${id}/pause`, {});
  if (asked.status >= 300) return runEnd(api, id);
  return runShowing(api, id, (run) => run.status === 'paused' || run.endedAt !== null);
}

async function runShowing(api: Api, id: string, shows: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${id}`);
    if (shows(run) || run.endedAt !== null) return run;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
