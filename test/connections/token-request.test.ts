import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTokenReply, tokenRequest } from '../../src/connections/token-request.ts';
import { lightspeedR } from '../../src/connectors/lightspeed/r-series/connector.ts';
import type { OAuthServer } from '../../src/connectors/oauth-server.ts';

const rSeries = lightspeedR.oauth.new as OAuthServer;
const staticServer: OAuthServer = { ...rSeries, rotation: 'static' };
const pair = { access_token: 'a', refresh_token: 'r' };
const read = (status: number, body: unknown, server = rSeries, headers: Record<string, string> = {}) =>
  readTokenReply(server, status, new Headers(headers), typeof body === 'string' ? body : JSON.stringify(body), 'kept');

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

describe('a token request', () => {
  const client = { clientId: 'id', clientSecret: 's:é &' };
  const refresh = { type: 'refresh_token', refreshToken: 'r' } as const;

  test('to R-Series is JSON with the secret inside, and without a scope, which it would refuse', () => {
    const { headers, body } = tokenRequest(rSeries, client, refresh);
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r',
      client_id: 'id',
      client_secret: 's:é &',
    });
  });

  test('to a server that wants Basic keeps the secret out of the body, form-encoded first (RFC 6749 2.3.1)', () => {
    const server: OAuthServer = { ...rSeries, clientAuthentication: 'basic', tokenBody: 'form' };
    const { headers, body } = tokenRequest(server, client, refresh);
    expect(body).toBe('grant_type=refresh_token&refresh_token=r');
    expect(Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe('id:s%3A%C3%A9+%26');
  });

  test('for a code carries the verifier and the redirect URL only where there is one', () => {
    const code = { type: 'authorization_code', code: 'c', codeVerifier: undefined, redirectUri: undefined } as const;
    expect(JSON.parse(tokenRequest(rSeries, client, code).body)).not.toHaveProperty('redirect_uri');
    const whole = { ...code, codeVerifier: 'v', redirectUri: 'https://a.example/back' };
    expect(JSON.parse(tokenRequest(rSeries, client, whole).body)).toMatchObject({
      code_verifier: 'v',
      redirect_uri: 'https://a.example/back',
    });
  });
});
