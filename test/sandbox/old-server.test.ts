import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import { post, refreshing, statusWith, tokenUrl } from '../support/sandbox-tokens.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

async function granted(settings: object = {}) {
  const store = await world.control.createStore(settings);
  const first = await world.control.grantBy(store.id, { server: 'old', scopes: ['employee:inventory_read'] });
  const refresh = (token = first.refreshToken) => post(tokenUrl.old(world.sandbox), refreshing(store, token));
  const use = (token: string) => statusWith(world.sandbox, store, token);
  return { store, first, refresh, use };
}

describe('the old R-Series token server', () => {
  test('gives opaque tokens, and says in `scope` what was granted and who consented', async () => {
    const { first, refresh } = await granted();
    expect(first.accessToken).not.toContain('.');
    const { status, body } = await refresh();
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: 'bearer', refresh_token: first.refreshToken },
    });
    expect(body.scope).toMatch(/^employee:inventory_read systemuserid:\d+$/);
  });

  test('gives the same access token with the rest of its life, and a new one only when less than 10 s are left', async () => {
    const { first, refresh, use } = await granted({ accessSeconds: 1800 });
    world.time.ms += 1_000_000;
    expect((await refresh()).body).toMatchObject({ access_token: first.accessToken, expires_in: 800 });
    world.time.ms += 790_000;
    expect((await refresh()).body).toMatchObject({ access_token: first.accessToken, expires_in: 10 });
    world.time.ms += 1;
    const renewed = (await refresh()).body;
    expect(renewed.access_token).not.toBe(first.accessToken);
    expect(renewed.expires_in).toBe(1800);
    expect(await use(first.accessToken), 'the one before lives to its own end').toBe(200);
    world.time.ms += 10_000;
    expect((await refresh()).body, 'the refresh token stays').toMatchObject({ refresh_token: first.refreshToken });
    expect([await use(first.accessToken), await use(renewed.access_token ?? '')]).toEqual([401, 200]);
  });

  test('knows no limit of 5 a minute, and no end of an idle refresh token', async () => {
    const { refresh } = await granted();
    for (let tries = 0; tries < 12; tries += 1) expect((await refresh()).status).toBe(200);
    world.time.ms += 400 * 86_400_000;
    expect((await refresh()).status).toBe(200);
  });

  test('takes a form, JSON and a multipart form, at both of its hosts', async () => {
    const { store, first } = await granted();
    const fields = refreshing(store, first.refreshToken);
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) };
    for (const host of ['cloud.lightspeedapp.com', 'cloud.merchantos.com'])
      for (const body of [{}, json, { body: form }])
        expect((await post(`${world.sandbox.url}/${host}/oauth/access_token.php`, fields, body)).status).toBe(200);
  });

  test('refuses a wrong secret, an unknown token, another client and a code that nobody gave', async () => {
    const [{ store, first }, other] = [await granted(), await granted()];
    const ask = (fields: object) =>
      post(tokenUrl.old(world.sandbox), { ...refreshing(store, first.refreshToken), ...fields });
    expect(await ask({ client_secret: 'guess' })).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const lost = { status: 400, body: { error: 'invalid_grant' } };
    expect(await ask({ refresh_token: 'unknown' })).toMatchObject(lost);
    expect(await ask({ refresh_token: first.accessToken })).toMatchObject(lost);
    expect(await ask({ refresh_token: other.first.refreshToken })).toMatchObject(lost);
    expect(await ask({ grant_type: 'authorization_code', code: 'x' })).toMatchObject(lost);
  });

  test('sends people through its own page, whose code buys tokens here and not at the new server', async () => {
    const { store } = await granted();
    const page = `${world.sandbox.url}/cloud.merchantos.com/oauth/authorize.php`;
    const query = { response_type: 'code', client_id: store.clientId, scope: 'employee:reports', state: 'abc' };
    const url = `${page}?${new URLSearchParams(query)}`;
    expect(await (await fetch(url)).text()).toContain('Sign in to your store');
    const buy = async (server: 'old' | 'new') => {
      const { searchParams } = new URL(await world.control.consent(url));
      expect(searchParams.get('state')).toBe('abc');
      const code = { grant_type: 'authorization_code', code: searchParams.get('code') ?? '' };
      const client = { client_id: store.clientId, client_secret: store.clientSecret };
      return post(tokenUrl[server](world.sandbox), { ...client, ...code });
    };
    expect((await buy('old')).body.scope).toMatch(/^employee:reports systemuserid:/);
    expect((await buy('new')).status).toBe(400);
  });
});

describe('a token of either server', () => {
  test('opens the same account in both versions of the API', async () => {
    const { store, first } = await granted();
    const { accessToken } = await world.control.grant(store.id);
    for (const token of [first.accessToken, accessToken])
      for (const version of ['V3/', '']) {
        const url = `${world.client.api}/API/${version}Account/${store.accountId}/Item.json?limit=1`;
        expect((await world.client.get(url, token)).status, `${version}${token}`).toBe(200);
      }
  });

  test('speaks for the person who consented, with the scopes that were granted', async () => {
    const { store, first } = await granted();
    const session = await world.client.get('/API/Session.json', first.accessToken);
    expect(session.body).toMatchObject({ systemCustomerID: store.accountId });
    expect((await world.client.list(store, 'Sale.json', first.accessToken)).status).toBe(403);
  });
});

describe('the refresh token of the old server at the new one', () => {
  test('buys tokens of the new kind once, and is dead then', async () => {
    const { store, first, refresh, use } = await granted();
    const move = () => post(tokenUrl.new(world.sandbox), refreshing(store, first.refreshToken));
    const moved = await move();
    expect(moved.status).toBe(200);
    const claims = JSON.parse(Buffer.from(moved.body.access_token?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ acct: store.accountId, scope: 'employee:inventory_read' });
    expect(await use(moved.body.access_token ?? '')).toBe(200);
    expect([(await refresh()).status, (await move()).status]).toEqual([400, 400]);
    expect((await post(tokenUrl.new(world.sandbox), refreshing(store, moved.body.refresh_token ?? ''))).status).toBe(
      200,
    );
    const [old, fresh] = await world.control.grants(store.id);
    expect(old).toMatchObject({ server: 'old', state: 'revoked', reuseAttempts: 2 });
    expect(fresh).toMatchObject({ server: 'new', state: 'live', generation: 2 });
  });

  test('needs its own client and the secret', async () => {
    const [{ store, first, refresh }, other] = [await granted(), await granted()];
    const { client_secret: _, ...bare } = refreshing(store, first.refreshToken);
    expect((await post(tokenUrl.new(world.sandbox), bare)).status).toBe(401);
    expect((await post(tokenUrl.new(world.sandbox), refreshing(other.store, first.refreshToken))).status).toBe(400);
    expect((await refresh()).status).toBe(200);
  });
});
