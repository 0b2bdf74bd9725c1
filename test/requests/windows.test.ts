import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Lane } from '../../src/requests/request.ts';
import { type WindowLimit, Windows } from '../../src/sandbox/limits/window.ts';
import { type Answer, type BudgetReading, bookSlot, noteAnswers, openBudget } from '../../src/store/budgets.ts';
import { type Db, openDatabase } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';
import { testDatabase } from '../support/database.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const opened = (async () => {
  const database = await testDatabase();
  const time = await VirtualTime.start(database.connection);
  const processes = [openDatabase(database.connection), openDatabase(database.connection)];
  afterAll(async () => {
    for (const { close } of processes) await close();
    await time.close();
    await database.drop();
  });
  return { dbs: processes.map(({ db }) => db), time };
})();

const AHEAD_MS = 2000;
const FORGET_MS = 60_000;
/** Requests arrive up to this much later than booked. */
const LATE_MS = 500;
/** Each process stores what its replies told this long after the first of them, all together. */
const GATHER_MS = 50;

/** A server with fixed windows, and what its replies tell of them. */
interface Rules {
  limits: WindowLimit[];
  /** Seconds until each window ends: not told, or rounded up or down. */
  reset: 'untold' | 'up' | 'down';
}

interface Traffic {
  rules: Rules;
  /** How late the n-th request arrives, and when its reply is read; where either is lost, undefined. */
  lateMs(n: number): number | undefined;
  replyMs(n: number): number | undefined;
  lane(n: number): Lane;
}

/** Requests of two processes, a server, and nothing else that happens: each step at its time. */
async function play(traffic: Traffic, gapsMs: number[], untilMs = Number.POSITIVE_INFINITY, isRepeated = false) {
  const { dbs, time } = await opened;
  const { limits, reset } = traffic.rules;
  const key = newId();
  const nobody = newId();
  const spender = { connectionId: nobody, queueId: nobody, flowId: undefined, lane: 'scheduled', costDrips: 1 };
  const windows = limits.map(({ requests, lengthMs }) => ({ requests, seconds: lengthMs / 1000 }));
  await openBudget(dbs[0] as Db, key, { kind: 'windows', windows });
  const server = new Windows();
  const startMs = time.nowMs;
  const arrivals: { atMs: number; allowed: boolean }[] = [];
  const events: { atMs: number; happen: () => Promise<void> }[] = [];
  const inMs = (ms: number, happen: () => Promise<void>) => events.push({ atMs: time.nowMs + ms, happen });
  const gathered = new Map<Db, { atMs: number; booking: string; reading: BudgetReading }[]>();
  const gather = (db: Db, booking: string, reading: BudgetReading) => {
    const told = gathered.get(db) ?? [];
    gathered.set(db, told);
    told.push({ atMs: time.nowMs, booking, reading });
    if (told.length > 1) return;
    inMs(GATHER_MS, async () => {
      const answers = told.splice(0).map(({ atMs, ...answer }): Answer => {
        return { ...answer, ...spender, key, generation: 0, agoMs: time.nowMs - atMs };
      });
      await noteAnswers(db, answers);
    });
  };
  let sent = 0;
  const begin = (db: Db, lane: Lane) => async (): Promise<void> => {
    if (time.nowMs - startMs > untilMs) return;
    const slot = await bookSlot(db, { key, costDrips: 1, lane, aheadMs: AHEAD_MS, forgetMs: FORGET_MS });
    if (slot.booking === '0') {
      inMs(Math.max(20, Math.ceil(slot.waitMs) - AHEAD_MS), begin(db, lane));
      return;
    }
    const n = sent++;
    const again = () => inMs(0, begin(db, lane));
    const [lateMs, replyMs] = [traffic.lateMs(n), traffic.replyMs(n)];
    const lost = () => {
      if (isRepeated) inMs(FORGET_MS, async () => void again());
    };
    inMs(Math.ceil(slot.waitMs) + (lateMs ?? 0), async () => {
      if (lateMs === undefined) return lost();
      const { allowed, states } = server.take(limits, time.nowMs);
      arrivals.push({ atMs: time.nowMs - startMs, allowed });
      const round = reset === 'up' ? Math.ceil : Math.floor;
      const told: BudgetReading = {
        kind: 'windows',
        windows: states.map(({ limit, remaining, endsAtMs }) => ({
          requests: limit,
          remaining,
          resetSeconds: reset === 'untold' ? undefined : round((endsAtMs - time.nowMs) / 1000),
        })),
      };
      if (replyMs === undefined) return lost();
      inMs(replyMs, async () => {
        gather(db, slot.booking, told);
        if (isRepeated) again();
      });
    });
  };
  let atMs = 0;
  gapsMs.forEach((gapMs, n) => {
    atMs += gapMs;
    events.push({ atMs: startMs + atMs, happen: begin(dbs[n % 2] as Db, traffic.lane(n)) });
  });
  while (events.length > 0) {
    events.sort((a, b) => a.atMs - b.atMs);
    const next = events.shift() as (typeof events)[number];
    if (next.atMs > time.nowMs) await time.advance(next.atMs - time.nowMs);
    await next.happen();
  }
  return arrivals;
}

