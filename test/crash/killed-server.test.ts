import { expect, test } from 'vitest';
import type { Run } from '../../src/flows/schema.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { apiClient } from '../support/api.ts';
import { countingProxy } from '../support/counting-proxy.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { seededNumbers } from '../support/seeded-numbers.ts';
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

/** More with COUNTERFLOW_KILLS, e.g. over a night. */
const KILLS = Number(process.env.COUNTERFLOW_KILLS ?? 10);
const ITEMS = 21_000;

test(`a run of 20,000 records outlives ${KILLS} kills of the server, and the table equals the store`, {
  timeout: 60_000 + KILLS * 15_000,
}, async () => {
  const sandbox = await startSandbox();
  const proxy = await countingProxy(sandbox.url);
  const dataDir = await temporaryFolder();
  const env = { COUNTERFLOW_SANDBOX_URL: proxy.url, PORT: String(await freePort()) };
  let counterflow = await startProcess({ dataDir, env });
  const first = await setUpOwner(counterflow);
  const { key } = await first.post<{ key: string }>('/v1/apikeys', { name: 'test', role: 'administrator' });
  const store = await createStore(first, { items: ITEMS, sales: 10, customers: 10 });
  const connection = await authorizedConnection(first, store);
  const table = await builtInConnection(first);
  const flow = await createFlow(
    first,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  const api = apiClient(counterflow.url, key);
  const { id: runId } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});

  const dice = seededNumbers(20_261_124);
  for (let kills = 0; kills < KILLS; kills += 1) {
    const dead = Promise.withResolvers<void>();
    const victim = counterflow;
    proxy.after(1 + Math.floor(dice() * 17), () => void victim.kill().then(dead.resolve));
    await dead.promise;
    counterflow = await startProcess({ dataDir, env });
  }
  const run = await runEnd(api, runId, 60_000);

  expect(run).toMatchObject({ status: 'completed', code: null });
  const expected = await sandboxRows(store, 'Item');
  expect(expected.length).toBeGreaterThanOrEqual(20_000);
  for (const step of run.steps) {
    expect(step).toMatchObject({ in: expected.length, success: expected.length, ignored: 0, errors: 0 });
  }
  const arrived = await tableRows(api, 'items');
  expect(arrived).toHaveLength(expected.length);
  const text = (rows: Record<string, unknown>[]) =>
    new Map(rows.map((row) => [row.itemID, `${row.description}|${row.customSku || ''}|${row.defaultCost}`]));
  expect(text(arrived)).toEqual(text(expected));
  expect(await api.get(`/v1/connections/${connection.id}`)).toMatchObject({ status: 'online' });
  await counterflow.stop();
  await sandbox.close();
});

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
