import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Problem } from '../../src/rest.ts';
import type { Api } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: Api;
let iClientId: string;
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
  const client = await api.post<{ id: string }>('/v1/iclients', {
    name: 'App',
    provider: 'lightspeed-r',
    clientId: 'app',
    clientSecret: 'client secret canary',
  });
  iClientId = client.id;
});
afterAll(() => server?.close());

const create = (http: object | undefined) =>
  api.post<Connection>('/v1/connections', {
    name: 'Main Street',
    apiType: 'lightspeed-v3',
    settings: { scopes: ['employee:inventory_read'], iClientId },
    http,
  });
const patch = async (id: string, http: object | null) =>
  (await api.send<Connection>('PATCH', `/v1/connections/${id}`, { http })).body;

describe('HTTP settings of a connection', () => {
  test('are none as long as nobody set one', async () => {
    expect((await create(undefined)).http).toBeNull();
    expect((await create({})).http).toBeNull();
    expect((await create({ ping: { method: null }, headers: null })).http).toBeNull();
  });

  test('are a merge patch: what is left out stays, null takes one override back, and the last one all', async () => {
    const { id, http } = await create({
      rateLimit: { retryHeader: 'X-Wait', statuses: [429, 503] },
      ping: { method: 'HEAD' },
    });
    expect(http).toEqual({ rateLimit: { retryHeader: 'X-Wait', statuses: [429, 503] }, ping: { method: 'HEAD' } });
    expect((await patch(id, { rateLimit: { statuses: [420] } })).http).toEqual({
      rateLimit: { retryHeader: 'X-Wait', statuses: [420] },
      ping: { method: 'HEAD' },
    });
    expect((await patch(id, { ping: { method: null } })).http).toEqual({
      rateLimit: { retryHeader: 'X-Wait', statuses: [420] },
    });
    expect((await patch(id, { rateLimit: null })).http).toBeNull();
    await patch(id, { mediaType: 'urlencoded', encrypted: { key: 'a canary' } });
    expect((await patch(id, null)).http).toBeNull();
  });

  test('never show a secret again, in no reply and not in the audit log', async () => {
    const { id, http } = await create({
      encrypted: { appKey: 'encrypted canary 1', other: 'encrypted canary 2' },
      tls: { passphrase: 'tls canary 3' },
    });
    expect(http).toEqual({
      encrypted: { appKey: secret, other: secret },
      tls: { passphrase: secret },
    });
    const { http: after } = await patch(id, { encrypted: { other: null, appKey: 'encrypted canary 4' } });
    expect(after?.encrypted).toEqual({ appKey: secret });
    expect((await patch(id, { tls: null, encrypted: null })).http).toBeNull();
    const audit = await server.installation.db.selectFrom('audit').selectAll().execute();
    const rows = await server.installation.db.selectFrom('connection').selectAll().execute();
    expect(JSON.stringify([audit, rows, await api.get('/v1/connections')])).not.toMatch(/canary/);
  });

  test.each<[string, object, string]>([
    ['a field that there is not', { baseUrl: 'https://api.example.com' }, '/http/baseUrl'],
    ['a name of a header with a line break', { headers: [{ name: 'X-A\r\nX-B', value: '1' }] }, '/http/headers/0/name'],
    ['a status that there is not', { rateLimit: { statuses: [42] } }, '/http/rateLimit/statuses/0'],
    ['a path that is none', { ping: { successPath: 'data[' } }, '/http/ping/successPath'],
    ['a certificate that is none', { tls: { certificate: 'abc' } }, '/http/tls/certificate'],
    ['the mask of other products', { encrypted: { key: '******' } }, '/http/encrypted/key'],
    ['a field name with a brace', { unencrypted: { 'a}}': '1' } }, '/http/unencrypted/a}}'],
  ])('refuse %s, and name the field', async (_, http, pointer) => {
    const { status, body } = await api.send<Problem>('POST', '/v1/connections', {
      name: 'Main Street',
      apiType: 'http',
      http,
    });
    expect(status).toBe(400);
    expect(body.errors?.map((one) => one.pointer)).toContain(pointer);
  });
});

const secret = { set: true, fingerprint: expect.stringMatching(/^[0-9a-f]{4}$/), updatedAt: expect.any(String) };

describe('GET /v1/api-types/{apiType}/http', () => {
  test('says what a type has by itself, and its OAuth 2.0 servers', async () => {
    expect(await api.get('/v1/api-types/lightspeed-v3/http')).toMatchObject({
      settings: {
        baseUri: 'https://api.lightspeedapp.com/API/V3/Account/{accountId}/',
        auth: { type: 'oauth', token: { in: 'header', name: 'Authorization', scheme: 'Bearer' } },
        rateLimit: { statuses: [429], retryHeader: 'Retry-After' },
        ping: { method: 'GET', relativeUri: 'https://api.lightspeedapp.com/API/V3/Account.json' },
      },
      oauth: { new: { pkce: 'S256', clientAuthentication: 'body' }, old: { pkce: 'none' } },
    });
    expect(await api.get('/v1/api-types/lightspeed-c/http')).toMatchObject({
      settings: { auth: { type: 'basic' } },
      oauth: { new: null, old: null },
    });
    expect(await api.get('/v1/api-types/http/http')).toMatchObject({
      settings: { baseUri: '', successMediaType: null },
    });
  });

  test('is not there for what speaks no HTTP', async () => {
    for (const apiType of ['postgres', 'folder', 'lightspeed-q']) {
      expect((await api.send('GET', `/v1/api-types/${apiType}/http`)).status).toBe(404);
    }
  });
});
