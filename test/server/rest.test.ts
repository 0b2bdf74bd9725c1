import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Problem } from '../../src/rest.ts';
import type { Api, Reply } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
});
afterAll(() => server?.close());

let count = 0;
const clientInput = (more: object = {}) => {
  count += 1;
  return {
    name: `App ${count}`,
    provider: 'lightspeed-r',
    clientId: `id-${count}`,
    clientSecret: 'top secret 42',
    ...more,
  };
};
const newClient = (more: object = {}) => api.post<IClient>('/v1/iclients', clientInput(more));

describe('problems are RFC 9457 with a code, a detail a person can act on, and the field', () => {
  const send = async (body: string, type = 'application/json') => {
    const headers = { 'content-type': type, authorization: `Bearer ${await server.ownerKey()}` };
    const reply = await fetch(`${server.url}/v1/iclients`, { method: 'POST', headers, body });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Problem };
  };

  test.each<[string, () => Promise<Reply<Problem>>, object]>([
    ['JSON that is cut off', () => send('{"name": "x"'), { status: 400, body: { code: 'invalid_json_body' } }],
    ['no JSON at all', () => send('<html></html>'), { status: 400, body: { code: 'invalid_json_body' } }],
    ['another content type', () => send('name=x', 'application/x-www-form-urlencoded'), { status: 415 }],
    ['text', () => send('name', 'text/plain'), { status: 415, body: { code: 'invalid_media_type' } }],
    ['a body over 4 MiB', () => send(`"${'x'.repeat(5_000_000)}"`), { status: 413, body: { code: 'body_too_large' } }],
    [
      'tables of a connection that is no database',
      async () => {
        const { id } = await api.post<Connection>('/v1/connections', {
          name: 'Exchange',
          apiType: 'folder',
          settings: {},
        });
        return api.send<Problem>('GET', `/v1/connections/${id}/tables`);
      },
      { status: 422, body: { code: 'target_misfit' } },
    ],
    ['a list where an object goes', () => send('[]'), { status: 400, body: { code: 'invalid_input' } }],
    ['a prototype in disguise', () => send('{"__proto__": {"x": 1}}'), { status: 400 }],
    [
      'two wrong fields',
      () => api.send<Problem>('POST', '/v1/iclients', clientInput({ name: '', provider: 'nobody' })),
      {
        status: 400,
        body: {
          code: 'invalid_input',
          errors: [{ pointer: '/name', message: 'Give the client a name.' }, { pointer: '/provider' }],
        },
      },
    ],
    [
      'a field with a typing mistake',
      () => api.send<Problem>('POST', '/v1/iclients', clientInput({ clientSecrt: 'x' })),
      { status: 400, body: { errors: [{ code: 'unknown_field', pointer: '/clientSecrt' }] } },
    ],
    [
      'a mistyped field deep inside',
      () =>
        api.send<Problem>('POST', '/v1/exports', {
          name: 'x',
          connectionId: crypto.randomUUID(),
          resource: 'Item',
          filters: [
            { field: 'a', value: 'b' },
            { field: 'a', val: 'b' },
          ],
        }),
      { status: 400, body: { errors: [{ code: 'unknown_field', pointer: '/filters/1/val' }] } },
    ],
    [
      'a character that no database stores',
      () => api.send<Problem>('POST', '/v1/iclients', clientInput({ name: 'a\u0000b' })),
      { status: 400, body: { code: 'invalid_input' } },
    ],
    [
      'an id that is none',
      () => api.send<Problem>('GET', '/v1/flows/7'),
      { status: 400, body: { errors: [{ pointer: '/id' }] } },
    ],
    [
      'an id of nothing',
      () => api.send<Problem>('GET', `/v1/flows/${crypto.randomUUID()}`),
      { status: 404, body: { code: 'not_found' } },
    ],
    [
      'a limit out of range',
      () => api.send<Problem>('GET', '/v1/flows?limit=5000'),
      { status: 400, body: { errors: [{ pointer: '/limit' }] } },
    ],
    [
      'a cursor of somebody else',
      () => api.send<Problem>('GET', '/v1/flows?cursor=abc'),
      { status: 400, body: { code: 'invalid_cursor' } },
    ],
    [
      'a cursor that was tampered with',
      () => api.send<Problem>('GET', `/v1/runs?cursor=${Buffer.from('["","x"]').toString('base64url')}`),
      { status: 400, body: { code: 'invalid_cursor' } },
    ],
    [
      'a method that is not there',
      () => api.send<Problem>('PUT', '/v1/flows', {}),
      { status: 404, body: { code: 'not_found' } },
    ],
  ])('%s', async (_what, ask, expected) => {
    const reply = await ask();
    expect(reply).toMatchObject(expected);
    expect(reply.body).toMatchObject({
      status: reply.status,
      title: expect.any(String),
      detail: expect.stringMatching(/\S{2}/),
      requestId: expect.any(String),
      instance: expect.stringMatching(/^\/v1\//),
    });
    expect(JSON.stringify(reply.body)).not.toMatch(/\.ts:\d|node_modules|top secret/);
  });

  test('have their own media type', async () => {
    const { headers } = await api.send('GET', '/v1/flows/7');
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('request-id')).toBeTruthy();
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('lists', () => {
  test('go page by page by cursor, and name the next one in a Link header; each row comes once', async () => {
    for (let made = 0; made < 5; made += 1) await newClient();
    const seen: string[] = [];
    const first = '/v1/iclients?limit=2';
    for (let path = first; path !== ''; ) {
      const { status, body, headers }: Reply<{ items: IClient[]; nextCursor: string | null }> = await api.send(
        'GET',
        path,
      );
      expect(status).toBe(200);
      seen.push(...body.items.map(({ name }) => name));
      const link: string | null = headers.get('link');
      const next: string = /^<([^>]+)>; rel="next"$/.exec(link ?? '')?.[1] ?? '';
      expect(next === '').toBe(body.nextCursor === null);
      expect(next).toContain(body.nextCursor ?? '');
      path = next;
    }
    const all = await api.get<{ items: IClient[] }>('/v1/iclients?limit=1000');
    expect(seen).toEqual(all.items.map(({ name }) => name));
  });

  test('find by part of a name', async () => {
    const made = await newClient({ name: 'Needle in a haystack' });
    const { items } = await api.get<{ items: IClient[] }>('/v1/iclients?q=NEEDLE');
    expect(items.map(({ id }) => id)).toEqual([made.id]);
  });
});

describe('changes', () => {
  test('are merge patches: what is left out stays', async () => {
    const made = await newClient();
    const changed = await api.patch<IClient>(`/v1/iclients/${made.id}`, { name: 'Renamed' });
    const { name: _was, version, updatedAt: _then, ...rest } = made;
    expect(changed).toMatchObject({ ...rest, name: 'Renamed' });
    expect(changed.version).toBeGreaterThan(version);
  });

  test('take a resource back as it was read', async () => {
    const made = await newClient();
    const { clientSecret: _secret, provider: _provider, ...read } = made;
    const sent = await api.send('PATCH', `/v1/iclients/${made.id}`, { ...read, name: 'Sent back' });
    expect(sent).toMatchObject({ status: 200, body: { name: 'Sent back', id: made.id } });
  });

  test('made on an older version are refused with 412, and nothing is lost', async () => {
    const made = await newClient();
    const { headers } = await api.send('GET', `/v1/iclients/${made.id}`);
    const etag = headers.get('etag') ?? '';
    expect(etag).toBe(`"${made.version}"`);
    const first = await api.send('PATCH', `/v1/iclients/${made.id}`, { name: 'First' }, { 'if-match': etag });
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).not.toBe(etag);
    const second = await api.send('PATCH', `/v1/iclients/${made.id}`, { name: 'Second' }, { 'if-match': etag });
    expect(second).toMatchObject({ status: 412, body: { code: 'changed_meanwhile' } });
    expect(second.body.detail).toMatch(/^API key "First key" changed "First" on \d{4}-\d\d-\d\d at \d\d:\d\d UTC\. /);
    expect(await api.get(`/v1/iclients/${made.id}`)).toMatchObject({ name: 'First' });
  });
});

describe('secrets', () => {
  test('never come back: they read as set, with a fingerprint', async () => {
    const made = await newClient();
    const stored = { set: true, fingerprint: expect.stringMatching(/^[0-9a-f]{4}$/), updatedAt: expect.any(String) };
    expect(made.clientSecret).toEqual(stored);
    const everything = await Promise.all([
      api.send('GET', `/v1/iclients/${made.id}`),
      api.send('GET', '/v1/iclients?limit=1000'),
      api.send('PATCH', `/v1/iclients/${made.id}`, { name: 'Still secret' }),
    ]);
    expect(JSON.stringify(everything.map(({ body }) => body))).not.toContain('top secret 42');
    const { rows } = await sql`select * from iclient`.execute(server.installation.db);
    expect(JSON.stringify(rows)).not.toContain('top secret 42');
    const audit = await sql`select * from audit`.execute(server.installation.db);
    expect(JSON.stringify(audit.rows)).not.toContain('top secret 42');
  });

  test('left out are kept, null removes them, and a mask is refused', async () => {
    const made = await newClient();
    const kept = await api.patch<IClient>(`/v1/iclients/${made.id}`, { name: 'Kept' });
    expect(kept.clientSecret).toEqual(made.clientSecret);
    const masked = await api.send('PATCH', `/v1/iclients/${made.id}`, { clientSecret: '******' });
    expect(masked).toMatchObject({ status: 400, body: { errors: [{ pointer: '/clientSecret' }] } });
    const removed = await api.patch<IClient>(`/v1/iclients/${made.id}`, { clientSecret: null });
    expect(removed.clientSecret).toMatchObject({ set: false, fingerprint: null });
  });
});

describe('Idempotency-Key', () => {
  const post = (key: string, body: object, path = '/v1/iclients') =>
    api.send<IClient>('POST', path, body, { 'idempotency-key': key });

  test('the same request again is answered as the first time, and happens once', async () => {
    const body = clientInput();
    const first = await post('a', body);
    const again = await post('a', body);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    const { items } = await api.get<{ items: IClient[] }>(`/v1/iclients?q=${encodeURIComponent(body.name)}`);
    expect(items.filter(({ name }) => name === body.name)).toHaveLength(1);
  });

  test('another request under the same key is refused; another caller has keys of their own', async () => {
    const body = clientInput();
    await post('b', body);
    expect(await post('b', clientInput())).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(await post('b', { filter: {} }, '/v1/errors/resolve')).toMatchObject({ status: 422 });
    const other = await server.as('manage');
    const reply = await other.send('POST', '/v1/iclients', clientInput(), { 'idempotency-key': 'b' });
    expect(reply.status).toBe(201);
  });

  test('while the first one runs, the second is told to come back; one that died with its process does not block for ever', async () => {
    const { db } = server.installation;
    const body = clientInput();
    await post('c', body);
    await sql`update kept_answer set status = null, body = null where key = 'c'`.execute(db);
    const running = await post('c', body);
    expect(running).toMatchObject({ status: 409, body: { code: 'in_progress' } });
    expect(running.headers.get('retry-after')).toBe('1');
    await sql`update kept_answer set created_at = clock() - interval '6 minutes' where key = 'c'`.execute(db);
    expect((await post('c', { ...body, name: 'After the crash' })).status).toBe(201);
  });

  test('a refused request may be mended under its key', async () => {
    const body = clientInput();
    expect((await post('d', { ...body, name: '' })).status).toBe(400);
    expect((await post('d', body)).status).toBe(201);
  });

  test('no secret is kept: keys and one-time addresses are made anew instead', async () => {
    const ask = () => post('e', { name: 'Robot', role: 'monitor' }, '/v1/apikeys');
    const keys = [await ask(), await ask()].map(({ body }) => (body as unknown as { key: string }).key);
    expect(keys[0]).not.toBe(keys[1]);
    const client = await newClient();
    const connection = await api.post<Connection>('/v1/connections', {
      name: 'Main Street',
      apiType: 'lightspeed-v3',
      settings: { scopes: ['employee:inventory_read'], iClientId: client.id },
    });
    await post('f', {}, `/v1/connections/${connection.id}/authorizations`);
    const { rows } = await sql`select * from kept_answer`.execute(server.installation.db);
    const kept = JSON.stringify(rows);
    for (const secret of [...keys, '/authorize/', 'top secret 42']) expect(kept).not.toContain(secret);
  });
});
