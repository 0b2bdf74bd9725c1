import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { getAuthorization, isBoundTo, openAttempt, startAuthorization } from '../../src/connections/authorize.ts';
import { takeCallback } from '../../src/connections/callback.ts';
import { createConnection, getConnection } from '../../src/connections/connections.ts';
import type { IClientInput } from '../../src/connections/iclient-schema.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import { probeApi } from '../../src/requests/probe.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';
import { startTokenServer, type TokenServer } from '../support/token-server.ts';

let installation: Awaited<ReturnType<typeof openTestInstallation>>;
let server: TokenServer;

beforeEach(async () => {
  const [database, dataDir] = await Promise.all([testDatabase(), temporaryDataDir()]);
  server = await startTokenServer();
  installation = await openTestInstallation({ database: database.connection, dataDir, allowPrivate: ['127.0.0.1'] });
  onTestFinished(async () => {
    await installation.close();
    await database.drop();
  });
});

/** A connection whose client has these settings; nobody consented yet. */
async function connection(http: IClientInput['http'] = {}): Promise<string> {
  const client = await createIClient(installation, system, {
    name: 'Own server',
    provider: 'custom',
    clientId: 'an app',
    clientSecret: 'the secret',
    oauthServer: 'new',
    default: false,
    http: { authorizeUrl: `${server.url}/authorize`, tokenUrl: `${server.url}/token`, ...http },
  });
  const { id } = await createConnection(installation, system, {
    name: 'Own API',
    apiType: 'http',
    environment: 'live',
    settings: { scopes: ['read', 'write'], iClientId: client.id },
    http: { baseUri: `${server.url}/api/` },
  });
  return id;
}

/** What the server is asked for in the browser, and how it answers. */
async function begin(id: string) {
  const { id: attemptId, url } = await startAuthorization(installation, system, id, { link: false, skipCheck: true });
  const { location, cookie } = await openAttempt(installation, url.split('/').at(-1) ?? '');
  const asked = new URL(location).searchParams;
  const comeBack = async (answer: Record<string, string>) => {
    const parameters: Record<string, string> = { state: asked.get('state') ?? '', ...answer };
    const { state, code, error } = parameters;
    await takeCallback(installation, { state, code, error, errorDescription: undefined, parameters }, (attempt) =>
      isBoundTo(attempt, cookie),
    );
    return getAuthorization(installation, id, attemptId);
  };
  return { asked, comeBack };
}

async function authorize(id: string) {
  const { comeBack } = await begin(id);
  return comeBack({ code: 'c' });
}

const ask = async (id: string) =>
  (await sendRequest(installation, id, { method: 'GET', url: 'me', costDrips: 1 }, { lane: 'interactive' })).status;
const expire = (): Promise<unknown> => installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();

describe('the authorization request', () => {
  test('carries scopes by the server’s delimiter, and the parameters that the client adds', async () => {
    const { asked } = await begin(
      await connection({ scopeDelimiter: ',', authorizeParameters: [{ name: 'audience', value: 'shop & more' }] }),
    );
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'an app',
      scope: 'read,write',
      audience: 'shop & more',
      redirect_uri: expect.stringContaining('/connection/oauth2callback'),
    });
  });

  test.each(['S256', 'plain', 'none'] as const)('is bound to the token request by PKCE: %s', async (pkce) => {
    const { asked, comeBack } = await begin(await connection({ pkce }));
    await comeBack({ code: 'c' });
    const { code_verifier: verifier } = server.calls[0]?.fields ?? {};
    const [challenge, method] = [asked.get('code_challenge'), asked.get('code_challenge_method')];
    if (pkce === 'none') return expect([verifier, challenge, method]).toEqual([undefined, null, null]);
    expect(verifier).toMatch(/^[\w.~-]{43,128}$/);
    const hashed = createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url');
    expect([challenge, method]).toEqual([pkce === 'plain' ? verifier : hashed, pkce]);
  });
});

describe('the token request and its reply', () => {
  test('are as the client says: by GET, with headers and parameters of its own, tokens and scopes in places of their own', async () => {
    const id = await connection({
      tokenMethod: 'GET',
      tokenHeaders: [{ name: 'X-Tenant', value: 'shop' }],
      tokenBody: [{ name: 'version', value: '2' }],
      clientAuthentication: 'basic',
      scopeDelimiter: ',',
      accessTokenPath: 'data.token',
      refreshTokenPath: 'data.renewal',
    });
    server.answer = (_, n) => {
      server.good.add(`token-${n}`);
      const data = { token: `token-${n}`, renewal: `renew-${n}`, expires_in: 600, scope: 'read,more' };
      return { body: { status: 'fine', data } };
    };
    expect(await authorize(id)).toMatchObject({ status: 'done' });
    const [call] = server.calls;
    expect(call).toMatchObject({
      method: 'GET',
      fields: { grant_type: 'authorization_code', code: 'c', version: '2' },
    });
    expect(call?.headers).toMatchObject({
      'x-tenant': 'shop',
      authorization: `Basic ${Buffer.from('an+app:the+secret').toString('base64')}`,
    });
    expect(call?.fields).not.toHaveProperty('client_secret');
    expect(await getConnection(installation, id)).toMatchObject({
      status: 'online',
      grant: { scopes: ['read', 'more'] },
      missingScopes: ['write'],
    });
    await expire();
    expect(await ask(id)).toBe(200);
    expect(server.calls[1]?.fields).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'renew-1' });
  });

  test.each([
    { said: 'bad_verification_code', code: 'oauth_code_expired' },
    { said: 'incorrect_client_credentials', code: 'oauth_invalid_client' },
    { said: 'try_later', code: 'provider_unavailable' },
  ])('that says no with a status of success is a no: $said', async ({ said, code }) => {
    server.answer = () => ({ body: { error: said } });
    expect(await authorize(await connection())).toMatchObject({ status: 'failed', code });
  });

  test('that leaves the refresh token out after a renewal keeps the one before (RFC 6749 section 6)', async () => {
    const id = await connection({ rotation: 'family' });
    server.answer = (_, n) => ({ body: { access_token: `t-${n}`, ...(n === 1 ? { refresh_token: 'the one' } : {}) } });
    await authorize(id);
    for (const call of [1, 2]) {
      await expire();
      expect(await ask(id)).toBe(200);
      expect(server.calls[call]?.fields).toMatchObject({ refresh_token: 'the one' });
    }
  });
});

