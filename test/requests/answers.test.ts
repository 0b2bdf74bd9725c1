import { describe, expect, onTestFinished, test } from 'vitest';
import type { Installation } from '../../src/installation.ts';
import { noteAnswer, settleAnswers } from '../../src/requests/answers.ts';
import { bookSlot, openBudget } from '../../src/store/budgets.ts';
import { newId } from '../../src/store/id.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

/** An installation with a budget whose limits are known, so that answers are gathered. */
async function gathering() {
  const database = await testDatabase();
  const opened = await openTestInstallation({ database: database.connection, dataDir: await temporaryDataDir() });
  onTestFinished(async () => {
    await opened.close();
    await database.drop();
  });
  let ms = 0;
  const installation: Installation = { ...opened, clock: { ...opened.clock, monotonicMs: () => ms } };
  const key = newId();
  await openBudget(installation.db, key, { kind: 'bucket', sizeDrips: 90, dripPerSecond: 1, burst: 20 });
  const book = async () => {
    const asked = { key, costDrips: 1, lane: 'backfill', aheadMs: 1000, forgetMs: 60_000 };
    return (await bookSlot(installation.db, asked)).booking;
  };
  const nobody = newId();
  const spender = { connectionId: nobody, queueId: nobody, flowId: undefined, lane: 'backfill', costDrips: 1 };
  const note = (booking: string) =>
    noteAnswer(installation, { ...spender, generation: 1, key, booking, reading: undefined });
  await note(await book());
  return {
    installation,
    book,
    note,
    passTime: (byMs: number) => {
      ms += byMs;
    },
    /** Does `work` while nothing can be stored in the budget; `underWay` resolves when something waits for that. */
    async whileHeld(work: (underWay: () => Promise<void>) => Promise<void>) {
      const holder = await installation.pool.connect();
      const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      try {
        await holder.query('begin');
        await holder.query('select from budget where key = $1 for update', [key]);
        await work(() => expect.poll(async () => (await installation.pool.query(waiting)).rows.length).toBe(1));
      } finally {
        await holder.query('commit');
        holder.release();
      }
    },
    async answered(booking: string) {
      const { rows } = await installation.pool.query<{ agoMs: number }>(
        'select extract(epoch from clock() - answered_at)::float8 * 1000 as "agoMs" from booking where id = $1 and answered_at is not null',
        [booking],
      );
      return rows[0];
    },
  };
}

describe('who waits until all answers are stored', () => {
  test('also waits for those that are on their way to the database', async () => {
    const { installation, book, note, whileHeld, answered } = await gathering();
    const booking = await book();
    let settled: Promise<unknown> = Promise.resolve();
    await whileHeld(async (underWay) => {
      await note(booking);
      await underWay();
      settled = settleAnswers(installation).then(() => answered(booking));
    });
    expect(await settled).toEqual({ agoMs: expect.any(Number) });
  });

  test('and for those that are gathered meanwhile', async () => {
    const { installation, book, note, whileHeld, answered } = await gathering();
    const bookings = [await book(), await book()];
    let settled: Promise<unknown> = Promise.resolve();
    await whileHeld(async (underWay) => {
      await note(bookings[0] as string);
      await underWay();
      await note(bookings[1] as string);
      settled = settleAnswers(installation).then(() => Promise.all(bookings.map(answered)));
    });
    expect(await settled).toEqual([{ agoMs: expect.any(Number) }, { agoMs: expect.any(Number) }]);
  });
});

test('an answer is dated by when it came, on the clock of the installation', async () => {
  const { installation, book, note, passTime, answered } = await gathering();
  const booking = await book();
  await note(booking);
  passTime(1500);
  await settleAnswers(installation);
  expect((await answered(booking))?.agoMs).toBeGreaterThanOrEqual(1500);
});
