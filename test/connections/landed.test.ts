import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/accounts/actor.ts';
import { getAuthorization, openAttempt, startAuthorization } from '../../src/connections/authorize.ts';
import { createConnection } from '../../src/connections/connections.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import { takeLanded } from '../../src/connections/landed.ts';
import type { Authorization } from '../../src/connections/schema.ts';
import type { Installation } from '../../src/installation.ts';
import { grantOf } from '../../src/store/grants.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';
import { type RefreshWorld, refreshWorld } from './refresh-world.ts';

const landingUrl = 'https://localhost/connection/oauth2callback';
const ownUrl = 'http://127.0.0.1:4400/connection/oauth2callback';
const person = (id: string): Actor => ({ id, name: id, role: 'manage', source: 'ui' });
const olive = person('olive');

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let installation: Installation;

beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  installation = world.process();
});

const series = {
  r: { provider: 'lightspeed-r', apiType: 'lightspeed-v3', scope: 'employee:inventory_read' },
  x: { provider: 'lightspeed-x', apiType: 'lightspeed-x', scope: 'products:read' },
} as const;

interface Landing {
  store: SandboxStore;
  connectionId: string;
}

/** A connection whose client is registered with the landing address, as its store knows it, too. */
async function connection(
  which: keyof typeof series = 'r',
  registered: { landingUrl: string | null; redirectUris: string[] } = { landingUrl, redirectUris: [landingUrl] },
): Promise<Landing> {
  const { provider, apiType, scope } = series[which];
  const store = await world.sandbox.createStore({ series: which, redirectUris: registered.redirectUris });
  const { id: iClientId } = await createIClient(installation, olive, {
    name: 'App',
    provider,
    clientId: store.clientId,
    clientSecret: store.clientSecret,
    oauthServer: 'new',
    default: false,
    landingUrl: registered.landingUrl,
  });
  const { id } = await createConnection(installation, olive, {
    name: 'Main Street',
    apiType,
    environment: 'sandbox',
    settings: { scopes: [scope], iClientId },
  });
  return { store, connectionId: id };
}

/** Olive starts an attempt and consents; the browser lands at `back`. */
async function landed({ store, connectionId }: Landing, answer: { decision?: 'allow' | 'deny'; link?: boolean } = {}) {
  const { link = false, ...decision } = answer;
  const attempt = await startAuthorization(installation, olive, connectionId, { link });
  const { location } = await openAttempt(installation, attempt.url.split('/').at(-1) ?? '');
  const back = await world.sandbox.consent(location, { login: store.user.login, ...decision });
  return { attempt, location: new URL(location), back };
}

const paste = ({ connectionId }: Landing, attempt: Authorization, address: string, who = olive) =>
  world.run(takeLanded(installation, who, connectionId, attempt.id, address));

const outcome = ({ connectionId }: Landing, { id }: Authorization) => getAuthorization(installation, connectionId, id);

describe('the address on which the browser landed, pasted', () => {
  test('authorizes R-Series, whose page stays on this installation', async () => {
    const landing = await connection();
    const { attempt, location, back } = await landed(landing);
    expect(attempt).toMatchObject({ landsAt: landingUrl, codeLivesSeconds: 60 });
    expect(attempt.url).toMatch(/^http:\/\/127\.0\.0\.1:4400\/authorize\//);
    expect(location.searchParams.get('redirect_uri')).toBeNull();
    expect(back).toMatch(/^https:\/\/localhost\/connection\/oauth2callback\?/);
    await paste(landing, attempt, `  ${back}\n`);
    expect(await outcome(landing, attempt)).toMatchObject({
      status: 'done',
      account: { id: landing.store.accountId },
    });
    expect(await grantOf(installation.db, landing.connectionId)).toMatchObject({ generation: 1 });
  });

  test('authorizes X-Series, which is sent the landing address for consent and exchange, and tells its subdomain', async () => {
    const landing = await connection('x');
    const { attempt, location, back } = await landed(landing);
    expect(attempt).toMatchObject({ landsAt: landingUrl, codeLivesSeconds: 600 });
    expect(location.searchParams.get('redirect_uri')).toBe(landingUrl);
    await paste(landing, attempt, back);
    expect(await outcome(landing, attempt)).toMatchObject({
      status: 'done',
      account: { id: landing.store.domainPrefix },
    });
  });

  test("is taken at this installation's own redirect URL, too", async () => {
    const landing = await connection('r', { landingUrl: null, redirectUris: [ownUrl] });
    const { attempt, back } = await landed(landing);
    expect(attempt.landsAt).toBeNull();
    await paste(landing, attempt, back);
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'done' });
  });

  test('is not asked for where this installation has an https address', async () => {
    const landing = await connection('x');
    const from = { ...installation, publicUrls: [{ region: null, url: 'https://counterflow.example' }] };
    await startAuthorization(from, olive, landing.connectionId, { link: false });
    const { authorizeUrl, redirectUri } = await installation.db
      .selectFrom('authorizationAttempt')
      .selectAll()
      .where('connectionId', '=', landing.connectionId)
      .executeTakeFirstOrThrow();
    expect(redirectUri).toBe('https://counterflow.example/connection/oauth2callback');
    expect(new URL(authorizeUrl).searchParams.get('redirect_uri')).toBe(redirectUri);
  });

  test('of a merchant who used a link still waits for the yes', async () => {
    const landing = await connection();
    const { attempt, back } = await landed(landing, { link: true });
    await paste(landing, attempt, back);
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'confirm' });
    expect(await grantOf(installation.db, landing.connectionId)).toBeUndefined();
  });

  test.each([
    { what: 'a refusal', decision: 'deny' as const, waitMs: 0, code: 'oauth_denied' },
    { what: 'a code older than a minute', decision: 'allow' as const, waitMs: 61_000, code: 'oauth_code_expired' },
  ])('with $what fails the attempt as the callback does: $code', async ({ decision, waitMs, code }) => {
    const landing = await connection();
    const { attempt, back } = await landed(landing, { decision });
    await world.time.advance(waitMs);
    await paste(landing, attempt, back);
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'failed', code });
  });

  test('names no foreign host as the store of X-Series: the secret is not sent there', async () => {
    const landing = await connection('x');
    const { attempt, back } = await landed(landing);
    const address = new URL(back);
    address.searchParams.set('domain_prefix', 'evil.example/');
    await paste(landing, attempt, address.toString());
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'failed', code: 'oauth_callback_invalid' });
  });
});

