import { createHash } from 'node:crypto';
import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/process.ts';
import { rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import { startProcess } from '../support/sandbox-process.ts';
import { post, refreshing, statusWith, tokenUrl } from '../support/sandbox-tokens.ts';

type Process = Awaited<ReturnType<typeof startProcess>>;
type Store = Awaited<ReturnType<Process['control']['createStore']>>;

const refreshed = async ({ client }: Process, store: Store, refreshToken: string) => {
  const { status, body } = await client.token({
    grant_type: 'refresh_token',
    client_id: store.clientId,
    client_secret: store.clientSecret,
    refresh_token: refreshToken,
  });
  return { status, accessToken: body.access_token ?? '', refreshToken: body.refresh_token ?? '' };
};

test('after kill -9, stores, edits, deletions and token families are as they were', async () => {
  const folder = await temporaryFolder();
  const before = await startProcess(folder);
  const store = await before.control.createStore({ seed: 5 });
  const doomed = await before.control.createStore();
  const grant = await before.control.grant(store.id);
  const second = await refreshed(before, store, grant.refreshToken);
  await before.control.call('POST', 'changes', { store: store.id, edits: 5, sales: 2, voids: 1, deletes: 1 });
  await before.control.call('PATCH', `stores/${store.id}`, { accessSeconds: 77 });
  await before.control.call('DELETE', `stores/${doomed.id}`);
  const read = async ({ client }: Process) => {
    const lists = ['Item.json?archived=true', 'Sale.json?load_relations=["SaleLines"]', 'Category.json'];
    return Promise.all(lists.map(async (path) => (await client.list(store, path, grant.accessToken)).body));
  };
  const rows = (bodies: Awaited<ReturnType<typeof read>>) => bodies.map(({ '@attributes': _, ...body }) => body);
  const [stores, grants, shown] = [
    await before.control.call('GET', 'stores'),
    await before.control.grants(store.id),
    rows(await read(before)),
  ];
  await before.kill();

  const after = await startProcess(folder);
  expect(await after.control.call('GET', 'stores')).toEqual(stores);
  expect(await after.control.grants(store.id)).toEqual(grants);
  expect(rows(await read(after))).toEqual(shown);
  // The second pair was given and not used: the first refresh token still lives, then dies by the use of a new one.
  const repeated = await refreshed(after, store, grant.refreshToken);
  expect(repeated.status).toBe(200);
  expect((await after.client.list(store, 'Shop.json', repeated.accessToken)).status).toBe(200);
  expect((await refreshed(after, store, grant.refreshToken)).status).toBe(400);
  expect((await refreshed(after, store, second.refreshToken)).status).toBe(400);
  await after.kill();
  expect(await (await startProcess(folder)).control.grants(store.id)).toMatchObject([
    { generation: 2, reuseAttempts: 1 },
  ]);
});

test('what a reply told is on disk, whenever the kill comes', async () => {
  const folder = await temporaryFolder();
  let running = await startProcess(folder);
  const store = await running.control.createStore();
  let { refreshToken } = await running.control.grant(store.id);
  for (let kills = 0; kills < 2; kills += 1) {
    const next = await refreshed(running, store, refreshToken);
    expect(next.status).toBe(200);
    expect((await running.client.list(store, 'Shop.json', next.accessToken)).status).toBe(200);
    await running.kill();
    running = await startProcess(folder);
    expect((await refreshed(running, store, refreshToken)).status, 'a spent token stays spent').toBe(400);
    refreshToken = next.refreshToken;
  }
});

test('after kill -9, grants of every kind follow their rules as before', async () => {
  const folder = await temporaryFolder();
  const before = await startProcess(folder);
  const r = await before.control.createStore();
  const x = await before.control.createStore({ series: 'x' });
  const c = await before.control.createStore({ series: 'c' });
  const old = await before.control.grantBy(r.id, { server: 'old' });
  const taken = await before.control.grantBy(r.id, { server: 'old' });
  const moved = await post(tokenUrl.new(before), refreshing(r, taken.refreshToken));
  const first = await before.control.grant(x.id);
  const second = (await post(tokenUrl.x(before, x), refreshing(x, first.refreshToken))).body;
  const personal = await before.control.grantBy(x.id, { server: 'personal' });
  const { location, appKey, appSecret } = await before.control.install(c.id, { successUrl: 'https://app.example/' });
  const password = createHash('md5')
    .update(new URL(location).searchParams.get('token') + appSecret)
    .digest('hex');
  const grants = async ({ control }: Process) => Promise.all([r, x, c].map(({ id }) => control.grants(id)));
  const known = await grants(before);
  expect(known.flat().map(({ server }) => server)).toEqual(['old', 'old', 'new', 'x', 'personal', 'app']);
  await before.kill();

  const after = await startProcess(folder);
  expect(await grants(after)).toEqual(known);
  const refresh = async (url: string, store: Store, token: string) =>
    (await post(url, refreshing(store, token))).status;
  expect(await refresh(tokenUrl.old(after), r, old.refreshToken)).toBe(200);
  expect(await refresh(tokenUrl.new(after), r, taken.refreshToken), 'exchanged before').toBe(400);
  expect(await statusWith(after, r, moved.body.access_token ?? '')).toBe(200);
  expect(await statusWith(after, r, old.accessToken)).toBe(200);
  expect(await statusWith(after, x, first.accessToken), 'rotated before').toBe(401);
  expect(await refresh(tokenUrl.x(after, x), x, first.refreshToken)).toBe(400);
  expect(await statusWith(after, x, second.access_token ?? '')).not.toBe(401);
  expect(await refresh(tokenUrl.x(after, x), x, second.refresh_token ?? '')).toBe(200);
  expect(await statusWith(after, x, personal.accessToken)).not.toBe(401);
  const shop = await fetch(`${after.url}/api.webshopapp.com/en/account/permissions.json`, {
    headers: { authorization: `Basic ${btoa(`${appKey}:${password}`)}` },
  });
  expect(shop.status).toBe(200);
});

test('a last line that a crash cut off is left out, the rest is there', async () => {
  const dataDir = await temporaryFolder();
  const first = await startStillSandbox({ dataDir });
  const store = await first.control.createStore();
  await first.sandbox.close();
  await appendFile(join(dataDir, 'journal.jsonl'), '{"type":"store","value":{"id":"half');
  const second = await startStillSandbox({ dataDir });
  onTestFinished(() => second.sandbox.close());
  expect(await second.control.call('GET', 'stores')).toMatchObject([{ id: store.id }]);
});

test('a start writes the journal short: what was overwritten is gone, and only its owner may read it', async () => {
  const dataDir = await temporaryFolder();
  const first = await startStillSandbox({ dataDir });
  const store = await first.control.createStore();
  for (let changes = 0; changes < 5; changes += 1)
    await first.control.call('POST', 'changes', { store: store.id, edits: 1 });
  await first.sandbox.close();
  const path = join(dataDir, 'journal.jsonl');
  const lines = async () => (await readFile(path, 'utf8')).trim().split('\n').length;
  expect(await lines()).toBe(8);
  const second = await startStillSandbox({ dataDir });
  onTestFinished(() => second.sandbox.close());
  expect(await lines()).toBe(4);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('without a folder nothing is kept', async () => {
  const one = await startStillSandbox();
  await one.control.createStore();
  await one.sandbox.close();
  const other = await startStillSandbox();
  onTestFinished(() => other.sandbox.close());
  expect(await other.control.call('GET', 'stores')).toEqual([]);
});

test('a million sales and 200,000 items are there at once, at either end and in the middle', async () => {
  const { sandbox, control, client } = await startStillSandbox();
  onTestFinished(() => sandbox.close());
  const store = await control.createStore({ sizes: { items: 200_000, customers: 50_000, sales: 1_000_000 } });
  const { accessToken } = await control.grant(store.id);
  const first = async (resource: string, query: string) =>
    rowsIn(await client.list(store, `${resource}.json?limit=1&${query}`, accessToken), resource)[0];
  expect(await first('Sale', 'sort=-updatetime')).toMatchObject({ saleID: '1000000' });
  expect(await first('Sale', 'saleID=654321')).toMatchObject({ saleID: '654321' });
  const middle = await first('Sale', 'saleID=500123');
  const since = encodeURIComponent(`>,${middle?.updatetime}`);
  expect(Number((await first('Sale', `sort=updatetime&updatetime=${since}`))?.saleID)).toBeGreaterThan(500_123);
  expect(Number((await first('Sale', `updatetime=${since}`))?.saleID)).toBeGreaterThan(500_123);
  expect(await first('SaleLine', 'saleID=999999')).toMatchObject({ saleID: '999999' });
  expect(await first('ItemShop', 'itemID=199999&shopID=2')).toMatchObject({ itemID: '199999', shopID: '2' });
});
