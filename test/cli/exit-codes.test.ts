import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { command, startCommand, words } from '../support/command.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import {
  authorizedConnection,
  builtInConnection,
  consent,
  createFlow,
  createStore,
  setUpOwner,
} from '../support/walk.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

let counterflow: CounterflowProcess;
let folder: Awaited<ReturnType<typeof makeDataFolder>>;
let api: Api;
let env: Record<string, string>;
let store: Store;
let table: Connection;

beforeAll(async () => {
  folder = await makeDataFolder();
  counterflow = await spawnCounterflow({ dataDir: folder.dataDir });
  api = await setUpOwner(counterflow);
  const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'tests', role: 'administrator' });
  env = { COUNTERFLOW_URL: counterflow.url, COUNTERFLOW_TOKEN: key };
  store = await createStore(api, { items: 120, sales: 10, customers: 10 });
  await authorizedConnection(api, store);
  table = await builtInConnection(api);
});
afterAll(async () => {
  await counterflow?.stop();
  await folder?.remove();
});

const run = (line: string, more: Record<string, string | undefined> = {}) => command(words(line), { ...env, ...more });

test('0: the address on which a browser landed is handed over, as the command that started the attempt says', async () => {
  const landingUrl = 'https://localhost/connection/oauth2callback';
  const shop = await createStore(api, { items: 1, sales: 1, customers: 1 });
  await fetch(`${shop.sandboxUrl}/_sandbox/stores/${shop.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirectUris: [landingUrl] }),
  });
  await api.patch(`/v1/iclients/${shop.iClientId}`, { landingUrl });
  const { id: connectionId } = await api.post<Connection>('/v1/connections', {
    name: 'Inland',
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { ...settings(), iClientId: shop.iClientId },
  });
  const started = await run('connection authorize Inland --no-wait --json');
  const attempt = JSON.parse(started.stdout) as Authorization;
  expect(started.stderr).toContain(`error page at ${landingUrl}. Within 60 s`);
  expect(started.stderr).toContain(`counterflow connection authorize "Inland" --attempt ${attempt.id} --landed`);
  const page = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
  const address = await consent(shop, page.headers.get('location') ?? '');
  const handOver = (at: string) => run(`connection authorize Inland --attempt ${attempt.id} --landed ${at} --json`);
  expect(await run(`connection authorize Inland --landed ${address}`)).toMatchObject({ code: 2, stdout: '' });
  const elsewhere = await handOver(address.replace('localhost', 'evil.example'));
  expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('not an address that Lightspeed sends') });
  expect(await handOver(address)).toMatchObject({ code: 0, stdout: expect.stringContaining('"done"') });
  expect(await api.get(`/v1/connections/${connectionId}`)).toMatchObject({ status: 'online' });
  expect(await handOver(address)).toMatchObject({ code: 6 });
});

describe('1: failed, cancelled, or waits for a person', () => {
  test('a connection that does not pass its test, with the checks on stdout', async () => {
    await api.post('/v1/connections', {
      name: 'Not yet',
      apiType: 'lightspeed-v3',
      environment: 'sandbox',
      settings: settings(),
    });
    const said = await run('connection test "Not yet" --json');
    expect(said.code).toBe(1);
    expect(JSON.parse(said.stdout)).toMatchObject({ ok: false });
  });

  test('a run that waits until somebody authorizes says so at once', async () => {
    const { id } = await api.post<Connection>('/v1/connections', {
      name: 'Waits for a person',
      apiType: 'lightspeed-v3',
      environment: 'sandbox',
      settings: settings(),
    });
    await newFlow('Waiting flow', { connectionId: id });
    const said = await run('flow run "Waiting flow" --wait --json');
    expect(said.code).toBe(1);
    expect(JSON.parse(said.stdout)).toMatchObject({ status: 'waiting', code: 'connection_new' });
    expect(said.stderr).toContain('is not authorized yet');
    const cancelled = await run('run cancel "Waiting flow" --json');
    expect(cancelled.code).toBe(0);
    const watched = await run('run watch "Waiting flow" --json');
    expect(watched.code).toBe(1);
    expect(JSON.parse(watched.stdout)).toMatchObject({ status: 'cancelled' });
  });
});

describe('2: wrong usage, with what was wrong on stderr and nothing on stdout', () => {
  test.each([
    ['a command with a typing mistake', 'conection list', 'Did you mean connection?'],
    ['a verb with a typing mistake', 'connections autorize x', 'Did you mean authorize?'],
    ['a flag with a typing mistake', 'export create --nam Items', 'Did you mean --name?'],
    ['a verb that is missing', 'flow', 'Usage: counterflow flow'],
    ['an argument that is missing', 'export preview', "missing required argument 'name-or-id'"],
    ['a flag that is missing, off a terminal', 'flow create --name x', '--export <name-or-id> is missing'],
    ['a choice that is none', 'apikey create --name x --role king', 'Allowed choices are administrator'],
    ['a number that is none', 'store create --series r --name x --items many', '"many" is not a whole number'],
    ['a delete that nobody confirms', 'export delete 0199b5a4-0000-7000-8000-000000000000', 'Add --yes'],
    ['two targets at once', 'import create --name x --connection y --table t --file f', 'either --table or --file'],
    [
      'an address that is none',
      'connection list',
      'COUNTERFLOW_URL is "not an address"',
      { COUNTERFLOW_URL: 'not an address' },
    ],
    ['a worker without a database', 'worker', 'needs DATABASE_URL'],
  ])('%s', async (_what, line, message, more: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await run(line.replace('--connection y', '--connection "Main Street"'), more);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('input that the server refuses names the field; with --json its problem document is on stdout', async () => {
    const said = await run('store create --series r --name Odd --items -5 --json');
    expect(said.code).toBe(2);
    expect(JSON.parse(said.stdout)).toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/sizes/items' }] });
    expect(said.stderr).toContain('/sizes/items');
    const forPeople = await run('store create --series r --name Odd --items -5');
    expect(forPeople).toMatchObject({ code: 2, stdout: '' });
  });
});

test('3: a run that reached its end, but records failed', async () => {
  const mapFile = join(folder.dataDir, 'map.json');
  const rows = [
    { target: 'itemID', source: 'itemID' },
    { target: 'number', source: 'description', type: 'integer' },
  ];
  await writeFile(mapFile, JSON.stringify(rows));
  await run('export create --name "All items" --connection "Main Street" --resource Item');
  await run(
    `import create --name "Bad mapping" --connection "This installation's database" --table bad --key itemID --map-file ${mapFile}`,
  );
  await run('flow create --name "Bad flow" --export "All items" --import "Bad mapping"');
  const said = await run('flow run "Bad flow" --wait --json');
  expect(said.code).toBe(3);
  const ended = JSON.parse(said.stdout) as Run;
  expect(ended.status).toBe('completedWithErrors');
  expect(said.stderr).toContain(`counterflow error list --run ${ended.id}`);
  const errors = await run('error list --flow "Bad flow" --state open --limit 1 --json');
  expect(JSON.parse(errors.stdout)).toMatchObject({ items: [{ runId: ended.id }] });
  const resolved = await run('error resolve --flow "Bad flow" --yes --json');
  expect(JSON.parse(resolved.stdout)).toEqual({ resolved: ended.steps[1]?.errors });
});

describe('4: not signed in, or not allowed', () => {
  test.each([
    ['without a key', undefined, 'Set COUNTERFLOW_TOKEN'],
    ['with a key that nobody made', 'cf_00000000_nobody', 'is not known here'],
  ])('%s', async (_what, key, message) => {
    const { code, stderr } = await run('connection list', { COUNTERFLOW_TOKEN: key });
    expect(stderr).toContain(message);
    expect(code).toBe(4);
  });

  test('with a key whose role is too low', async () => {
    const made = await run('apikey create --name reader --role monitor');
    const reader = { COUNTERFLOW_TOKEN: made.stdout.trim() };
    expect((await run('connection list', reader)).code).toBe(0);
    const { code, stderr } = await run('flow create --name x --export "All items" --import "Bad mapping"', reader);
    expect(stderr).toContain('Your role is monitor; this needs manage.');
    expect(code).toBe(4);
  });
});

test('5: no such name, and no such id', async () => {
  const byName = await run('connection get Nowhere');
  expect(byName.stderr).toContain('There is no connection called "Nowhere". See them all with');
  const byId = await run('connection get 0199b5a4-0000-7000-8000-000000000000 --json');
  expect(JSON.parse(byId.stdout)).toMatchObject({ code: 'not_found' });
  expect([byName.code, byId.code]).toEqual([5, 5]);
});

describe('6: conflict', () => {
  test('a name that two connections have is answered with both ids; letter case tells names apart', async () => {
    const made = [];
    for (const name of ['Twin', 'Twin', 'TWIN']) {
      made.push(
        await api.post<Connection>('/v1/connections', {
          name,
          apiType: 'lightspeed-v3',
          environment: 'sandbox',
          settings: settings(),
        }),
      );
    }
    const said = await run('connection get Twin');
    expect(said).toMatchObject({ code: 6, stdout: '' });
    for (const { id } of made.slice(0, 2)) expect(said.stderr).toContain(id);
    expect((await run(`connection get ${made[0]?.id}`)).code).toBe(0);
    expect(JSON.parse((await run('connection get TWIN --json')).stdout)).toMatchObject({ id: made[2]?.id });
  });

  test('a second set-up', async () => {
    const passwordFile = '-';
    const said = await command(
      words(`setup --token T --name Eve --email eve@example.com --password-file ${passwordFile} --json`),
      { COUNTERFLOW_URL: counterflow.url },
      'a password from standard input\n',
    );
    expect(said.code).toBe(6);
    expect(JSON.parse(said.stdout)).toMatchObject({ code: 'setup_done', status: 410 });
  });

  test('something that is in use is not deleted', async () => {
    const said = await run('connection delete "Main Street" --yes --json');
    expect(said.code).toBe(6);
    expect(JSON.parse(said.stdout)).toMatchObject({ code: 'in_use' });
  });
});

test('7: nobody answers, or something else does', async () => {
  const away = await run('connection list --json', { COUNTERFLOW_URL: 'http://127.0.0.1:1' });
  expect(away).toMatchObject({ code: 7, stdout: '' });
  expect(away.stderr).toContain("counterflow at http://127.0.0.1:1 can't be reached");
  const other = await run('connection list', { COUNTERFLOW_URL: `${store.sandboxUrl}/elsewhere` });
  expect(other.code).toBe(7);
});

describe('8 and 130: a run that is left goes on', () => {
  let slow: Store;
  beforeAll(async () => {
    slow = await createStore(api, { items: 20_000, sales: 1, customers: 1 }, 'real');
    const { id } = await authorizedConnection(api, slow, 'Slow shop');
    await newFlow('Slow flow', { connectionId: id });
  });

  test('after --timeout, and after Ctrl-C, each with the command that cancels it', async () => {
    const late = await run('flow run "Slow flow" --wait --timeout 2 --json');
    expect(late).toMatchObject({ code: 8, stdout: '' });
    expect(late.stderr).toMatch(/is not over after 2 s and goes on. Cancel it with: counterflow run cancel \S+/);

    const watching = startCommand(words('run watch "Slow flow" --json'), env);
    await watching.said('Slow flow  '); // a line of progress
    watching.child.kill('SIGINT');
    const left = await watching.ended;
    expect(left).toMatchObject({ code: 130, stdout: '' });
    const [, id] = /goes on. Cancel it with: counterflow run cancel (\S+)/.exec(left.stderr) ?? [];
    expect((await api.get<Run>(`/v1/runs/${id}`)).endedAt).toBeNull();
    expect((await run(`run cancel ${id} --json`)).code).toBe(0);
  });

  test('an authorization that nobody gives in time', async () => {
    const said = await run('connection authorize "Slow shop" --timeout 1 --json');
    expect(said).toMatchObject({ code: 8, stdout: '' });
    expect(said.stderr).toContain('/authorize/');
  });
});

const settings = () => ({ scopes: ['employee:inventory_read'], iClientId: store.iClientId });

const newFlow = async (name: string, { connectionId }: { connectionId: string }) => {
  const made = await createFlow(
    api,
    { name: `${name}: items`, connectionId, resource: 'Item' },
    { name: `${name}: table`, connectionId: table.id, target: { table: 'any', key: ['itemID'], create: true } },
  );
  await api.patch(`/v1/flows/${made.id}`, { name });
};
