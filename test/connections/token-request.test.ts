import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeHttp, serverOf } from '../../src/connections/iclient-http.ts';
import { type ProtocolRequest, sendTokenRequest, type TokenGrant } from '../../src/connections/oauth-protocol.ts';
import { readTokenReply } from '../../src/connections/token-request.ts';
import { lightspeedR } from '../../src/connectors/lightspeed/r-series/connector.ts';
import type { OAuthServer } from '../../src/connectors/oauth-server.ts';

const rSeries = lightspeedR.oauth.new as OAuthServer;
const staticServer: OAuthServer = { ...rSeries, rotation: 'static' };
const pair = { access_token: 'a', refresh_token: 'r' };
const read = (status: number, body: unknown, server = rSeries, headers: Record<string, string> = {}) =>
  readTokenReply(
    server,
    { type: 'refresh_token', refreshToken: 'kept' },
    status,
    new Headers(headers),
    typeof body === 'string' ? body : JSON.stringify(body),
  );

describe('what a token server’s reply means', () => {
  test('a pair, with what it tells of time and scopes', () => {
    expect(read(200, { ...pair, expires_in: 3600, scope: 'one two' })).toEqual({
      kind: 'pair',
      pair: { accessToken: 'a', refreshToken: 'r' },
      expiresInSeconds: 3600,
      scope: ['one', 'two'],
    });
    expect(read(200, { ...pair, expires_in: '1800', scope: ['one'] })).toMatchObject({
      expiresInSeconds: 1800,
      scope: ['one'],
    });
    expect(read(200, pair)).toMatchObject({ kind: 'pair', expiresInSeconds: undefined, scope: undefined });
  });

  test('a static refresh token may be left unsaid, any other may not', () => {
    expect(read(200, { access_token: 'a' }, staticServer)).toMatchObject({ pair: { refreshToken: 'kept' } });
    expect(read(200, { access_token: 'a' })).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    { what: 'cut off', status: 200, body: '{"access_token":"a","refre' },
    { what: 'a web page', status: 200, body: '<html></html>' },
    { what: 'empty', status: 200, body: '' },
    { what: 'without an access token', status: 200, body: { refresh_token: 'r' } },
    { what: 'a redirect', status: 302, body: '' },
    { what: 'a failure of the server', status: 500, body: { error: 'invalid_grant' } },
    { what: 'a failure of what stands before it', status: 502, body: '<html></html>' },
  ])('one that is $what leaves it open whether the pair was replaced', ({ status, body }) => {
    expect(read(status, body)).toMatchObject({ kind: 'unknown' });
  });

  test.each([
    {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Gone' },
      error: 'invalid_grant',
      detail: 'Gone',
    },
    { status: 401, body: { error: 'invalid_client', hint: 'Look' }, error: 'invalid_client', detail: 'Look' },
    { status: 403, body: '<html></html>', error: 'refused', detail: 'status 403' },
    { status: 429, body: { error: 'invalid_grant' }, error: 'rate_limited', detail: 'status 429' },
  ])('status $status is a refusal: $error', ({ status, body, error, detail }) => {
    expect(read(status, body)).toMatchObject({ kind: 'refused', error, detail });
  });

  test('a refusal may ask to wait, in seconds or until a date', () => {
    expect(read(429, '', rSeries, { 'retry-after': '12' })).toMatchObject({ retryAfterMs: 12_000 });
    const dates = { date: 'Wed, 21 Oct 2015 07:28:00 GMT', 'retry-after': 'Wed, 21 Oct 2015 07:28:09 GMT' };
    expect(read(429, '', rSeries, dates)).toMatchObject({ retryAfterMs: 9000 });
  });

  test('no reply whatever makes it throw or loses a pair it holds', () =>
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(['pair', 'refused', 'unknown']).toContain(read(status, body).kind);
      }),
    ));
});

/** What leaves for a grant. */
async function tokenRequest(
  server: OAuthServer,
  client: { clientId: string; clientSecret: string | undefined },
  grant: TokenGrant,
) {
  const sent: ProtocolRequest[] = [];
  const reply = { status: 200, headers: new Headers(), text: '', url: server.tokenUrl, bytes: 0, ms: 0 };
  await sendTokenRequest(server, client, grant, async (request) => {
    sent.push(request);
    return reply;
  });
  const [{ method, url, headers = {}, body = '' } = { method: '', url: '' }] = sent;
  expect(sent).toHaveLength(1);
  return { method, url, headers, body };
}

