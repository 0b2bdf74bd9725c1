import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Run } from '../../src/flows/schema.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runEnd,
  sandboxRows,
  setUpOwner,
  tableRows,
} from '../support/walk.ts';

let sandbox: Sandbox;
let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let api: Api;
let table: Connection;
beforeAll(async () => {
  sandbox = await startSandbox();
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  counterflow = await spawnCounterflow({ dataDir, env: { COUNTERFLOW_SANDBOX_URL: sandbox.url } });
  api = await setUpOwner(counterflow);
  table = await builtInConnection(api);
});
afterAll(async () => {
  await counterflow.stop();
  await sandbox.close();
  await removeData();
});

async function control<T>(method: string, path: string, body?: object): Promise<T> {
  const reply = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await reply.json().catch(() => undefined)) as T;
}

let shops = 0;
/** A run of a store's items that meets these faults at its list requests; faults of other stores don't touch it. */
async function troubledRun(
  faults: object[],
): Promise<{ store: Store; runId: string; into: string; faultIds: string[] }> {
  shops += 1;
  const into = `items_${shops}`;
  const store = await createStore(api, { items: 780, sales: 10, customers: 10 });
  const connection = await authorizedConnection(api, store, into);
  const flow = await createFlow(
    api,
    { name: into, connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: into, connectionId: table.id, target: { table: into, key: ['itemID'], create: true } },
  );
  const faultIds: string[] = [];
  for (const fault of faults) {
    const match = { store: store.id, path: '*Item.json' };
    faultIds.push((await control<{ id: string }>('POST', 'faults', { match, ...fault })).id);
  }
  const { id } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  return { store, runId: id, into, faultIds };
}

async function expectComplete(run: Run, store: Store, into: string): Promise<void> {
  expect(run).toMatchObject({ status: 'completed', code: null });
  const expected = await sandboxRows(store, 'Item');
  for (const step of run.steps) {
    expect(step).toMatchObject({ in: expected.length, success: expected.length, ignored: 0, errors: 0 });
  }
  const arrived = await tableRows(api, into);
  const text = (rows: Record<string, unknown>[]) => new Map(rows.map((row) => [String(row.itemID), row.description]));
  expect(text(arrived)).toEqual(text(expected));
}

describe.concurrent('a source with trouble in mid-run', { timeout: 90_000 }, () => {
  test.each([
    ['JSON that is cut off', { kind: 'truncate' }],
    ['a web page instead of data', { kind: 'html' }],
    ['a server error', { kind: 'status', status: 503 }],
    ['a connection that is reset', { kind: 'reset' }],
    ['a reply that is lost after the work was done', { kind: 'dropAfterProcessing' }],
    ['being told to slow down', { kind: 'rateLimit' }],
    ['a token that ends early', { kind: 'expireToken' }],
  ])('%s: the run goes on, and the table equals the store', async (_, fault) => {
    const twice = [
      { ...fault, after: 2, times: 1 },
      { ...fault, after: 6, times: 1 },
    ];
    const { store, runId, into } = await troubledRun(twice);
    await expectComplete(await runEnd(api, runId, 60_000), store, into);
  });

  test('trouble that lasts: the run says what it waits for, and goes on by itself when it is over', async () => {
    const { store, runId, into, faultIds } = await troubledRun([{ kind: 'status', status: 502, after: 2 }]);
    const deadline = Date.now() + 60_000;
    let run = await api.get<Run>(`/v1/runs/${runId}`);
    while (run.status !== 'waiting' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      run = await api.get<Run>(`/v1/runs/${runId}`);
    }
    const detail = expect.stringMatching(/can't be reached: Lightspeed is not answering \(status 502\)/);
    expect(run).toMatchObject({
      status: 'waiting',
      code: 'connection_offline',
      waiting: { for: 'connection', detail },
    });
    expect(run.steps[1]?.success).toBe(run.steps[0]?.success);
    for (const id of faultIds) await control('DELETE', `faults/${id}`);
    await expectComplete(await runEnd(api, runId, 60_000), store, into);
  });
});
