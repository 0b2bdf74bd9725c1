import type { Connection } from '../../src/connections/schema.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Export, ExportInput } from '../../src/transfers/export-schema.ts';
import type { Import, ImportInput } from '../../src/transfers/import-schema.ts';
import { type Api, apiClient } from './api.ts';
import { type CounterflowProcess, setUpToken } from './counterflow-process.ts';

/** The steps a person takes from an empty data folder, over the REST API. */

/** Makes the owner's account; answers a client with the owner's first key. */
export async function setUpOwner(counterflow: CounterflowProcess): Promise<Api> {
  const token = await setUpToken(counterflow);
  const owner = { token, name: 'Olive', email: 'olive@example.com', password: 'correct horse battery' };
  const { key } = await apiClient(counterflow.url).post<{ key: string }>('/v1/setup', owner);
  return apiClient(counterflow.url, key);
}

export interface StoreSizes {
  items: number;
  sales: number;
  customers: number;
}

export async function createStore(api: Api, sizes: StoreSizes, limits: unknown = 'off'): Promise<Store> {
  return api.post('/v1/stores', { series: 'r', name: 'Demo', seed: 1, sizes, limits });
}

const scopes = ['employee:inventory_read', 'employee:register_read', 'employee:customers_read'];

/** Makes a connection to a store and authorizes it as a browser would: our page, the consent page, the callback. */
export async function authorizedConnection(api: Api, store: Store, name = 'Main Street'): Promise<Connection> {
  const connection = await api.post<Connection>('/v1/connections', {
    name,
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes, iClientId: store.iClientId },
  });
  await authorize(api, store, connection.id);
  return api.get(`/v1/connections/${connection.id}`);
}

/** One attempt to authorize, from start to the callback's answer; gives the address of the result page. */
export async function authorize(api: Api, store: Store, connectionId: string): Promise<string> {
  const attempt = await api.post<{ id: string; url: string }>(`/v1/connections/${connectionId}/authorizations`, {});
  const page = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const location = await consent(store, page.headers.get('location') ?? '');
  const back = await fetch(location, { redirect: 'manual', headers: { cookie } });
  return back.headers.get('location') ?? '';
}

/** What the consent page would have answered. */
export async function consent(store: Store, url: string, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
  const reply = await fetch(`${store.sandboxUrl}/_sandbox/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, login: store.user.login, decision }),
  });
  const { location } = (await reply.json()) as { location: string };
  return location;
}

/** The connection to "This installation's database". */
export async function builtInConnection(api: Api): Promise<Connection> {
  const { items } = await api.get<{ items: Connection[] }>('/v1/connections');
  const found = items.find(({ builtIn }) => builtIn);
  if (!found) throw new Error('there is no built-in connection');
  return found;
}

/** A flow of one export into one import. */
export async function createFlow(
  api: Api,
  exported: Partial<ExportInput>,
  imported: Partial<ImportInput>,
): Promise<Flow> {
  const source = await api.post<Export>('/v1/exports', exported);
  const target = await api.post<Import>('/v1/imports', imported);
  return api.post('/v1/flows', {
    name: `${source.name} into ${target.name}`,
    sources: [{ exportId: source.id }],
    steps: [{ type: 'import', importId: target.id }],
  });
}

/** Runs a flow and waits for its end. */
export async function runFlow(api: Api, flowId: string, patienceMs = 60_000): Promise<Run> {
  const { id } = await api.post<Run>(`/v1/flows/${flowId}/runs`, {});
  return runEnd(api, id, patienceMs);
}

export async function runEnd(api: Api, runId: string, patienceMs = 60_000): Promise<Run> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${runId}`);
    if (run.endedAt !== null) return run;
    if (Date.now() > deadline) throw new Error(`the run is not over: ${JSON.stringify(run)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every row of a table in "This installation's database", page by page. */
export async function tableRows(api: Api, table: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  let cursor: string | null = '';
  do {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { items: Record<string, unknown>[]; nextCursor: string | null } = await api.get(
      `/v1/tables/${table}/rows?limit=1000${query}`,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** Every row of a resource as the sandbox gives it, read page by page with a grant of its own. */
export async function sandboxRows(store: Store, resource: string, query = ''): Promise<Record<string, unknown>[]> {
  const granted = await fetch(`${store.sandboxUrl}/_sandbox/stores/${store.id}/grants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({}),
  });
  const { accessToken } = (await granted.json()) as { accessToken: string };
  const rows: Record<string, unknown>[] = [];
  const first = `${store.sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/${resource}.json?limit=100${query}`;
  for (let url = first; url !== ''; ) {
    const reply = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
    if (reply.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      continue;
    }
    const body = (await reply.json()) as { '@attributes'?: { next?: string } } & Record<string, unknown>;
    const found = body[resource];
    rows.push(...(Array.isArray(found) ? found : found ? [found] : []));
    url = body['@attributes']?.next ?? '';
  }
  return rows;
}
