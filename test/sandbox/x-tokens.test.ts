import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';
import { post, refreshing, statusWith, tokenUrl } from '../support/sandbox-tokens.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
const redirectUri = 'http://127.0.0.1:4400/connection/oauth2callback';

const createStore = () => world.control.createStore({ series: 'x', name: 'Harbour Bikes' });
beforeAll(async () => {
  world = await startStillSandbox();
  store = await createStore();
});
afterAll(() => world.sandbox.close());

const asked = (more: Record<string, string> = {}, host = 'secure.retail.lightspeed.app') => {
  const query = {
    response_type: 'code',
    client_id: store.clientId,
    redirect_uri: redirectUri,
    state: '12345678',
    scope: 'products:read sales:write',
    ...more,
  };
  return `${world.sandbox.url}/${host}/connect?${new URLSearchParams(query)}`;
};

const code = async () => new URL(await world.control.consent(asked())).searchParams.get('code') ?? '';

const exchange = (fields: Record<string, string>, at = store) =>
  post(tokenUrl.x(world.sandbox, at), {
    grant_type: 'authorization_code',
    client_id: store.clientId,
    client_secret: store.clientSecret,
    redirect_uri: redirectUri,
    ...fields,
  });

async function granted() {
  const own = await createStore();
  const first = await world.control.grant(own.id);
  const refresh = (token: string) => post(tokenUrl.x(world.sandbox, own), refreshing(own, token));
  return { own, first, refresh, use: (token: string) => statusWith(world.sandbox, own, token) };
}

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

