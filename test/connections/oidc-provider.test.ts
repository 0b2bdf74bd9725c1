import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import Provider from 'oidc-provider';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { accessToken } from '../../src/connections/access-token.ts';
import { getAuthorization, isBoundTo, openAttempt, startAuthorization } from '../../src/connections/authorize.ts';
import { openPair } from '../../src/connections/authorized-client.ts';
import { takeCallback } from '../../src/connections/callback.ts';
import { createConnection } from '../../src/connections/connections.ts';
import { createIClient, editIClient } from '../../src/connections/iclients.ts';
import { revokeConnection } from '../../src/connections/revoke.ts';
import type { Authorization } from '../../src/connections/schema.ts';
import { HttpFailure } from '../../src/http/client.ts';
import type { Installation } from '../../src/installation.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { type ConnectionRow, connectionRow } from '../../src/store/connections.ts';
import { type GrantRow, grantOf } from '../../src/store/grants.ts';
import { newId } from '../../src/store/id.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { PlainBrowser } from '../support/plain-browser.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

const CALLBACK = 'http://127.0.0.1:4400/connection/oauth2callback';
const client = { id: 'counterflow', secret: 'a secret with: signs & spaces/+' };

beforeAll(() => {
  // It warns of its defaults, which are right for a test.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

/** An OAuth 2.0 server that other people wrote, on a port of its own; every refresh gives a new token and spends the old. */
async function startProvider(clientAuthentication: 'body' | 'basic') {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: clientAuthentication === 'basic' ? 'client_secret_basic' : 'client_secret_post',
      },
    ],
    rotateRefreshToken: () => true,
    issueRefreshToken: () => true,
    pkce: { required: () => true },
    features: { revocation: { enabled: true }, clientCredentials: { enabled: true } },
    scopes: ['openid', 'offline_access', 'things:read'],
    cookies: { keys: ['a key for this test'] },
  });
  const grants: string[] = [];
  provider.on('grant.success', ({ oidc }) => void grants.push(oidc.params.grant_type ?? ''));
  provider.on('grant.revoked', () => void grants.push('revoked'));
  http.on('request', provider.callback());
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  );
  return { issuer, grants };
}

async function connected(clientAuthentication: 'body' | 'basic') {
  const [database, { issuer, grants }] = await Promise.all([testDatabase(), startProvider(clientAuthentication)]);
  const dataDir = await temporaryDataDir();
  const installation = await openTestInstallation({
    database: database.connection,
    dataDir,
    allowPrivate: ['127.0.0.1'],
  });
  onTestFinished(async () => {
    await installation.close();
    await database.drop();
  });
  const iClient = await createIClient(installation, system, {
    name: 'Somebody’s server',
    provider: 'custom',
    clientId: client.id,
    clientSecret: client.secret,
    oauthServer: 'new',
    default: false,
    http: {
      authorizeUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      revokeUrl: `${issuer}/token/revocation`,
      clientAuthentication,
      rotation: 'family',
      pkce: true,
    },
  });
  const { id } = await createConnection(installation, system, {
    name: 'Own API',
    apiType: 'http',
    environment: 'live',
    settings: { scopes: ['openid', 'offline_access'], iClientId: iClient.id },
    http: { baseUri: `${issuer}/` },
  });
  await authorize(installation, id);
  const grant = async () => (await grantOf(installation.db, id)) as GrantRow;
  const expire = () => installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();
  return { installation, id, iClientId: iClient.id, issuer, grants, grant, expire };
}

/** A person signs in and consents on the server's own pages. */
async function authorize(
  installation: Installation,
  id: string,
  change: (back: URLSearchParams) => void = () => {},
): Promise<Authorization> {
  const { id: attemptId, url } = await startAuthorization(installation, system, id, { link: false });
  const { location, cookie } = await openAttempt(installation, url.split('/').at(-1) ?? '');
  const browser = new PlainBrowser(CALLBACK);
  const forms = [{ prompt: 'login', login: 'olive', password: 'any' }, { prompt: 'consent' }];
  const back = new URL(await browser.visit(location, forms)).searchParams;
  change(back);
  const callback = {
    state: back.get('state') ?? undefined,
    code: back.get('code') ?? undefined,
    error: back.get('error') ?? undefined,
    errorDescription: back.get('error_description') ?? undefined,
    parameters: Object.fromEntries(back),
  };
  await takeCallback(installation, callback, (attempt) => isBoundTo(attempt, cookie));
  return getAuthorization(installation, id, attemptId);
}

const ask = async (installation: Installation, id: string) =>
  (await sendRequest(installation, id, { method: 'GET', url: 'me', costDrips: 1 }, { lane: 'interactive' })).json;

describe.each(['basic', 'body'] as const)('an OAuth 2.0 server of another make, client secret in the %s', (where) => {
  test('authorizes, and each renewal spends the refresh token before it', async () => {
    const { installation, id, grant, grants, expire } = await connected(where);
    expect(await connectionRow(installation.db, id)).toMatchObject({ status: 'online' });
    expect(await ask(installation, id)).toMatchObject({ sub: 'olive' });
    for (const generation of [2, 3]) {
      await expire();
      const processes = Array.from({ length: 4 }, () => ({ ...installation, processId: newId() }));
      const answers = await Promise.all(processes.map((process) => ask(process, id)));
      expect(answers).toEqual(Array.from({ length: 4 }, () => ({ sub: 'olive' })));
      expect(await grant()).toMatchObject({ generation, unknownSince: null });
    }
    expect(grants).toEqual(['authorization_code', 'refresh_token', 'refresh_token']);
  });
});

