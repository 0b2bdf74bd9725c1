import { expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Flow, Run, RunHistory } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runEnd,
  runFlow,
  setUpOwner,
} from '../support/walk.ts';

async function itemsFlow(api: Api, store: Store, name: string): Promise<Flow> {
  const connection = await authorizedConnection(api, store, name);
  const table = await builtInConnection(api);
  return createFlow(
    api,
    { name, connectionId: connection.id, resource: 'Item', type: 'all' },
    {
      name: `${name} table`,
      connectionId: table.id,
      target: { table: name.toLowerCase(), key: ['itemID'], create: true },
    },
  );
}

const countRequests = async ({ sandboxUrl, id }: Store) => {
  const reply = await fetch(`${sandboxUrl}/_sandbox/requests?store=${id}`);
  const requests = (await reply.json()) as { cost: number; path: string }[];
  return requests.filter(({ path, cost }) => path.endsWith('/Item.json') && cost === 10).length;
};

/** Reads a run until it shows what is looked for; the answer that did. */
async function runShowing(api: Api, id: string, shows: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${id}`);
    if (shows(run)) return run;
    if (run.endedAt !== null) throw new Error(`the run ended without it: ${JSON.stringify(run)}`);
  }
}

/** All that the stream of a run that is over sends. */
async function sentEvents(api: Api, id: string, lastEventId = ''): Promise<string> {
  const headers: Record<string, string> = lastEventId === '' ? {} : { 'last-event-id': lastEventId };
  const { body } = await api.send<string>('GET', `/v1/runs/${id}/events`, undefined, headers);
  return body;
}

test('a run tells how far it is, what sets its pace, and how long it still takes', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);

  // Pages enough that the total is asked for, and a bucket that is used up before the end.
  const store = await createStore(
    api,
    { items: 8000, sales: 0, customers: 0 },
    { size: 50, dripPerSecond: 2, burst: 20 },
  );
  const flow = await itemsFlow(api, store, 'Items');
  const { id } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  const counted = await runShowing(api, id, (run) => run.expectedPages !== null && run.waiting !== null);
  expect(counted).toMatchObject({ expectedFrom: 'count', waiting: { for: 'budget' }, status: 'running' });
  expect(counted.leftMs).toBeGreaterThan(0);
  expect(counted.budget).toMatchObject({ kind: 'bucket', sizeDrips: 50, dripPerSecond: 2, costDrips: 1 });
  await sandboxControl({ url: store.sandboxUrl }).call('PATCH', `stores/${store.id}`, { limits: 'off' });
  const ended = await runEnd(api, id);
  expect(ended).toMatchObject({ status: 'completed', leftMs: null, waiting: null, budget: null, trigger: 'api' });
  const [source] = ended.steps;
  expect(counted.expectedPages).toBe(source?.pages);
  expect(ended.startedBy).not.toBeNull();
  expect(await countRequests(store)).toBe(1);

  // The pages of every stretch add up to the rows.
  const history = await api.get<RunHistory>(`/v1/runs/${id}/history`);
  const rows = history.stretches.reduce((sum, { recordsPerSecond }) => sum + recordsPerSecond, 0);
  expect(Math.round(rows * (history.stretchMs / 1000))).toBe(source?.in);
  expect(history.pagesWithErrors).toEqual([]);

  // Whoever comes back with the id of what they saw is spared the same again.
  const events = await sentEvents(api, id);
  const eventId = /^id: (\S+)$/m.exec(events)?.[1] ?? '';
  expect(JSON.parse(/^data: (.*)$/m.exec(events)?.[1] ?? '')).toEqual(ended);
  expect(await sentEvents(api, id, eventId)).toBe(': alive\n\n');

  // The next run knows from the last one and asks for nothing.
  const again = await runFlow(api, flow.id);
  expect(again).toMatchObject({ status: 'completed', expectedPages: source?.pages, expectedFrom: 'lastRun' });
  expect(await countRequests(store)).toBe(1);

  // A run that is short is spared the question.
  const small = await createStore(api, { items: 1900, sales: 0, customers: 0 });
  const short = await runFlow(api, (await itemsFlow(api, small, 'Few')).id);
  expect(short).toMatchObject({ status: 'completed', expectedPages: null, expectedFrom: null });
  expect(await countRequests(small)).toBe(0);
}, 120_000);

test('a run from a web shop shows the windows of its budget while it waits for one', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const limits = { requests: 3, windowSeconds: 300 };
  const asked = { series: 'c', name: 'Web', seed: 1, sizes: { items: 600 }, limits };
  const { apiKey, apiSecret } = await api.post<Store>('/v1/stores', asked);
  const shop = await api.post<Connection>('/v1/connections', {
    name: 'Web',
    apiType: 'lightspeed-c',
    environment: 'sandbox',
    settings: { apiKey, apiSecret, cluster: 'eu1', language: 'en' },
  });
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Products', connectionId: shop.id, resource: 'products', type: 'all' },
    { name: 'Products table', connectionId: table.id, target: { table: 'products', key: ['id'], create: true } },
  );
  const { id } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  const waits = await runShowing(api, id, ({ waiting, budget }) => waiting?.for === 'budget' && budget !== null);
  expect(waits.budget).toEqual({ kind: 'windows', windows: expect.any(Array) });
  expect(waits.budget?.kind === 'windows' && waits.budget.windows).toMatchObject([
    { requests: 3, seconds: 300, resetsAt: expect.any(String) },
    { seconds: 3600 },
    { seconds: 86_400 },
  ]);
  await api.post(`/v1/runs/${id}/cancel`, {});
});