describe('consent of an X-Series retailer', () => {
  test.each(['secure.retail.lightspeed.app', 'secure.vendhq.com'])('%s asks the person to sign in', async (host) => {
    expect(await (await fetch(asked({}, host))).text()).toContain('Sign in to your store');
  });

  test('comes back with code, domain prefix, state and what was granted', async () => {
    const { origin, pathname, searchParams } = new URL(await world.control.consent(asked()));
    expect(`${origin}${pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(searchParams)).toEqual({
      code: expect.stringMatching(/^\w{20,}$/),
      domain_prefix: store.domainPrefix,
      state: '12345678',
      scope: 'products:read sales:write',
    });
  });

  test('refused comes back as access_denied with the state, and no code', async () => {
    const { searchParams } = new URL(await world.control.consent(asked(), { decision: 'deny' }));
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: '12345678' });
    expect(searchParams.has('code')).toBe(false);
  });

  test.each([
    { wrong: 'an unknown client', query: { client_id: 'nobody' }, error: 'invalid_client' },
    { wrong: 'another redirect URI', query: { redirect_uri: 'https://evil.example/' }, error: 'invalid_request' },
    { wrong: 'no redirect URI', query: { redirect_uri: '' }, error: 'invalid_request' },
    { wrong: 'a state of 7 characters', query: { state: '1234567' }, error: 'invalid_request' },
    { wrong: 'no scope', query: { scope: '' }, error: 'invalid_scope' },
    { wrong: 'an unknown scope', query: { scope: 'products:read everything' }, error: 'invalid_scope' },
    { wrong: 'scopes with commas', query: { scope: 'products:read,sales:read' }, error: 'invalid_scope' },
    { wrong: 'another response type', query: { response_type: 'token' }, error: 'unsupported_response_type' },
  ])('$wrong is answered at once, without a redirect', async ({ query, error }) => {
    const reply = await fetch(asked(query as Record<string, string>), { redirect: 'manual' });
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({ status: 400, body: { error } });
  });

  test('a client of R-Series is unknown here', async () => {
    const { clientId } = await world.control.createStore();
    expect((await fetch(asked({ client_id: clientId }))).status).toBe(400);
  });
});

describe('a code of X-Series', () => {
  test('buys tokens once, with end, prefix and scopes in the reply', async () => {
    const once = await code();
    const { status, body } = await exchange({ code: once });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: 'Bearer',
        expires: world.time.ms / 1000 + 86_400,
        expires_in: 86_400,
        domain_prefix: store.domainPrefix,
        scope: 'products:read sales:write',
      },
    });
    expect(await exchange({ code: once })).toMatchObject(invalidGrant);
  });

  test('lives 10 minutes', async () => {
    const [early, late] = [await code(), await code()];
    world.time.ms += 600_000;
    expect((await exchange({ code: early })).status).toBe(200);
    world.time.ms += 1;
    expect(await exchange({ code: late })).toMatchObject(invalidGrant);
  });

  test('belongs to its retailer’s host, its client and its redirect URI', async () => {
    const other = await createStore();
    expect(await exchange({ code: await code() }, other)).toMatchObject(invalidGrant);
    expect(await exchange({ code: await code(), redirect_uri: 'https://evil.example/' })).toMatchObject(invalidGrant);
    const stolen = { code: await code(), client_id: other.clientId, client_secret: other.clientSecret };
    expect(await exchange(stolen)).toMatchObject(invalidGrant);
    expect(await exchange({ code: await code(), client_secret: 'guess' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  test('is taken from a form in the body only, at the older host as well', async () => {
    const fields = { grant_type: 'authorization_code', client_id: store.clientId, client_secret: store.clientSecret };
    const url = tokenUrl.x(world.sandbox, store);
    const send = async (to: string, body: RequestInit) => (await post(to, {}, body)).status;
    const all = async () => ({ ...fields, redirect_uri: redirectUri, code: await code() });
    expect(await send(`${url}?${new URLSearchParams(await all())}`, {})).toBe(400);
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(await all()) };
    expect(await send(url, json)).toBe(400);
    const older = url.replace('retail.lightspeed.app', 'vendhq.com');
    expect(await send(older, { body: new URLSearchParams(await all()) })).toBe(200);
    expect(await send(url.replace(store.domainPrefix, 'nobody'), {})).toBe(404);
  });
});

describe('refreshing in X-Series', () => {
  test('ends both tokens before it at once, without a grace', async () => {
    const { own, first, refresh, use } = await granted();
    expect(await use(first.accessToken)).not.toBe(401);
    const { status, body } = await refresh(first.refreshToken);
    expect(status).toBe(200);
    expect(await use(first.accessToken)).toBe(401);
    expect(await refresh(first.refreshToken)).toMatchObject(invalidGrant);
    expect(await use(body.access_token ?? ''), 'a reuse does no harm to the living pair').not.toBe(401);
    expect((await refresh(body.refresh_token ?? '')).status).toBe(200);
    expect(await world.control.grants(own.id)).toMatchObject([{ generation: 3, refreshes: 2, reuseAttempts: 1 }]);
  });

  test('whose reply is lost costs the grant', async () => {
    const { own, first, refresh, use } = await granted();
    await world.control.fault({ match: { store: own.id }, kind: 'dropTokenReply', times: 1 });
    await expect(refresh(first.refreshToken)).rejects.toThrow();
    expect(await refresh(first.refreshToken)).toMatchObject(invalidGrant);
    expect(await use(first.accessToken)).toBe(401);
  });

  test('works at its own retailer’s host only, and not with an access token', async () => {
    const [{ first, own }, other] = [await granted(), await granted()];
    expect(await post(tokenUrl.x(world.sandbox, other.own), refreshing(own, first.refreshToken))).toMatchObject(
      invalidGrant,
    );
    expect(await post(tokenUrl.x(world.sandbox, own), refreshing(own, first.accessToken))).toMatchObject(invalidGrant);
    expect(await statusWith(world.sandbox, other.own, first.accessToken)).toBe(401);
  });

  test('has a limit of its own, which every reply tells, and a 429 says until when as a date', async () => {
    const own = await world.control.createStore({ series: 'x', limits: 'real' });
    const ask = () => post(tokenUrl.x(world.sandbox, own), refreshing(own, 'unknown'));
    const first = await ask();
    const limit = Number(first.headers.get('x-ratelimit-limit'));
    expect(Number(first.headers.get('x-ratelimit-remaining'))).toBe(limit - 1);
    for (let asked = 1; asked < limit; asked += 1) expect((await ask()).status).toBe(400);
    const over = await ask();
    expect(over.status).toBe(429);
    const until = Date.parse(over.headers.get('retry-after') ?? '');
    expect(Number(over.headers.get('x-ratelimit-reset')) * 1000).toBe(until);
    world.time.ms = until;
    expect((await ask()).status).toBe(400);
  });
});

describe('a personal token', () => {
  test('opens its retailer like any other, has no refresh token, and may have an end', async () => {
    const { own, use } = await granted();
    const personal = (more: object) => world.control.grantBy(own.id, { server: 'personal', ...more });
    const [short, endless] = [await personal({ expiresInSeconds: 60 }), await personal({})];
    expect([short.refreshToken, short.expiresIn, endless.expiresIn]).toEqual([null, 60, null]);
    world.time.ms += 59_999;
    expect(await use(short.accessToken)).not.toBe(401);
    world.time.ms += 1;
    expect(await use(short.accessToken)).toBe(401);
    world.time.ms += 1000 * 86_400_000;
    expect(await use(endless.accessToken)).not.toBe(401);
    const states = (await world.control.grants(own.id)).map(({ server, state }) => `${server} ${state}`);
    expect(states).toEqual(['x live', 'personal expired', 'personal live']);
  });
});
