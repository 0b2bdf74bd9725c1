import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Flow } from '../../src/flows/schema.ts';
import { command, words } from '../support/command.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

// Each command is a process of its own.
vi.setConfig({ testTimeout: 120_000 });

let server: TestServer;
let key: string;
beforeAll(async () => {
  server = await startTestServer();
  key = await server.ownerKey();
});
afterAll(() => server?.close());

const env = () => ({ COUNTERFLOW_URL: server.url, COUNTERFLOW_TOKEN: key });
const say = (line: string, stdin?: string) => command(words(line), env(), stdin);

/** Runs a command that has to work; gives the JSON on stdout. */
async function json<T = Record<string, unknown>>(line: string, stdin?: string): Promise<T> {
  const { code, stdout, stderr } = await say(`${line} --json`, stdin);
  expect({ code, line, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, line, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** The text of an answer of the REST API, letter by letter. */
async function rest(path: string): Promise<string> {
  const reply = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return reply.text();
}

test('an OAuth 2.0 client, its secret from standard input, from first to last', async () => {
  const made = await json<{ id: string; clientSecret: { set: boolean } }>(
    'iclient create --name "My app" --client-id abc --client-secret-file -',
    'hush hush\n',
  );
  expect(made.clientSecret.set).toBe(true);
  expect(await json('iclients edit "My app" --name "Our app"')).toMatchObject({ id: made.id, name: 'Our app' });
  const got = await say('iclient get "Our app" --json');
  expect(got.stdout).toBe(`${await rest(`/v1/iclients/${made.id}`)}\n`);
  const forPeople = await say('iclient get "Our app"');
  expect(forPeople.stdout).toContain('clientSecret.fingerprint');
  expect(got.stdout + forPeople.stdout).not.toContain('hush');
  expect(await json('iclient used-by "Our app"')).toEqual({ items: [], nextCursor: null });
  const gone = await say('iclient delete "Our app" --yes --json');
  expect(gone).toMatchObject({ code: 0, stdout: '', stderr: 'Deleted iclient "Our app".\n' });
  expect((await say('iclient get "Our app"')).code).toBe(5);
});

test('a new sandbox store comes with what its sign-in page will ask for', async () => {
  const made = await say('store create --series r --name Corner --items 5 --sales 1 --customers 1');
  expect(made.stdout).toMatch(/^Created store "Corner" .*\n.*user name owner@\d+\.example and password sandbox\.\n$/);
});

test('a store lives: it is asked, something happens in it, trouble comes and goes, time passes', async () => {
  const store = await json<{ id: string; sandboxUrl: string; accountId: string }>(
    'store create --series r --name Harbour --items 5 --sales 1 --customers 1 --bucket 60/0.5',
  );
  expect(store).toMatchObject({ limits: { size: 60, dripPerSecond: 0.5 } });
  expect(await json('store edit Harbour --limits off --access-seconds 60')).toMatchObject({
    limits: 'off',
    accessSeconds: 60,
  });
  expect((await say('store edit Harbour --bucket much')).code).toBe(2);

  const control = sandboxControl({ url: store.sandboxUrl });
  const { accessToken } = await control.grant(store.id);
  const read = () =>
    fetch(`${store.sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/Item.json?limit=1`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
  expect(await json('store change Harbour --sales 2')).toMatchObject({ sales: [2, 3] });
  await json('store fault Harbour --kind status --status 418 --times 1 --path "*/Item.json"');
  expect((await read()).status).toBe(418);
  expect((await say('store faults Harbour')).stdout).toMatch(/status .*\*\/Item\.json +1 +1 /);
  const requests = await say('store requests Harbour --limit 1');
  expect(requests.stdout).toMatch(/418 .*GET api\.lightspeedapp\.com\/API\/.*\?limit=1 +status/);
  expect((await say('store mend Harbour')).stderr).toBe('Took back 1 fault.\n');
  expect((await read()).status).toBe(200);

  const shown = await json<{ offsetMs: number }>('store clock --shift 2h');
  expect(shown.offsetMs).toBe(7_200_000);
  expect(await json('store clock --now')).toMatchObject({ offsetMs: 0, rate: 1 });
  expect((await say('store clock --shift soon')).code).toBe(2);

  const { items } = await json<{ items: { id: string }[] }>('store grants Harbour');
  await say(`store grants Harbour --end ${items[0]?.id}`);
  expect((await read()).status).toBe(401);
});

test('connections, an import and a flow are made, changed and deleted by name', async () => {
  const folder = join(server.installation.dataDir, 'files', 'out');
  await mkdir(folder, { recursive: true });
  await json('iclient create --name App --client-id abc --client-secret-file -', 'hush');
  await json(
    'connection create --name Shop --type lightspeed-v3 --scope employee:inventory_read --scope employee:customers_read --iclient App',
  );
  await json(`connection create --name Folder --type folder --path ${folder}`);
  const shop = await json('connection edit Shop --name "Main Street" --pause');
  expect(shop).toMatchObject({
    name: 'Main Street',
    status: 'paused',
    environment: 'live',
    settings: { scopes: ['employee:inventory_read', 'employee:customers_read'] },
  });
  expect(await json('connection edit "Main Street" --resume')).toMatchObject({ status: 'new' });
  expect((await say('connection refresh "Main Street" --json')).stdout).toContain('"connection_new"');
  expect(await json('connection debug "Main Street" on --minutes 5')).toMatchObject({ debugUntil: expect.any(String) });
  expect((await say('connection debug "Main Street" off')).code).toBe(0);
  expect(await json('connection get "Main Street"')).toMatchObject({ debugUntil: null });
  expect((await say('connection debug "Main Street" clear')).stderr).toContain('Forgot what was recorded');
  expect((await say('connection debug "Main Street" on --minutes 90')).code).toBe(2);
  expect((await say('connection debug "Main Street" off-ish')).code).toBe(2);
  expect((await say('connection debug Folder on --json')).stdout).toContain('"nothing_to_record"');

  await json(
    'export create --name Items --connection "Main Street" --resource Item --type delta --relation ItemShops --filter categoryID=3',
  );
  expect(await json('export get items')).toMatchObject({
    type: 'delta',
    relations: ['ItemShops'],
    filters: [{ field: 'categoryID', operator: '=', value: '3' }],
  });
  const rows = await json(
    'import create --name File --connection Folder --file items.csv --map sku=customSku --map title=description',
  );
  expect(rows).toMatchObject({
    target: { file: 'items.csv', format: 'csv' },
    mapping: [
      { target: 'sku', source: 'customSku' },
      { target: 'title', source: 'description' },
    ],
  });
  const flow = await json<Flow>(
    'flow create --name Nightly --export Items --import File --schedule "5 2 * * *" --timezone Europe/Paris --on-error pause --disabled',
  );
  expect(flow).toMatchObject({
    enabled: false,
    nextRunAt: null,
    steps: [{ onError: 'pause' }],
    timezone: 'Europe/Paris',
  });
  expect(await json('flow enable nightly')).toMatchObject({ enabled: true, nextRunAt: expect.any(String) });
  expect(await json('import used-by File')).toMatchObject({ items: [{ type: 'flow', name: 'Nightly' }] });
  for (const line of ['flow delete Nightly', 'import delete File', 'export delete Items', 'connection delete Folder']) {
    expect(await say(`${line} --yes`), line).toMatchObject({ code: 0 });
  }
});

test.each([
  ['connection list', '/v1/connections'],
  ['exports list', '/v1/exports'],
  ['imports list', '/v1/imports'],
  ['flows list', '/v1/flows'],
  ['runs list', '/v1/runs'],
  ['errors list', '/v1/errors'],
  ['iclients list', '/v1/iclients'],
  ['stores list', '/v1/stores'],
  ['tables list', '/v1/tables'],
  ['user whoami', '/v1/session'],
])('%s --json prints what GET %s answers, unchanged', async (line, path) => {
  const { code, stdout, stderr } = await say(`${line} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toBe(`${await rest(path)}\n`);
});

test('a key is made, listed without its secret, and deleted', async () => {
  const made = await json<{ id: string; key: string }>('apikey create --name Robot --role monitor');
  const list = await say('apikeys list --search Robot --json');
  expect(list.stdout).toContain(made.id);
  expect(list.stdout).not.toContain(made.key);
  expect((await say('apikey delete Robot --yes')).code).toBe(0);
});

test('a long list says how to go on, on stderr', async () => {
  for (const name of ['a', 'b', 'c']) await json(`apikey create --name ${name} --role monitor`);
  const first = await say('apikeys list --limit 2');
  expect(first.stdout.trim().split('\n')).toHaveLength(3);
  const [, cursor] = /^There are more: add --cursor (\S+)$/m.exec(first.stderr) ?? [];
  const second = await say(`apikeys list --limit 2 --cursor ${cursor}`);
  expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('NAME') });
  expect(second.stdout).not.toBe(first.stdout);
});

test('a connection of each series takes its own settings, and knows the sandbox by its keys', async () => {
  const size = '--items 1 --sales 1 --customers 1';
  const shop = await json<{ apiKey: string; apiSecret: string; cluster: string }>(
    `store create --series c --name "Web shop" ${size}`,
  );
  const web = 'connection create --name "Web shop" --type lightspeed-c';
  const key = `--api-key ${shop.apiKey} --api-secret-file - --cluster ${shop.cluster} --language en`;
  expect(await json(`${web} ${key}`, shop.apiSecret)).toMatchObject({
    environment: 'sandbox',
    settings: { apiKey: shop.apiKey, apiSecret: { set: true }, cluster: 'eu1', language: 'en' },
  });
  expect((await say(`${web} --api-key x`)).stderr).toContain('Give the cluster.');

  const retailer = await json<{ iClientId: string }>(`store create --series x --name Retailer ${size}`);
  const store = 'connection create --name Retailer --type lightspeed-x --scope outlets:read';
  expect(await json(`${store} --subdomain Shop --iclient ${retailer.iClientId}`)).toMatchObject({
    environment: 'sandbox',
    status: 'new',
    settings: { subdomain: 'shop', iClientId: retailer.iClientId },
  });

  const older = 'connection create --name Older --type lightspeed-v2 --scope employee:inventory_read';
  expect((await say(older)).stderr).toContain('default Lightspeed client');
  const app = await json<{ id: string }>(
    'iclient create --name "Main app" --client-id a --client-secret-file - --default',
    's',
  );
  expect(await json(older)).toMatchObject({ environment: 'live', settings: { iClientId: app.id } });
});

test('an HTTP connection takes the usual settings as flags, all of them from a file, and secrets from files alone', async () => {
  const dir = server.installation.dataDir;
  const [settings, key] = [join(dir, 'http.json'), join(dir, 'key.txt')];
  await writeFile(
    settings,
    JSON.stringify({ headers: [{ name: 'X-Key', value: '{{connection.http.encrypted.appKey}}' }] }),
  );
  await writeFile(key, 'canary of the command line\n');
  const create =
    'connection create --name Warehouse --type http --environment sandbox --base-uri https://api.example.com/v1';
  const made = await json(
    `${create} --auth token --token-file - --http-file ${settings} --encrypted appKey=${key}`,
    'hush',
  );
  expect(made).toMatchObject({
    status: 'online',
    settings: { token: { set: true } },
    http: {
      baseUri: 'https://api.example.com/v1',
      auth: { type: 'token' },
      headers: [{ name: 'X-Key', value: '{{connection.http.encrypted.appKey}}' }],
      encrypted: { appKey: { set: true } },
    },
  });
  expect(JSON.stringify(made)).not.toMatch(/canary|hush/);
  const edit = 'connection edit Warehouse --http-file -';
  expect(await json(edit, '{"headers": null, "rateLimit": {"statuses": [420]}}')).toMatchObject({
    http: { rateLimit: { statuses: [420] }, auth: { type: 'token' } },
  });
  expect((await say(edit, '{"headers": ')).stderr).toContain('Standard input is no JSON');
  expect((await say(edit, '[]')).code).toBe(2);
  expect((await say('connection edit Warehouse --encrypted appKey')).code).toBe(2);
  expect((await say('connection edit Warehouse --reset-http')).stderr).toContain('Give the base URI');
});
