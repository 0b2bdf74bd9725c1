import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { apiClient } from '../support/api.ts';
import { startCommand } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runFlow,
  setUpOwner,
} from '../support/walk.ts';

test('a worker of its own uses the sandbox that the server runs, and starts none beside it', async () => {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  const dataDir = await temporaryFolder();
  const env = { COUNTERFLOW_DATA: dataDir, DATABASE_URL: database.url };
  const server = await startProcess({ dataDir, env });
  const api = await setUpOwner(server);
  const store = await createStore(api, { items: 60, sales: 10, customers: 10 });
  const keptPort = () => readFile(join(dataDir, 'sandbox', 'port'), 'utf8');
  const port = await keptPort();
  expect(store.sandboxUrl).toBe(`http://127.0.0.1:${port}`);

  const worker = startCommand(['worker'], env);
  await worker.said('works on runs.');
  expect(await keptPort()).toBe(port);

  const connection = await authorizedConnection(api, store);
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  for (let times = 0; times < 4; times += 1) {
    expect(await runFlow(api, flow.id)).toMatchObject({ status: 'completed', code: null });
  }
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
}, 120_000);

test('two servers on one data folder share a sandbox, and the one that is left takes it over', async () => {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  const dataDir = await temporaryFolder();
  const env = { COUNTERFLOW_DATA: dataDir, DATABASE_URL: database.url };
  const first = await startProcess({ dataDir, env });
  const api = await setUpOwner(first);
  const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'test', role: 'administrator' });
  const sizes = { items: 5, sales: 1, customers: 1 };
  const { sandboxUrl } = await createStore(api, sizes);
  const second = await startProcess({ dataDir, env });
  const other = apiClient(second.url, key);
  expect(await createStore(other, sizes)).toMatchObject({ sandboxUrl });
  const stores = async () => ((await (await fetch(`${sandboxUrl}/_sandbox/stores`)).json()) as unknown[]).length;
  expect(await stores()).toBe(2);

  await first.stop();
  await expect.poll(() => stores().catch(() => 0), { timeout: 20_000 }).toBe(2);
  expect(await createStore(other, sizes)).toMatchObject({ sandboxUrl });
  expect(await stores()).toBe(3);
}, 60_000);
