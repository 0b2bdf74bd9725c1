import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { command, words } from '../support/command.ts';
import { setUpToken, startProcess, temporaryFolder } from '../support/process.ts';
import { consent, sandboxRows } from '../support/walk.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

test('the commands of the design lead from an empty data folder to rows in a table and in a file', async () => {
  const dataDir = await temporaryFolder();
  const counterflow = await startProcess({ dataDir });
  const env: Record<string, string> = { COUNTERFLOW_URL: counterflow.url };
  /** One line of the example; gives the one JSON document that stands on stdout. */
  const json = async <T>(line: string, filled: Record<string, string> = {}): Promise<T> => {
    const args = words(line).map((word) => filled[word] ?? word);
    const { code, stdout, stderr } = await command(args, env);
    expect({ code, line, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, line, stderr: '' });
    return JSON.parse(stdout) as T;
  };

  const passwordFile = join(dataDir, 'owner-password.txt');
  await writeFile(passwordFile, 'correct horse battery\n', { mode: 0o600 });
  const owner = await json<{ userId: string; key: string }>(
    'setup --token T --name N --email E --password-file F --json',
    { T: await setUpToken(counterflow), N: 'Olive Owner', E: 'olive@example.com', F: passwordFile },
  );
  env.COUNTERFLOW_TOKEN = owner.key;
  const made = await json<{ id: string; key: string }>('apikey create --name ci --role administrator --json');
  env.COUNTERFLOW_TOKEN = made.key;

  const store = await json<Store>(
    'store create --series r --name Demo --seed 1 --items 230 --sales 50 --customers 30 --json',
  );
  expect(store).toMatchObject({ id: expect.any(String), user: { login: expect.any(String) } });
  await json(
    'connection create --name "Main Street" --type lightspeed-v3 --scope employee:inventory_read --iclient ID --json',
    { ID: store.iClientId ?? '' },
  );
  const attempt = await json<{ url: string; status: string }>('connection authorize "Main Street" --no-wait --json');
  expect(attempt.status).toBe('waiting');
  const page = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const back = await consent(store, page.headers.get('location') ?? '');
  await fetch(back, { redirect: 'manual', headers: { cookie } });
  expect(await json('connections get "main street" --json')).toMatchObject({
    status: 'online',
    environment: 'sandbox',
    account: { name: 'Demo' },
  });
  expect(await json('connection test "Main Street" --json')).toMatchObject({ ok: true });

  await json('export create --name Items --connection "Main Street" --resource Item --type all --json');
  const preview = await json<{ records: object[] }>('export preview Items --json');
  expect(preview.records.length).toBeGreaterThan(0);
  await json(
    'import create --name "Items table" --connection "This installation\'s database" --table items --key itemID --map auto --json',
  );
  await json('flow create --name "Items daily" --export Items --import "Items table" --json');
  // Archived ones are not in the list.
  const { length } = await sandboxRows(store, 'Item');
  const run = await json<Run>('flow run "Items daily" --wait --json');
  expect(run).toMatchObject({ status: 'completed', flowName: 'Items daily' });
  expect(run.steps.map((step) => step.success)).toEqual([length, length]);
  expect(await json('run get "Items daily" --json')).toEqual(run);
  const rows = await json<{ items: object[] }>('table rows items --limit 1000 --json');
  expect(rows.items).toHaveLength(length);

  const folder = join(dataDir, 'files');
  await json('connection create --name Folder --type folder --path P --json', { P: folder });
  await json('import create --name "Items file" --connection Folder --file items.jsonl --map sku=customSku --json');
  await json('flow create --name "Items to a file" --export Items --import "Items file" --json');
  await json('flow run "Items to a file" --wait --json');
  const lines = (await readFile(join(folder, 'items.jsonl'), 'utf8')).trim().split('\n');
  expect(lines).toHaveLength(length);
  expect(Object.keys(JSON.parse(lines[0] ?? '{}'))).toEqual(['sku']);

  expect(await json('connection used-by "Main Street" --json')).toMatchObject({ items: [{ name: 'Items' }] });
  const { items: changes } = await json<{ items: { action: string }[] }>('connection audit "Main Street" --json');
  expect(changes.map(({ action }) => action)).toEqual(['authorized', 'authorize', 'create']);
  expect(await json('connection refresh "Main Street" --json')).toMatchObject({ grant: { generation: 2 } });
  const refreshes = await json('connection refreshes "Main Street" --json');
  expect(refreshes).toMatchObject({ items: [{ generation: 1, outcome: 'renewed' }], renewedLastDay: 1 });
  expect(await json('flow disable "Items daily" --json')).toMatchObject({ enabled: false });
  expect(await json('errors list --json')).toEqual({ items: [], nextCursor: null });
});