const seconds = (least: number, most: number) => fc.integer({ min: least * 1000, max: most * 1000 });
const anyRules: fc.Arbitrary<Rules> = fc.record({
  limits: fc.boolean().chain((byClock) =>
    fc
      .tuple(
        fc.record({
          requests: fc.integer({ min: 3, max: 20 }),
          lengthMs: seconds(3, 100),
          byClock: fc.constant(byClock),
        }),
        fc.option(
          fc.record({
            requests: fc.integer({ min: 10, max: 40 }),
            lengthMs: seconds(100, 300),
            byClock: fc.constant(byClock),
          }),
          { nil: undefined },
        ),
      )
      .map((limits) => limits.filter((limit) => limit !== undefined)),
  ),
  reset: fc.constantFrom('untold', 'up', 'down'),
});
/** One in eight is lost. */
const perhapsLost = (most: number) =>
  fc.infiniteStream(fc.option(fc.integer({ min: 0, max: most }), { freq: 7, nil: undefined }));
const nth = <T>(stream: Stream<T>) => {
  const drawn: T[] = [];
  return (n: number): T => {
    while (drawn.length <= n) drawn.push(stream.next().value as T);
    return drawn[n] as T;
  };
};
type Stream<T> = { next(): { value: T } };
const anyTraffic: fc.Arbitrary<Traffic> = fc
  .record({
    rules: anyRules,
    late: perhapsLost(LATE_MS - 2),
    reply: perhapsLost(3000),
    lanes: fc.infiniteStream(fc.constantFrom<Lane>('interactive', 'scheduled', 'backfill')),
  })
  .map(({ rules, late, reply, lanes }) => ({ rules, lateMs: nth(late), replyMs: nth(reply), lane: nth(lanes) }));
const anyGaps = fc.array(
  fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: seconds(0, 3) }, seconds(3, 120)),
  {
    minLength: 20,
    maxLength: 60,
  },
);

test('never answers 429 to what was booked, wherever its windows begin, whatever it tells and whatever is lost', {
  timeout: 240_000,
}, async () => {
  const property = fc.asyncProperty(anyTraffic, anyGaps, seconds(0, 300), async (traffic, gaps, phaseMs) => {
    await (await opened).time.advance(phaseMs);
    const arrivals = await play(traffic, gaps);
    expect(arrivals.filter(({ allowed }) => !allowed)).toEqual([]);
  });
  await fc.assert(property, { numRuns: 25, seed: 20_261_125, endOnFailure: true });
});

describe('of what the windows allow, those who always have more to ask use 97 percent and more', () => {
  const MINUTES_5 = 300_000;
  const x = { limits: [{ requests: 50, lengthMs: MINUTES_5 }], reset: 'untold' as const };
  test.each<{ what: string; rules: Rules; windowMs: number; lanes: Lane[] }>([
    { what: 'one that begins with a request, not told', rules: x, windowMs: MINUTES_5, lanes: ['scheduled'] },
    {
      what: 'one by the clock, not told, and only backfills',
      rules: { ...x, limits: [{ requests: 50, lengthMs: MINUTES_5, byClock: true }] },
      windowMs: MINUTES_5,
      lanes: ['backfill'],
    },
    {
      what: 'one by the clock, told, and every lane',
      rules: { limits: [{ requests: 50, lengthMs: MINUTES_5, byClock: true }], reset: 'up' },
      windowMs: MINUTES_5,
      lanes: ['interactive', 'backfill', 'scheduled'],
    },
    {
      what: 'three at once, where the hour is what binds',
      rules: {
        limits: [
          { requests: 30, lengthMs: MINUTES_5, byClock: true },
          { requests: 60, lengthMs: 12 * MINUTES_5, byClock: true },
          { requests: 2000, lengthMs: 288 * MINUTES_5, byClock: true },
        ],
        reset: 'up',
      },
      windowMs: 12 * MINUTES_5,
      lanes: ['backfill'],
    },
  ])('$what', { timeout: 120_000 }, async ({ rules, windowMs, lanes }) => {
    const { time } = await opened;
    await time.advance(windowMs - (time.nowMs % windowMs) + windowMs / 3);
    const count = 5;
    const traffic: Traffic = {
      rules,
      lateMs: (n) => (n * 37) % 200,
      replyMs: (n) => 50 + ((n * 61) % 300),
      lane: (n) => lanes[n % lanes.length] as Lane,
    };
    const arrivals = await play(traffic, [0, 0, 0, 0], (count + 0.5) * windowMs, true);
    expect(arrivals.filter(({ allowed }) => !allowed)).toEqual([]);
    const requests = rules.limits.find(({ lengthMs }) => lengthMs === windowMs)?.requests ?? 0;
    const within = arrivals.filter(({ atMs }) => atMs >= windowMs && atMs < windowMs * count);
    expect(within.length).toBeGreaterThanOrEqual(0.97 * requests * (count - 1));
  });
});
