import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/accounts/schema.ts';
import { type Api, apiClient } from '../support/api.ts';
import { ownerInput, startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let owner: Api;
let nobody: Api;
beforeAll(async () => {
  server = await startTestServer();
  nobody = apiClient(server.url);
});
afterAll(() => server?.close());

const { email, password } = ownerInput;
const signIn = (given: object = {}) => nobody.send<Session>('POST', '/v1/session', { email, password, ...given });
const cookieOf = (headers: Headers) => headers.getSetCookie()[0]?.split(';')[0] ?? '';
const withCookie = (cookie: string, headers: Record<string, string> = {}) => ({ cookie, ...headers });

describe('set-up', () => {
  test('refuses a wrong token, a short password and a wrong address, each by its field', async () => {
    const token = (await server.accounts.setUpToken()) ?? '';
    const wrong = await nobody.send('POST', '/v1/setup', { ...ownerInput, token: 'guessed' });
    expect(wrong).toMatchObject({ status: 403, body: { code: 'setup_token_wrong' } });
    const short = await nobody.send('POST', '/v1/setup', { ...ownerInput, token, password: 'short', email: 'olive' });
    expect(short).toMatchObject({
      status: 400,
      body: { code: 'invalid_input', errors: [{ pointer: '/email' }, { pointer: '/password' }] },
    });
    expect(JSON.stringify(short.body)).not.toContain(token);
  });

  test('happens once, also when two come at the same moment; afterwards it is gone', async () => {
    const token = (await server.accounts.setUpToken()) ?? '';
    const both = await Promise.all([
      nobody.send<{ key: string }>('POST', '/v1/setup', { ...ownerInput, token }),
      nobody.send<{ key: string }>('POST', '/v1/setup', { ...ownerInput, token, email: 'eve@example.com' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 410]);
    const won = both.find(({ status }) => status === 201);
    owner = apiClient(server.url, won?.body.key);
    // Whoever won, the tests below sign in as Olive.
    await sql`update "user" set email = ${email}`.execute(server.installation.db);
    const again = await nobody.send('POST', '/v1/setup', { ...ownerInput, token });
    expect(again).toMatchObject({ status: 410, body: { code: 'setup_done' } });
    expect(await server.accounts.setUpToken()).toBeUndefined();
    // The set-up signs its browser in.
    const session = await nobody.send<Session>('GET', '/v1/session', undefined, {
      cookie: cookieOf(won?.headers ?? new Headers()),
    });
    expect(session).toMatchObject({ status: 200, body: { role: 'owner', via: 'session' } });
  });
});

describe('sessions', () => {
  test('a cookie of its own name that scripts and other sites do not get', async () => {
    const { status, body, headers } = await signIn();
    expect({ status, body }).toMatchObject({ status: 200, body: { user: { email }, role: 'owner', via: 'session' } });
    const [cookie = ''] = headers.getSetCookie();
    expect(cookie).toMatch(/^counterflow_session=/);
    for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(attribute);
    expect(cookie).not.toContain('Secure'); // http://127.0.0.1
    expect(cookie).not.toContain('Domain'); // this host alone
  });

  test('end with the sign-out: the cookie opens nothing afterwards', async () => {
    const cookie = cookieOf((await signIn()).headers);
    expect((await nobody.send('GET', '/v1/home', undefined, withCookie(cookie))).status).toBe(200);
    const out = await nobody.send('DELETE', '/v1/session', undefined, withCookie(cookie));
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0');
    expect((await nobody.send('GET', '/v1/home', undefined, withCookie(cookie))).status).toBe(401);
  });

  test('a changed cookie is nobody', async () => {
    const cookie = cookieOf((await signIn()).headers);
    const changed = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await nobody.send('GET', '/v1/home', undefined, withCookie(changed))).status).toBe(401);
  });

  describe('carry changes from our own pages only', () => {
    let cookie: string;
    beforeEach(async () => {
      cookie ??= cookieOf((await signIn()).headers);
    });
    const change = (headers: Record<string, string>) =>
      nobody.send<{ code?: string }>('POST', '/v1/errors/resolve', { filter: {} }, withCookie(cookie, headers));

    test.each([
      ['from another site', { origin: 'https://evil.example' }, 403],
      ['from another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
      ['from a sandboxed frame or a file', { origin: 'null' }, 403],
      ['without origin, from another site', { 'sec-fetch-site': 'cross-site' }, 403],
      ['without origin, from another port', { 'sec-fetch-site': 'same-site' }, 403],
      ['from the same page', { 'sec-fetch-site': 'same-origin' }, 202],
      ['from a program, which sends neither', {}, 202],
    ])('%s', async (_where, headers, status) => {
      const reply = await change(headers as Record<string, string>);
      expect(reply.status).toBe(status);
      if (status === 403) expect(reply.body.code).toBe('origin_refused');
    });

    test('from its own origin', async () => expect((await change({ origin: server.url })).status).toBe(202));
    test('an API key needs no origin: no browser sends it by itself', async () => {
      const reply = await owner.send('POST', '/v1/errors/resolve', { filter: {} }, { origin: 'https://evil.example' });
      expect(reply.status).toBe(202);
    });
    test('a form of another site has no content type that is read', async () => {
      const reply = await fetch(`${server.url}/v1/errors/resolve`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'text/plain' },
        body: '{"filter":{}}',
      });
      expect(reply.status).toBe(415);
    });
  });
});

