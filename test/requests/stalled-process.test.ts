import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Installation } from '../../src/installation.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { type TurnAhead, turnAhead } from '../../src/requests/turn-ahead.ts';
import { type RefreshWorld, refreshWorld, type Subject } from '../connections/refresh-world.ts';

const request = { method: 'GET', url: 'Item.json', costDrips: 1 } as const;
/** Four may leave at once: the burst limit at 80 percent. */
const limits = { size: 1000, dripPerSecond: 1, burst: 5 };
const BURST = 4;

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection('last', { limits });
});

/** A process that can be stopped: until it goes on, none of its sleeps ends and no answer of the database reaches it. */
function stoppable(installation: Installation) {
  let stopped: Promise<void> = Promise.resolve();
  let goOn = () => {};
  let asleep = 0;
  const wakes: (() => void)[] = [];
  const process: Installation = {
    ...installation,
    clock: {
      ...installation.clock,
      async sleep(ms, signal) {
        asleep += 1;
        for (const wake of wakes.splice(0)) wake();
        await installation.clock.sleep(ms, signal);
        asleep -= 1;
        await stopped;
      },
    },
    pool: new Proxy(installation.pool, {
      get(pool, name) {
        if (name !== 'query') return Reflect.get(pool, name);
        return async (statement: string) => {
          const answer = await pool.query(statement);
          await stopped;
          return answer;
        };
      },
    }),
  };
  return {
    process,
    stop() {
      stopped = new Promise((resolve) => {
        goOn = resolve;
      });
    },
    goOn: () => goOn(),
    /** Resolves when this many of its sleeps are under way. */
    async sleeping(count: number) {
      while (asleep < count) await new Promise<void>((resolve) => wakes.push(resolve));
    },
  };
}

const ask = (installation: Installation, aheads: (TurnAhead | undefined)[]) =>
  Promise.all(
    aheads.map(
      async (ahead) => (await sendRequest(installation, subject.id, request, { lane: 'interactive' }, ahead)).status,
    ),
  );
const burst = new Array<undefined>(BURST).fill(undefined);

async function statuses(): Promise<number[]> {
  return (await world.sandbox.requests(subject.store.id)).map(({ status }) => status);
}

const unanswered = async () =>
  (await world.process().pool.query('select from booking where answered_at is null')).rows.length;

/** Two processes that have both used the connection, some time ago. */
async function twoProcesses() {
  const stalling = stoppable(world.process());
  const other = world.process();
  await world.run(ask(stalling.process, [undefined]));
  await world.run(ask(other, [undefined]));
  await world.time.advance(10_000);
  return { stalling, other };
}

describe('a process that stalls while another goes on, and sends what it booked before, sees no 429', () => {
  test('when its requests wake from their wait late and at once', async () => {
    const { stalling, other } = await twoProcesses();
    await world.run(ask(other, burst));
    const asked = ask(stalling.process, burst);
    await stalling.sleeping(BURST);
    stalling.stop();
    await world.run(ask(other, burst));
    stalling.goOn();
    await world.run(asked);
    expect(await statuses()).toEqual(new Array(2 + 3 * BURST).fill(200));
    expect(await unanswered()).toBe(0);
  });

  test('when the answers that gave its requests their turns wait to be read', async () => {
    const { stalling, other } = await twoProcesses();
    stalling.stop();
    const asked = ask(stalling.process, burst);
    await expect.poll(unanswered).toBe(BURST);
    await world.time.advance(2000);
    await world.run(ask(other, burst));
    stalling.goOn();
    await world.run(asked);
    expect(await statuses()).toEqual(new Array(2 + 2 * BURST).fill(200));
    expect(await unanswered()).toBe(0);
  });

  test('when it had taken its turns ahead', async () => {
    const { stalling, other } = await twoProcesses();
    const { rows } = await stalling.process.pool.query<{ key: string }>('select key from budget where learned');
    const key = rows.map((row) => row.key).find((name) => name.includes(`|${subject.store.accountId}|`)) ?? '';
    const aheads = burst.map(() => turnAhead(stalling.process, subject.id));
    for (const ahead of aheads) {
      ahead.answered(4);
      ahead.prepare({ key, costDrips: 1, lane: 'interactive', aheadMs: 0, forgetMs: 60_000 });
    }
    await expect.poll(unanswered).toBe(BURST);
    stalling.stop();
    await world.time.advance(2000);
    await world.run(ask(other, burst));
    const asked = ask(stalling.process, aheads);
    stalling.goOn();
    await world.run(asked);
    expect(await statuses()).toEqual(new Array(2 + 2 * BURST).fill(200));
    expect(await unanswered()).toBe(0);
  });

  test('when only the wall clock tells of the time that passed, as after a suspended night', async () => {
    const { stalling, other } = await twoProcesses();
    await world.run(ask(other, burst));
    let suspendedMs = 0;
    const clock = { ...stalling.process.clock, monotonicMs: () => world.time.nowMs - suspendedMs };
    const asked = ask({ ...stalling.process, clock }, burst);
    await stalling.sleeping(BURST);
    stalling.stop();
    const beganMs = world.time.nowMs;
    await world.run(ask(other, burst));
    suspendedMs = world.time.nowMs - beganMs - 1500;
    stalling.goOn();
    await world.run(asked);
    expect(await statuses()).toEqual(new Array(2 + 3 * BURST).fill(200));
  });
});

test('a process that stalls time and again sends nothing, gives every turn back and says why', async () => {
  const patient = world.process();
  await world.run(ask(patient, [undefined]));
  let stalledMs = 0;
  const clock = {
    ...patient.clock,
    monotonicMs() {
      stalledMs += 300;
      return world.time.nowMs + stalledMs;
    },
  };
  await expect(world.run(ask({ ...patient, clock }, [undefined]))).rejects.toMatchObject({
    code: 'process_stalled',
    next: 'retry',
    message: expect.stringMatching(/too slow/),
  });
  expect(await statuses()).toEqual([200]);
  expect(await unanswered()).toBe(0);
});
