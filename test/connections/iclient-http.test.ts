import { describe, expect, test } from 'vitest';
import { completeHttp } from '../../src/connections/iclient-http.ts';
import { type IClientHttp, storedHttp } from '../../src/connections/iclient-schema.ts';

const addresses = { authorizeUrl: 'https://id.example/authorize', tokenUrl: 'https://id.example/token' };
const whole = completeHttp(null, addresses);

describe('what is known of an OAuth 2.0 server that somebody described', () => {
  test('is whole once it has its two addresses: the rest has its usual value', () => {
    expect(whole).toEqual({
      ...addresses,
      grantType: 'authorizationCode',
      authorizeParameters: [],
      tokenMethod: 'POST',
      tokenMediaType: 'urlencoded',
      tokenHeaders: [],
      tokenBody: [],
      revokeUrl: null,
      issuer: null,
      clientAuthentication: 'body',
      scopeDelimiter: ' ',
      accessTokenPath: 'access_token',
      refreshTokenPath: 'refresh_token',
      pkce: 'S256',
      rotation: 'family',
      validHosts: [],
    } satisfies IClientHttp);
    expect(storedHttp(addresses)).toEqual(whole);
    expect(storedHttp(null)).toBeNull();
  });

  test('changes where a patch says so, and goes back to the usual value with null', () => {
    const before = completeHttp(whole, { scopeDelimiter: ',', revokeUrl: 'https://id.example/revoke' });
    expect(completeHttp(before, { pkce: 'plain', revokeUrl: null })).toEqual({
      ...whole,
      scopeDelimiter: ',',
      pkce: 'plain',
    });
  });

  test('takes PKCE also as the yes or no of earlier versions', () => {
    expect(completeHttp(whole, { pkce: true }).pkce).toBe('S256');
    expect(completeHttp(whole, { pkce: false }).pkce).toBe('none');
  });

  test('needs no authorization URL where nobody is asked for consent', () => {
    const { tokenUrl } = addresses;
    expect(completeHttp(null, { tokenUrl, grantType: 'clientCredentials' })).toMatchObject({ authorizeUrl: null });
    expect(completeHttp(null, { tokenUrl, grantType: 'password' })).toMatchObject({ authorizeUrl: null });
  });
});

describe('is refused at its field:', () => {
  const valid = { validHosts: ['id.example'] };
  test.each([
    { what: 'no token URL', patch: { tokenUrl: null }, code: 'oauth_server_missing', pointer: '/http/tokenUrl' },
    {
      what: 'no authorization URL',
      patch: { authorizeUrl: null },
      code: 'oauth_server_missing',
      pointer: '/http/authorizeUrl',
    },
    {
      what: 'an address with another scheme',
      patch: { revokeUrl: 'ftp://id.example/revoke' },
      code: 'address_invalid',
      pointer: '/http/revokeUrl',
    },
    {
      what: 'what is no address',
      patch: { issuer: 'id.example' },
      code: 'address_invalid',
      pointer: '/http/issuer',
    },
    {
      what: 'an address with a look-alike',
      patch: { revokeUrl: 'https://id․example/revoke' },
      code: 'look_alike_character',
      pointer: '/http/revokeUrl',
    },
    {
      what: 'an address at none of the valid hosts',
      patch: { ...valid, revokeUrl: 'https://badid.example/revoke' },
      code: 'address_invalid',
      pointer: '/http/revokeUrl',
    },
    {
      what: 'a parameter that the protocol has',
      patch: { authorizeParameters: [{ name: 'state', value: 'x' }] },
      code: 'setting_invalid',
      pointer: '/http/authorizeParameters/0/name',
    },
    {
      what: 'the client’s credentials among the headers',
      patch: { tokenHeaders: [{ name: 'Authorization', value: 'Basic x' }] },
      code: 'setting_invalid',
      pointer: '/http/tokenHeaders/0/name',
    },
    {
      what: 'a header that would begin another',
      patch: { tokenHeaders: [{ name: 'X-Tenant', value: 'a\r\nHost: elsewhere.example' }] },
      code: 'setting_invalid',
      pointer: '/http/tokenHeaders/0',
    },
    {
      what: 'a body field that the protocol has',
      patch: { tokenBody: [{ name: 'grant_type', value: 'x' }] },
      code: 'setting_invalid',
      pointer: '/http/tokenBody/0/name',
    },
  ])('$what', ({ patch, code, pointer }) => {
    expect(() => completeHttp(whole, patch)).toThrow(expect.objectContaining({ code, pointer }));
  });

  test('though hosts below a valid one are valid', () => {
    const patch = { ...valid, tokenUrl: 'https://eu.id.example/token' };
    expect(completeHttp(whole, patch).tokenUrl).toBe(patch.tokenUrl);
  });
});
