import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault, SandboxClock, StoreChanges, StoreGrant, StoreRequest } from '../../src/server/sandbox-schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { type SandboxControl, sandboxControl } from '../support/sandbox-control.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

interface List<T> {
  items: T[];
}

let server: TestServer;
let api: Api;
let store: Store;
let control: SandboxControl;
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
  expect(await api.send('GET', '/v1/sandbox/clock')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  expect(await api.get('/v1/sandbox/faults')).toEqual({ items: [], nextCursor: null });
  store = await newStore();
  control = sandboxControl({ url: store.sandboxUrl });
});
afterAll(() => server?.close());

const newStore = (more: object = {}) =>
  api.post<Store>('/v1/stores', {
    series: 'r',
    name: 'Corner',
    sizes: { items: 20, sales: 5, customers: 5 },
    ...more,
  });

/** Asks the store for items, with a token of its own; the status. */
async function readItems(of: Store, resource = 'Item'): Promise<number> {
  const { accessToken } = await control.grant(of.id);
  const reply = await fetch(
    `${of.sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${of.accountId}/${resource}.json?limit=2`,
    { headers: { authorization: `Bearer ${accessToken}` } },
  );
  await reply.arrayBuffer();
  return reply.status;
}

describe('stores', () => {
  test.each([
    { series: 'r', has: { accountId: expect.any(String), clientId: expect.any(String) }, client: true },
    { series: 'x', has: { domainPrefix: expect.any(String), clientId: expect.any(String) }, client: true },
    { series: 'c', has: { apiKey: expect.any(String), apiSecret: expect.any(String) }, client: false },
  ])('of $series-Series come with what a client needs', async ({ series, has, client }) => {
    const made = await newStore({ series });
    expect(made).toMatchObject({ series, ...has, user: { login: expect.any(String), password: expect.any(String) } });
    expect(made.iClientId !== null).toBe(client);
    expect(await api.get(`/v1/stores/${made.id}`)).toEqual(made);
    await api.delete(`/v1/stores/${made.id}`);
  });

  test('change name, limits, registers and the life of tokens, and keep what was not named', async () => {
    const made = await newStore();
    const limits = { size: 30, dripPerSecond: 2 };
    const changed = await api.patch(`/v1/stores/${made.id}`, { name: 'Airport', limits, accessSeconds: 60 });
    expect(changed).toEqual({ ...made, name: 'Airport', limits, accessSeconds: 60 });
    expect(await api.patch(`/v1/stores/${made.id}`, { registers: 3 })).toMatchObject({ registers: 3, limits });
    expect((await control.grant(made.id)).expiresIn).toBe(60);
  });

  test('have people of different rights, who can be locked out', async () => {
    const made = await newStore();
    const locked = ({ people }: Store) => people.filter(({ isLocked }) => isLocked).map(({ name }) => name);
    expect(new Set(made.people.map(({ role }) => role))).toEqual(new Set(['owner', 'manager', 'seller']));
    expect(locked(made)).toEqual(['Lou Locked']);
    const changed = await api.patch<Store>(`/v1/stores/${made.id}`, { lockedLogins: [made.user.login] });
    expect(locked(changed)).toEqual(['Olive Owner']);
  });

  test('refuse limits of another series, in words', async () => {
    const refused = await api.send('PATCH', `/v1/stores/${store.id}`, { limits: { requests: 5, windowSeconds: 60 } });
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining('R-Series counts by') } });
  });
});

describe('what a store was asked', () => {
  test('is listed newest first, with cost and how full the bucket was; later ones by number', async () => {
    await readItems(store);
    const [first] = (await api.get<List<StoreRequest>>(`/v1/stores/${store.id}/requests`)).items;
    expect(first).toMatchObject({ method: 'GET', status: 200, cost: 1, limit: { level: 1, size: 90 }, faults: [] });
    await readItems(store, 'Customer');
    const later = await api.get<List<StoreRequest>>(`/v1/stores/${store.id}/requests?after=${first?.n}`);
    expect(later.items).toMatchObject([{ path: expect.stringContaining('/Customer.json') }]);
  });

  test('tells of a window what is left of it', async () => {
    const shop = await newStore({ series: 'c', limits: { requests: 50, windowSeconds: 60 } });
    const authorization = `Basic ${btoa(`${shop.apiKey}:${shop.apiSecret}`)}`;
    await fetch(`${shop.sandboxUrl}/api.webshopapp.com/en/products.json`, { headers: { authorization } });
    const { items } = await api.get<List<StoreRequest>>(`/v1/stores/${shop.id}/requests`);
    expect(items).toMatchObject([{ status: 200, limit: { remaining: 49, limit: 50 }, generation: null }]);
  });

  test('is that of no other store', async () => {
    const other = await newStore();
    expect((await api.get<List<StoreRequest>>(`/v1/stores/${other.id}/requests`)).items).toEqual([]);
    expect(await api.send('GET', '/v1/stores/nowhere/requests')).toMatchObject({ status: 404 });
  });
});

