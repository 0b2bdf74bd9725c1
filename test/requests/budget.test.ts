import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { bookTurn } from '../../src/requests/budget.ts';
import type { Lane } from '../../src/requests/request.ts';
import { Bucket, type Limits } from '../../src/sandbox/limits/bucket.ts';
import { bookSlot, openBudget, takeThrottle } from '../../src/store/budgets.ts';
import { openDatabase } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';
import { refreshWorld } from '../connections/refresh-world.ts';
import { testDatabase } from '../support/database.ts';
import { takeReading } from '../support/take-reading.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const opened = (async () => {
  const database = await testDatabase();
  const time = await VirtualTime.start(database.connection);
  const { db, close } = openDatabase(database.connection);
  afterAll(async () => {
    await close();
    await time.close();
    await database.drop();
  });
  return { db, time };
})();
const worldOfFile = refreshWorld(afterAll);

const model = { kind: 'bucket' as const, sizeDrips: 90, dripPerSecond: 1, burst: 20 };
/** Requests leave and arrive up to this much later than booked, each by another while. Seconds. */
const LATE = 0.5;
const asked = { costDrips: 1, lane: 'interactive', aheadMs: 1e9, forgetMs: 60_000 };

interface Booked {
  cost: number;
  sendAt: number;
  forgetAt: number;
  answeredAt: number | undefined;
}

/** What the budget promises, written down a second time: a leaky bucket, a sliding second, both with half a second to be late in, and a wait after a 429. Seconds. */
class ReferenceBudget {
  level = 0;
  levelAt: number;
  size = model.sizeDrips;
  drip = model.dripPerSecond;
  throttledUntil = 0;
  lastAnswered = -1;
  bookings: Booked[] = [];
  constructor(now: number) {
    this.levelAt = now;
  }
  wait(now: number, cost: number): number {
    const level = Math.max(0, this.level - this.drip * (now - this.levelAt));
    const bucket = now + Math.max(0, (level + cost - Math.max(this.size - this.drip * LATE, cost)) / this.drip);
    const [sixteenth = Number.NEGATIVE_INFINITY] = this.bookings
      .map(({ sendAt }) => sendAt)
      .sort((a, b) => b - a)
      .slice(15);
    return Math.max(bucket, this.throttledUntil, sixteenth + 1 + LATE) - now;
  }
  book(now: number, cost: number): void {
    const sendAt = now + this.wait(now, cost);
    this.charge(cost, sendAt, Math.max(0, this.level - this.drip * (now - this.levelAt)), now);
    this.bookings.push({ cost, sendAt, forgetAt: sendAt + asked.forgetMs / 1000, answeredAt: undefined });
  }
  read(now: number, index: number, level: number): void {
    const booking = this.bookings[index];
    if (!booking) return;
    booking.answeredAt ??= now;
    if (index <= this.lastAnswered) return;
    const beside = this.bookings.filter((other) =>
      other.answeredAt === undefined ? other.forgetAt > now : other !== booking && other.answeredAt > booking.sendAt,
    );
    const isLater = (other: Booked) => other.answeredAt === undefined && other.sendAt > now;
    this.level = level + beside.reduce((sum, other) => sum + (isLater(other) ? 0 : other.cost), 0);
    this.levelAt = now;
    const later = beside.filter(isLater).sort((a, b) => a.sendAt - b.sendAt);
    for (const { cost, sendAt } of later) this.charge(cost, sendAt, this.level, this.levelAt);
    this.lastAnswered = index;
  }
  /** Nothing drains from a request before it is sent. */
  charge(cost: number, sendAt: number, level: number, at: number): void {
    this.level = Math.max(0, level - this.drip * (sendAt - at)) + cost;
    this.levelAt = sendAt;
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('book' as const), cost: fc.constantFrom(1, 1.2, 2.6, 10) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      which: fc.nat(60),
      level: fc.integer({ min: 0, max: 95 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('throttle' as const), ms: fc.integer({ min: 1, max: 5000 }) }),
  },
);

