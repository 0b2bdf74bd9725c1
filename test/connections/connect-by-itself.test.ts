import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { startAuthorization } from '../../src/connections/authorize.ts';
import { createConnection, editConnection, getConnection } from '../../src/connections/connections.ts';
import type { IClientInput } from '../../src/connections/iclient-schema.ts';
import { createIClient, editIClient } from '../../src/connections/iclients.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import { renewNow } from '../../src/connections/refresh-history.ts';
import { revokeConnection } from '../../src/connections/revoke.ts';
import type { ConnectionInput } from '../../src/connections/schema.ts';
import { probeApi } from '../../src/requests/probe.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { newId } from '../../src/store/id.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';

let installation: Awaited<ReturnType<typeof openTestInstallation>>;
let server: TokenServer;
let iClientId: string;

beforeEach(async () => {
  const [database, dataDir] = await Promise.all([testDatabase(), temporaryDataDir()]);
  server = await startTokenServer();
  installation = await openTestInstallation({ database: database.connection, dataDir, allowPrivate: ['127.0.0.1'] });
  onTestFinished(async () => {
    await installation.close();
    await database.drop();
  });
});

async function iClient(http: IClientInput['http']): Promise<void> {
  const client = await createIClient(installation, system, {
    name: 'Machine',
    provider: 'custom',
    clientId: 'machine',
    clientSecret: 'the secret',
    oauthServer: 'new',
    default: false,
    http: { tokenUrl: `${server.url}/token`, revokeUrl: `${server.url}/revoke`, ...http },
  });
  iClientId = client.id;
}

const create = (more: Partial<ConnectionInput> = {}) =>
  createConnection(installation, system, {
    name: 'Own API',
    apiType: 'http',
    environment: 'live',
    settings: { scopes: ['read', 'write'], iClientId },
    http: { baseUri: `${server.url}/api/` },
    ...more,
  });
const process = () => ({ ...installation, processId: newId() });
const ask = (id: string, from = installation) =>
  sendRequest(from, id, { method: 'GET', url: 'things', costDrips: 1 }, { lane: 'interactive' });
const keep = () => keepOnce(installation, probeApi);
const expire = () => installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();
/** Makes every probe due and every lease free. */
const soon = async () => {
  await installation.db.updateTable('connection').set({ nextProbeAt: sql<Date>`clock()` }).execute();
  await installation.db.updateTable('grant').set({ leaseUntil: sql<Date>`clock()` }).execute();
};
const kinds = () => server.calls.map(({ fields }) => fields.grant_type);

