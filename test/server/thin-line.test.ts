import { expect, test } from 'vitest';
import { apiClient } from '../support/api.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runFlow,
  sandboxRows,
  setUpOwner,
  tableRows,
} from '../support/walk.ts';

test('from an empty data folder to the rows of a store in a table, equal field by field', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const closed = await apiClient(counterflow.url).send('GET', '/v1/connections');
  expect(closed).toMatchObject({ status: 401, body: { code: 'setup_required' } });

  const api = await setUpOwner(counterflow);
  const store = await createStore(api, { items: 320, sales: 40, customers: 60 });
  const connection = await authorizedConnection(api, store);
  expect(connection).toMatchObject({ status: 'online', account: { id: store.accountId, name: 'Demo' } });

  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  await api.post(`/v1/connections/${connection.id}/debug`);
  const run = await runFlow(api, flow.id);
  expect(run).toMatchObject({ status: 'completed', code: null });

  // Entries are written a moment after their requests.
  const entries = `/v1/connections/${connection.id}/debug/entries?q=Item.json`;
  const recorded = async () => (await api.get<{ items: { caller: object }[] }>(entries)).items;
  await expect.poll(async () => (await recorded()).length).toBeGreaterThan(0);
  for (const { caller } of await recorded()) {
    expect(caller).toEqual({ type: 'run', runId: run.id, flowId: flow.id, flowName: flow.name });
  }

  const expected = await sandboxRows(store, 'Item');
  const arrived = await tableRows(api, 'items');
  expect(arrived).toHaveLength(expected.length);
  const [source, step] = run.steps;
  expect(source).toMatchObject({ in: expected.length, success: expected.length, ignored: 0, errors: 0 });
  expect(step).toMatchObject({ in: expected.length, success: expected.length, ignored: 0, errors: 0 });
  const byId = new Map(arrived.map((row) => [row.itemID, row]));
  for (const item of expected) {
    const row = byId.get(item.itemID) as Record<string, unknown>;
    for (const field of ['description', 'customSku', 'upc', 'defaultCost', 'categoryID', 'systemSku'] as const) {
      expect(asSent(row[field]), `${field} of item ${item.itemID}`).toBe(item[field]);
    }
    expect(row.archived).toBe(item.archived === 'true');
    expect(Date.parse(String(row.timeStamp))).toBe(Date.parse(String(item.timeStamp)));
    expect(row.Prices).toEqual(item.Prices);
  }
  expect(await counterflow.stop()).toBe(0);
}, 120_000);

const asSent = (value: unknown) => (value === null ? '' : String(value));
