import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { AuditEntry } from '../../src/accounts/audit-schema.ts';
import type { DebugEntry, DebugEntryHead } from '../../src/connections/debug-log/debug-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { List } from '../../src/rest.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Order } from '../connections/one-process.ts';
import type { Api } from '../support/api.ts';
import { startChild } from '../support/child.ts';
import type { InstallationOptions } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const script = new URL('../connections/one-process.ts', import.meta.url);

let server: TestServer;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let api: Api;
let path: string;
/** Another process sends requests of the connection. */
let sendElsewhere: (ask: number) => Promise<void>;

beforeAll(async () => {
  [server, sandbox] = await Promise.all([startTestServer(), startSandbox()]);
  api = await server.owner();
  const control = sandboxControl(sandbox);
  const connectionId = await connectedTo(server.installation, control, await control.createStore());
  path = `/v1/connections/${connectionId}`;
  const { dataDir, pool } = server.installation;
  const { host, port, user, password, database: name } = pool.options;
  const database = { host, port, user, password, database: name } as InstallationOptions['database'];
  sendElsewhere = async (ask) => {
    const order: Order = {
      installation: { database, dataDir, sandboxUrl: sandbox.url },
      connectionId,
      does: { ask },
    };
    const { line } = await (await startChild(script, order)).go();
    expect(JSON.parse(line)).toMatchObject({ statuses: Array.from({ length: ask }, () => 200) });
  };
});
afterAll(async () => {
  await server?.close();
  await sandbox?.close();
});

/** Follows the log; `next` gives what comes, one after the other. */
async function follow(query = '') {
  const key = await server.ownerKey();
  const ended = new AbortController();
  onTestFinished(() => ended.abort());
  const reply = await fetch(`${server.url}${path}/debug/events${query}`, {
    headers: { authorization: `Bearer ${key}` },
    signal: ended.signal,
  });
  expect(reply.headers.get('content-type')).toContain('text/event-stream');
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return async (): Promise<DebugEntryHead> => {
    for (;;) {
      const [, data] = /(?:^|\n)data: (.*)\n\n/.exec(rest) ?? [];
      if (data !== undefined) {
        rest = rest.slice(rest.indexOf(data) + data.length + 2);
        return JSON.parse(data) as DebugEntryHead;
      }
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done) throw new Error('the stream ended');
      rest += value ?? '';
    }
  };
}

test('what one process records another one streams, lists and hands out whole', async () => {
  expect(await api.get<Connection>(path)).toMatchObject({ debugUntil: null });
  const started = await api.post<Connection>(`${path}/debug`, { minutes: 30 });
  const minutes = (Date.parse(started.debugUntil ?? '') - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(28);
  expect(minutes).toBeLessThan(31);

  const next = await follow();
  await sendElsewhere(3);
  const streamed = [await next(), await next(), await next()];
  expect(streamed).toMatchObject(
    Array.from({ length: 3 }, () => ({ method: 'GET', status: 200, caller: { type: 'lane', lane: 'scheduled' } })),
  );
  const { items } = await api.get<List<DebugEntryHead>>(`${path}/debug/entries`);
  expect(items).toEqual([...streamed].sort((a, b) => Number(b.id) - Number(a.id)));

  const again = await follow(`?after=${items.at(-1)?.id}`);
  expect([await again(), await again()].map(({ id }) => id)).toEqual([items[1]?.id, items[0]?.id]);

  const whole = await api.get<DebugEntry>(`${path}/debug/entries/${items[0]?.id}`);
  expect(whole.request.headers.authorization).toBe('Bearer ***');
  expect(JSON.parse(whole.response?.body ?? '')).toHaveProperty('Item');
  const downloaded = await fetch(`${server.url}${path}/debug/download`, {
    headers: { authorization: `Bearer ${await server.ownerKey()}` },
  });
  expect(downloaded.headers.get('content-disposition')).toBe('attachment; filename="debug-Main-Street.jsonl"');
  const documents = (await downloaded.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as DebugEntry);
  expect(documents.map(({ id }) => id)).toEqual(items.map(({ id }) => id).reverse());
  expect(documents.at(-1)).toEqual(whole);
});

test('it is stopped and cleared, and the audit log says by whom', async () => {
  await api.delete(`${path}/debug`);
  expect(await api.get<Connection>(path)).toMatchObject({ debugUntil: null });
  await sendElsewhere(1);
  expect((await api.get<List<DebugEntryHead>>(`${path}/debug/entries`)).items).toHaveLength(3);
  await api.delete(`${path}/debug/entries`);
  expect((await api.get<List<DebugEntryHead>>(`${path}/debug/entries`)).items).toEqual([]);
  const { items } = await api.get<List<AuditEntry>>(`/v1/audit?resourceId=${path.split('/').at(-1)}`);
  expect(items.slice(0, 3).map(({ action }) => action)).toEqual(['debug_clear', 'debug_stop', 'debug_start']);
  expect(items[2]?.changes).toContainEqual({ field: 'minutes', before: null, after: 30, isSecret: false });
});

test('who only watches may neither start nor read it: it holds whole records', async () => {
  const monitor = await server.as('monitor');
  for (const [method, below] of [
    ['POST', 'debug'],
    ['DELETE', 'debug'],
    ['GET', 'debug/entries'],
    ['GET', 'debug/download'],
    ['GET', 'debug/events'],
  ] as const) {
    const { status, body } = await monitor.send(method, `${path}/${below}`);
    expect({ method, below, status, code: body.code }).toEqual({ method, below, status: 403, code: 'not_allowed' });
  }
});

test.each([
  { minutes: 0, status: 400 },
  { minutes: 61, status: 400 },
  { minutes: 1.5, status: 400 },
  { minutes: 60, status: 200 },
])('$minutes minutes are answered with $status', async ({ minutes, status }) => {
  expect((await api.send('POST', `${path}/debug`, { minutes })).status).toBe(status);
});

test('a database has no requests to record, a filter must be one, and an entry that is gone is not found', async () => {
  const { items } = await api.get<List<Connection>>('/v1/connections?apiType=postgres');
  const refused = await api.send('POST', `/v1/connections/${items[0]?.id}/debug`);
  expect(refused).toMatchObject({ status: 422, body: { code: 'nothing_to_record' } });
  expect((await api.send('GET', `${path}/debug/entries?status=many`)).status).toBe(400);
  expect((await api.send('GET', `${path}/debug/entries?cursor=x`)).body).toMatchObject({ code: 'invalid_cursor' });
  expect((await api.send('GET', `${path}/debug/entries/999999`)).status).toBe(404);
});
