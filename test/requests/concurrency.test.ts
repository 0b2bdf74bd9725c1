import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { getConnectionBudget } from '../../src/connections/connection-budget.ts';
import { editConnection, getConnection } from '../../src/connections/connections.ts';
import type { Installation } from '../../src/installation.ts';
import type { Lane } from '../../src/requests/request.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { bookSlot, takeThrottle } from '../../src/store/budgets.ts';
import { refreshWorld } from '../connections/refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
const item = { method: 'GET' as const, url: 'Item.json?limit=1', costDrips: 1 };

/** A process whose requests take `takesMs` on the network, and what is on the way at once over all of them. */
function watched(
  process: Installation,
  takesMs: (n: number) => number,
  seen: { now: number; most: number; n: number },
) {
  return {
    ...process,
    http: {
      ...process.http,
      async send(request: Parameters<Installation['http']['send']>[0]) {
        seen.now += 1;
        seen.n += 1;
        seen.most = Math.max(seen.most, seen.now);
        try {
          await process.clock.sleep(takesMs(seen.n));
          return await process.http.send(request);
        } finally {
          seen.now -= 1;
        }
      },
    },
  };
}

const lane = fc.constantFrom<Lane>('interactive', 'scheduled', 'backfill');

test('two processes never have more requests of a connection on their way than its target, and as many where they can', {
  timeout: 60_000,
}, async () => {
  const world = await worldOfFile;
  const { id } = await world.freshConnection('first', { limits: 'off' });
  const asked = fc.array(fc.record({ lane, process: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 12,
    maxLength: 30,
  });
  const property = fc.asyncProperty(
    fc.integer({ min: 1, max: 6 }),
    asked,
    fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 7, maxLength: 7 }),
    async (target, requests, latencies) => {
      const seen = { now: 0, most: 0, n: 0 };
      const takesMs = (n: number) => latencies[n % latencies.length] as number;
      const processes = [0, 1].map(() => watched(world.process(), takesMs, seen));
      await editConnection(world.process(), system, id, { concurrency: { target } }, undefined);
      const work = requests.map((one) =>
        sendRequest(processes[one.process] as Installation, id, item, { lane: one.lane }),
      );
      await world.run(Promise.all(work));
      expect(seen.n).toBe(requests.length);
      expect(seen.most).toBe(target);
    },
  );
  await fc.assert(property, { numRuns: 6, seed: 20_261_125, endOnFailure: true });
});

describe('after a 429', () => {
  const levelOf = async (process: Installation, id: string) => (await getConnection(process, id)).concurrency.current;

  test('a connection goes on with one request, and climbs 1, 2, 4, 8, 16 to its target; each step is logged', async () => {
    const world = await worldOfFile;
    const process = world.process();
    const { id, store } = await world.freshConnection('first', { limits: 'off' });
    const ask = () => world.run(sendRequest(process, id, item, { lane: 'interactive' }));
    await ask();
    await world.sandbox.fault({ match: { store: store.id }, kind: 'rateLimit', times: 1 });
    const levels = [await levelOf(process, id)];
    for (let n = 0; n < 32; n += 1) {
      await ask();
      await world.time.advance(1000);
      const level = await levelOf(process, id);
      if (level !== levels.at(-1)) levels.push(level);
    }
    expect(levels).toEqual([25, 2, 4, 8, 16, 25]);
    const { steps } = await getConnectionBudget(process, id);
    expect(steps.map(({ before, after }) => `${before} to ${after}`).reverse()).toEqual([
      '25 to 1',
      '1 to 2',
      '2 to 4',
      '4 to 8',
      '8 to 16',
      '16 to 25',
    ]);
    const logged = process.db.selectFrom('audit').select('after').where('resourceId', '=', id);
    const inOrder = await logged.where('action', '=', 'concurrency').orderBy('id').execute();
    expect(inOrder.map(({ after }) => after?.concurrency)).toMatchObject(
      [1, 2, 4, 8, 16, 25].map((current) => ({ current })),
    );
  });

  test('it keeps its concurrency where it is told not to recover by itself', async () => {
    const world = await worldOfFile;
    const process = world.process();
    const { id, store } = await world.freshConnection('first', { limits: 'off' });
    await editConnection(process, system, id, { concurrency: { autoRecover: false, target: 7 } }, undefined);
    await world.sandbox.fault({ match: { store: store.id }, kind: 'rateLimit', times: 1 });
    await world.run(sendRequest(process, id, item, { lane: 'interactive' }));
    expect(await levelOf(process, id)).toBe(7);
    expect((await getConnectionBudget(process, id)).steps).toEqual([]);
  });

  test('that tells no time it waits a minute, doubled at each in a row, and after eleven recovers no more', async () => {
    const world = await worldOfFile;
    const process = world.process();
    const { db } = process;
    const { id } = await world.freshConnection('first', { limits: 'off' });
    await world.run(sendRequest(process, id, item, { lane: 'interactive' }));
    const { key } = await db.selectFrom('budget').select('key').orderBy('levelAt', 'desc').executeTakeFirstOrThrow();
    const asked = { key, costDrips: 1, lane: 'interactive', aheadMs: 2000, forgetMs: 60_000, queueId: id };
    const throttle = (booking: string) => takeThrottle(db, key, booking, { waitMs: 5000, isTold: false, queueId: id });
    const waited: number[] = [];
    for (let hit = 1; hit <= 12; hit += 1) {
      const { booking } = await bookSlot(db, asked);
      await throttle(booking);
      const { throttledUntil } = await db
        .selectFrom('budget')
        .selectAll()
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      const waitMs = (throttledUntil?.getTime() ?? 0) - world.time.nowMs;
      waited.push(Math.round(waitMs / 1000));
      await world.time.advance(waitMs + 10);
    }
    expect(waited).toEqual([60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 30_720, 61_440, 5]);
    expect((await getConnection(process, id)).concurrency).toMatchObject({ autoRecover: false, current: 25 });
  });

  test('those that were on their way with it are no further reason to wait', async () => {
    const world = await worldOfFile;
    const process = world.process();
    const { db } = process;
    const { id } = await world.freshConnection('first', { limits: 'off' });
    await world.run(sendRequest(process, id, item, { lane: 'interactive' }));
    const { key } = await db.selectFrom('budget').select('key').orderBy('levelAt', 'desc').executeTakeFirstOrThrow();
    const asked = { key, costDrips: 1, lane: 'interactive', aheadMs: 2000, forgetMs: 60_000, queueId: id };
    const together = await Promise.all([1, 2, 3, 4, 5].map(() => bookSlot(db, asked)));
    for (const { booking } of together)
      await takeThrottle(db, key, booking, { waitMs: 5000, isTold: false, queueId: id });
    const wait = await bookSlot(db, { ...asked, aheadMs: 0 });
    expect(wait).toMatchObject({ booking: '0', isBusy: false, waitMs: expect.closeTo(60_000, -2) });
  });
});
