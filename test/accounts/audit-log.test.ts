import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditChanges } from '../../src/accounts/audit-changes.ts';
import type { AuditEntry, AuditWho } from '../../src/accounts/audit-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { List } from '../../src/rest.ts';
import type { Api } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const secret = (fingerprint: string) => ({ set: true, fingerprint, updatedAt: '2026-01-01T00:00:00.000Z' });
const none = { set: false, fingerprint: null, updatedAt: null };
const plain = (field: string, before: unknown, after: unknown) => ({ field, before, after, isSecret: false });
const hidden = (field: string, before: unknown, after: unknown) => ({ field, before, after, isSecret: true });

describe('what an entry tells of a change', () => {
  test.each([
    {
      title: 'fields that differ, by their path',
      before: { name: 'A', settings: { host: 'a', port: 1 } },
      after: { name: 'B', settings: { host: 'a', port: 2 } },
      changes: [plain('name', 'A', 'B'), plain('settings.port', 1, 2)],
    },
    {
      title: 'a list as a whole',
      before: { settings: { scopes: ['a'] } },
      after: { settings: { scopes: ['a', 'b'] } },
      changes: [plain('settings.scopes', ['a'], ['a', 'b'])],
    },
    {
      title: 'of something new what was given',
      before: null,
      after: { name: 'A', region: null },
      changes: [plain('name', null, 'A')],
    },
    {
      title: 'of something deleted what was there',
      before: { name: 'A' },
      after: null,
      changes: [plain('name', 'A', null)],
    },
    {
      title: 'nothing of what moves by itself',
      before: { version: 1, updatedAt: 'x', grant: null },
      after: { version: 2, updatedAt: 'y', grant: { generation: 1 } },
      changes: [],
    },
    {
      title: 'of a secret that it was set',
      before: { settings: { password: none } },
      after: { settings: { password: secret('4f2a') } },
      changes: [hidden('settings.password', null, 'stored')],
    },
    {
      title: 'of a secret that it changed, also to the same one',
      before: { clientSecret: secret('4f2a') },
      after: { clientSecret: secret('4f2a'), changedSecrets: ['clientSecret'] },
      changes: [hidden('clientSecret', 'stored', 'stored')],
    },
    {
      title: 'of a secret that it was removed',
      before: { settings: { password: secret('4f2a') } },
      after: { settings: { password: none } },
      changes: [hidden('settings.password', 'stored', null)],
    },
    {
      title: 'nothing of a secret that stayed',
      before: { settings: { password: secret('4f2a') } },
      after: { settings: { password: secret('4f2a') } },
      changes: [],
    },
  ])('$title', ({ before, after, changes }) => {
    expect(auditChanges(before, after)).toEqual(changes);
  });
});

describe('the audit log over REST', () => {
  const password = 'canary-5d1c-password';
  let server: TestServer;
  let owner: Api;
  let connection: Connection;
  const entriesOf = (api: Api, query: string) => api.get<List<AuditEntry>>(`/v1/audit?${query}`);
  beforeAll(async () => {
    server = await startTestServer();
    owner = await server.owner();
    const settings = { host: '127.0.0.1', port: 9, database: 'shop', user: 'ann', password };
    connection = await owner.post<Connection>('/v1/connections', { name: 'Books', apiType: 'postgres', settings });
    const path = `/v1/connections/${connection.id}`;
    await owner.patch(path, { name: 'Ledger' });
    await owner.patch(path, { settings: { password: `${password}-2` } });
  });
  afterAll(() => server?.close());

  test('tells who changed which field of a connection, newest first, and of a secret only that it changed', async () => {
    const { items } = await entriesOf(owner, `resourceType=connection&resourceId=${connection.id}`);
    expect(items.map(({ action }) => action)).toEqual(['edit', 'edit', 'create']);
    const [secretly, renamed, made] = items;
    expect(secretly?.changes).toEqual([hidden('settings.password', 'stored', 'stored')]);
    expect(renamed?.changes).toEqual([plain('name', 'Books', 'Ledger')]);
    expect(made?.changes).toContainEqual(hidden('settings.password', null, 'stored'));
    expect(made).toMatchObject({
      who: { type: 'apikey', name: expect.any(String) },
      source: 'api',
      resource: { type: 'connection', id: connection.id, name: 'Books' },
    });
    expect(JSON.stringify(items)).not.toContain('canary');
  });

  test('is read page by page', async () => {
    const query = `resourceType=connection&resourceId=${connection.id}&limit=2`;
    const first = await entriesOf(owner, query);
    const second = await entriesOf(owner, `${query}&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ action }) => action)).toEqual(['edit', 'edit', 'create']);
    expect(second.nextCursor).toBeNull();
  });

  test('finds entries by name, source and time', async () => {
    const found = await entriesOf(owner, 'q=ledger');
    expect(found.items.map(({ resource }) => resource.name)).toContain('Ledger');
    expect((await entriesOf(owner, 'source=ui')).items).toEqual([]);
    expect((await entriesOf(owner, 'from=2090-01-01T00:00:00.000Z')).items).toEqual([]);
    expect((await entriesOf(owner, 'to=2020-01-01T00:00:00.000Z')).items).toEqual([]);
  });

  test('names who made changes, and finds the entries of one of them', async () => {
    const manager = await server.as('manage');
    await manager.patch(`/v1/connections/${connection.id}`, { name: 'Accounts' });
    const { items } = await owner.get<List<AuditWho>>('/v1/audit/actors');
    const manage = items.find(({ name }) => name === 'manage');
    expect(manage).toMatchObject({ type: 'apikey' });
    const found = await entriesOf(owner, `who=${manage?.id}`);
    expect(found.items).toMatchObject([{ who: manage, changes: [{ field: 'name', after: 'Accounts' }] }]);
    expect((await entriesOf(owner, 'who=nobody')).items).toEqual([]);
  });

  test('keeps the name of a key that was deleted', async () => {
    const { id, key } = await owner.post<{ id: string; key: string }>('/v1/apikeys', { name: 'ci', role: 'manage' });
    const reply = await fetch(`${server.url}/v1/connections/${connection.id}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ paused: true }),
    });
    expect(reply.status).toBe(200);
    await owner.delete(`/v1/apikeys/${id}`);
    const [newest] = (await entriesOf(owner, `resourceId=${connection.id}`)).items;
    expect(newest).toMatchObject({ who: { id: `apikey:${id}`, name: 'ci' }, changes: [{ field: 'status' }] });
  });

  test('shows changes of people, keys and webhooks to administrators alone', async () => {
    await owner.post('/v1/webhooks', { url: 'https://example.com/hooks/canary' });
    const typesSeenBy = async (api: Api) =>
      new Set((await entriesOf(api, 'limit=1000')).items.map(({ resource }) => resource.type));
    expect(await typesSeenBy(await server.as('administrator'))).toContain('apikey');
    const seen = await typesSeenBy(await server.as('monitor'));
    expect(seen).toContain('connection');
    expect(seen).not.toContain('apikey');
    expect(seen).not.toContain('user');
    expect(seen).not.toContain('webhook');
  });
});
