import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Run } from '../../src/flows/schema.ts';
import type { Problem } from '../../src/rest.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/embedded-postgres.ts';
import { type Api, apiClient } from '../support/api.ts';
import { databaseLine } from '../support/database-line.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
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

const AWAY_MS = 20_000;
const ITEMS = 4200;

/** A PostgreSQL of its own that DATABASE_URL leads to, and that can be stopped and started. */
async function ownPostgres() {
  const dataDir = await temporaryFolder();
  const start = () => startEmbeddedPostgres({ dataDir, log: () => {}, settings: { fsync: 'off' } });
  let postgres = await start();
  const line = await databaseLine(String(postgres.connection.host));
  const { user, password, database } = postgres.connection;
  onTestFinished(async () => {
    await line.close();
    await postgres.stop();
  });
  return {
    line,
    url: `postgres://${user}:${encodeURIComponent(String(password))}@127.0.0.1:${line.port}/${database}`,
    async stop() {
      await line.cut();
      await postgres.stop();
    },
    async start() {
      postgres = await start();
      await line.mend(String(postgres.connection.host));
    },
  };
}

const pagesOf = (run: Run) => run.steps[1]?.pages ?? 0;

async function runWith(api: Api, id: string, isThere: (run: Run) => boolean): Promise<Run> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const run = await api.get<Run>(`/v1/runs/${id}`);
    if (isThere(run)) return run;
    if (Date.now() > deadline || run.endedAt) throw new Error(JSON.stringify(run));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const ready = async (api: Api) => api.send<Problem>('GET', '/health/ready');

test('a database that goes away for 20 s stops nothing for good: the server says so, and the run goes on by itself', {
  timeout: 150_000,
}, async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const postgres = await ownPostgres();
  const dataDir = join(await temporaryFolder(), 'cf');
  const counterflow = await startProcess({
    dataDir,
    env: { DATABASE_URL: postgres.url, COUNTERFLOW_SANDBOX_URL: sandbox.url },
  });
  const api = await setUpOwner(counterflow);
  const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'test', role: 'administrator' });
  const store = await createStore(api, { items: ITEMS, sales: 10, customers: 10 });
  const connection = await authorizedConnection(api, store);
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: { path: '*Item.json' }, kind: 'delay', delayMs: 150 }),
  });
  expect((await ready(api)).status).toBe(200);
  const { id } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  await runWith(api, id, (run) => pagesOf(run) >= 4);

  await postgres.stop();
  const backAt = Date.now() + AWAY_MS;
  while (Date.now() < backAt) {
    expect(await ready(api)).toMatchObject({ status: 503, body: { code: 'store_away' } });
    expect((await api.send('GET', '/health/live')).status).toBe(200);
    const refused = await apiClient(counterflow.url, key).send<Problem>('GET', '/v1/flows');
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_away' } });
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await postgres.start();
  const atReturn = await runWith(api, id, () => true);
  expect(atReturn.endedAt).toBeNull();
  await runWith(api, id, (run) => pagesOf(run) > pagesOf(atReturn));

  postgres.line.freeze();
  const askedAt = Date.now();
  expect(await ready(api)).toMatchObject({ status: 503, body: { code: 'store_away' } });
  expect(Date.now() - askedAt).toBeLessThan(10_000);
  postgres.line.thaw();

  const run = await runEnd(api, id, 90_000);
  expect(run).toMatchObject({ status: 'completed', code: null });
  expect((await ready(api)).status).toBe(200);
  const expected = await sandboxRows(store, 'Item');
  for (const step of run.steps) {
    expect(step).toMatchObject({ in: expected.length, success: expected.length, ignored: 0, errors: 0 });
  }
  const arrived = await tableRows(api, 'items');
  expect(new Set(arrived.map(({ itemID }) => String(itemID)))).toEqual(new Set(expected.map(({ itemID }) => itemID)));
  expect(await counterflow.stop()).toBe(0);
});
