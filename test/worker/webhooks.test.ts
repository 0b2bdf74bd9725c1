import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import type { AuditEntry } from '../../src/accounts/audit-schema.ts';
import type { Installation } from '../../src/installation.ts';
import { deliver, deliverDue } from '../../src/notices/deliver.ts';
import { startNotifier } from '../../src/notices/notifier.ts';
import type { Delivery, Webhook, WebhookCreated, WebhookInput } from '../../src/notices/schema.ts';
import { createWebhook, editWebhook, listDeliveries, testWebhook } from '../../src/notices/webhooks.ts';
import type { List } from '../../src/rest.ts';
import { markOnline, markUnauthorized } from '../../src/store/connections.ts';
import { newId } from '../../src/store/id.ts';
import { takeDueDeliveries, tidyDeliveries } from '../../src/store/webhooks.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { startTestServer } from '../support/server.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;

interface Message {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
type Answer = (reply: ServerResponse) => void;
const ok: Answer = (reply) => reply.writeHead(204).end();
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (reply) =>
    reply.writeHead(code, headers).end('no');
const reset: Answer = (reply) => reply.destroy();

let time: VirtualTime;
let connection: pg.PoolConfig;
let base: Installation;
let receiver: Server;
let address: string;
let got: Message[];
let answers: Answer[];
/** What is answered when `answers` is used up. */
let answer: Answer;

beforeAll(async () => {
  const database = await testDatabase();
  connection = database.connection;
  time = await VirtualTime.start(database.connection);
  const opened = await openTestInstallation({
    database: database.connection,
    dataDir: await temporaryDataDir(afterAll),
    clock: time.clock,
    allowPrivate: ['127.0.0.1'],
  });
  base = opened;
  receiver = createServer((request, reply) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      got.push({ path: request.url ?? '', headers: request.headers, body });
      (answers.shift() ?? answer)(reply);
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  afterAll(async () => {
    await opened.close();
    await time.close();
    receiver.closeAllConnections();
    receiver.close();
    await database.drop();
  });
});

let connectionId: string;
beforeEach(async () => {
  got = [];
  answers = [];
  answer = ok;
  for (const table of ['webhook', 'notice', 'connection'] as const) await base.db.deleteFrom(table).execute();
  connectionId = newId();
  const row = {
    id: connectionId,
    name: 'Main Street',
    apiType: 'lightspeed-v3',
    environment: 'live',
    status: 'online',
  };
  await base.db
    .insertInto('connection')
    .values(row as never)
    .execute();
});

const worker = (): Installation => ({ ...base, processId: newId() });
const hook = (input: Partial<WebhookInput> = {}) =>
  createWebhook(base, system, {
    url: `${address}/hook`,
    events: ['connection.unauthorized', 'connection.online'],
    enabled: true,
    ...input,
  });
const breakDown = () => markUnauthorized(base.db, connectionId, 'refresh_rejected', 'Authorize it again.');
const recover = async () => {
  await base.db.updateTable('connection').set({ status: 'new' }).execute();
  await markOnline(base.db, connectionId);
};
const deliveries = async ({ id }: { id: string }): Promise<Delivery[]> =>
  (await listDeliveries(base, id, { limit: 100, cursor: undefined })).items;

/** Checks a message by the words of the Standard Webhooks specification, with another implementation than ours. */
async function isSignedWith(secret: string, { headers, body }: Message): Promise<boolean> {
  const [version, signature = ''] = String(headers['webhook-signature']).split(',');
  const bytes = Uint8Array.from(atob(secret.replace('whsec_', '')), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const given = Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0));
  return version === 'v1' && crypto.subtle.verify('HMAC', key, given, signed);
}

describe('a message', () => {
  test('says what happened to which connection, and is signed', async () => {
    const made = await hook();
    await breakDown();
    expect(await deliverDue(worker())).toBe(1);
    const [message] = got as [Message];
    expect(message.path).toBe('/hook');
    expect(message.headers['content-type']).toBe('application/json');
    expect(await isSignedWith(made.signingSecret, message)).toBe(true);
    expect(await isSignedWith(made.signingSecret, { ...message, body: message.body.replace('Main', 'Mean') })).toBe(
      false,
    );
    expect(Number(message.headers['webhook-timestamp'])).toBe(Math.floor(time.nowMs / 1000));
    expect(JSON.parse(message.body)).toEqual({
      type: 'connection.unauthorized',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        noticeId: expect.any(String),
        message: '"Main Street" needs a person: it must be authorized again.',
        connection: { id: connectionId, name: 'Main Street' },
        url: `http://127.0.0.1:4400/connections/${connectionId}`,
        reason: 'refresh_rejected',
        detail: 'Authorize it again.',
        endsAt: null,
        flows: [],
      },
    });
    expect(await deliveries(made)).toMatchObject([
      { status: 'delivered', attempts: 1, lastStatus: 204, lastError: null },
    ]);
  });

  test('is told from a forged and from an old one by the code that the documentation gives', async () => {
    const page = await readFile(new URL('../../docs/notices.md', import.meta.url), 'utf8');
    const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const { isFromCounterflow } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    const made = await hook();
    await breakDown();
    await deliverDue(worker());
    const [{ headers, body }] = got as [Message];
    const now = time.nowMs;
    expect(isFromCounterflow(made.signingSecret, headers, body, now)).toBe(true);
    expect(isFromCounterflow(made.signingSecret, headers, body, now + 301 * SECOND_MS)).toBe(false);
    expect(isFromCounterflow(made.signingSecret, { ...headers, 'webhook-id': newId() }, body, now)).toBe(false);
    expect(isFromCounterflow(`whsec_${btoa('another')}`, headers, body, now)).toBe(false);
  });

  test('goes to each webhook that asked for it, and to no other', async () => {
    await hook({ url: `${address}/both` });
    await hook({ url: `${address}/online`, events: ['connection.online'] });
    await hook({ url: `${address}/off`, enabled: false });
    await breakDown();
    await recover();
    await deliverDue(worker());
    expect(got.map(({ path, body }) => `${path} ${JSON.parse(body).type}`).sort()).toEqual([
      '/both connection.online',
      '/both connection.unauthorized',
      '/online connection.online',
    ]);
  });

  test('is sent once, though eight workers look at the same time', async () => {
    const webhooks = 60;
    for (let i = 0; i < webhooks; i += 1) await hook({ url: `${address}/${i}` });
    await breakDown();
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 8 }, () => deliverDue(worker())));
    }
    expect(got.map(({ path }) => path).sort()).toEqual(Array.from({ length: webhooks }, (_, i) => `/${i}`).sort());
  });
});