test('a slot is what a leaky bucket, a sliding second and the last 429 leave', { timeout: 120_000 }, async () => {
  const { db, time } = await opened;
  const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
    const key = newId();
    await openBudget(db, key, model);
    await db.updateTable('budget').set({ learned: true }).where('key', '=', key).execute();
    const reference = new ReferenceBudget(time.nowMs / 1000);
    const bookings: string[] = [];
    for (const one of steps) {
      const now = time.nowMs / 1000;
      if (one.kind === 'pass') await time.advance(one.ms);
      if (one.kind === 'throttle') {
        await takeThrottle(db, key, bookings.at(-1) ?? '0', { waitMs: one.ms, isTold: true });
        const last = reference.bookings.at(-1);
        if (last) last.answeredAt ??= now;
        reference.throttledUntil = Math.max(reference.throttledUntil, now + one.ms / 1000);
      }
      if (one.kind === 'read' && bookings.length > 0) {
        const index = one.which % bookings.length;
        const reading = { kind: 'bucket' as const, levelDrips: one.level, sizeDrips: 90, dripPerSecond: 1, burst: 20 };
        await takeReading(db, key, bookings[index] as string, reading);
        reference.read(now, index, one.level);
      }
      if (one.kind === 'book') {
        const slot = await bookSlot(db, { ...asked, key, costDrips: one.cost });
        expect(slot.waitMs / 1000).toBeCloseTo(reference.wait(now, one.cost), 2);
        reference.book(now, one.cost);
        bookings.push(slot.booking);
      }
    }
  });
  await fc.assert(property, { numRuns: 15, seed: 20_261_124, endOnFailure: true });
});

test('until a reply has told the true limits, only eight requests may be on their way', async () => {
  const { db } = await opened;
  const key = newId();
  await openBudget(db, key, model);
  const book = async () => (await bookSlot(db, { ...asked, key })).booking;
  const bookings = [];
  for (let request = 0; request < 8; request += 1) bookings.push(await book());
  expect(bookings).not.toContain('0');
  expect(await book()).toBe('0');
  await takeReading(db, key, bookings[0] as string, {
    kind: 'bucket',
    levelDrips: 8,
    sizeDrips: 20,
    dripPerSecond: 1,
    burst: 20,
  });
  expect(await book()).not.toBe('0');
});

test('a slot further ahead than was asked for is told, but not booked', async () => {
  const { db, time } = await opened;
  const key = newId();
  await openBudget(db, key, model);
  const [first] = [await bookSlot(db, { ...asked, key })];
  await takeReading(db, key, first.booking, {
    kind: 'bucket',
    levelDrips: 95,
    sizeDrips: 90,
    dripPerSecond: 1,
    burst: 20,
  });
  for (let twice = 0; twice < 2; twice += 1) {
    const slot = await bookSlot(db, { ...asked, key, aheadMs: 2000 });
    expect(slot.booking).toBe('0');
    expect(slot.waitMs).toBeCloseTo(6500, -1);
  }
  await time.advance(4600);
  expect(Number((await bookSlot(db, { ...asked, key, aheadMs: 2000 })).booking)).toBeGreaterThan(0);
});

