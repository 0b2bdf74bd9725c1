import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
const redirectUri = 'http://127.0.0.1:4400/connection/oauth2callback';
const verifier = 'v'.repeat(50);
const challenge = createHash('sha256').update(verifier).digest('base64url');

beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore();
});
afterAll(() => world.sandbox.close());

const asked = (more: Record<string, string> = {}) =>
  world.client.authorizeUrl({
    response_type: 'code',
    client_id: store.clientId,
    scope: 'employee:inventory_read employee:register_read',
    state: 's 1&x',
    ...more,
  });

/** A browser that keeps the sandbox's cookie and follows nothing by itself. */
function browser() {
  let cookie = '';
  return async (url: string, form?: [string, string][]) => {
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: reply.status, location: reply.headers.get('location') ?? '', page: await reply.text() };
  };
}

const signIn = (): [string, string][] => [
  ['action', 'signIn'],
  ['login', store.user.login],
  ['password', store.user.password],
];

/** A code of an allowed request, by the control interface. */
const code = async (more: Record<string, string> = {}) =>
  new URL(await world.control.consent(asked(more))).searchParams.get('code') ?? '';

const exchange = (fields: Record<string, string>) =>
  world.client.token({
    grant_type: 'authorization_code',
    client_id: store.clientId,
    client_secret: store.clientSecret,
    ...fields,
  });

describe('the pages a person sees', () => {
  test('sign in, see what is asked in words, authorize: back with code and the same state', async () => {
    const visit = browser();
    expect((await visit(asked())).page).toContain('Sign in to your store');
    const signedIn = await visit(asked(), signIn());
    expect(signedIn.status).toBe(303);
    const consent = await visit(new URL(signedIn.location, asked()).toString());
    expect(consent.page).toContain('Allow access to Demo?');
    expect(consent.page).toContain('See items and stock');
    const back = await visit(asked(), [
      ['action', 'allow'],
      ['scope', 'employee:inventory_read'],
      ['scope', 'employee:register_read'],
    ]);
    const { origin, pathname, searchParams } = new URL(back.location);
    expect(`${origin}${pathname}`).toBe(redirectUri);
    expect(searchParams.get('state')).toBe('s 1&x');
    expect((await exchange({ code: searchParams.get('code') ?? '' })).status).toBe(200);
  });

  test('a person may hold a scope back', async () => {
    const visit = browser();
    await visit(asked(), signIn());
    const back = await visit(asked(), [
      ['action', 'allow'],
      ['scope', 'employee:register_read'],
    ]);
    const { body } = await exchange({ code: new URL(back.location).searchParams.get('code') ?? '' });
    const claims = JSON.parse(Buffer.from(body.access_token?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.scope).toBe('employee:register_read');
  });

  test('a person can’t tick a scope that was not asked for', async () => {
    const visit = browser();
    await visit(asked(), signIn());
    const back = await visit(asked(), [
      ['action', 'allow'],
      ['scope', 'employee:all'],
      ['scope', 'employee:inventory_read'],
    ]);
    const { body } = await exchange({ code: new URL(back.location).searchParams.get('code') ?? '' });
    const claims = JSON.parse(Buffer.from(body.access_token?.split('.')[1] ?? '', 'base64url').toString());
    expect(claims.scope).toBe('employee:inventory_read');
  });

  test('Cancel answers access_denied with the state, and no code', async () => {
    const visit = browser();
    await visit(asked(), signIn());
    const { searchParams } = new URL((await visit(asked(), [['action', 'deny']])).location);
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 's 1&x' });
    expect(searchParams.has('code')).toBe(false);
  });

  test('a wrong password shows the form again and says so', async () => {
    const wrong = await browser()(asked(), [
      ['action', 'signIn'],
      ['login', store.user.login],
      ['password', 'guess'],
    ]);
    expect(wrong.status).toBe(401);
    expect(wrong.page).toContain('Wrong user name or password.');
  });

  test('nobody authorizes without signing in', async () => {
    const visit = browser();
    expect(
      (
        await visit(asked(), [
          ['action', 'allow'],
          ['scope', 'employee:inventory_read'],
        ])
      ).page,
    ).toContain('Sign in');
  });

  test('an employee of another store may consent: a client belongs to the sandbox, not to a store', async () => {
    const other = await world.control.createStore({ name: 'Other' });
    const location = await world.control.consent(asked(), { login: other.user.login });
    const { body } = await exchange({ code: new URL(location).searchParams.get('code') ?? '' });
    const account = await world.client.get('/API/V3/Account.json', body.access_token ?? '');
    expect(account.body.Account).toMatchObject({ accountID: other.accountId, name: 'Other' });
  });

  test('text of a request or store is shown, never run', async () => {
    const evil = await world.control.createStore({ name: '<img src=x onerror=alert(1)>' });
    const visit = browser();
    await visit(asked(), [
      ['action', 'signIn'],
      ['login', evil.user.login],
      ['password', evil.user.password],
    ]);
    const { page } = await visit(asked());
    expect(page).toContain('&lt;img');
    expect(page).not.toContain('<img');
  });
});

