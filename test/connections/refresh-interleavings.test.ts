import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { ConnectionUnavailable } from '../../src/connections/connection-errors.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import { type RefreshMoment, refreshGrant } from '../../src/connections/refresh.ts';
import { reachApi } from '../../src/requests/probe.ts';
import type { TokenServerKind } from '../support/sandbox-connection.ts';
import { type Reading, type RefreshWorld, readings, refreshWorld, type Subject } from './refresh-world.ts';

/** More with COUNTERFLOW_RUNS, e.g. over a night. */
const RUNS = Number(process.env.COUNTERFLOW_RUNS ?? 12);
const moments: RefreshMoment[] = ['beforeLease', 'leaseTaken', 'beforeSend', 'replied', 'saved'];
const worldOfFile = refreshWorld(afterAll);

/** What one process meets on its way: a sleep at some moments of the protocol, or its end at one of them. */
interface Way {
  startMs: number;
  sleepsMs: number[];
  diesAt: RefreshMoment | null;
}
const sleepMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constantFrom(700, 24_000, 26_000, 31_000, 59_000, 61_000, 130_000) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 150_000 }) },
);
const anyWay: fc.Arbitrary<Way> = fc.record({
  startMs: fc.oneof(fc.constantFrom(0, 500), fc.integer({ min: 0, max: 130_000 })),
  sleepsMs: fc.array(sleepMs, { minLength: moments.length, maxLength: moments.length }),
  diesAt: fc.option(fc.constantFrom(...moments), { freq: 2 }),
});
/** What the token server does to the first requests; null is nothing. */
const anyFault = fc.option(
  fc.constantFrom(
    { kind: 'dropTokenReply' },
    { kind: 'reset' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'html' },
    { kind: 'truncate' },
    { kind: 'rateLimit' },
    { kind: 'delay', delayMs: 5 },
  ),
  { freq: 2 },
);

async function walk(world: RefreshWorld, subject: Subject, { startMs, sleepsMs, diesAt }: Way): Promise<void> {
  const installation = world.process();
  await world.time.clock.sleep(startMs);
  const { generation } = await world.grant(subject);
  const death = Promise.withResolvers<'dead'>();
  const at = (moment: RefreshMoment) => {
    if (moment !== diesAt) return world.time.clock.sleep(sleepsMs[moments.indexOf(moment)] ?? 0);
    death.resolve('dead');
    return new Promise<void>(() => {});
  };
  const alive = async () => {
    await refreshGrant(installation, await world.row(subject), generation, at);
    await world.ask(installation, subject);
  };
  await Promise.race([alive(), death.promise]).catch((cause) => expect(cause).toBeInstanceOf(ConnectionUnavailable));
}

/** The keeper's rounds until nothing is open, as they follow each other when nobody looks. */
async function settle(world: RefreshWorld, subject: Subject): Promise<void> {
  const keeper = world.process();
  for (let round = 0; round < 12; round += 1) {
    await world.time.advance(61_000);
    await world.run(keepOnce(keeper, reachApi));
    const [{ status }, { attemptId }] = await Promise.all([world.row(subject), world.grant(subject)]);
    if (['online', 'unauthorized'].includes(status) && attemptId === null) return;
  }
}

const tokenPaths: Record<TokenServerKind, string> = { new: '*/oauth/token', old: '*/access_token.php', x: '*/token' };

/** Lives through any history, until nothing of it is open; `judge` says what must hold then. */
async function outlive(kind: TokenServerKind, reading: Reading, judge: (subject: Subject) => Promise<void>) {
  const world = await worldOfFile;
  const ways = fc.array(anyWay, { minLength: 2, maxLength: 3 });
  const faults = fc.array(anyFault, { maxLength: 4 });
  const property = fc.asyncProperty(ways, faults, async (all, orders) => {
    const subject = await world.expiredConnection(reading, kind);
    const match = { store: subject.store.id, path: tokenPaths[kind] };
    for (const [after, fault] of orders.entries()) {
      if (fault) await world.sandbox.fault({ match, ...fault, after, times: 1 });
    }
    await world.run(Promise.all(all.map((way) => walk(world, subject, way))));
    await world.sandbox.clearFaults();
    await settle(world, subject);
    await judge(subject);
  });
  await fc.assert(property, { numRuns: RUNS, seed: 20_261_124, endOnFailure: true });
}

async function expectAlive(subject: Subject) {
  const world = await worldOfFile;
  expect(await world.row(subject)).toMatchObject({ status: 'online', reason: null });
  expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  await world.time.advance(1800_000);
  expect(await world.run(world.ask(world.process(), subject))).toBe(200);
}

async function expectUnspent(subject: Subject) {
  await expectAlive(subject);
  const { sandbox } = await worldOfFile;
  expect(await sandbox.grants(subject.store.id)).toMatchObject([{ state: 'live', reuseAttempts: 0 }]);
}

describe.each(readings)('where the token server honours the %s of two pairs', (reading) => {
  test('a connection outlives any interleaving of processes, faults and deaths', { timeout: 120_000 }, () =>
    outlive('new', reading, expectUnspent),
  );
});

describe('where the refresh token works on', () => {
  test('a connection outlives any interleaving of processes, faults and deaths', { timeout: 120_000 }, () =>
    outlive('old', 'last', expectUnspent),
  );
});

describe('where a used refresh token dies at once', () => {
  test('a connection is alive, or its newest pair is known to be lost on its way', { timeout: 120_000 }, () =>
    outlive('x', 'last', async (subject) => {
      const world = await worldOfFile;
      const { status, reason } = await world.row(subject);
      if (status === 'online') return expectAlive(subject);
      expect({ status, reason }).toEqual({ status: 'unauthorized', reason: 'refresh_reply_lost' });
      const [{ refreshes } = { refreshes: 0 }] = await world.sandbox.grants(subject.store.id);
      const { generation } = await world.grant(subject);
      expect(refreshes).toBeGreaterThan(generation - 1);
    }),
  );
});