describe('a receiver that fails', () => {
  test('is tried again with the same id and body, signed anew, until it takes the message', async () => {
    const made = await hook();
    answers = [status(503), reset, status(404), ok];
    await breakDown();
    const startedMs = time.nowMs;
    const triedAfter: number[] = [];
    while (got.length < 4) {
      if ((await deliverDue(worker())) > 0) triedAfter.push((time.nowMs - startedMs) / SECOND_MS);
      await time.advance(SECOND_MS);
    }
    const gaps = triedAfter.slice(1).map((seconds, place) => seconds - (triedAfter[place] ?? 0));
    const after = (seconds: number) => gaps.some((gap) => gap >= seconds && gap < seconds + 3);
    expect([5, 30, 120].map(after)).toEqual([true, true, true]);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
    expect(new Set(got.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(4);
    for (const message of got) expect(await isSignedWith(made.signingSecret, message)).toBe(true);
    expect(await deliveries(made)).toMatchObject([{ status: 'delivered', attempts: 4, lastStatus: 204 }]);
  });

  test('for a day is given up, after attempts that grow apart', async () => {
    const made = await hook();
    answer = status(500);
    await breakDown();
    const startedMs = time.nowMs;
    const hours: number[] = [];
    for (let rounds = 0; rounds < 30; rounds += 1) {
      if ((await deliverDue(worker())) > 0) hours.push((time.nowMs - startedMs) / HOUR_MS);
      const [last] = await deliveries(made);
      if (!last?.nextAttemptAt) break;
      await time.advance(Date.parse(last.nextAttemptAt) - time.nowMs + SECOND_MS);
    }
    expect(await deliveries(made)).toMatchObject([
      {
        status: 'failed',
        lastStatus: 500,
        lastError: 'It answered 500. Only an answer of 200 to 299 counts as received.',
      },
    ]);
    expect(hours.at(-1)).toBeCloseTo(24, 1);
    const gaps = hours.slice(1, -1).map((hour, place) => hour - (hours[place] ?? 0));
    expect(gaps).toEqual(gaps.toSorted((one, other) => one - other));
    expect(hours.length).toBeGreaterThan(10);
    await time.advance(48 * HOUR_MS);
    await deliverDue(worker());
    expect(got).toHaveLength(hours.length);
  });

  test('is given the time it asks for', async () => {
    await hook();
    answers = [status(429, { 'retry-after': '600' })];
    await breakDown();
    await deliverDue(worker());
    await time.advance(599 * SECOND_MS);
    expect(await deliverDue(worker())).toBe(0);
    await time.advance(2 * SECOND_MS);
    expect(await deliverDue(worker())).toBe(1);
  });

  test('holds up no other', async () => {
    answers = [reset];
    await hook({ url: `${address}/one` });
    await hook({ url: `${address}/two` });
    await breakDown();
    await deliverDue(worker());
    expect(got.map(({ path }) => path).sort()).toEqual(['/one', '/two']);
  });
});

describe('a worker that dies', () => {
  test('before it wrote down that a message arrived leaves it to another, who sends it under the same id', async () => {
    const made = await hook();
    await breakDown();
    const dying = worker();
    const [taken] = await takeDueDeliveries(base.db, dying.processId, 20);
    expect(await deliverDue(worker())).toBe(0);
    await time.advance(61 * SECOND_MS);
    answers = [status(500)];
    expect(await deliverDue(worker())).toBe(1);
    await deliver(dying, taken as NonNullable<typeof taken>, { retry: true });
    expect(await deliveries(made)).toMatchObject([{ status: 'waiting', attempts: 2, lastStatus: 500 }]);
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual([taken?.id, taken?.id]);
  });

  test('or is stopped while a receiver does not answer breaks off at once, and the message goes out with the next one', async () => {
    const hanging = Promise.withResolvers<void>();
    answers = [() => hanging.resolve()];
    const made = await hook();
    await breakDown();
    const stopped = startNotifier(worker(), { on: () => () => {}, close: async () => {} });
    await hanging.promise;
    await stopped.stop();
    expect(await deliveries(made)).toMatchObject([{ status: 'waiting', attempts: 1 }]);
    await time.advance(61 * SECOND_MS);
    await deliverDue(worker());
    expect(await deliveries(made)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('with a change that was rolled back leaves no message behind', async () => {
    const made = await hook();
    const crash = base.db.transaction().execute(async (tx) => {
      await markUnauthorized(tx, connectionId, 'refresh_rejected', 'Authorize it again.');
      throw new Error('the process ends here');
    });
    await expect(crash).rejects.toThrow();
    expect(await deliveries(made)).toEqual([]);
  });
});

describe('a webhook that is switched off', () => {
  test('keeps what waits, and sends it when it is switched on again in time', async () => {
    const made = await hook();
    await breakDown();
    await editWebhook(base, system, made.id, { enabled: false }, undefined);
    expect(await deliverDue(worker())).toBe(0);
    await time.advance(HOUR_MS);
    await editWebhook(base, system, made.id, { enabled: true }, undefined);
    expect(await deliverDue(worker())).toBe(1);
  });

  test('for more than a day gives up what waits', async () => {
    const made = await hook();
    await breakDown();
    await editWebhook(base, system, made.id, { enabled: false }, undefined);
    await time.advance(26 * HOUR_MS);
    await tidyDeliveries(base.db, 30);
    expect(await deliveries(made)).toMatchObject([{ status: 'failed', attempts: 0 }]);
    await time.advance(31 * 24 * HOUR_MS);
    await tidyDeliveries(base.db, 30);
    expect(await deliveries(made)).toEqual([]);
  });
});

describe('private addresses', () => {
  const outside = async () => {
    const other = await openTestInstallation({
      database: connection,
      dataDir: base.dataDir,
      clock: time.clock,
    });
    return { other, close: () => other.close() };
  };

  test('are refused when they are entered, and when a name leads to one; nothing is sent there', async () => {
    const { other, close } = await outside();
    for (const url of [
      `${address}/hook`,
      'http://169.254.169.254/latest',
      'http://[::1]:4400/v1',
      'http://2130706433/',
    ]) {
      const input = { url, events: ['connection.online' as const], enabled: true };
      await expect(createWebhook(other, system, input)).rejects.toMatchObject({ code: 'private_address' });
    }
    const named = await createWebhook(other, system, {
      url: `${address.replace('127.0.0.1', 'localhost')}/hook`,
      events: ['connection.unauthorized'],
      enabled: true,
    });
    expect(await testWebhook(other, named.id)).toMatchObject({
      status: 'failed',
      attempts: 1,
      lastStatus: null,
      lastError: expect.stringContaining('is a private address'),
    });
    await time.advance(SECOND_MS);
    await breakDown();
    await deliverDue({ ...other, processId: newId() });
    expect(await deliveries(named)).toMatchObject([{ status: 'waiting' }, { status: 'failed' }]);
    expect(got).toEqual([]);
    await close();
  });

  test('can not be reached by way of a redirect', async () => {
    const made = await hook();
    answer = status(307, { location: `${address}/elsewhere` });
    expect(await testWebhook(base, made.id)).toMatchObject({ status: 'failed', lastStatus: 307 });
    expect(got.map(({ path }) => path)).toEqual(['/hook']);
  });
});

describe('over the REST API', () => {
  test('a secret is shown once, and is found nowhere afterwards', async () => {
    const server = await startTestServer();
    const api = await server.as('administrator');
    const input = { url: `${address}/rest`, events: ['connection.online'] };
    const made = await api.send<WebhookCreated>('POST', '/v1/webhooks', input, { 'idempotency-key': 'once' });
    expect(made).toMatchObject({ status: 201, body: { enabled: true, secret: { set: true } } });
    const first = made.body.signingSecret;
    const tested = await api.post<Delivery>(`/v1/webhooks/${made.body.id}/test`);
    expect(tested).toMatchObject({ event: 'webhook.test', status: 'delivered', lastStatus: 204 });
    expect(await isSignedWith(first, got[0] as Message)).toBe(true);
    const renewed = await api.send<{ signingSecret: string }>(
      'POST',
      `/v1/webhooks/${made.body.id}/secret`,
      undefined,
      {
        'idempotency-key': 'twice',
      },
    );
    await api.post(`/v1/webhooks/${made.body.id}/test`);
    expect(await isSignedWith(first, got[1] as Message)).toBe(false);
    expect(await isSignedWith(renewed.body.signingSecret, got[1] as Message)).toBe(true);
    await api.patch(`/v1/webhooks/${made.body.id}`, { enabled: false });
    const shown = [
      await api.get<{ items: Webhook[] }>('/v1/webhooks'),
      await api.get(`/v1/webhooks/${made.body.id}`),
      await api.get(`/v1/webhooks/${made.body.id}/deliveries`),
      ...(await Promise.all(
        (['audit', 'keptAnswer', 'webhook', 'webhookDelivery', 'notice'] as const).map((table) =>
          server.installation.db.selectFrom(table).selectAll().execute(),
        ),
      )),
    ];
    for (const secret of [first, renewed.body.signingSecret]) {
      expect(JSON.stringify(shown)).not.toContain(secret.slice('whsec_'.length, -4));
    }
    const { items } = await api.get<List<AuditEntry>>('/v1/audit?resourceType=webhook');
    expect(items).toMatchObject([
      { action: 'edit', changes: [{ field: 'enabled', before: true, after: false }] },
      { action: 'edit', changes: [{ field: 'secret', before: 'stored', after: 'stored', isSecret: true }] },
      { action: 'create', resource: { type: 'webhook', name: `${address}/rest` } },
    ]);
    await server.close();
  });

  test('an address that is none, holds a password or wants another scheme is refused', async () => {
    const server = await startTestServer();
    const api = await server.as('administrator');
    for (const url of ['example.com', 'ftp://example.com/x', 'https://ann:pw@example.com/x', 'javascript:alert(1)']) {
      const { status: code, body } = await api.send('POST', '/v1/webhooks', { url, events: ['connection.online'] });
      expect({ url, code, body }).toMatchObject({ url, code: 400, body: { errors: [{ pointer: '/url' }] } });
    }
    await server.close();
  });
});
