import { inspect } from 'node:util';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import {
  authorizePage,
  cancelAuthorization,
  getAuthorization,
  isBoundTo,
  openAttempt,
  startAuthorization,
} from '../../src/connections/authorize.ts';
import { confirmAuthorization, takeCallback } from '../../src/connections/callback.ts';
import { editConnection, getConnection } from '../../src/connections/connections.ts';
import { editIClient } from '../../src/connections/iclients.ts';
import type { Installation } from '../../src/installation.ts';
import type { GrantRow } from '../../src/store/grants.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';
import { type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
/** Everything that was logged or told to a person, and the secrets that must not be in it. */
const said: string[] = [];
const secrets = new Set<string>();
let world: RefreshWorld;
let subject: Subject;
let installation: Installation;
let before: GrantRow;

beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection();
  before = await world.grant(subject);
  secrets.add(subject.store.clientSecret);
  const note = (fields: unknown, message: string) => void said.push(inspect([fields, message], { depth: 12 }));
  installation = { ...world.process(), log: { debug: note, info: note, warn: note, error: note } };
});

afterAll(() => {
  const text = said.join('\n');
  expect(secrets.size).toBeGreaterThan(10);
  expect(said.length).toBeGreaterThan(10);
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/eyJ[\w-]{20}/);
});

interface Browser {
  attemptId: string;
  token: string;
  /** Where the provider's page is, and the cookie that came with it. */
  location: string;
  cookie: string;
}

/** A person who starts an attempt and opens its page. */
async function begin(options: { link: boolean } = { link: false }): Promise<Browser> {
  const { id, url } = await startAuthorization(installation, system, subject.id, options);
  const token = url.split('/').at(-1) ?? '';
  const { location, cookie } = await openAttempt(installation, token);
  for (const secret of [token, cookie]) secrets.add(secret);
  return { attemptId: id, token, location, cookie };
}

/** The address that consent leads to. */
async function consent(
  { location }: Browser,
  answer: { login?: string; decision?: 'allow' | 'deny' } = {},
): Promise<URL> {
  const back = new URL(await world.sandbox.consent(location, { login: subject.store.user.login, ...answer }));
  for (const name of ['code', 'state']) secrets.add(back.searchParams.get(name) ?? 'none');
  return back;
}

async function comeBack(back: URL, cookie: string | undefined, from = installation): Promise<string> {
  const field = (name: string) => back.searchParams.get(name) ?? undefined;
  return world.run(
    takeCallback(
      from,
      {
        state: field('state'),
        code: field('code'),
        error: field('error'),
        errorDescription: field('error_description'),
        parameters: Object.fromEntries(back.searchParams),
      },
      (attempt) => isBoundTo(attempt, cookie),
    ),
  );
}

async function outcome({ attemptId }: { attemptId: string }) {
  const attempt = await getAuthorization(installation, subject.id, attemptId);
  said.push(attempt.detail ?? '');
  return attempt;
}

const expectUntouched = async () => expect(await world.grant(subject)).toEqual(before);

async function otherStore(): Promise<SandboxStore> {
  return world.sandbox.createStore({ name: 'Elsewhere', clientId: subject.store.clientId });
}

describe('authorizing', () => {
  test('again keeps the connection and its account, and counts the next generation', async () => {
    await installation.db
      .updateTable('connection')
      .set({ status: 'unauthorized', reason: 'refresh_rejected' })
      .execute();
    const person = await begin();
    expect(await comeBack(await consent(person), person.cookie)).toBe(person.attemptId);
    expect(await outcome(person)).toMatchObject({
      status: 'done',
      account: { id: subject.store.accountId, name: 'Demo' },
    });
    expect(await world.grant(subject)).toMatchObject({ generation: 2, scopes: ['employee:inventory_read'] });
    expect(await world.row(subject)).toMatchObject({ status: 'online', reason: null, employee: 'Olive Owner' });
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  });

  test('asked for once does not spend what its page shows', async () => {
    const { url } = await startAuthorization(installation, system, subject.id, { link: false });
    const token = url.split('/').at(-1) ?? '';
    const rows = () => installation.db.selectFrom('authorizationAttempt').selectAll().execute();
    const untouched = await rows();
    const page = await authorizePage(installation, token);
    await authorizePage(installation, token);
    expect(page.scopes).toMatchObject([{ scope: 'employee:inventory_read', access: 'read' }]);
    expect(await rows()).toEqual(untouched);
  });

  test('fewer scopes than asked for are named', async () => {
    const person = await begin();
    await comeBack(await consent(person), person.cookie);
    const scopes = ['employee:inventory_read', 'employee:register_read'];
    await editConnection(installation, system, subject.id, { settings: { scopes } }, undefined);
    expect(await getConnection(installation, subject.id)).toMatchObject({
      status: 'online',
      conditions: ['scopes_missing'],
      missingScopes: ['employee:register_read'],
    });
  });
});