describe('failed sign-ins', () => {
  test('tell nothing about which part was wrong', async () => {
    const [unknown, wrong] = [await signIn({ email: 'nobody@example.com' }), await signIn({ password: 'wrong' })];
    expect(unknown).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
    const { requestId: _one, ...first } = unknown.body as unknown as Record<string, unknown>;
    const { requestId: _other, ...second } = wrong.body as unknown as Record<string, unknown>;
    expect(first).toEqual(second);
  });

  test('are throttled by account: after ten the right password waits too, and others sign in meanwhile', async () => {
    await signIn(); // forgets the failures so far
    for (let tries = 0; tries < 10; tries += 1) expect((await signIn({ password: `guess ${tries}` })).status).toBe(401);
    const late = await signIn();
    expect(late).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
    const wait = Number(late.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(600);
    expect(wait).toBeLessThanOrEqual(900);
    expect(await signIn({ email: email.toUpperCase() })).toMatchObject({ status: 429 });
    expect(await signIn({ email: 'somebody@example.com' })).toMatchObject({ status: 401 });
    await sql`update sign_in_failure set at = at - interval '16 minutes'`.execute(server.installation.db);
    expect((await signIn()).status).toBe(200);
  });
});

describe('API keys', () => {
  interface Key {
    id: string;
    lastUsedAt: string | null;
  }
  const make = (more: object = {}) =>
    owner.post<{ id: string; key: string }>('/v1/apikeys', { name: 'Robot', role: 'monitor', ...more });
  const stateOf = async (id: string) =>
    (await owner.get<{ items: Key[] }>('/v1/apikeys?limit=1000')).items.find((one) => one.id === id);

  test('are shown once: neither the list nor the database has the key', async () => {
    const { key } = await make();
    const list = await owner.send('GET', '/v1/apikeys?limit=1000');
    expect(JSON.stringify(list.body)).not.toContain(key);
    const { rows } = await sql`select * from api_key`.execute(server.installation.db);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  test('tell when they were last used', async () => {
    const { id, key } = await make();
    expect((await stateOf(id))?.lastUsedAt).toBeNull();
    await apiClient(server.url, key).get('/v1/home');
    const age = Date.now() - Date.parse((await stateOf(id))?.lastUsedAt ?? '');
    expect(Math.abs(age)).toBeLessThan(60_000);
  });

  test('open nothing once they have expired, or were revoked', async () => {
    const short = await make({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const asShort = apiClient(server.url, short.key);
    expect((await asShort.send('GET', '/v1/home')).status).toBe(200);
    await sql`update api_key set expires_at = clock() - interval '1 second' where id = ${short.id}`.execute(
      server.installation.db,
    );
    expect((await asShort.send('GET', '/v1/home')).status).toBe(401);
    const revoked = await make();
    await owner.delete(`/v1/apikeys/${revoked.id}`);
    expect((await apiClient(server.url, revoked.key).send('GET', '/v1/home')).status).toBe(401);
    expect((await owner.send('DELETE', `/v1/apikeys/${revoked.id}`)).status).toBe(404);
  });

  test('that would have expired already are not made', async () => {
    const past = await owner.send('POST', '/v1/apikeys', {
      name: 'x',
      role: 'monitor',
      expiresAt: '2020-01-01T00:00:00Z',
    });
    expect(past).toMatchObject({ status: 422, body: { code: 'expiry_past' } });
  });
});
