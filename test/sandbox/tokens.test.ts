import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore, TokenReply } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

interface Granted {
  store: SandboxStore;
  first: TokenReply;
}

/** A store of its own with one grant, so that counts are this test's. */
async function granted(settings: object = {}): Promise<Granted> {
  const store = await world.control.createStore(settings);
  return { store, first: await world.control.grant(store.id) };
}

async function refresh({ store }: Granted, refreshToken: string, more: Record<string, string> = {}) {
  const { status, headers, body } = await world.client.token({
    grant_type: 'refresh_token',
    client_id: store.clientId,
    client_secret: store.clientSecret,
    refresh_token: refreshToken,
    ...more,
  });
  return {
    status,
    headers,
    error: body.error,
    accessToken: body.access_token ?? '',
    refreshToken: body.refresh_token ?? '',
  };
}

/** Uses an access token once; its status. */
const use = async (accessToken: string) => (await world.client.get('/API/V3/Account.json', accessToken)).status;

const family = async ({ store }: Granted) => (await world.control.grants(store.id))[0];

describe('an access token', () => {
  test('is a JWT, RS256, that the served key verifies, with times as the documentation has them', async () => {
    const { store, first } = await granted({ accessSeconds: 1800 });
    const [header = '', payload = '', signature = ''] = first.accessToken.split('.');
    const { alg, kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    expect(alg).toBe('RS256');
    const jwks = await fetch(`${world.sandbox.url}/cloud.lightspeedapp.com/.well-known/jwks`);
    const { keys } = (await jwks.json()) as { keys: JsonWebKey[] };
    const key = createPublicKey({ key: keys.find((one) => one.kid === kid) as JsonWebKey, format: 'jwk' });
    const isSigned = (text: string) => verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
    expect(isSigned(`${header}.${payload}`)).toBe(true);
    expect(isSigned(`${header}.${payload}x`)).toBe(false);
    const now = world.time.ms / 1000;
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
      iss: 'https://cloud.lightspeedapp.com',
      aud: store.clientId,
      acct: store.accountId,
      scope: 'employee:all',
      iat: now,
      nbf: now,
      exp: now + 1800,
    });
  });

  test('lives as long as the store says', async () => {
    const { first } = await granted({ accessSeconds: 60 });
    expect(first.expiresIn).toBe(60);
    expect(await use(first.accessToken)).toBe(200);
    world.time.ms += 60_000;
    const late = await world.client.get('/API/V3/Account.json', first.accessToken);
    expect(late).toMatchObject({
      status: 401,
      body: { error: 'access_denied', hint: 'Access token could not be verified' },
    });
  });

  test.each(['', 'abc', 'a.b.c', 'e30.e30.e30'])('that nobody signed opens nothing: "%s"', async (token) => {
    expect(await use(token)).toBe(401);
  });

  test('whose claims were changed opens nothing', async () => {
    const { first } = await granted();
    const [header, payload = '', signature] = first.accessToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, acct: '1' })).toString('base64url');
    expect(await use(`${header}.${forged}.${signature}`)).toBe(401);
  });
});

describe.each(['first', 'last'] as const)('refreshing, where of several pairs the %s one counts', (repeatHonours) => {
  test('the used refresh token lives until the new access token is first used', async () => {
    const grant = await granted({ repeatHonours });
    const second = await refresh(grant, grant.first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.accessToken).not.toBe(grant.first.accessToken);
    const repeated = await refresh(grant, grant.first.refreshToken);
    expect(repeated.status).toBe(200);
    expect(await use(repeated.accessToken)).toBe(200);
    expect(await refresh(grant, grant.first.refreshToken)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await family(grant)).toMatchObject({ generation: 2, refreshes: 2, reuseAttempts: 1, state: 'live' });
  });

  test('the old access token works until the new one is used, and not afterwards', async () => {
    const grant = await granted({ repeatHonours });
    const second = await refresh(grant, grant.first.refreshToken);
    expect(await use(grant.first.accessToken)).toBe(200);
    expect(await use(second.accessToken)).toBe(200);
    expect(await use(grant.first.accessToken)).toBe(401);
  });

  test('a repeat before the first use is no reuse', async () => {
    const grant = await granted({ repeatHonours });
    for (let tries = 0; tries < 4; tries += 1) await refresh(grant, grant.first.refreshToken);
    expect(await family(grant)).toMatchObject({ generation: 2, refreshes: 4, reuseAttempts: 0 });
  });

  test(`of two pairs for one generation ${repeatHonours === 'last' ? 'only the one given last lives' : 'either lives until one is used, then only that one'}`, async () => {
    const grant = await granted({ repeatHonours });
    const one = await refresh(grant, grant.first.refreshToken);
    const other = await refresh(grant, grant.first.refreshToken);
    expect(await use(one.accessToken)).toBe(repeatHonours === 'last' ? 401 : 200);
    expect(await use(other.accessToken)).toBe(repeatHonours === 'last' ? 200 : 401);
    const [live, dead] = repeatHonours === 'last' ? [other, one] : [one, other];
    expect((await refresh(grant, live.refreshToken)).status).toBe(200);
    expect((await refresh(grant, dead.refreshToken)).status).toBe(400);
  });

  test('refreshing with the new refresh token proves that it arrived, as using its access token does', async () => {
    const grant = await granted({ repeatHonours });
    const second = await refresh(grant, grant.first.refreshToken);
    expect((await refresh(grant, second.refreshToken)).status).toBe(200);
    expect((await refresh(grant, grant.first.refreshToken)).status).toBe(400);
    expect(await family(grant)).toMatchObject({ generation: 3, reuseAttempts: 1 });
  });
});