describe('a token request', () => {
  const client = { clientId: 'an-id_1.0', clientSecret: 's:é &' };
  const refresh = { type: 'refresh_token', refreshToken: 'r' } as const;

  test('to R-Series is JSON with the secret inside, and without a scope, which it would refuse', async () => {
    const { headers, body } = await tokenRequest(rSeries, client, refresh);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r',
      client_id: 'an-id_1.0',
      client_secret: 's:é &',
    });
  });

  test('to a server that wants Basic keeps the secret out of the body, form-encoded first (RFC 6749 2.3.1)', async () => {
    const server: OAuthServer = { ...rSeries, clientAuthentication: 'basic', tokenBody: 'form' };
    const { headers, body } = await tokenRequest(server, client, refresh);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({ grant_type: 'refresh_token', refresh_token: 'r' });
    expect(Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe('an-id_1.0:s%3A%C3%A9+%26');
  });

  test('for a code carries the verifier and the redirect URL only where there is one', async () => {
    const code = { type: 'authorization_code', code: 'c', codeVerifier: undefined, redirectUri: undefined } as const;
    expect(JSON.parse((await tokenRequest(rSeries, client, code)).body)).not.toHaveProperty('redirect_uri');
    const whole = { ...code, codeVerifier: 'v', redirectUri: 'https://a.example/back' };
    expect(JSON.parse((await tokenRequest(rSeries, client, whole)).body)).toMatchObject({
      code_verifier: 'v',
      redirect_uri: 'https://a.example/back',
    });
  });

  const own = serverOf(
    completeHttp(null, { authorizeUrl: 'https://id.example/authorize', tokenUrl: 'https://id.example/token' }),
  );

  test('by GET has everything in its address and no body, with the parameters and headers of one’s own', async () => {
    const server: OAuthServer = {
      ...own,
      tokenUrl: 'https://id.example/token?v=2',
      tokenMethod: 'GET',
      tokenHeaders: [{ name: 'X-Tenant', value: 'shop' }],
      tokenFields: [{ name: 'audience', value: 'a & b' }],
    };
    const { method, url, headers, body } = await tokenRequest(server, client, refresh);
    expect([method, body]).toEqual(['GET', '']);
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      v: '2',
      audience: 'a & b',
      grant_type: 'refresh_token',
      refresh_token: 'r',
      client_id: 'an-id_1.0',
      client_secret: 's:é &',
    });
    expect(headers).toEqual({ accept: 'application/json', 'user-agent': 'counterflow', 'x-tenant': 'shop' });
  });

  test('for credentials alone carries the scopes, if there are any; a user’s name and password beside them', async () => {
    const scope = 'read,write';
    const fields = async (grant: TokenGrant) =>
      Object.fromEntries(
        new URLSearchParams((await tokenRequest(own, { ...client, clientSecret: undefined }, grant)).body),
      );
    expect(await fields({ type: 'client_credentials', scope })).toEqual({
      grant_type: 'client_credentials',
      client_id: 'an-id_1.0',
      scope,
    });
    expect(await fields({ type: 'password', username: 'olive', password: 'p', scope: undefined })).toEqual({
      grant_type: 'password',
      client_id: 'an-id_1.0',
      username: 'olive',
      password: 'p',
    });
  });

  test('can’t be given other values for what the protocol has by fields of one’s own', async () => {
    const server = {
      ...own,
      tokenFields: [
        { name: 'refresh_token', value: 'x' },
        { name: 'client_id', value: 'x' },
      ],
    };
    const { body } = await tokenRequest(server, client, refresh);
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({ refresh_token: 'r', client_id: 'an-id_1.0' });
  });
});

describe('what a token server of one’s own replies', () => {
  const own = serverOf(
    completeHttp(null, { authorizeUrl: 'https://id.example/authorize', tokenUrl: 'https://id.example/token' }),
  );

  test('may have its tokens elsewhere, life and scopes beside them, scopes apart by another sign', () => {
    const server = {
      ...own,
      accessTokenPath: 'data.tokens.0.value',
      refreshTokenPath: 'data.renew',
      scopeDelimiter: ',',
    };
    const tokens = [{ value: 'a', expires_in: 60, scope: 'read,write' }];
    expect(read(200, { data: { tokens, renew: 'r' } }, server)).toEqual({
      kind: 'pair',
      pair: { accessToken: 'a', refreshToken: 'r' },
      expiresInSeconds: 60,
      scope: ['read', 'write'],
    });
    expect(read(200, { data: 'a' }, server)).toMatchObject({ kind: 'unknown' });
  });

  test('leaves the refresh token as it is where it names none (RFC 6749 section 6)', () => {
    expect(read(200, { access_token: 'a' }, own)).toMatchObject({ pair: { refreshToken: 'kept' } });
  });

  test.each([
    { said: 'invalid_grant', error: 'invalid_grant' },
    { said: 'bad_refresh_token', error: 'invalid_grant' },
    { said: 'incorrect_client_credentials', error: 'invalid_client' },
    { said: 'too_busy', error: 'too_busy' },
  ])('is a refusal also with a status of success: $said', ({ said, error }) => {
    expect(read(200, { error: said, error_description: 'No.' }, own)).toMatchObject({
      kind: 'refused',
      error,
      detail: 'No.',
    });
  });

  test('is no refusal where it has a token beside an error', () => {
    expect(read(200, { access_token: 'a', error: '' }, own)).toMatchObject({ kind: 'pair' });
  });
});
