import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { openPair } from '../../src/connections/authorized-client.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import { refreshGrant } from '../../src/connections/refresh.ts';
import { revokeConnection } from '../../src/connections/revoke.ts';
import { probeApi } from '../../src/requests/probe.ts';
import type { TokenServerKind } from '../support/sandbox-connection.ts';
import { ACCESS_SECONDS, type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
});

const connectionOf = (kind: TokenServerKind) => world.freshConnection('last', {}, kind);
const revoke = (subject: Subject) => world.run(revokeConnection(world.process(), system, subject.id));
const ask = (subject: Subject) => world.run(world.ask(world.process(), subject));
const states = async ({ store }: Subject) => (await world.sandbox.grants(store.id)).map(({ state }) => state);
const calls = async ({ store }: Subject) => (await world.sandbox.requests(store.id)).length;

async function expectForgotten(subject: Subject): Promise<void> {
  expect(await world.grant(subject)).toBeUndefined();
  expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'revoked_here', nextProbeAt: null });
}

describe('a sign-in that is revoked', () => {
  test('is over at the provider, where it offers that, and here; the audit log tells who did it', async () => {
    const subject = await connectionOf('new');
    await revoke(subject);
    expect(await states(subject)).toEqual(['revoked']);
    await expectForgotten(subject);
    expect((await world.row(subject)).reasonDetail).toMatch(/^The sign-in was revoked here\. Authorize again[^.]*\.$/);
    const { db } = world.process();
    expect(await db.selectFrom('audit').select(['action', 'before', 'after']).orderBy('id').execute()).toContainEqual({
      action: 'revoke',
      before: { generation: 1 },
      after: { providerTold: true },
    });
  });

  test.each(['x', 'old'] as const)(
    'is forgotten where the provider can’t be told, and says what is left: %s',
    async (kind) => {
      const subject = await connectionOf(kind);
      await revoke(subject);
      expect(await states(subject)).toEqual(['live']);
      await expectForgotten(subject);
      expect((await world.row(subject)).reasonDetail).toMatch(/withdraw the access of the app in the settings/);
    },
  );

  test('is used and renewed by nobody any more, keeper or request, however long', async () => {
    const subject = await connectionOf('x');
    await revoke(subject);
    const before = await calls(subject);
    await expect(ask(subject)).rejects.toMatchObject({ code: 'connection_unauthorized', next: 'user' });
    for (let days = 0; days < 20; days += 1) {
      await world.time.advance(86_400_000);
      expect(await world.run(keepOnce(world.process(), probeApi))).toBe(0);
    }
    expect(await calls(subject)).toBe(before);
    await expectForgotten(subject);
  });

  test('leaves nothing to revoke a second time', async () => {
    const subject = await connectionOf('new');
    await revoke(subject);
    await expect(revoke(subject)).rejects.toMatchObject({ code: 'nothing_to_revoke' });
    await expectForgotten(subject);
  });

  test('is revoked once by two who ask at the same time', async () => {
    const subject = await connectionOf('new');
    const both = await world.run(
      Promise.allSettled([1, 2].map(() => revokeConnection(world.process(), system, subject.id))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expectForgotten(subject);
  });
});

describe('a renewal under way in another process', () => {
  test.each(['new', 'x'] as const)(
    'is waited for, and the pair that it brings is the one that is revoked: %s',
    async (kind) => {
      const subject = await connectionOf(kind);
      await world.time.advance(ACCESS_SECONDS * 1000);
      const other = world.process();
      const renewal = refreshGrant(other, await world.row(subject), 1, (at) =>
        at === 'replied' ? world.time.clock.sleep(5000) : undefined,
      );
      const revoked = world.time.clock.sleep(1000).then(() => revokeConnection(world.process(), system, subject.id));
      await world.run(Promise.all([renewal, revoked]));
      await expectForgotten(subject);
      expect(await states(subject)).toEqual([kind === 'new' ? 'revoked' : 'live']);
      const { before } = await other.db
        .selectFrom('audit')
        .select('before')
        .where('action', '=', 'revoke')
        .where('resourceId', '=', subject.id)
        .executeTakeFirstOrThrow();
      expect(before).toEqual({ generation: 2 });
    },
  );

  test('whose process slept past its lease with a pair in hand brings nothing back', async () => {
    const subject = await connectionOf('x');
    await world.time.advance(ACCESS_SECONDS * 1000);
    const renewal = refreshGrant(world.process(), await world.row(subject), 1, (at) =>
      at === 'replied' ? world.time.clock.sleep(90_000) : undefined,
    );
    const revoked = world.time.clock.sleep(1000).then(() => revokeConnection(world.process(), system, subject.id));
    await world.run(Promise.all([renewal, revoked]));
    await expectForgotten(subject);
  });
});

test('a provider that does not confirm leaves everything as it was', async () => {
  const subject = await connectionOf('new');
  const before = await world.grant(subject);
  await world.sandbox.fault({ match: { path: '*/oauth/revoke' }, kind: 'status', status: 503 });
  await expect(revoke(subject)).rejects.toMatchObject({ code: 'revoke_failed', next: 'retry' });
  expect(await world.grant(subject)).toEqual(before);
  expect(await world.row(subject)).toMatchObject({ status: 'online' });
  expect(await ask(subject)).toBe(200);
  await world.sandbox.clearFaults();
  await revoke(subject);
  await expectForgotten(subject);
});

test('a refresh token that was revoked is known to nobody', async () => {
  const subject = await connectionOf('new');
  const { tokenPair } = await world.grant(subject);
  const { accessToken } = openPair(world.process(), subject.id, tokenPair);
  await revoke(subject);
  const { text } = await world.process().http.send({
    method: 'GET',
    url: 'https://api.lightspeedapp.com/API/V3/Account.json',
    headers: { authorization: `Bearer ${accessToken}` },
    timeoutMs: 5000,
    origins: ['https://api.lightspeedapp.com'],
    environment: 'sandbox',
  });
  expect(text).toContain('revoked');
});
