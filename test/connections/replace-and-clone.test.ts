import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authorization, Connection, ConnectionFlow, NeededScopes } from '../../src/connections/schema.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { authorizedConnection, builtInConnection, consent, createStore } from '../support/walk.ts';

const sizes = { items: 3, sales: 3, customers: 3 };
const secret = 'the secret of the shop';
let server: TestServer;
let api: Api;
let demo: Store;
let airport: Store;

beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
  demo = await createStore(api, sizes);
  airport = await api.post<Store>('/v1/stores', { series: 'r', name: 'Airport', seed: 2, sizes, limits: 'off' });
});

afterAll(() => server?.close());

/** An attempt that somebody of `store` allows; it answers as it stands then. */
async function signIn(connection: Connection, store: Store, options: object = {}): Promise<Authorization> {
  const attempts = `/v1/connections/${connection.id}/authorizations`;
  const { id, url } = await api.post<Authorization>(attempts, options);
  const page = await fetch(url, { method: 'POST', redirect: 'manual' });
  const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const back = await consent(store, page.headers.get('location') ?? '');
  await fetch(back, { redirect: 'manual', headers: { cookie } });
  return api.get(`${attempts}/${id}`);
}

/** A flow that remembers how far it has read the items of a connection. */
async function flowOf(connection: Connection, name: string): Promise<Flow> {
  const { id: exportId } = await api.post<{ id: string }>('/v1/exports', {
    name: `Items for ${name}`,
    connectionId: connection.id,
    resource: 'Item',
    type: 'delta',
  });
  const { id: importId } = await api.post<{ id: string }>('/v1/imports', {
    name: `Into ${name}`,
    connectionId: (await builtInConnection(api)).id,
    target: { table: name.toLowerCase().replaceAll(' ', '_'), key: ['itemID'] },
  });
  const flow = await api.post<Flow>('/v1/flows', {
    name,
    sources: [{ exportId }],
    steps: [{ type: 'import', importId }],
  });
  const { db } = server.installation;
  const place = { flowId: flow.id, sourceId: flow.sources[0]?.id ?? '' };
  await db
    .insertInto('deltaCursor')
    .values({ ...place, fingerprint: 'that of the old account', position: '{}', updatedAt: new Date() })
    .execute();
  await db
    .insertInto('contentHash')
    .values({ ...place, key: '1', hash: 'h', changedAt: '2026-01-01' })
    .execute();
  return flow;
}

const flowsOf = async ({ id }: Connection) =>
  (await api.get<{ items: ConnectionFlow[] }>(`/v1/connections/${id}/flows`)).items;
const audited = (action: string, { id }: Connection) =>
  server.installation.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', action)
    .where('resourceId', '=', id)
    .execute();