describe('a pasted address that is not the answer to this attempt is thrown away', () => {
  const replaced = (part: string, by: string) => (back: string) => back.replace(part, by);
  test.each([
    { what: 'another host', change: replaced('//localhost/', '//evil.example/'), code: 'oauth_redirect_mismatch' },
    { what: 'another port', change: replaced('localhost/', 'localhost:8443/'), code: 'oauth_redirect_mismatch' },
    { what: 'another scheme', change: replaced('https:', 'http:'), code: 'oauth_redirect_mismatch' },
    { what: 'another path', change: replaced('callback?', 'callback/x?'), code: 'oauth_redirect_mismatch' },
    {
      what: 'a host behind an @',
      change: replaced('//', '//localhost@evil.example/'),
      code: 'oauth_redirect_mismatch',
    },
    { what: 'a name before the @', change: replaced('//', '//evil.example@'), code: 'oauth_redirect_mismatch' },
    {
      what: 'ours only in the fragment',
      change: (back: string) => `https://evil.example/#${back}`,
      code: 'oauth_redirect_mismatch',
    },
    { what: 'no address', change: () => 'code', code: 'oauth_redirect_mismatch' },
    { what: 'the answer in the fragment', change: replaced('?', '#'), code: 'landed_no_answer' },
    { what: 'no code', change: replaced('code=', 'kode='), code: 'landed_no_answer' },
    { what: 'two codes', change: (back: string) => `${back}&code=mine`, code: 'landed_no_answer' },
    { what: 'two states', change: (back: string) => `${back}&state=mine`, code: 'landed_no_answer' },
    { what: 'a forged state', change: replaced('state=', 'state=x'), code: 'oauth_state_mismatch' },
    { what: 'a Cyrillic o', change: replaced('localhost', 'l\u043ecalhost'), code: 'look_alike_character' },
    { what: 'a zero-width space', change: replaced('/connection', '/\u200bconnection'), code: 'look_alike_character' },
  ])('$what: $code', async ({ change, code }) => {
    const landing = await connection();
    const { attempt, back } = await landed(landing);
    const refusal = await paste(landing, attempt, change(back)).catch((cause: unknown) => cause);
    expect(refusal).toMatchObject({ code });
    for (const secret of ['code', 'state']) {
      expect(String(refusal)).not.toContain(new URL(back).searchParams.get(secret));
    }
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'waiting' });
    await paste(landing, attempt, back);
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'done' });
  });

  test('the answer to another attempt, which can still be finished', async () => {
    const landing = await connection();
    const [mine, other] = [await landed(landing), await landed(landing)];
    await expect(paste(landing, mine.attempt, other.back)).rejects.toMatchObject({ code: 'oauth_state_mismatch' });
    await paste(landing, other.attempt, other.back);
    expect(await outcome(landing, other.attempt)).toMatchObject({ status: 'done' });
    expect(await outcome(landing, mine.attempt)).toMatchObject({ status: 'waiting' });
  });

  test('one that comes twice, also at the same time: it counts once', async () => {
    const landing = await connection();
    const { attempt, back } = await landed(landing);
    const answers = await Promise.allSettled([paste(landing, attempt, back), paste(landing, attempt, back)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    await expect(paste(landing, attempt, back)).rejects.toMatchObject({ code: 'attempt_over' });
    expect(await grantOf(installation.db, landing.connectionId)).toMatchObject({ generation: 1 });
  });

  test('one that somebody else pastes, who did not start the attempt', async () => {
    const landing = await connection();
    const { attempt, back } = await landed(landing);
    await expect(paste(landing, attempt, back, person('mallory'))).rejects.toMatchObject({ code: 'attempt_not_yours' });
    expect(await outcome(landing, attempt)).toMatchObject({ status: 'waiting' });
  });

  test('one that is pasted at another connection', async () => {
    const [one, two] = [await connection(), await connection()];
    const { attempt, back } = await landed(one);
    await expect(paste(two, attempt, back)).rejects.toMatchObject({ code: 'not_found' });
  });
});

test.each(['https://localhost/back?x=1', 'https://localhost/back#x', 'ftp://localhost/back', 'https://a@localhost/'])(
  'a client takes no landing address like %s',
  async (address) => {
    await expect(connection('r', { landingUrl: address, redirectUris: [landingUrl] })).rejects.toMatchObject({
      code: 'address_invalid',
    });
  },
);