describe('a server that gives no refresh token', () => {
  const reason = { status: 'unauthorized', reason: 'no_refresh_token' };

  test('and tells no end of the access token connects for good', async () => {
    const id = await connection();
    server.answer = () => ({ body: { access_token: 'for good' } });
    expect(await authorize(id)).toMatchObject({ status: 'done' });
    expect(await getConnection(installation, id)).toMatchObject({
      status: 'online',
      grant: { expiresAt: null, renewsAt: null, refreshTokenFingerprint: null },
    });
    await installation.db
      .updateTable('grant')
      .set({ issuedAt: sql`clock() - interval '90 days'`, authorizedAt: sql`clock() - interval '90 days'` })
      .execute();
    expect(await keepOnce(installation, probeApi)).toBe(0);
    expect(await ask(id)).toBe(200);
    expect(server.calls).toHaveLength(1);
  });

  test('is used to the end of the access token, then asks for a person, also where nobody uses it', async () => {
    const id = await connection();
    await authorize(id);
    await installation.db
      .updateTable('grant')
      .set({ issuedAt: sql`clock() - interval '1 hour'`, expiresAt: sql`clock() + interval '30 seconds'` })
      .execute();
    expect(await keepOnce(installation, probeApi)).toBe(0);
    expect(await ask(id)).toBe(200);
    expect(await getConnection(installation, id)).toMatchObject({ status: 'online' });
    await expire();
    expect(await keepOnce(installation, probeApi)).toBe(1);
    expect(await getConnection(installation, id)).toMatchObject(reason);
    expect((await getConnection(installation, id)).reasonDetail).toMatch(/gave no refresh token.*offline_access/);
    await expect(ask(id)).rejects.toMatchObject({ code: 'connection_unauthorized', next: 'user' });
    expect(await authorize(id)).toMatchObject({ status: 'done' });
    expect(await ask(id)).toBe(200);
  });

  test('and refuses the access token before its end asks for a person at once', async () => {
    const id = await connection();
    await authorize(id);
    server.good.clear();
    await expect(ask(id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await getConnection(installation, id)).toMatchObject(reason);
    expect(server.calls).toHaveLength(1);
  });
});

describe('an answer in the browser that is not the one that was asked for', () => {
  test.each([
    { what: 'another state', answer: { state: 'x'.repeat(43), code: 'c' }, code: 'oauth_state_mismatch' },
    { what: 'an empty state', answer: { state: '', code: 'c' }, code: 'oauth_state_mismatch' },
  ])('by $what reaches no attempt', async ({ answer, code }) => {
    const { comeBack } = await begin(await connection());
    await expect(comeBack(answer)).rejects.toMatchObject({ code });
    expect(server.calls).toEqual([]);
  });

  test.each([
    { what: 'the issuer of another server', answer: { code: 'c', iss: 'https://elsewhere.example' } },
    { what: 'a refusal of another server', answer: { error: 'access_denied', iss: 'https://elsewhere.example' } },
    { what: 'an answer wrapped in a token (JARM)', answer: { code: 'c', response: 'eyJ.x.y' } },
    { what: 'a token instead of a code alone', answer: { code: 'c', id_token: 'eyJ.x.y' } },
  ])('by $what ends the attempt, and the code goes nowhere', async ({ answer }) => {
    const { comeBack } = await begin(await connection());
    expect(await comeBack(answer)).toMatchObject({ status: 'failed', code: 'oauth_issuer_mismatch' });
    expect(server.calls).toEqual([]);
    await expect(comeBack({ code: 'c' })).rejects.toMatchObject({ code: 'attempt_over' });
  });

  test('replayed, does nothing a second time', async () => {
    const { comeBack } = await begin(await connection());
    expect(await comeBack({ code: 'c' })).toMatchObject({ status: 'done' });
    await expect(comeBack({ code: 'c' })).rejects.toMatchObject({ code: 'attempt_over' });
    expect(server.calls).toHaveLength(1);
  });
});
