import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
let chance = 0;
beforeAll(async () => {
  world = await startStillSandbox({ token: 'sesame', chance: () => chance });
});
beforeEach(async () => {
  await world.control.call('POST', 'reset');
  store = await world.control.createStore();
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const list = (path = 'Item.json?limit=2') => world.client.list(store, path, token);
const status = async (path?: string) => (await list(path)).status;
/** Status of a control call that may be refused, and what it said. */
async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const reply = await fetch(`${world.sandbox.url}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('stores', () => {
  test('come with all that a client needs', async () => {
    const made = await control('POST', 'stores', { series: 'r', name: 'Corner', limits: 'real', registers: 2 });
    expect(made).toMatchObject({
      status: 201,
      body: {
        series: 'r',
        name: 'Corner',
        clientId: expect.stringMatching(/^[0-9a-f]{32}$/),
        clientSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
        accountId: expect.stringMatching(/^\d+$/),
        user: { login: expect.any(String), password: expect.any(String) },
        redirectUris: ['http://127.0.0.1:4400/connection/oauth2callback'],
      },
    });
  });

  test('may share a client', async () => {
    const second = await world.control.createStore({ clientId: store.clientId });
    expect([second.clientId, second.clientSecret]).toEqual([store.clientId, store.clientSecret]);
    expect(second.accountId).not.toBe(store.accountId);
  });

  test('are listed, changed and deleted; their tokens die with them', async () => {
    const other = await world.control.createStore();
    const changed = await control('PATCH', `stores/${store.id}`, {
      accessSeconds: 90,
      redirectUris: ['https://shop.example/back'],
      limits: 'off',
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { accessSeconds: 90, redirectUris: ['https://shop.example/back'] },
    });
    expect((await world.control.grant(store.id)).expiresIn).toBe(90);
    expect((await control('DELETE', `stores/${store.id}`)).status).toBe(204);
    expect(await status()).toBe(401);
    expect((await control('GET', 'stores')).body.map(({ id }: { id: string }) => id)).toEqual([other.id]);
  });

  test.each([
    { wrong: 'an unknown series', body: { series: 'q' }, says: 'series' },
    { wrong: 'a negative size', body: { series: 'r', sizes: { items: -1 } }, says: 'sizes.items' },
    { wrong: 'a redirect that is no URL', body: { series: 'r', redirectUris: ['here'] }, says: 'redirectUris' },
    { wrong: 'no redirect', body: { series: 'r', redirectUris: [] }, says: 'redirectUris' },
    { wrong: 'an unknown client', body: { series: 'r', clientId: 'x' }, says: 'No client x' },
    { wrong: 'limits of nothing', body: { series: 'r', limits: { size: 0, dripPerSecond: 1 } }, says: 'limits' },
    { wrong: 'no object', body: [], says: 'body' },
  ])('$wrong is refused by name', async ({ body, says }) => {
    const refused = await control('POST', 'stores', body);
    expect(refused).toMatchObject({ status: 400, body: { error: expect.stringContaining(says) } });
  });
});

describe('grants, consent and requests', () => {
  test('a grant has the scopes it was asked for, and only scopes that exist', async () => {
    const { accessToken } = await world.control.grant(store.id, ['employee:inventory_read']);
    expect((await world.client.list(store, 'Sale.json', accessToken)).status).toBe(403);
    expect((await control('POST', `stores/${store.id}/grants`, { scopes: ['employee:x'] })).status).toBe(400);
    expect((await control('POST', 'stores/nowhere/grants', {})).status).toBe(404);
  });

  test('consent answers what the page would have: a place to go with a code, or with a denial', async () => {
    const url = world.client.authorizeUrl({ client_id: store.clientId, scope: 'employee:all', state: 'st' });
    const allowed = new URL(await world.control.consent(url));
    expect([allowed.searchParams.has('code'), allowed.searchParams.get('state')]).toEqual([true, 'st']);
    const denied = new URL(await world.control.consent(url, { decision: 'deny' }));
    expect(denied.searchParams.get('error')).toBe('access_denied');
    expect((await control('POST', 'consent', { url: 'nowhere', decision: 'allow' })).status).toBe(400);
    expect((await control('POST', 'consent', { url, decision: 'allow', login: 'x' })).status).toBe(400);
  });

  test('requests are listed by store and time, without tokens or secrets', async () => {
    const other = await world.control.createStore();
    await list('Item.json?count=1');
    const [seen] = await world.control.requests(store.id);
    expect(seen).toEqual({
      n: expect.any(Number),
      at: new Date(world.time.ms).toISOString(),
      store: store.id,
      method: 'GET',
      host: 'api.lightspeedapp.com',
      path: `/API/V3/Account/${store.accountId}/Item.json`,
      query: '?count=1',
      cost: 10,
      status: 200,
      generation: 1,
      limit: { level: 10, size: expect.any(Number) },
    });
    expect(await world.control.requests(other.id)).toEqual([]);
    const since = encodeURIComponent(new Date(world.time.ms).toISOString());
    expect((await control('GET', `requests?store=${store.id}&since=${since}`)).body).toEqual([]);
  });

  test('requests are listed with their query, but for what may be secret', async () => {
    await list(`Item.json?itemID=IN,[1,2]&access_token=${token}`);
    const [seen] = (await control('GET', 'requests')).body;
    expect(seen.query).toBe('?itemID=IN,[1,2]&access_token=...');
  });

  test('requests are counted up, so that later ones can be asked for whatever the clock does', async () => {
    await list();
    const [first] = (await control('GET', 'requests')).body;
    await world.control.clock({ offsetMs: -3_600_000 });
    await list();
    await world.control.fault({ kind: 'rateLimit', times: 1 });
    await list('Customer.json');
    const later = (await control('GET', `requests?after=${first.n}`)).body;
    expect(later).toMatchObject([{ n: first.n + 1 }, { n: first.n + 2, status: 429, faults: ['rateLimit'] }]);
    expect((await control('GET', 'requests?limit=1')).body).toEqual(later.slice(-1));
    expect((await control('GET', 'requests?limit=none')).status).toBe(400);
  });

  test('grants are listed by store', async () => {
    const other = await world.control.createStore();
    expect(await world.control.grants(store.id)).toMatchObject([
      { generation: 1, state: 'live', refreshes: 0, reuseAttempts: 0 },
    ]);
    expect(await world.control.grants(other.id)).toEqual([]);
  });
});

describe('faults', () => {
  const fault = (kind: string, more: object = {}) => world.control.fault({ match: { store: store.id }, kind, ...more });

  test.each([
    { kind: 'status', more: { status: 503 }, expected: 503 },
    { kind: 'status', more: {}, expected: 500 },
    { kind: 'rateLimit', more: {}, expected: 429 },
    { kind: 'expireToken', more: {}, expected: 401 },
    { kind: 'revoke', more: {}, expected: 401 },
  ])('$kind answers $expected', async ({ kind, more, expected }) => {
    await fault(kind, { ...more, times: 1 });
    expect(await status()).toBe(expected);
  });

  test('expireToken ends one token, revoke the grant', async () => {
    await fault('expireToken', { times: 1 });
    await list();
    expect(await world.control.grants(store.id)).toMatchObject([{ state: 'live' }]);
    token = (await world.control.grant(store.id)).accessToken;
    await fault('revoke', { times: 1 });
    await list();
    expect((await world.control.grants(store.id)).map(({ state }) => state)).toEqual(['live', 'revoked']);
  });

  test('html answers a page where data was expected, truncate cuts the data off', async () => {
    const raw = async () => {
      const url = `${world.client.api}/API/V3/Account/${store.accountId}/Item.json?limit=2`;
      const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
      return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
    };
    await fault('html', { times: 1 });
    expect(await raw()).toMatchObject({ status: 200, type: 'text/html', text: expect.stringContaining('<html>') });
    await fault('truncate', { times: 1 });
    const cut = (await raw()).text;
    expect(() => JSON.parse(cut)).toThrow();
    const whole = (await raw()).text;
    expect(whole.startsWith(cut)).toBe(true);
  });

  test.each(['reset', 'dropAfterProcessing'])('%s cuts the connection', async (kind) => {
    await fault(kind, { times: 1 });
    await expect(list()).rejects.toThrow('fetch failed');
    expect(await status()).toBe(200);
    const processed = (await world.control.requests(store.id)).length;
    expect(processed).toBe(kind === 'reset' ? 1 : 2);
  });

  test('dropTokenReply loses the reply of a refresh that happened, and meets nothing else', async () => {
    await fault('dropTokenReply', { times: 1 });
    expect(await status()).toBe(200);
    const { refreshToken } = await world.control.grant(store.id);
    const fields = { grant_type: 'refresh_token', client_id: store.clientId, client_secret: store.clientSecret };
    await expect(world.client.token({ ...fields, refresh_token: refreshToken })).rejects.toThrow('fetch failed');
    expect((await world.control.grants(store.id))[1]).toMatchObject({ generation: 2, refreshes: 1 });
    expect((await world.client.token({ ...fields, refresh_token: refreshToken })).status).toBe(200);
  });

  test('clockSkew puts the reply’s date off', async () => {
    await fault('clockSkew', { delayMs: -3_600_000 });
    const { headers } = await list();
    expect(Date.parse(headers.get('date') ?? '')).toBe(world.time.ms - 3_600_000);
  });

  test('delay answers late, but as ever', async () => {
    await fault('delay', { delayMs: 30, times: 1 });
    const started = performance.now();
    expect(await status()).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(25);
  });

  test('times, after and probability say how often', async () => {
    await fault('status', { after: 2, times: 2 });
    const seen = [];
    for (let requests = 0; requests < 6; requests += 1) seen.push(await status());
    expect(seen).toEqual([200, 200, 500, 500, 200, 200]);
    await fault('status', { probability: 0.3 });
    chance = 0.29;
    expect(await status()).toBe(500);
    chance = 0.3;
    expect(await status()).toBe(200);
  });

  test.each([
    { match: { path: '*/Item.json' }, meets: true },
    { match: { path: '/API/V3/Account/*/Item.json' }, meets: true },
    { match: { path: '*/Sale.json' }, meets: false },
    { match: { path: '/Item.json' }, meets: false },
    { match: { host: 'cloud.lightspeedapp.com' }, meets: false },
    { match: { method: 'get' }, meets: true },
    { match: { method: 'POST' }, meets: false },
    { match: { store: 'another' }, meets: false },
    { match: {}, meets: true },
  ])('a fault for $match meets GET Item.json: $meets', async ({ match, meets }) => {
    await world.control.fault({ match, kind: 'status', status: 418 });
    expect(await status()).toBe(meets ? 418 : 200);
  });

  test('are listed, taken back one by one or all at once', async () => {
    const { id } = await fault('status');
    await fault('html');
    expect((await control('GET', 'faults')).body).toHaveLength(2);
    expect((await control('DELETE', `faults/${id}`)).status).toBe(204);
    expect((await control('DELETE', `faults/${id}`)).status).toBe(404);
    await world.control.clearFaults();
    expect(await status()).toBe(200);
  });

  test('a kind that does not exist is refused with those that do', async () => {
    expect(await control('POST', 'faults', { kind: 'fire' })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('kind') },
    });
  });
});

describe('the clock', () => {
  test('an offset is absolute: set twice it counts once, and back to 0 is real time', async () => {
    const short = await world.control.createStore({ accessSeconds: 100 });
    const { accessToken } = await world.control.grant(short.id);
    const use = async () => (await world.client.list(short, 'Shop.json', accessToken)).status;
    await world.control.clock({ offsetMs: 60_000 });
    await world.control.clock({ offsetMs: 60_000 });
    expect(await use()).toBe(200);
    await world.control.clock({ offsetMs: 100_000 });
    expect(await use()).toBe(401);
    await world.control.clock({ offsetMs: 0 });
    expect(await use()).toBe(200);
  });

  test('says how it is set and what it shows', async () => {
    await world.control.clock({ offsetMs: 60_000, rate: 2 });
    world.time.ms += 1000;
    const now = new Date(world.time.ms + 61_000).toISOString();
    expect(await control('GET', 'clock')).toEqual({ status: 200, body: { offsetMs: 60_000, rate: 2, now } });
  });

  test('a rate makes the bucket leak faster', async () => {
    const small = await world.control.createStore({ limits: { size: 10, dripPerSecond: 1, burst: 50 } });
    const { accessToken } = await world.control.grant(small.id);
    const level = async () =>
      Number.parseFloat(
        (await world.client.list(small, 'Item.json?count=1', accessToken)).headers.get('x-ls-api-bucket-level') ?? '',
      );
    expect(await level()).toBe(10);
    await world.control.clock({ rate: 5 });
    world.time.ms += 1000;
    expect(await level()).toBe(15);
  });

  test.each([{ rate: 0 }, { rate: -1 }, { offsetMs: 'soon' }])('%j is refused', async (setting) => {
    expect((await control('POST', 'clock', setting)).status).toBe(400);
  });
});

describe('changes', () => {
  const change = async (some: object) =>
    (await control('POST', 'changes', { store: store.id, ...some })).body as Record<string, number[]>;

  test('say what they changed, and the rows have the present time', async () => {
    world.time.ms += 5000;
    const { edits, archives } = await change({ edits: 3, archives: 1 });
    const now = `${new Date(world.time.ms).toISOString().slice(0, 19)}+00:00`;
    const changed = rowsIn(await list(`Item.json?archived=true&timeStamp=${encodeURIComponent(`>=,${now}`)}`), 'Item');
    const ids = changed.map((row) => Number(row.itemID));
    expect(new Set(ids)).toEqual(new Set([...(edits ?? []), ...(archives ?? [])]));
    for (const row of changed) expect(row.timeStamp).toBe(now);
  });

  test('a new sale has lines and payments, and is the newest', async () => {
    const { sales } = await change({ sales: 2 });
    expect(sales).toEqual([6, 7]);
    const [newest] = rowsIn(await list('Sale.json?sort=-updatetime&limit=2&load_relations=["SaleLines"]'), 'Sale');
    expect(newest).toMatchObject({ saleID: '7', SaleLines: { SaleLine: expect.anything() } });
    expect(rowsIn(await list('Sale/7/SaleLine.json'), 'SaleLine').length).toBeGreaterThan(0);
  });

  test('a void moves updatetime and not timeStamp, which stops when a sale is completed', async () => {
    const before = rowsIn(await list('Sale.json'), 'Sale');
    const { voids } = await change({ voids: 1 });
    const [sale] = rowsIn(await list(`Sale.json?saleID=${voids?.[0]}`), 'Sale');
    const was = before.find((row) => row.saleID === sale?.saleID);
    expect(sale).toMatchObject({ voided: 'true', timeStamp: was?.timeStamp });
    expect(sale?.updatetime).not.toBe(was?.updatetime);
  });

  test('a deleted category is gone, and no item shows it any more', async () => {
    const { deletes } = await change({ deletes: 2 });
    expect(deletes).toHaveLength(2);
    for (const id of deletes ?? []) expect(await status(`Category/${id}.json`)).toBe(404);
    const shown = rowsIn(await list('Item.json?load_relations=["Category"]'), 'Item').map((row) =>
      Number(row.categoryID),
    );
    expect(shown.filter((id) => deletes?.includes(id))).toEqual([]);
  });

  test('the same seed on the same store changes the same rows', async () => {
    const [one, same] = [await world.control.createStore(), await world.control.createStore()];
    const changed = async (id: string) =>
      (await control('POST', 'changes', { store: id, edits: 5, seed: 9 })).body.edits;
    expect(await changed(one.id)).toEqual(await changed(same.id));
  });

  test('perSecond makes them one after the other, and answers when all are made', async () => {
    const started = performance.now();
    const { edits } = await change({ edits: 4, perSecond: 100 });
    expect(edits).toHaveLength(4);
    expect(performance.now() - started).toBeGreaterThanOrEqual(30);
  });

  test('in an empty store nothing changes', async () => {
    const empty = await world.control.createStore({ sizes: { items: 0, customers: 0, sales: 0 } });
    const { body } = await control('POST', 'changes', { store: empty.id, edits: 1, archives: 1, voids: 1 });
    expect(body).toMatchObject({ edits: [], archives: [], voids: [] });
    expect((await control('POST', 'changes', { store: 'nowhere', edits: 1 })).status).toBe(404);
  });
});

test('reset ends all stores, faults, the log and the clock’s settings', async () => {
  await world.control.fault({ kind: 'status' });
  await world.control.clock({ offsetMs: 1000 });
  await list();
  await world.control.call('POST', 'reset');
  expect((await control('GET', 'stores')).body).toEqual([]);
  expect((await control('GET', 'faults')).body).toEqual([]);
  expect((await control('GET', 'requests')).body).toEqual([]);
  expect((await control('GET', 'clock')).body).toMatchObject({ offsetMs: 0, rate: 1 });
});

describe('the door', () => {
  /** A request with a Host header of its own, which fetch does not allow. */
  const fromHost = (host: string, headers: Record<string, string> = {}) =>
    new Promise<number>((resolve, reject) => {
      const options = {
        port: world.sandbox.port,
        host: '127.0.0.1',
        path: '/_sandbox/stores',
        headers: { host, ...headers },
      };
      request(options, (reply) => resolve(reply.resume().statusCode ?? 0))
        .on('error', reject)
        .end();
    });

  test.each(['127.0.0.1', 'localhost', '127.0.0.1:4410', 'localhost:9', '[::1]:4410'])(
    '%s is this machine',
    async (host) => {
      expect(await fromHost(host)).toBe(200);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'api.lightspeedapp.com', '10.0.0.7'])(
    'under the name %s it opens only with the token',
    async (host) => {
      expect(await fromHost(host)).toBe(403);
      expect(await fromHost(host, { authorization: 'Bearer guess!' })).toBe(403);
      expect(await fromHost(host, { authorization: 'Bearer sesame' })).toBe(200);
    },
  );

  test.each(['x-forwarded-for', 'x-forwarded-host'])('a request with %s came through a proxy', async (header) => {
    expect((await control('GET', 'stores', undefined, { [header]: '10.0.0.7' })).status).toBe(403);
  });

  test('what changes something must be JSON, so that no page’s form can do it', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '']) {
      expect((await control('POST', 'reset', undefined, { 'content-type': type })).status).toBe(415);
    }
    const broken = await fetch(`${world.sandbox.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"offsetMs":',
    });
    expect(broken.status).toBe(400);
  });

  test.each([
    { path: 'faults', body: { kind: 'status', path: '*/Item.json' }, says: 'path' },
    { path: 'faults', body: { kind: 'status', match: { url: '*' } }, says: 'url' },
    { path: 'stores', body: { series: 'r', limit: 'off' }, says: 'limit' },
    { path: 'clock', body: { offset: 1000 }, says: 'offset' },
    { path: 'changes', body: { store: 'x', sale: 1 }, says: 'sale' },
  ])('a field of another name is refused, not left out: $path $says', async ({ path, body, says }) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${world.sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain(`"${says}\\"`);
  });

  test('an unknown call is answered with those there are', async () => {
    expect(await control('GET', 'nothing')).toMatchObject({
      status: 404,
      body: { error: expect.stringContaining('POST stores') },
    });
  });
});

describe('hosts', () => {
  const from = (host: string, path: string) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const headers = { host, authorization: `Bearer ${token}` };
      request({ port: world.sandbox.port, host: '127.0.0.1', path, headers }, (reply) => {
        let body = '';
        reply.on('data', (part) => {
          body += part;
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
      })
        .on('error', reject)
        .end();
    });

  test('a request whose Host is an emulated one needs no segment, and gets its own base back', async () => {
    const { status, body } = await from(
      'api.lightspeedapp.com',
      `/API/V3/Account/${store.accountId}/Item.json?limit=1`,
    );
    expect(status).toBe(200);
    expect(JSON.parse(body)['@attributes'].next).toContain(
      `http://api.lightspeedapp.com/API/V3/Account/${store.accountId}/Item.json?`,
    );
  });

  test('a host that is not emulated is not found, and the answer names those that are', async () => {
    const { status, body } = await from('127.0.0.1', '/example.com/API/V3/Account.json');
    expect(status).toBe(404);
    expect(body).toContain('api.lightspeedapp.com');
  });
});