describe('another account', () => {
  test('is refused and named, and what was granted before stays', async () => {
    const shop = await authorizedConnection(api, demo, 'Refusing');
    const attempt = await signIn(shop, airport);
    expect(attempt).toMatchObject({
      status: 'failed',
      code: 'oauth_wrong_account',
      account: { id: airport.accountId, name: 'Airport' },
    });
    expect(await api.get(`/v1/connections/${shop.id}`)).toMatchObject({
      account: { id: demo.accountId },
      grant: { generation: 1 },
    });
  });

  test('takes the place of the old one when that was asked for; its flows start over, others go on', async () => {
    const shop = await authorizedConnection(api, demo, 'Moving');
    const other = await authorizedConnection(api, demo, 'Staying');
    const flow = await flowOf(shop, 'Moving items');
    const untouched = await flowOf(other, 'Staying items');
    expect(await flowsOf(shop)).toEqual([
      { id: flow.id, name: 'Moving items', remembersPosition: true, waiting: false },
    ]);
    const attempt = await signIn(shop, airport, { replaceAccount: true });
    expect(attempt).toMatchObject({ status: 'done', account: { id: airport.accountId } });
    expect(await api.get(`/v1/connections/${shop.id}`)).toMatchObject({
      status: 'online',
      account: { id: airport.accountId, name: 'Airport' },
      grant: { generation: 2 },
    });
    expect(await flowsOf(shop)).toMatchObject([{ remembersPosition: false }]);
    expect(await flowsOf(other)).toMatchObject([{ remembersPosition: true }]);
    const hashes = await server.installation.db.selectFrom('contentHash').select('flowId').execute();
    expect(hashes).toEqual([{ flowId: untouched.id }]);
    expect(await audited('replace_account', shop)).toMatchObject([
      {
        before: { account: { id: demo.accountId, name: 'Demo' } },
        after: { account: { id: airport.accountId }, startedOver: [{ id: flow.id, name: 'Moving items' }] },
      },
    ]);
  });

  test('is not asked for by signing in at the same one: the position is kept', async () => {
    const shop = await authorizedConnection(api, demo, 'Same again');
    await flowOf(shop, 'Same items');
    expect(await signIn(shop, demo, { replaceAccount: true })).toMatchObject({ status: 'done' });
    expect(await flowsOf(shop)).toMatchObject([{ remembersPosition: true }]);
    expect(await audited('replace_account', shop)).toEqual([]);
  });

  test('does not come while a run would read on in it, neither at the start nor at the end of an attempt', async () => {
    const shop = await authorizedConnection(api, demo, 'Busy');
    const flow = await flowOf(shop, 'Busy items');
    const attempts = `/v1/connections/${shop.id}/authorizations`;
    const { id, url } = await api.post<Authorization>(attempts, { replaceAccount: true });
    // No worker runs in this process: the run waits in the queue.
    const run = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
    expect(await api.send('POST', attempts, { replaceAccount: true })).toMatchObject({
      status: 409,
      body: { code: 'run_active' },
    });
    const page = await fetch(url, { method: 'POST', redirect: 'manual' });
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await fetch(await consent(airport, page.headers.get('location') ?? ''), {
      redirect: 'manual',
      headers: { cookie },
    });
    expect(await api.get(`${attempts}/${id}`)).toMatchObject({ status: 'failed', code: 'run_active' });
    expect(await api.get(`/v1/connections/${shop.id}`)).toMatchObject({
      account: { id: demo.accountId },
      grant: { generation: 1 },
    });
    expect(await flowsOf(shop)).toMatchObject([{ remembersPosition: true }]);
    await api.post(`/v1/runs/${run.id}/cancel`, {});
    expect(await signIn(shop, airport, { replaceAccount: true })).toMatchObject({ status: 'done' });
  });
});

describe('a clone', () => {
  test('has settings and secrets of its own, and neither grant nor account', async () => {
    const shop = await authorizedConnection(api, demo, 'Original');
    const copy = await api.post<Connection>(`/v1/connections/${shop.id}/clone`, {});
    expect(copy).toMatchObject({
      name: 'Copy of Original',
      apiType: shop.apiType,
      environment: 'sandbox',
      settings: shop.settings,
      status: 'new',
      account: null,
      employee: null,
      grant: null,
    });
    expect(await audited('clone', copy)).toMatchObject([{ before: { from: shop.id, name: 'Original' } }]);
    // Each signs in for itself.
    expect(await signIn(copy, airport)).toMatchObject({ status: 'done', account: { id: airport.accountId } });
    expect(await api.get(`/v1/connections/${shop.id}`)).toMatchObject({ account: { id: demo.accountId } });
  });

  test('opens its secrets at its own place only, and each is deleted without the other', async () => {
    const database = { host: '127.0.0.1', port: 9, database: 'shop', user: 'writer', password: secret, tls: 'off' };
    const first = await api.post<Connection>('/v1/connections', {
      name: 'Warehouse',
      apiType: 'postgres',
      settings: database,
    });
    const copy = await api.post<Connection>(`/v1/connections/${first.id}/clone`, { name: 'Second warehouse' });
    expect(copy).toMatchObject({ name: 'Second warehouse', settings: { host: '127.0.0.1', password: { set: true } } });
    const { db, vault } = server.installation;
    const sealedOf = async ({ id }: Connection) => {
      const { secrets } = await db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      return secrets.password?.sealed ?? '';
    };
    const place = (row: string) => ({ table: 'connection', row, field: 'password' });
    expect(vault.open(place(copy.id), await sealedOf(copy))).toBe(secret);
    const sealed = await sealedOf(copy);
    expect(() => vault.open(place(first.id), sealed)).toThrow();
    await api.delete(`/v1/connections/${first.id}`);
    expect(vault.open(place(copy.id), await sealedOf(copy))).toBe(secret);
  });

  test('is not for everybody, and not of this installation’s own database', async () => {
    const monitor = await server.as('monitor');
    const { id } = await builtInConnection(api);
    expect(await monitor.send('POST', `/v1/connections/${id}/clone`, {})).toMatchObject({ status: 403 });
    expect(await api.send('POST', `/v1/connections/${id}/clone`, {})).toMatchObject({ body: { code: 'built_in' } });
  });
});

