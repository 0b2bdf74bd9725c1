import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getConnection } from '../../src/connections/connections.ts';
import { pingConnection, pingDraft } from '../../src/requests/ping.ts';
import type { ApiRequest } from '../../src/requests/request.ts';
import { type Answer, recordingServer, type Seen } from '../support/recording-server.ts';
import { type Http, type HttpWorld, httpWorld } from './http-world.ts';

let world: HttpWorld;
let installation: HttpWorld['installation'];
beforeAll(async () => {
  world = await httpWorld(afterAll);
  installation = world.installation;
});
const create: HttpWorld['create'] = (...given) => world.create(...given);
const send: HttpWorld['send'] = (...given) => world.send(...given);

const ping = { relativeUri: '/me' };

describe('a connection of type HTTP signs in', () => {
  test('with user name and password, and is online when they are let in', async () => {
    const expected = `Basic ${Buffer.from('anna:pässword').toString('base64')}`;
    const api = await recordingServer(({ headers }) => ({ status: headers.authorization === expected ? 200 : 401 }));
    const http: Http = { baseUri: `${api.url}/v1`, auth: { type: 'basic', username: 'anna' }, ping };
    const { id, status } = await create(http, { password: 'pässword' });
    expect(status).toBe('online');
    expect(api.seen.map(({ url }) => url)).toEqual(['/v1/me']);
    await send(id);
    expect(api.seen.at(-1)).toMatchObject({ url: '/v1/things', headers: { authorization: expected } });
  });

  test('with wrong ones not at all: it says so, and is online again once they are right', async () => {
    const api = await recordingServer(({ headers }) => ({
      status: headers.authorization === 'Bearer right' ? 200 : 401,
    }));
    const http: Http = { baseUri: api.url, auth: { type: 'token' }, ping };
    const created = await create(http, { token: 'wrong' });
    expect(created).toMatchObject({ status: 'unauthorized', reason: 'sign_in_refused' });
    const { status } = await world.edit(created.id, {}, { token: 'right' });
    expect(status).toBe('online');
  });

  test.each<[string, object, Partial<ApiRequest>, (seen: Seen | undefined) => unknown, unknown]>([
    ['behind Bearer', {}, {}, (seen) => seen?.headers.authorization, 'Bearer s3cret & more'],
    ['behind another word', { scheme: 'Token' }, {}, (seen) => seen?.headers.authorization, 'Token s3cret & more'],
    ['bare', { scheme: '' }, {}, (seen) => seen?.headers.authorization, 's3cret & more'],
    [
      'in a header of its own',
      { name: 'X-Api-Key', scheme: '' },
      {},
      (seen) => [seen?.headers['x-api-key'], seen?.headers.authorization],
      ['s3cret & more', undefined],
    ],
    [
      'in the query',
      { in: 'query', name: 'api_key' },
      { query: [['limit', '5']] },
      (seen) => [...new URL(seen?.url ?? '', 'http://x').searchParams],
      [
        ['limit', '5'],
        ['api_key', 's3cret & more'],
      ],
    ],
    [
      'in a body of JSON',
      { in: 'body', name: 'key' },
      { method: 'POST', body: '{"a": 1}' },
      (seen) => JSON.parse(seen?.body ?? ''),
      { a: 1, key: 's3cret & more' },
    ],
    [
      'in a body that is otherwise empty',
      { in: 'body', name: 'key' },
      { method: 'POST' },
      (seen) => JSON.parse(seen?.body ?? ''),
      { key: 's3cret & more' },
    ],
  ])('with a token %s', async (_, place, request, arrived, expected) => {
    const api = await recordingServer();
    const { id } = await create(
      { baseUri: api.url, auth: { type: 'token', token: place } },
      { token: 's3cret & more' },
    );
    await send(id, request);
    expect(arrived(api.seen.at(-1))).toEqual(expected);
  });

  test('with a token in a form', async () => {
    const api = await recordingServer();
    const auth = { type: 'token', token: { in: 'body', name: 'key' } } as const;
    const { id } = await create({ baseUri: api.url, mediaType: 'urlencoded', auth }, { token: 's3&cret' });
    await send(id, { method: 'POST', body: 'a=1' });
    expect(api.seen.at(-1)).toMatchObject({
      body: 'a=1&key=s3%26cret',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  test('with a token in the body, where a request has none, not silently without it', async () => {
    const api = await recordingServer();
    const auth = { type: 'token', token: { in: 'body', name: 'key' } } as const;
    const { id } = await create({ baseUri: api.url, auth }, { token: 's3cret' });
    await expect(send(id)).rejects.toMatchObject({ code: 'token_needs_body', next: 'user' });
    expect(api.seen).toEqual([]);
  });

  test('with headers of its own alone', async () => {
    const api = await recordingServer();
    const { id, status } = await create({
      baseUri: api.url,
      auth: { type: 'custom' },
      headers: [
        { name: 'X-App', value: '{{ connection.http.unencrypted.app }}/{{connection.http.encrypted.key}}' },
        { name: 'Accept', value: 'application/vnd.warehouse+json' },
      ],
      unencrypted: { app: 'counter' },
      encrypted: { key: 'canary' },
    });
    expect(status).toBe('online');
    await send(id);
    expect(api.seen.at(-1)?.headers).toMatchObject({
      'x-app': 'counter/canary',
      accept: 'application/vnd.warehouse+json',
    });
    expect(api.seen.at(-1)?.headers.authorization).toBeUndefined();
  });

  test('anew when the way to sign in changes', async () => {
    const api = await recordingServer(({ headers }) => ({ status: headers['x-key'] ? 200 : 401 }));
    const http: Http = { baseUri: api.url, auth: { type: 'token' }, ping };
    const { id } = await create(http, { token: 'x' });
    const custom: Http = { auth: { type: 'custom' }, headers: [{ name: 'X-Key', value: 'k' }] };
    expect((await world.edit(id, custom)).status).toBe('online');
  });
});

describe('a token that is refused', () => {
  const expiredIn200 = (seen: Seen): Answer =>
    seen.headers.authorization === 'Bearer old' ? { body: { error: { code: 'E-17' } } } : { body: { ok: true } };

  test('is seen by a body that says so under status 200', async () => {
    const api = await recordingServer(expiredIn200);
    const expired = { path: 'error.code', values: ['E-16', 'E-17'] };
    const { id } = await create({ baseUri: api.url, auth: { type: 'token', expired } }, { token: 'old' });
    await expect(send(id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await getConnection(installation, id)).toMatchObject({ status: 'unauthorized', reason: 'sign_in_refused' });
  });

  test('is seen by another status, and 401 is then a refusal like any other', async () => {
    const api = await recordingServer(({ url }) => ({ status: url === '/forbidden' ? 401 : 419 }));
    const { id } = await create(
      { baseUri: api.url, auth: { type: 'token', expired: { statuses: [419] } } },
      { token: 'x' },
    );
    await expect(send(id, { url: 'forbidden' })).rejects.toMatchObject({ code: 'refused_by_api', status: 401 });
    expect((await getConnection(installation, id)).status).toBe('online');
    await expect(send(id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
  });
});

describe('Test connection', () => {
  const tried = async (http: Http, answer: () => Answer) => {
    const api = await recordingServer(answer);
    const whole: Http = { auth: { type: 'custom' }, ...http, baseUri: `${api.url}/api/` };
    const draft = { name: 'x', apiType: 'http', environment: 'live', settings: {}, http: whole } as const;
    const drafted = await pingDraft(installation, draft);
    const { id } = await create(whole);
    const stored = await pingConnection(installation, id);
    const [first, second] = [drafted, stored].map(({ ok, checks }) => ({ ok, message: checks.at(-1)?.message }));
    expect(first).toEqual(second);
    return { ...stored, seen: api.seen, said: second?.message };
  };

  test.each<[string, Http['ping'], unknown, boolean]>([
    ['any success', {}, {}, true],
    ['a value at a path', { successPath: 'result.ok', successValues: ['true'] }, { result: { ok: true } }, true],
    ['another value there', { successPath: 'result.ok', successValues: ['true'] }, { result: { ok: false } }, false],
    ['anything at a path', { successPath: '$.data[0].id' }, { data: [{ id: 7 }] }, true],
    ['nothing at a path', { successPath: 'data.0.id' }, { data: [] }, false],
    ['an object at a path', { successPath: 'data' }, { data: {} }, true],
    ['a list where none is allowed', { successPath: 'data' }, { data: [] }, false],
    ['a list where one is allowed', { successPath: 'data', allowArray: true }, { data: [] }, true],
    [
      'a list with the value',
      { successPath: 'data', successValues: ['b'], allowArray: true },
      { data: ['a', 'b'] },
      true,
    ],
    ['a list without it', { successPath: 'data', successValues: ['c'], allowArray: true }, { data: ['a'] }, false],
    ['a failure at a path', { failPath: 'error' }, { error: 'no' }, false],
    ['no failure at a path', { failPath: 'error' }, { error: null }, true],
    ['a value that means failure', { failPath: 'state', failValues: ['down', 'sleeping'] }, { state: 'down' }, false],
    ['a value that does not', { failPath: 'state', failValues: ['down'] }, { state: 'up' }, true],
  ])('judges %s', async (_, rules, body, ok) => {
    const { ok: passed } = await tried({ ping: { relativeUri: 'status', ...rules } }, () => ({ body }));
    expect(passed).toBe(ok);
  });

  test('says what the API said, at the path of its errors', async () => {
    const http: Http = { ping: { relativeUri: 'status', failPath: 'error', errorPath: 'error.text' } };
    const { said } = await tried(http, () => ({ body: { error: { text: 'closed on Sundays' } } }));
    expect(said).toBe('closed on Sundays');
    const refused = await tried(http, () => ({ status: 422, body: { error: { text: 'no such shop' } } }));
    expect(refused.said).toBe('The API refused the request (status 422): no such shop');
  });

  test.each(['POST', 'PUT'] as const)('asks by %s with a body whose values are encoded for it', async (method) => {
    const http: Http = {
      unencrypted: { shop: 'a "b" / c' },
      ping: {
        method,
        relativeUri: '/shops/{{connection.http.unencrypted.shop}}?q={{connection.http.unencrypted.shop}}',
        body: '{"shop": "{{connection.http.unencrypted.shop}}"}',
      },
    };
    const { ok, seen } = await tried(http, () => ({ body: {} }));
    expect(ok).toBe(true);
    expect(seen.at(-1)).toMatchObject({
      method,
      url: '/api/shops/a%20%22b%22%20%2F%20c?q=a%20%22b%22%20%2F%20c',
      body: '{"shop": "a \\"b\\" / c"}',
      headers: { 'content-type': 'application/json' },
    });
  });

  test('asks by HEAD, whose answer has no body', async () => {
    const { ok, seen } = await tried(
      { successMediaType: 'json', ping: { method: 'HEAD', relativeUri: '' } },
      () => ({}),
    );
    expect([ok, seen.at(-1)?.method, seen.at(-1)?.url]).toEqual([true, 'HEAD', '/api/']);
  });

  test('says when there is nothing to ask', async () => {
    const { ok, said, seen } = await tried({}, () => ({}));
    expect([ok, seen.length]).toEqual([true, 0]);
    expect(said).toMatch(/^Nothing was asked/);
  });
});