test('a pair that was lost on its way is called that, since this server takes no token twice', async () => {
  const { installation, id, expire } = await connected('body');
  await expire();
  const http: Installation['http'] = {
    ...installation.http,
    async send(request) {
      await installation.http.send(request);
      throw new HttpFailure('connection_lost', 'The reply was lost.', { sent: true, next: 'retry' });
    },
  };
  await expect(ask({ ...installation, http }, id)).rejects.toMatchObject({ code: 'connection_offline' });
  expect(await connectionRow(installation.db, id)).toMatchObject({ status: 'offline' });
  await installation.db.updateTable('grant').set({ leaseUntil: sql`clock()` }).execute();
  await expect(ask(installation, id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
  expect(await connectionRow(installation.db, id)).toMatchObject({
    status: 'unauthorized',
    reason: 'refresh_reply_lost',
  });
  await authorize(installation, id);
  expect(await ask(installation, id)).toEqual({ sub: 'olive' });
});

test('a spent refresh token that somebody else sends ends the grant there: a reason, and a way back', async () => {
  const { installation, id, issuer, grant, expire } = await connected('body');
  const spent = openPair(installation, id, (await grant()).tokenPair).refreshToken ?? '';
  await expire();
  await ask(installation, id);
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: spent,
    client_id: client.id,
    client_secret: client.secret,
  });
  expect((await fetch(`${issuer}/token`, { method: 'POST', body })).status).toBe(400);
  await expire();
  await expect(ask(installation, id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
  expect(await connectionRow(installation.db, id)).toMatchObject({
    status: 'unauthorized',
    reason: 'refresh_rejected',
  });
  await authorize(installation, id);
  expect(await connectionRow(installation.db, id)).toMatchObject({ status: 'online', reason: null });
  expect(await grant()).toMatchObject({ generation: 3 });
  expect(await ask(installation, id)).toEqual({ sub: 'olive' });
});

test('a sign-in that is revoked is over on the server, with all its tokens, and nobody uses it any more', async () => {
  const { installation, id, issuer, grant, grants } = await connected('basic');
  const { accessToken, refreshToken = '' } = openPair(installation, id, (await grant()).tokenPair);
  await revokeConnection(installation, system, id);
  expect(grants).toEqual(['authorization_code', 'revoked']);
  const authorization = `Basic ${Buffer.from(`${client.id}:${encodeURIComponent(client.secret)}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
  const renewal = await fetch(`${issuer}/token`, { method: 'POST', headers: { authorization }, body });
  expect(await renewal.json()).toMatchObject({ error: 'invalid_grant' });
  const use = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(use.status).toBe(401);
  await expect(ask(installation, id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
  expect(await connectionRow(installation.db, id)).toMatchObject({ status: 'unauthorized', reason: 'revoked_here' });
  await authorize(installation, id);
  expect(await ask(installation, id)).toEqual({ sub: 'olive' });
});

describe('an answer that another server gave (mix-up, RFC 9207) sends its code nowhere', () => {
  test.each([
    { what: 'of another origin', told: () => 'https://elsewhere.example' },
    { what: 'of the same host on another port', told: (issuer: string) => issuer.replace(/:\d+$/, ':1') },
    { what: 'that is no address', told: () => 'elsewhere' },
  ])('with an issuer $what', async ({ told }) => {
    const { installation, id, issuer, grants } = await connected('body');
    const attempt = await authorize(installation, id, (back) => back.set('iss', told(issuer)));
    expect(attempt).toMatchObject({ status: 'failed', code: 'oauth_issuer_mismatch' });
    expect(grants).toEqual(['authorization_code']);
    expect(await ask(installation, id)).toEqual({ sub: 'olive' });
  });

  test('with the right origin where the client names another issuer there', async () => {
    const { installation, id, issuer, iClientId } = await connected('body');
    await editIClient(installation, system, iClientId, { http: { issuer: `${issuer}/tenant-two` } }, undefined);
    expect(await authorize(installation, id)).toMatchObject({ status: 'failed', code: 'oauth_issuer_mismatch' });
    await editIClient(installation, system, iClientId, { http: { issuer } }, undefined);
    expect(await authorize(installation, id)).toMatchObject({ status: 'done' });
  });
});

test('client credentials connect as the connection is saved, and bring each next token', async () => {
  const { installation, iClientId, issuer, grants, expire } = await connected('basic');
  await editIClient(installation, system, iClientId, { http: { grantType: 'clientCredentials' } }, undefined);
  const { id, ...saved } = await createConnection(installation, system, {
    name: 'Machine',
    apiType: 'http',
    environment: 'live',
    settings: { scopes: ['things:read'], iClientId },
    http: { baseUri: `${issuer}/` },
  });
  expect(saved).toMatchObject({ status: 'online', grant: { generation: 1, scopes: ['things:read'] } });
  await expire();
  const connection = await connectionRow(installation.db, id);
  const processes = Array.from({ length: 4 }, () => ({ ...installation, processId: newId() }));
  const tokens = await Promise.all(processes.map((process) => accessToken(process, connection as ConnectionRow)));
  expect(new Set(tokens.map(({ generation }) => generation))).toEqual(new Set([2]));
  expect(grants).toEqual(['authorization_code', 'client_credentials', 'client_credentials']);
});