describe('client credentials', () => {
  beforeEach(() => iClient({ grantType: 'clientCredentials', scopeDelimiter: ',' }));

  test('bring a token when the connection is saved, without anybody asked', async () => {
    const connection = await create();
    expect(connection).toMatchObject({ status: 'online', reason: null, missingScopes: [], grant: { generation: 1 } });
    expect(connection.grant).toMatchObject({ refreshTokenFingerprint: null, scopes: ['read', 'write'] });
    expect(server.calls).toMatchObject([
      {
        method: 'POST',
        fields: {
          grant_type: 'client_credentials',
          client_id: 'machine',
          client_secret: 'the secret',
          scope: 'read,write',
        },
      },
    ]);
    expect((await ask(connection.id)).status).toBe(200);
    await expect(startAuthorization(installation, system, connection.id, { link: false })).rejects.toMatchObject({
      code: 'not_authorizable',
      message: expect.stringContaining('asks nobody for consent'),
    });
  });

  test('are sent once a generation, whatever number of requests in two processes wait for a token', async () => {
    const { id } = await create();
    const processes = [process(), process()];
    for (const generation of [2, 3]) {
      await expire();
      const asked = processes.flatMap((one) => Array.from({ length: 20 }, () => ask(id, one)));
      expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(40).fill(200));
      expect((await getConnection(installation, id)).grant).toMatchObject({ generation });
      expect(server.calls).toHaveLength(generation);
    }
  });

  test('are sent by the keeper ahead of expiry, and not for a connection that nobody uses', async () => {
    const { id } = await create();
    expect(await keep()).toBe(0);
    const life = (ago: string, left: string) =>
      installation.db
        .updateTable('grant')
        .set({
          issuedAt: sql<Date>`clock() - ${sql.raw(ago)}`,
          expiresAt: sql<Date>`clock() + ${sql.raw(left)}`,
        })
        .execute();
    await life("interval '50 minutes'", "interval '10 minutes'");
    expect(await keep()).toBe(1);
    expect(server.calls).toHaveLength(2);
    await installation.db
      .updateTable('grant')
      .set({ authorizedAt: sql<Date>`date_trunc('milliseconds', clock() - interval '40 days')`, lastUsedAt: null })
      .execute();
    await life("interval '40 days'", "interval '-39 days'");
    expect(await keep()).toBe(0);
    expect((await ask(id)).status).toBe(200);
    expect(server.calls).toHaveLength(3);
  });

  test('that are refused are told at once; better ones for the client bring all its connections back', async () => {
    const isRight = server.answer;
    server.answer = ({ fields }, n) =>
      fields.client_secret === 'the right one'
        ? isRight({ method: '', headers: {}, fields }, n)
        : { status: 401, body: { error: 'invalid_client' } };
    const connection = await create();
    expect(connection).toMatchObject({ status: 'unauthorized', reason: 'oauth_invalid_client', grant: null });
    expect(connection.reasonDetail).toMatch(/^The OAuth 2.0 server does not accept this client secret/);
    expect(await keep()).toBe(0);
    await editIClient(installation, system, iClientId, { clientSecret: 'the right one' }, undefined);
    expect(await keep()).toBe(1);
    expect(await getConnection(installation, connection.id)).toMatchObject({
      status: 'online',
      grant: { generation: 1 },
    });
  });

  test('with a scope that is refused wait for a person', async () => {
    server.answer = () => ({ status: 400, body: { error: 'invalid_scope' } });
    expect(await create()).toMatchObject({ status: 'unauthorized', reason: 'oauth_invalid_scope' });
  });

  test('wait for a server that is away, and come in by themselves', async () => {
    server.answer = () => ({ status: 503, body: 'not now' });
    const connection = await create();
    expect(connection).toMatchObject({ status: 'offline', reason: 'provider_unavailable', conditions: ['recovering'] });
    await expect(ask(connection.id)).rejects.toMatchObject({ code: 'connection_offline' });
    server.answer = (_, n) => ({ body: { access_token: `late-${n}` } });
    await soon();
    expect(await keep()).toBe(1);
    expect(await getConnection(installation, connection.id)).toMatchObject({ status: 'online' });
    expect((await ask(connection.id)).status).toBe(200);
  });

  test('are sent again at once where the answer was lost: nothing is spent by it', async () => {
    server.answer = (_, n) => (n === 1 ? 'lost' : { body: { access_token: `token-${n}` } });
    expect(await create()).toMatchObject({ status: 'online', grant: { generation: 1 } });
    expect(server.calls).toHaveLength(2);
  });

  test('are sent anew for other scopes, and for nothing that has no part in it', async () => {
    const { id } = await create();
    await editConnection(installation, system, id, { name: 'Renamed' }, undefined);
    await editConnection(installation, system, id, { settings: { scopes: ['read', 'write'] } }, undefined);
    expect(server.calls).toHaveLength(1);
    const edited = await editConnection(installation, system, id, { settings: { scopes: ['read'] } }, undefined);
    expect(edited).toMatchObject({ status: 'online', grant: { scopes: ['read'] } });
    expect(server.calls[1]?.fields).toMatchObject({ scope: 'read' });
  });

  test('of a client with another token address go there by themselves, once its secret is entered again', async () => {
    const { id } = await create();
    const http = { tokenUrl: `${server.url}/second/token` };
    await expect(editIClient(installation, system, iClientId, { http }, undefined)).rejects.toMatchObject({
      code: 'secret_needed',
    });
    await editIClient(installation, system, iClientId, { http, clientSecret: 'another' }, undefined);
    expect(await getConnection(installation, id)).toMatchObject({ status: 'offline', grant: null });
    expect(await keep()).toBe(1);
    expect(await getConnection(installation, id)).toMatchObject({ status: 'online' });
    expect(server.calls[1]?.fields).toMatchObject({ client_secret: 'another' });
  });

  test('of a connection that was revoked bring nothing until somebody connects it again', async () => {
    const { id } = await create();
    await revokeConnection(installation, system, id);
    expect(server.revoked).toMatchObject([{ token: 'token-1', token_type_hint: 'access_token', client_id: 'machine' }]);
    await soon();
    expect(await keep()).toBe(0);
    await expect(ask(id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(server.calls).toHaveLength(1);
    await renewNow(installation, id);
    expect(await getConnection(installation, id)).toMatchObject({ status: 'online', reason: null });
    expect((await ask(id)).status).toBe(200);
  });

  test('of a paused connection wait until it is resumed', async () => {
    const { id } = await create();
    await editConnection(installation, system, id, { paused: true }, undefined);
    await editConnection(installation, system, id, { settings: { scopes: ['read'] } }, undefined);
    expect(server.calls).toHaveLength(1);
    expect(await editConnection(installation, system, id, { paused: false }, undefined)).toMatchObject({
      status: 'online',
    });
  });
});

describe('a user’s password', () => {
  const http = () => ({ baseUri: `${server.url}/api/`, auth: { username: 'olive' } });
  const settings = () => ({ iClientId, password: 'her password' });
  const withRefreshToken = (_: unknown, n: number) => ({
    body: { access_token: `token-${n}`, refresh_token: `renew-${n}`, expires_in: 3600 },
  });
  beforeEach(() => iClient({ grantType: 'password', rotation: 'family' }));

  test('and name are needed', async () => {
    await expect(create({ http: { baseUri: `${server.url}/api/` }, settings: settings() })).rejects.toMatchObject({
      code: 'setting_missing',
      pointer: '/http/auth/username',
    });
    await expect(create({ http: http(), settings: { iClientId } })).rejects.toMatchObject({
      code: 'setting_missing',
      pointer: '/settings/password',
    });
    expect(server.calls).toEqual([]);
  });

  test('is sent for each token where no refresh token comes with it', async () => {
    const { id } = await create({ http: http(), settings: settings() });
    await expire();
    expect((await ask(id)).status).toBe(200);
    const { fields } = server.calls[1] ?? {};
    expect(fields).toMatchObject({ grant_type: 'password', username: 'olive', password: 'her password' });
  });

  test('is sent again where the refresh token is refused, and nobody is asked', async () => {
    server.answer = withRefreshToken;
    const { id } = await create({ http: http(), settings: settings() });
    await expire();
    expect((await ask(id)).status).toBe(200);
    expect(server.calls[1]?.fields).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'renew-1' });
    server.answer = ({ fields }, n) =>
      fields.grant_type === 'refresh_token'
        ? { status: 400, body: { error: 'invalid_grant' } }
        : withRefreshToken(0, n);
    await expire();
    expect((await ask(id)).status).toBe(200);
    expect(kinds()).toEqual(['password', 'refresh_token', 'refresh_token', 'password']);
    expect((await getConnection(installation, id)).grant).toMatchObject({ generation: 3 });
  });

  test('that is wrong is told at once, and the right one, saved, connects', async () => {
    server.answer = ({ fields }, n) =>
      fields.password === 'right' ? withRefreshToken(0, n) : { status: 400, body: { error: 'invalid_grant' } };
    const { id, ...wrong } = await create({ http: http(), settings: settings() });
    expect(wrong).toMatchObject({ status: 'unauthorized', reason: 'password_refused' });
    expect(wrong.reasonDetail).toMatch(/^The OAuth 2.0 server does not accept this user name and password/);
    const right = await editConnection(installation, system, id, { settings: { password: 'right' } }, undefined);
    expect(right).toMatchObject({ status: 'online', grant: { generation: 1 } });
  });
});