describe('grants', () => {
  test('are listed with their state, and end as the merchant would end them', async () => {
    const own = await newStore();
    await control.grant(own.id);
    const path = `/v1/stores/${own.id}/grants`;
    const [grant] = (await api.get<List<StoreGrant>>(path)).items;
    expect(grant).toMatchObject({ state: 'live', generation: 1, login: own.user.login, refreshes: 0 });
    await api.delete(`${path}/${grant?.id}`);
    expect((await api.get<List<StoreGrant>>(path)).items).toMatchObject([{ id: grant?.id, state: 'revoked' }]);
    expect(await api.send('DELETE', `${path}/nothing`)).toMatchObject({ status: 404 });
  });
});

describe('making something happen', () => {
  test('answers which rows it happened to', async () => {
    const made = await api.post<StoreChanges>(`/v1/stores/${store.id}/changes`, { sales: 2, edits: 1, archives: 1 });
    expect(made).toMatchObject({ sales: [6, 7], edits: [expect.any(Number)], voids: [] });
    const rarer = await api.post<StoreChanges>(`/v1/stores/${store.id}/changes`, { refunds: 1, counts: 1 });
    expect(rarer).toMatchObject({ refunds: [8], counts: [expect.any(Number)] });
  });

  test.each([
    { wrong: 'nothing', body: {}, says: 'Say what is to happen' },
    { wrong: 'what takes minutes', body: { sales: 1000, perSecond: 1 }, says: 'longer than 60 s' },
  ])('refuses $wrong', async ({ body, says }) => {
    const refused = await api.send('POST', `/v1/stores/${store.id}/changes`, body);
    expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining(says) } });
  });
});

describe('faults', () => {
  const faults = async (query = '') => (await api.get<List<Fault>>(`/v1/sandbox/faults${query}`)).items;

  test('are met by the requests they name, counted, and taken back', async () => {
    const fault = await api.post<Fault>('/v1/sandbox/faults', {
      storeId: store.id,
      kind: 'rateLimit',
      path: '*/Item.json',
      times: 1,
    });
    expect(fault).toMatchObject({ storeId: store.id, path: '*/Item.json', met: 0, isOver: false, probability: null });
    expect([await readItems(store, 'Customer'), await readItems(store), await readItems(store)]).toEqual([
      200, 429, 200,
    ]);
    expect(await faults(`?storeId=${store.id}`)).toEqual([{ ...fault, met: 1, isOver: true }]);
    const [, met] = (await api.get<List<StoreRequest>>(`/v1/stores/${store.id}/requests`)).items;
    expect(met).toMatchObject({ status: 429, faults: ['rateLimit'] });
    await api.delete(`/v1/sandbox/faults/${fault.id}`);
    expect(await faults()).toEqual([]);
    expect(await api.send('DELETE', `/v1/sandbox/faults/${fault.id}`)).toMatchObject({ status: 404 });
  });

  test('of another store are not shown at a store, those of all stores are', async () => {
    const other = await newStore();
    const theirs = await api.post<Fault>('/v1/sandbox/faults', { storeId: other.id, kind: 'html' });
    const all = await api.post<Fault>('/v1/sandbox/faults', { kind: 'delay', delayMs: 1 });
    expect((await faults(`?storeId=${store.id}`)).map(({ id }) => id)).toEqual([all.id]);
    expect((await faults()).map(({ id }) => id)).toEqual([all.id, theirs.id]);
    for (const { id } of [theirs, all]) await api.delete(`/v1/sandbox/faults/${id}`);
  });
});

test('the clock is shifted and set back', async () => {
  const clock = () => api.get<SandboxClock>('/v1/sandbox/clock');
  const before = Date.now();
  const ahead = await api.patch<SandboxClock>('/v1/sandbox/clock', { offsetMs: 86_400_000 });
  expect(ahead).toMatchObject({ offsetMs: 86_400_000, rate: 1 });
  expect(Date.parse((await clock()).now)).toBeGreaterThanOrEqual(before + 86_400_000);
  await api.patch('/v1/sandbox/clock', { offsetMs: 0, rate: 1 });
  expect(Date.parse((await clock()).now)).toBeLessThan(before + 86_400_000);
});

test('every change is in the audit log, and none of it carries a secret', async () => {
  const { rows } = await server.installation.pool.query(
    "select action, before::text, after::text from audit where resource_type in ('sandbox', 'store')",
  );
  expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(['create', 'change', 'delete', 'revoke']));
  expect(JSON.stringify(rows)).not.toContain(store.clientSecret);
});
