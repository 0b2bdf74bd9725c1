import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import {
  clearDebugLog,
  getDebugEntry,
  listDebugEntries,
  startDebugLog,
  stopDebugLog,
  wholeDebugLog,
} from '../../src/connections/debug-log/debug-log.ts';
import { recordedHttp, settleDebugLog } from '../../src/connections/debug-log/recorder.ts';
import { renewNow } from '../../src/connections/refresh-history.ts';
import type { Installation } from '../../src/installation.ts';
import { pingConnection } from '../../src/requests/ping.ts';
import { newId } from '../../src/store/id.ts';
import { cleanUp } from '../../src/worker/clean-up.ts';
import { testInstallation } from '../support/installation.ts';
import { type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const HOUR_MS = 3_600_000;

const entries = async (installation: Installation, id: string, query: object = {}) => {
  await settleDebugLog(installation);
  return (await listDebugEntries(installation, id, { limit: 1000, ...query })).items;
};

/** All that is stored of debug logs, as text. */
const columns = async ({ db }: Installation) =>
  (await sql<{ all: string | null }>`select string_agg(debug_entry::text, E'\n') as all from debug_entry`.execute(db))
    .rows[0]?.all ?? '';

describe('what a connection sends and receives', () => {
  const worldOfFile = refreshWorld(afterAll);
  let world: RefreshWorld;
  let installation: Installation;
  let subject: Subject;
  beforeEach(async () => {
    world = await worldOfFile;
    await world.clear();
    installation = world.process();
    subject = await world.freshConnection();
  });
  const ask = () => world.ask(installation, subject);
  const start = (minutes = 15) => startDebugLog(installation, system, subject.id, minutes);
  const paths = async () =>
    (await entries(installation, subject.id)).map(({ url }) => new URL(url).pathname.split('/').at(-1));

  test('is recorded only between start and stop', async () => {
    await ask();
    expect(await paths()).toEqual([]);
    await start();
    await ask();
    await ask();
    await stopDebugLog(installation, system, subject.id);
    await ask();
    expect(await paths()).toEqual(['Item.json', 'Item.json']);
  });

  test('is recorded with for whom it was sent: tests, renewals, and else by lane', async () => {
    await start();
    await world.run(pingConnection(installation, subject.id));
    await world.run(renewNow(installation, subject.id));
    await ask();
    const items = await entries(installation, subject.id);
    expect(items.reverse()).toMatchObject([
      { kind: 'api', caller: { type: 'test' }, method: 'GET', status: 200 },
      { kind: 'token', caller: { type: 'renewal' }, method: 'POST', status: 200 },
      { kind: 'api', caller: { type: 'lane', lane: 'interactive' }, method: 'GET', status: 200 },
    ]);
    const [, renewal] = items;
    const whole = await getDebugEntry(installation, subject.id, renewal?.id ?? '');
    expect(JSON.parse(whole.response?.body ?? '')).toMatchObject({ access_token: '***', refresh_token: '***' });
    expect(JSON.parse(whole.request.body ?? '')).toMatchObject({ refresh_token: '***', client_secret: '***' });
  });

  test('holds none of the secrets of the connection, before and after a renewal', async () => {
    const pairs: string[] = [];
    const notePair = async () => {
      const { tokenPair } = await world.grant(subject);
      const place = { table: 'grant', row: subject.id, field: 'tokenPair' };
      pairs.push(...Object.values(JSON.parse(installation.vault.open(place, tokenPair)) as object));
    };
    await start();
    for (let n = 0; n < 3; n += 1) {
      await notePair();
      await ask();
      await world.run(renewNow(installation, subject.id));
    }
    await notePair();
    await ask();
    expect(await entries(installation, subject.id)).toHaveLength(7);
    const stored = await columns(installation);
    for (const secret of [...pairs, subject.store.clientSecret]) expect(stored).not.toContain(secret);
    expect(stored).toContain('Bearer ***');
  });

  test('ends by itself when its time is over, and is forgotten after 24 hours', async () => {
    await start(30);
    await world.time.advance(29 * 60_000);
    await ask();
    await world.time.advance(60_001);
    await ask();
    const kept = await entries(installation, subject.id);
    expect(kept.filter(({ kind }) => kind === 'api')).toHaveLength(1);
    await world.time.advance(23.9 * HOUR_MS);
    await cleanUp(installation);
    expect(await columns(installation)).not.toBe('');
    await world.time.advance(0.2 * HOUR_MS);
    expect(await entries(installation, subject.id)).toEqual([]);
    await cleanUp(installation);
    expect(await columns(installation)).toBe('');
  });

  test('is found by status, method and text, read page by page, and cleared', async () => {
    await start();
    await ask();
    await world.sandbox.fault({ match: { path: '**/Item.json' }, kind: 'status', status: 503, times: 1 });
    await world.run(ask());
    await world.run(renewNow(installation, subject.id));
    const found = async (query: object) =>
      (await entries(installation, subject.id, query)).map(({ method, status }) => `${method} ${status}`);
    expect(await found({})).toEqual(['POST 200', 'GET 200', 'GET 503', 'GET 200']);
    expect(await found({ status: ['5xx'] })).toEqual(['GET 503']);
    expect(await found({ status: ['503', '404'] })).toEqual(['GET 503']);
    expect(await found({ status: ['failed'] })).toEqual([]);
    expect(await found({ method: 'post' })).toEqual(['POST 200']);
    expect(await found({ q: 'Grant_Type' })).toEqual(['POST 200']);
    expect(await found({ q: '100%' })).toEqual([]);
    const first = await listDebugEntries(installation, subject.id, { limit: 3 });
    const second = await listDebugEntries(installation, subject.id, { limit: 3, cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items]).toEqual(await entries(installation, subject.id));
    const whole: string[] = [];
    for await (const { id } of wholeDebugLog(installation, subject.id, {})) whole.unshift(id);
    expect(whole).toEqual([...first.items, ...second.items].map(({ id }) => id));
    await clearDebugLog(installation, system, subject.id);
    expect(await found({})).toEqual([]);
  });

  test('costs a request nothing when it can not be written, and says how many are missing', async () => {
    await start();
    await sql`alter table debug_entry rename to gone`.execute(installation.db);
    expect(await ask()).toBe(200);
    expect(await ask()).toBe(200);
    await settleDebugLog(installation);
    await sql`alter table gone rename to debug_entry`.execute(installation.db);
    await ask();
    expect(await entries(installation, subject.id)).toMatchObject([{ status: 200, missed: 2 }]);
  });

  test('costs no round trip while it is off', async () => {
    const row = await world.row(subject);
    const about = { kind: 'api', caller: { type: 'test' } } as const;
    expect(recordedHttp(installation, row, about)).toBe(installation.http);
    expect(recordedHttp(installation, { ...row, debugUntil: new Date(world.time.nowMs) }, about)).toBe(
      installation.http,
    );
  });
});

describe('an HTTP connection with secrets in all places', () => {
  const CANARY = 'canary-31e0c9';
  /** A server that echoes what it is sent, and adds a token of its own. */
  async function echoing() {
    const opened = await testInstallation();
    const { installation } = opened;
    const server = createServer((request, reply) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        reply.setHeader('content-type', 'application/json');
        reply.setHeader('x-echo', String(request.headers.authorization));
        reply.setHeader('set-cookie', `session=${CANARY}-cookie`);
        reply.end(JSON.stringify({ url: request.url, headers: request.headers, body, id_token: `${CANARY}-new` }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      server.close();
      server.closeAllConnections();
      await opened.close();
    });
    const id = newId();
    const sealed = installation.vault.seal({ table: 'connection', row: id, field: 'password' }, `${CANARY}-stored`);
    const secrets = JSON.stringify({ password: { sealed, fingerprint: '0000', updatedAt: new Date().toISOString() } });
    await installation.db
      .insertInto('connection')
      .values({ id, name: 'Echo', apiType: 'http', environment: 'live', secrets })
      .execute();
    await startDebugLog(installation, system, id, 60);
    const { debugUntil } = await installation.db
      .selectFrom('connection')
      .select('debugUntil')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const about = { kind: 'api', caller: { type: 'preview' }, secrets: [`${CANARY}-odd`] } as const;
    const send = (path: string, more: object = {}) =>
      recordedHttp(installation, { id, debugUntil }, about).send({
        method: 'POST',
        url: `${url}${path}`,
        headers: { authorization: `Bearer ${CANARY}-bearer`, 'x-api-key': `${CANARY}-key` },
        timeoutMs: 10_000,
        origins: [url],
        environment: 'live',
        ...more,
      });
    return { installation, id, send };
  }

  test('shows none of them, echoed ones neither', async () => {
    const { installation, id, send } = await echoing();
    await send(`/a?token=${CANARY}-query&odd=${CANARY}-odd&note=${CANARY}-stored`, {
      body: JSON.stringify({ client_secret: `${CANARY}-body`, note: `${CANARY}-stored` }),
    });
    const [head] = await entries(installation, id);
    const { request, response, ...rest } = await getDebugEntry(installation, id, head?.id ?? '');
    expect(rest.url).toMatch(/\/a\?token=\*\*\*&odd=\*\*\*&note=\*\*\*$/);
    expect(request).toMatchObject({
      headers: { authorization: 'Bearer ***', 'x-api-key': '***' },
      body: '{"client_secret":"***","note":"***"}',
    });
    expect(JSON.parse(response?.body ?? '')).toMatchObject({ url: '/a?token=***&odd=***&note=***', id_token: '***' });
    expect(await columns(installation)).not.toContain('canary');
  });

  test('keeps 64 KiB of a body and the newest 2,000 entries; what comes faster than it is written is counted', async () => {
    const { installation, id, send } = await echoing();
    await send('/large', { body: 'x'.repeat(300_000) });
    const [large] = await entries(installation, id);
    const whole = await getDebugEntry(installation, id, large?.id ?? '');
    expect(whole).toMatchObject({ requestBytes: 300_000, request: { cut: true }, response: { cut: true } });
    expect(whole.request.body).toHaveLength(65_536);
    const refused = () => send('/b', { origins: ['http://other.example'] }).catch((cause) => cause.code);
    const asked = await Promise.all(Array.from({ length: 250 }, refused));
    expect(new Set(asked)).toEqual(new Set(['origin_refused']));
    expect(await entries(installation, id)).toHaveLength(201);
    await send('/c');
    const [newest] = await entries(installation, id);
    expect(newest).toMatchObject({ missed: 50 });
    await sql`
      insert into debug_entry (connection_id, at, kind, caller, method, url, request_headers, request_bytes, request_cut, response_bytes, response_cut, ms)
      select ${id}, clock(), 'api', '{"type":"test"}', 'GET', 'https://x.example/', '{}', 0, false, 0, false, 1
      from generate_series(1, 2000)`.execute(installation.db);
    await send('/d');
    await settleDebugLog(installation);
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from debug_entry`.execute(installation.db);
    expect(rows).toEqual([{ n: 2000 }]);
    expect((await entries(installation, id))[0]?.url).toMatch(/\/d$/);
  });

  test('shows a request that got no reply with the reason', async () => {
    const { installation, id, send } = await echoing();
    await expect(send('/x', { url: 'http://127.0.0.1:9/x', origins: ['http://127.0.0.1:9'] })).rejects.toThrow();
    expect(await entries(installation, id, { status: ['failed'] })).toMatchObject([
      { status: null, failure: expect.stringContaining('127.0.0.1:9'), caller: { type: 'preview' } },
    ]);
  });
});
