import { expect, test, vi } from 'vitest';
import type { Authorization, Connection, PingAnswer } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { consent, setUpOwner } from '../support/walk.ts';

// A whole counterflow and a sandbox start.
vi.setConfig({ testTimeout: 120_000 });

test('connections of every series are made, authorized, tested and read over HTTP', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const newStore = (series: string) =>
    api.post<Store>('/v1/stores', { series, name: `Shop ${series}`, sizes: { items: 20, sales: 5, customers: 5 } });
  const create = (apiType: string, settings: object) =>
    api.post<Connection>('/v1/connections', { name: apiType, apiType, environment: 'sandbox', settings });
  /** A browser's way from our page to the result; `change` may tamper with the address that the provider sends it to. */
  const authorize = async (store: Store, id: string, change: (back: URL) => void = () => {}) => {
    const attempt = await api.post<Authorization>(`/v1/connections/${id}/authorizations`, {});
    const page = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const back = new URL(await consent(store, page.headers.get('location') ?? ''));
    change(back);
    await fetch(back, { redirect: 'manual', headers: { cookie } });
    return api.get<Authorization>(`/v1/connections/${id}/authorizations/${attempt.id}`);
  };
  const expectWorking = async (connection: Connection, resource: string) => {
    expect(await api.post<PingAnswer>(`/v1/connections/${connection.id}/ping`)).toMatchObject({ ok: true });
    const exported = await api.post<{ id: string }>('/v1/exports', {
      name: `${resource} of ${connection.name}`,
      connectionId: connection.id,
      resource,
      type: 'all',
    });
    const { records } = await api.post<{ records: object[] }>(`/v1/exports/${exported.id}/preview`, {});
    expect(records.length).toBeGreaterThan(0);
  };

  const [r, x, c] = [await newStore('r'), await newStore('x'), await newStore('c')];

  const retailer = await create('lightspeed-x', { scopes: ['products:read'], iClientId: x.iClientId });
  for (const prefix of ['evil.example/', 'a.b', 'x@y']) {
    const attacked = await authorize(x, retailer.id, (back) => back.searchParams.set('domain_prefix', prefix));
    expect(attacked).toMatchObject({ status: 'failed', code: 'oauth_callback_invalid' });
  }
  const twice = await authorize(x, retailer.id, (back) => back.searchParams.append('domain_prefix', 'evil'));
  expect(twice).toMatchObject({ status: 'failed', code: 'oauth_callback_invalid' });
  expect(await authorize(x, retailer.id)).toMatchObject({ status: 'done', account: { id: x.domainPrefix } });
  await expectWorking(retailer, 'products');

  const { apiKey, apiSecret, cluster } = c;
  const shop = await create('lightspeed-c', { apiKey, apiSecret, cluster, language: 'en' });
  expect(shop).toMatchObject({ status: 'online' });
  await expectWorking(shop, 'products');

  await api.patch(`/v1/iclients/${r.iClientId}`, { default: true, oauthServer: 'old' });
  const older = await create('lightspeed-v2', { scopes: ['employee:inventory_read'] });
  expect(await authorize(r, older.id)).toMatchObject({ status: 'done' });
  await expectWorking(older, 'Item');
  expect(await api.post<Connection>(`/v1/connections/${older.id}/move-to-new-server`)).toMatchObject({
    grant: { tokenServer: 'new' },
  });
  await expectWorking({ ...older, name: 'moved' }, 'Item');

  const told = JSON.stringify([await api.get('/v1/connections'), await api.get('/v1/iclients'), counterflow.lines]);
  for (const secret of [apiSecret, r.clientSecret, x.clientSecret]) {
    expect(secret).toEqual(expect.any(String));
    expect(told).not.toContain(secret);
  }
});