describe('refreshing is refused', () => {
  test('with a wrong secret, an unknown token, another client, a scope', async () => {
    const grant = await granted();
    const other = await granted();
    const token = grant.first.refreshToken;
    expect(await refresh(grant, token, { client_secret: 'guess' })).toMatchObject({
      status: 401,
      error: 'invalid_client',
    });
    expect(await refresh(grant, 'unknown')).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await refresh(other, token)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await refresh(grant, token, { scope: 'employee:all' })).toMatchObject({
      status: 400,
      error: 'invalid_request',
    });
    expect((await refresh(grant, token)).status).toBe(200);
  });

  test('after 30 idle days, and not a moment before', async () => {
    const [early, late] = [await granted(), await granted()];
    world.time.ms += 30 * 86_400_000 - 1;
    expect((await refresh(early, early.first.refreshToken)).status).toBe(200);
    world.time.ms += 1;
    expect(await refresh(late, late.first.refreshToken)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await family(late)).toMatchObject({ state: 'expired' });
  });

  test('a sixth time within a minute, saying how long to wait', async () => {
    const grant = await granted();
    for (let tries = 0; tries < 5; tries += 1) {
      expect((await refresh(grant, grant.first.refreshToken)).status).toBe(200);
      world.time.ms += 2000;
    }
    const sixth = await refresh(grant, grant.first.refreshToken);
    expect(sixth.status).toBe(429);
    expect(sixth.headers.get('retry-after')).toBe('50');
    world.time.ms += 50_000;
    expect((await refresh(grant, grant.first.refreshToken)).status).toBe(200);
  });
});

test('wrong client credentials are limited as well: the sixth try in a minute has to wait', async () => {
  const grant = await granted();
  const guess = () => refresh(grant, grant.first.refreshToken, { client_secret: 'guess' });
  for (let tries = 0; tries < 5; tries += 1) expect((await guess()).status).toBe(401);
  const sixth = await guess();
  expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '60']);
  expect((await refresh(grant, grant.first.refreshToken)).status, 'the right secret is not held back').toBe(200);
  world.time.ms += 60_000;
  expect((await guess()).status).toBe(401);
});

describe('the end of a grant', () => {
  const revoke = ({ store }: Granted, fields: Record<string, string>) =>
    fetch(`${world.client.oauth}/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: store.clientId, client_secret: store.clientSecret, ...fields }),
    });

  test('revoke ends both tokens', async () => {
    const grant = await granted();
    expect((await revoke(grant, { refresh_token: grant.first.refreshToken })).status).toBe(200);
    const used = await world.client.get('/API/V3/Account.json', grant.first.accessToken);
    expect(used).toMatchObject({ status: 401, body: { hint: 'Access token has been revoked' } });
    expect(await refresh(grant, grant.first.refreshToken)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(await family(grant)).toMatchObject({ state: 'revoked' });
  });

  test('only its own client revokes it', async () => {
    const [grant, other] = [await granted(), await granted()];
    await revoke(other, { refresh_token: grant.first.refreshToken });
    expect((await revoke(grant, { refresh_token: grant.first.refreshToken, client_secret: 'guess' })).status).toBe(401);
    expect(await use(grant.first.accessToken)).toBe(200);
  });

  test('the merchant ends it in settings: both tokens are dead', async () => {
    const grant = await granted();
    await world.control.endGrant((await family(grant))?.family ?? '');
    expect(await use(grant.first.accessToken)).toBe(401);
    expect(await refresh(grant, grant.first.refreshToken)).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  test('a look by introspection spends nothing: the refresh token before it lives on', async () => {
    const grant = await granted();
    const second = await refresh(grant, grant.first.refreshToken);
    const looked = await world.client.get(`${world.client.oauth}/introspect`, second.accessToken);
    expect((await fetch(`${world.client.oauth}/introspect`, { method: 'POST' })).status).toBe(405);
    expect(looked.body).toMatchObject({ active: true, token_type: 'Bearer', username: grant.store.user.login });
    expect((await refresh(grant, grant.first.refreshToken)).status).toBe(200);
  });

  test('introspect tells the claims of a live token, and no more than that of a dead one', async () => {
    const grant = await granted();
    const introspect = async () =>
      (await world.client.get(`${world.client.oauth}/introspect`, grant.first.accessToken)).body;
    expect(await introspect()).toMatchObject({ active: true, acct: grant.store.accountId, scope: 'employee:all' });
    await revoke(grant, { refresh_token: grant.first.refreshToken });
    expect(await introspect()).toEqual({ active: false });
  });
});