describe('what goes wrong is told, and the sign-in before it kept', () => {
  const spendCode = async (back: URL) => {
    const body = JSON.stringify({
      grant_type: 'authorization_code',
      client_id: subject.store.clientId,
      client_secret: subject.store.clientSecret,
      code: back.searchParams.get('code'),
    });
    const url = 'https://cloud.lightspeedapp.com/auth/oauth/token';
    const headers = { 'content-type': 'application/json' };
    await installation.http.send({
      method: 'POST',
      url,
      headers,
      body,
      timeoutMs: 5000,
      origins: [url],
      environment: 'sandbox',
    });
  };
  const setSecret = async () => {
    const { id } = await installation.db.selectFrom('iclient').select('id').executeTakeFirstOrThrow();
    await editIClient(installation, system, id, { clientSecret: 'not the secret' }, undefined);
  };
  const fault = (kind: string) => () => world.sandbox.fault({ match: { path: '*/oauth/token' }, kind });

  test.each([
    {
      what: 'consent is denied',
      answer: { decision: 'deny' as const },
      trouble: async () => {},
      code: 'oauth_denied',
      says: /chose not to allow/,
    },
    { what: 'the client secret is wrong', trouble: setSecret, code: 'oauth_invalid_client', says: /Copy it again/ },
    { what: 'the code was used', trouble: spendCode, code: 'oauth_code_expired', says: /too late.*Start again/ },
    {
      what: 'the code is older than a minute',
      trouble: () => world.time.advance(61_000),
      code: 'oauth_code_expired',
      says: /too late/,
    },
    { what: 'the token server fails', trouble: fault('status'), code: 'provider_unavailable', says: /not answering/ },
    {
      what: 'the token server sends a web page',
      trouble: fault('html'),
      code: 'provider_unavailable',
      says: /without both tokens/,
    },
    { what: 'the reply is cut off', trouble: fault('truncate'), code: 'provider_unavailable', says: /not answering/ },
    { what: 'the reply is lost', trouble: fault('dropTokenReply'), code: 'provider_unavailable', says: /start again/ },
  ])('when $what: $code', async ({ trouble, code, says, answer }) => {
    const person = await begin();
    const back = await consent(person, answer);
    await trouble(back);
    await comeBack(back, person.cookie);
    expect(await outcome(person)).toMatchObject({ status: 'failed', code, detail: expect.stringMatching(says) });
    await expectUntouched();
    expect(await world.row(subject)).toMatchObject({ status: 'online' });
  });

  test('when the sign-in was for another account, which is named: oauth_wrong_account', async () => {
    const other = await otherStore();
    const person = await begin();
    await comeBack(await consent(person, { login: other.user.login }), person.cookie);
    const { code, detail } = await outcome(person);
    expect(code).toBe('oauth_wrong_account');
    expect(detail).toContain(`Demo (${subject.store.accountId})`);
    expect(detail).toContain(`Elsewhere (${other.accountId})`);
    await expectUntouched();
  });

  test('when nobody came back in ten minutes: oauth_timed_out', async () => {
    const person = await begin();
    await world.time.advance(10 * 60_000 + 1000);
    const back = await consent(person);
    await expect(comeBack(back, person.cookie)).rejects.toMatchObject({ code: 'oauth_timed_out' });
    expect(await outcome(person)).toMatchObject({ status: 'failed', code: 'oauth_timed_out' });
    await expect(openAttempt(installation, person.token)).rejects.toMatchObject({ code: 'oauth_timed_out' });
    await expectUntouched();
  });

  test('when the attempt was cancelled, even while its code was being exchanged', async () => {
    const person = await begin();
    const back = await consent(person);
    const http: Installation['http'] = {
      ...installation.http,
      async send(request) {
        const reply = await installation.http.send(request);
        if (request.url.endsWith('/Session.json'))
          await cancelAuthorization(installation, subject.id, person.attemptId);
        return reply;
      },
    };
    await comeBack(back, person.cookie, { ...installation, http });
    expect(await outcome(person)).toMatchObject({ status: 'failed', code: 'oauth_cancelled' });
    await expectUntouched();
    await expect(comeBack(back, person.cookie)).rejects.toMatchObject({ code: 'attempt_over' });
  });
});

