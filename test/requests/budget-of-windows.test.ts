import { afterAll, describe, expect, test } from 'vitest';
import { getConnection } from '../../src/connections/connections.ts';
import { bookTurn } from '../../src/requests/budget.ts';
import type { Lane, Waiting } from '../../src/requests/request.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { bookSlot, giveBack, openBudget, takeThrottle } from '../../src/store/budgets.ts';
import { newId } from '../../src/store/id.ts';
import { refreshWorld } from '../connections/refresh-world.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { takeReading } from '../support/take-reading.ts';

const worldOfFile = refreshWorld(afterAll);
const model = { kind: 'windows' as const, windows: [{ requests: 20, seconds: 300 }] };
const asked = { costDrips: 1, aheadMs: 2000, forgetMs: 60_000 };

/** A budget of one window, of which a reply just told that so many are left and when it ends. */
async function told(remaining: number, resetSeconds: number | undefined, requests = 20) {
  const world = await worldOfFile;
  const { db } = world.process();
  const key = newId();
  await openBudget(db, key, model);
  const book = (lane: Lane) => bookSlot(db, { ...asked, key, lane });
  const { booking } = await book('interactive');
  await takeReading(db, key, booking, { kind: 'windows', windows: [{ requests, remaining, resetSeconds }] });
  return { world, db, key, book };
}

describe('a window', () => {
  test('that is spent tells when it is over, and nothing is booked before', async () => {
    const { world, book } = await told(0, 100);
    expect(await book('interactive')).toMatchObject({ booking: '0', waitMs: expect.closeTo(101_000, -2) });
    await world.time.advance(98_500);
    expect((await book('interactive')).booking).toBe('0');
    await world.time.advance(1000);
    expect(await book('interactive')).toMatchObject({ waitMs: expect.closeTo(1500, -2) });
    expect((await book('interactive')).booking).not.toBe('0');
  });

  test('leaves a tenth to persons, less and less towards its end', async () => {
    const most = async ({ book }: Awaited<ReturnType<typeof told>>, lane: Lane) => {
      for (let count = 0; ; count += 1) if ((await book(lane)).booking === '0') return count;
    };
    // Of 100, the part of 10 (5 for schedules) that is left of the time.
    const early = await told(11, 298, 100);
    expect(await most(early, 'backfill')).toBe(2);
    expect(await most(early, 'scheduled')).toBe(5);
    expect(await most(early, 'interactive')).toBe(4);
    const late = await told(11, 100, 100);
    expect(await most(late, 'backfill')).toBe(8);
    await late.world.time.advance(98_000);
    expect(await most(late, 'backfill')).toBe(3);
  });

  test('counts a request that was given back no more', async () => {
    const { db, key, book } = await told(1, 290);
    const { booking } = await book('interactive');
    expect((await book('interactive')).booking).toBe('0');
    await giveBack(db, key, booking);
    expect((await book('interactive')).booking).not.toBe('0');
  });

  test('ends when a 429 says so', async () => {
    const { world, db, key, book } = await told(5, undefined);
    const { booking } = await book('interactive');
    const spent = { kind: 'windows' as const, windows: [{ requests: 20, remaining: 0, resetSeconds: undefined }] };
    await takeReading(db, key, booking, spent);
    await takeThrottle(db, key, booking, { waitMs: 30_000, isTold: true });
    expect(await book('interactive')).toMatchObject({ booking: '0', waitMs: expect.closeTo(30_000, -2) });
    await world.time.advance(30_000);
    expect(await book('interactive')).toMatchObject({
      booking: expect.not.stringMatching(/^0$/),
      waitMs: expect.closeTo(0, 0),
    });
  });

  test('of which nothing has been told yet lets eight requests go ahead', async () => {
    const { world, book } = await told(0, 10);
    await world.time.advance(11_001);
    const booked = [];
    for (let n = 0; n < 9; n += 1) booked.push((await book('scheduled')).booking !== '0');
    expect(booked).toEqual([true, true, true, true, true, true, true, true, false]);
  });
});

test('who waits for a window is told until when, and goes on by itself', async () => {
  const { world, key } = await told(0, 200);
  const waits: (Waiting | null)[] = [];
  const beganMs = world.time.nowMs;
  const turn = {
    ...asked,
    key,
    model,
    lane: 'backfill' as const,
    onWait: (waiting: Waiting | null) => waits.push(waiting),
  };
  await world.run(bookTurn(world.process(), turn, undefined));
  expect(world.time.nowMs - beganMs).toBeGreaterThanOrEqual(201_000);
  expect(world.time.nowMs - beganMs).toBeLessThan(202_000);
  expect(waits[0]).toEqual({ for: 'budget', untilMs: expect.closeTo(beganMs + 201_000, -3) });
});

test('a connection that is paused while a request waits for a window sends it no more', async () => {
  const world = await worldOfFile;
  const installation = world.process();
  const store = await world.sandbox.createStore({ series: 'x', limits: { requests: 4, windowSeconds: 300 } });
  const id = await connectedTo(installation, world.sandbox, store, 'x');
  const ask = () =>
    sendRequest(installation, id, { method: 'GET', url: 'outlets', costDrips: 1 }, { lane: 'interactive' });
  for (let n = 0; n < 4; n += 1) await world.run(ask());
  expect(await getConnection(installation, id)).toMatchObject({
    conditions: ['throttled'],
    budget: { kind: 'windows', windows: [{ requests: 4, remaining: 0, seconds: 300, resetsAt: expect.any(String) }] },
  });
  const waiting = ask();
  const paused = world.time.clock
    .sleep(10_000)
    .then(() => installation.db.updateTable('connection').set({ paused: true }).where('id', '=', id).execute());
  await expect(world.run(Promise.all([waiting, paused]))).rejects.toMatchObject({ code: 'connection_paused' });
  const statuses = (await world.sandbox.requests(store.id)).map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 200]);
});