describe('a request that is wrong is answered at once, without a redirect', () => {
  test.each([
    { wrong: 'an unknown client', query: { client_id: 'nobody' }, error: 'invalid_client' },
    { wrong: 'an unknown scope', query: { scope: 'employee:everything' }, error: 'invalid_scope' },
    { wrong: 'a good and an unknown scope', query: { scope: 'employee:all employee:x' }, error: 'invalid_scope' },
    { wrong: 'no scope', query: { scope: '' }, error: 'invalid_scope' },
    {
      wrong: 'an unknown challenge method',
      query: { code_challenge: 'c', code_challenge_method: 'S512' },
      error: 'invalid_request',
    },
  ])('$wrong', async ({ query, error }) => {
    const reply = await fetch(asked(query), { redirect: 'manual' });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ error });
  });

  test('a redirect_uri in the request changes nothing: the registered one is used', async () => {
    const location = await world.control.consent(asked({ redirect_uri: 'https://evil.example/' }));
    expect(location.startsWith(`${redirectUri}?`)).toBe(true);
  });
});

describe('a code', () => {
  test('buys one token pair, once', async () => {
    const once = await code();
    expect(await exchange({ code: once })).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    expect(await exchange({ code: once })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('lives 60 s', async () => {
    const [early, late] = [await code(), await code()];
    world.time.ms += 60_000;
    expect((await exchange({ code: early })).status).toBe(200);
    world.time.ms += 1;
    expect(await exchange({ code: late })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('belongs to its client', async () => {
    const other = await world.control.createStore();
    const stolen = await exchange({ code: await code(), client_id: other.clientId, client_secret: other.clientSecret });
    expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test.each([
    { given: 'no code', fields: {}, status: 400, error: 'invalid_grant' },
    { given: 'an invented code', fields: { code: 'abc' }, status: 400, error: 'invalid_grant' },
    { given: 'a wrong secret', fields: { code: 'abc', client_secret: 'guess' }, status: 401, error: 'invalid_client' },
    { given: 'an unknown client', fields: { code: 'abc', client_id: 'nobody' }, status: 401, error: 'invalid_client' },
    { given: 'a scope', fields: { code: 'abc', scope: 'employee:all' }, status: 400, error: 'invalid_request' },
    { given: 'another grant type', fields: { grant_type: 'password' }, status: 400, error: 'unsupported_grant_type' },
  ])('with $given is refused: $error', async ({ fields, status, error }) => {
    expect(await exchange(fields)).toMatchObject({ status, body: { error } });
  });

  test('is taken as JSON and as a multipart form too', async () => {
    const fields = { grant_type: 'authorization_code', client_id: store.clientId, client_secret: store.clientSecret };
    const url = `${world.client.oauth}/token`;
    const json = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...fields, code: await code() }),
    });
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, code: await code() })) form.set(name, value);
    expect([json.status, (await fetch(url, { method: 'POST', body: form })).status]).toEqual([200, 200]);
  });

  test('is asked for by POST only', async () => {
    expect((await fetch(`${world.client.oauth}/token`)).status).toBe(405);
  });
});

describe('PKCE', () => {
  const challenged = () => code({ code_challenge: challenge, code_challenge_method: 'S256' });
  test.each([
    { verifier: 'the right verifier', fields: { code_verifier: verifier }, status: 200 },
    { verifier: 'a wrong one', fields: { code_verifier: 'w'.repeat(50) }, status: 400 },
    { verifier: 'the challenge itself', fields: { code_verifier: challenge }, status: 400 },
    { verifier: 'one that is too short', fields: { code_verifier: 'v'.repeat(42) }, status: 400 },
    { verifier: 'none', fields: {}, status: 400 },
  ])('with $verifier: $status', async ({ fields, status }) => {
    expect((await exchange({ code: await challenged(), ...(fields as Record<string, string>) })).status).toBe(status);
  });

  test('plain compares the verifier itself', async () => {
    const plain = await code({ code_challenge: verifier, code_challenge_method: 'plain' });
    expect((await exchange({ code: plain, code_verifier: verifier })).status).toBe(200);
  });

  test('proves a public client, which has no secret then and at refreshes; without it the secret is a must', async () => {
    const withoutSecret = { grant_type: 'authorization_code', client_id: store.clientId };
    const bare = await world.client.token({ ...withoutSecret, code: await code() });
    expect(bare.status).toBe(401);
    const proved = await world.client.token({ ...withoutSecret, code: await challenged(), code_verifier: verifier });
    expect(proved.status).toBe(200);
    const again = { grant_type: 'refresh_token', client_id: store.clientId };
    const refreshed = await world.client.token({ ...again, refresh_token: proved.body.refresh_token ?? '' });
    expect(refreshed.status).toBe(200);
    const confidential = await exchange({ code: await code() });
    const stolen = await world.client.token({ ...again, refresh_token: confidential.body.refresh_token ?? '' });
    expect(stolen).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });
});