describe('an answer that belongs to no request of this browser', () => {
  test.each([
    { what: 'a forged state', change: (back: URL) => back.searchParams.set('state', 'x'.repeat(43)) },
    { what: 'no state', change: (back: URL) => back.searchParams.delete('state') },
  ])('with $what is thrown away', async ({ change }) => {
    const person = await begin();
    const back = await consent(person);
    change(back);
    await expect(comeBack(back, person.cookie)).rejects.toMatchObject({ code: 'oauth_state_mismatch' });
    expect(await outcome(person)).toMatchObject({ status: 'waiting' });
    await expectUntouched();
  });

  test.each([
    { what: 'without a cookie', cookie: undefined },
    { what: 'with the cookie of another', cookie: 'c'.repeat(43) },
  ])('in a browser $what is thrown away, and the right one can still finish', async ({ cookie }) => {
    const person = await begin();
    const back = await consent(person);
    await expect(comeBack(back, cookie)).rejects.toMatchObject({
      code: 'oauth_state_mismatch',
      message: expect.stringContaining('Start again'),
    });
    await expectUntouched();
    await comeBack(back, person.cookie);
    expect(await outcome(person)).toMatchObject({ status: 'done' });
  });

  test('that comes twice counts once', async () => {
    const person = await begin();
    const back = await consent(person);
    await comeBack(back, person.cookie);
    await expect(comeBack(back, person.cookie)).rejects.toMatchObject({ code: 'attempt_over' });
    expect((await world.grant(subject)).generation).toBe(2);
  });

  test('two attempts at once do not mix, and both may finish', async () => {
    const [one, two] = [await begin(), await begin()];
    const [backOne, backTwo] = [await consent(one), await consent(two)];
    await expect(comeBack(backOne, two.cookie)).rejects.toMatchObject({ code: 'oauth_state_mismatch' });
    await Promise.all([comeBack(backTwo, two.cookie), comeBack(backOne, one.cookie)]);
    expect(await outcome(one)).toMatchObject({ status: 'done' });
    expect(await outcome(two)).toMatchObject({ status: 'done' });
    expect((await world.grant(subject)).generation).toBe(3);
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  });
});

describe('a link for a merchant', () => {
  const answer = ({ attemptId }: Browser, accept: boolean) =>
    confirmAuthorization(installation, system, subject.id, attemptId, accept);
  const waitingForYes = async () => {
    const merchant = await begin({ link: true });
    await comeBack(await consent(merchant), merchant.cookie);
    return merchant;
  };

  test('changes nothing until its sender, who sees the account, says yes', async () => {
    const merchant = await waitingForYes();
    expect(await outcome(merchant)).toMatchObject({
      status: 'confirm',
      account: { id: subject.store.accountId, name: 'Demo' },
    });
    await expectUntouched();
    await answer(merchant, true);
    expect(await outcome(merchant)).toMatchObject({ status: 'done' });
    expect((await world.grant(subject)).generation).toBe(2);
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
    await expect(answer(merchant, true)).rejects.toMatchObject({ code: 'nothing_to_confirm' });
  });

  test('that is rejected leaves what was, and keeps no token', async () => {
    const merchant = await waitingForYes();
    await answer(merchant, false);
    expect(await outcome(merchant)).toMatchObject({ status: 'failed', code: 'oauth_rejected' });
    const row = await installation.db
      .selectFrom('authorizationAttempt')
      .select(['granted', 'secrets'])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ granted: null, secrets: {} });
    await expectUntouched();
  });

  test('is accepted once, however often yes is said at the same time', async () => {
    const merchant = await waitingForYes();
    const answers = await Promise.allSettled([answer(merchant, true), answer(merchant, true), answer(merchant, true)]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await world.grant(subject)).generation).toBe(2);
  });

  test('of another account is refused also at the yes', async () => {
    await installation.db.updateTable('connection').set({ accountId: null }).execute();
    const other = await otherStore();
    const merchant = await begin({ link: true });
    await comeBack(await consent(merchant, { login: other.user.login }), merchant.cookie);
    const account = { accountId: subject.store.accountId, accountName: 'Demo' };
    await installation.db.updateTable('connection').set(account).execute();
    await expect(answer(merchant, true)).rejects.toMatchObject({ code: 'oauth_wrong_account' });
    await expectUntouched();
  });

  test('lives longer than a person’s own attempt', async () => {
    const merchant = await begin({ link: true });
    await world.time.advance(6 * 86_400_000);
    await comeBack(await consent(merchant), merchant.cookie);
    expect(await outcome(merchant)).toMatchObject({ status: 'confirm' });
  });
});