describe('a server with the real rules', () => {
  const anyLimits: fc.Arbitrary<Limits> = fc.record({
    size: fc.integer({ min: 15, max: 150 }),
    dripPerSecond: fc.constantFrom(0.5, 1, 2.5, 10),
    burst: fc.integer({ min: 5, max: 30 }),
  });
  /** How late what is due at a time comes: by chance, or what is due in a stall at its end, once in two seconds. */
  const anyLateness: fc.Arbitrary<(dueMs: number) => number> = fc.oneof(
    fc.infiniteStream(fc.integer({ min: 0, max: LATE * 1000 - 2 })).map((chance) => () => Number(chance.next().value)),
    fc.constantFrom(0, 300, 1000).map((endMs) => (dueMs: number) => {
      const leftMs = (endMs - (dueMs % 2000) + 2000) % 2000;
      return leftMs < LATE * 1000 - 1 ? leftMs : 0;
    }),
  );
  const anyRequests = fc.array(
    fc.record({
      gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })),
      cost: fc.constantFrom(1, 1.2, 1.8, 10),
      latencyMs: fc.integer({ min: 20, max: 3000 }),
    }),
    { minLength: 20, maxLength: 80 },
  );

  test('never answers 429 to what was booked, whatever its limits and latencies, and however unevenly late it comes', {
    timeout: 120_000,
  }, async () => {
    const { db, time } = await opened;
    const property = fc.asyncProperty(anyLimits, anyRequests, anyLateness, async (limits, requests, lateMs) => {
      const key = newId();
      // The first reply tells the limits; until then the smallest of accounts is assumed.
      await openBudget(db, key, {
        kind: 'bucket',
        sizeDrips: limits.size,
        dripPerSecond: limits.dripPerSecond,
        burst: limits.burst,
      });
      const server = new Bucket(time.nowMs);
      const events: { atMs: number; happen: () => Promise<void> }[] = [];
      let nextMs = time.nowMs;
      for (const { gapMs, cost, latencyMs } of requests) {
        nextMs += gapMs;
        const send = (booking: string) => async () => {
          expect(server.take(cost, limits, time.nowMs)).toEqual({ allowed: true });
          const [level = ''] = (server.headers(limits, cost, time.nowMs)['X-LS-API-Bucket-Level'] ?? '').split('/');
          const reading = {
            kind: 'bucket' as const,
            levelDrips: Number(level),
            sizeDrips: limits.size,
            dripPerSecond: limits.dripPerSecond,
            burst: limits.burst,
          };
          const atMs = time.nowMs + latencyMs;
          events.push({ atMs, happen: () => takeReading(db, key, booking, reading) });
        };
        const book = async () => {
          const slot = await bookSlot(db, { ...asked, key, costDrips: cost, aheadMs: 2000 });
          const atMs = time.nowMs + Math.ceil(slot.waitMs);
          if (slot.booking === '0') events.push({ atMs: Math.max(time.nowMs + 20, atMs - 2000), happen: book });
          else events.push({ atMs: atMs + lateMs(atMs), happen: send(slot.booking) });
        };
        events.push({ atMs: nextMs, happen: book });
      }
      while (events.length > 0) {
        events.sort((a, b) => a.atMs - b.atMs);
        const { atMs, happen } = events.shift() as (typeof events)[number];
        if (atMs > time.nowMs) await time.advance(atMs - time.nowMs);
        await happen();
      }
    });
    await fc.assert(property, { numRuns: 30, seed: 20_261_124, endOnFailure: true });
  });
});

test('a request that costs more than others is not put off for good by cheap ones', { timeout: 60_000 }, async () => {
  const world = await worldOfFile;
  const installation = world.process();
  const budget = {
    key: newId(),
    model: { kind: 'bucket' as const, sizeDrips: 20, dripPerSecond: 1, burst: 20 },
    forgetMs: 1000,
  };
  const endsMs = world.time.nowMs + 120_000;
  const cheap = async () => {
    while (world.time.nowMs < endsMs)
      await bookTurn(installation, { ...budget, costDrips: 1, lane: 'backfill' }, undefined);
  };
  const costly = async () => {
    await world.time.clock.sleep(20_000);
    await bookTurn(installation, { ...budget, costDrips: 10, lane: 'backfill' }, undefined);
    return world.time.nowMs;
  };
  const [tookItsTurnMs] = await world.run(Promise.all([costly(), cheap(), cheap(), cheap()]));
  expect(tookItsTurnMs).toBeLessThan(endsMs);
});

test('no lane starves, and a person does not wait behind a backfill', { timeout: 120_000 }, async () => {
  const world = await worldOfFile;
  const installation = world.process();
  const key = newId();
  const sent: Record<Lane, number> = { interactive: 0, scheduled: 0, backfill: 0 };
  const waits: number[] = [];
  const fourASecond = { kind: 'bucket' as const, sizeDrips: 10, dripPerSecond: 4, burst: 20 };
  await openBudget(installation.db, key, fourASecond);
  await installation.db.updateTable('budget').set({ learned: true }).where('key', '=', key).execute();
  const endsMs = world.time.nowMs + 30_000;
  const take = (lane: Lane) =>
    bookTurn(installation, { key, model: fourASecond, costDrips: 1, lane, forgetMs: 1000 }, undefined);
  const loop = async (lane: Lane) => {
    while (world.time.nowMs < endsMs) {
      await take(lane);
      sent[lane] += 1;
    }
  };
  const person = async () => {
    while (world.time.nowMs < endsMs) {
      const began = world.time.nowMs;
      await take('interactive');
      waits.push(world.time.nowMs - began);
      await world.time.clock.sleep(5000);
    }
  };
  const backfills = Array.from({ length: 8 }, () => loop('backfill'));
  await world.run(Promise.all([...backfills, ...Array.from({ length: 4 }, () => loop('scheduled')), person()]));
  expect(sent.scheduled).toBeGreaterThan(30);
  expect(sent.backfill).toBeGreaterThan(30);
  // Thirteen who take turns by fours would wait 3250.
  expect(Math.max(...waits)).toBeLessThanOrEqual(1500);
});