describe('the scopes that are needed', () => {
  test('name the flow or export that needs them, and whether they were granted', async () => {
    const shop = await api.post<Connection>('/v1/connections', {
      name: 'Needed',
      apiType: 'lightspeed-v3',
      environment: 'sandbox',
      settings: { scopes: ['employee:inventory_read'], iClientId: demo.iClientId },
    });
    const flow = await flowOf(shop, 'Needed items');
    const sales = { name: 'All sales', connectionId: shop.id, resource: 'Sale', type: 'all' };
    const exported = await api.post<{ id: string }>('/v1/exports', sales);
    const needed = async () =>
      (await api.get<{ items: NeededScopes[] }>(`/v1/connections/${shop.id}/needed-scopes`)).items;
    expect((await needed()).map(({ granted }) => granted)).toEqual([null, null]);
    await signIn(shop, demo);
    expect(await needed()).toEqual([
      {
        anyOf: expect.arrayContaining(['employee:inventory_read']),
        neededBy: [{ type: 'flow', id: flow.id, name: 'Needed items' }],
        granted: true,
      },
      {
        anyOf: expect.arrayContaining(['employee:register_read']),
        neededBy: [{ type: 'export', id: exported.id, name: 'All sales' }],
        granted: false,
      },
    ]);
  });
});

describe('the page to sign in on, looked at before it is opened', () => {
  const connectionWith = async (scopes: string[], clientId = demo.clientId ?? '') => {
    const client = await api.post<{ id: string }>('/v1/iclients', {
      name: 'An app',
      provider: 'lightspeed-r',
      clientId,
      clientSecret: 'any',
    });
    const made = await api.post<Connection>('/v1/connections', {
      name: 'Looked at',
      apiType: 'lightspeed-v3',
      environment: 'sandbox',
      settings: { scopes: ['employee:inventory_read'], iClientId: client.id },
    });
    // As if Lightspeed had withdrawn a scope that was known here.
    await server.installation.db
      .updateTable('connection')
      .set({ settings: JSON.stringify({ scopes }) })
      .where('id', '=', made.id)
      .execute();
    return made;
  };
  const start = ({ id }: Connection, options: object = {}) =>
    api.post<Authorization>(`/v1/connections/${id}/authorizations`, options);

  test('names a client that it does not know, with its own words', async () => {
    expect(await start(await connectionWith(['employee:inventory_read'], 'nobody'))).toMatchObject({
      status: 'failed',
      code: 'oauth_unknown_client',
      failure: { status: 400, said: 'Client authentication failed' },
    });
  });

  test('names the scope that it refuses', async () => {
    const withdrawn = await connectionWith(['employee:inventory_read', 'employee:withdrawn']);
    expect(await start(withdrawn)).toMatchObject({
      status: 'failed',
      code: 'oauth_invalid_scope',
      failure: { status: 400, scope: 'employee:withdrawn' },
    });
  });

  test('is not in the way when it can not be reached, or when somebody wants to go there anyway', async () => {
    const unknown = await connectionWith(['employee:inventory_read'], 'nobody');
    expect(await start(unknown, { skipCheck: true })).toMatchObject({ status: 'waiting' });
    const control = (method: string, body?: object) =>
      fetch(`${demo.sandboxUrl}/_sandbox/faults`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    const known = await authorizedConnection(api, demo, 'Away');
    await control('POST', { kind: 'reset', match: { path: '/auth/oauth/authorize' }, times: 1 });
    expect(await start(known)).toMatchObject({ status: 'waiting' });
    await control('DELETE');
  });
});
