import { sql } from 'kysely';
import type { Db } from './database.ts';

export interface Slot {
  /** 0: nothing was booked, the next slot lies too far ahead; ask again after `waitMs`. */
  booking: string;
  waitMs: number;
}

/** Makes the row of a budget with what is assumed before its first reply; leaves an existing one alone. */
export async function openBudget(
  db: Db,
  key: string,
  model: { sizeDrips: number; dripPerSecond: number; burst: number },
): Promise<void> {
  await db
    .insertInto('budget')
    .values({ key, ...model, levelAt: sql<Date>`clock()`, throttledUntil: null, tooManyRequestsOn: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Books the next slot at most `aheadMs` ahead; unanswered, it is forgotten `forgetMs` after its time. One round trip. */
export async function bookSlot(
  db: Db,
  options: { key: string; costDrips: number; lane: string; aheadMs: number; forgetMs: number },
): Promise<Slot> {
  const { key, costDrips, lane, aheadMs, forgetMs } = options;
  const { rows } = await sql<{ booking: string; waitMs: number }>`
    select booking, wait_ms from book_slot(${key}, ${costDrips}, ${lane}, ${aheadMs}, ${forgetMs})`.execute(db);
  const [slot] = rows;
  if (!slot) throw new Error(`no budget ${key}`);
  return slot;
}

/** Takes in the bucket a reply told; without `reading` only notes that the request was answered. */
export async function takeReading(
  db: Db,
  key: string,
  booking: string,
  reading:
    | { levelDrips: number; sizeDrips: number; dripPerSecond: number | undefined; burst: number | undefined }
    | undefined,
): Promise<void> {
  await sql`select take_reading(${key}, ${booking}, ${reading?.levelDrips ?? null}, ${reading?.sizeDrips ?? null},
    ${reading?.dripPerSecond ?? null}, ${reading?.burst ?? null})`.execute(db);
}

/** A 429: nothing of this budget is sent for `waitMs`. */
export async function takeThrottle(db: Db, key: string, booking: string, waitMs: number): Promise<void> {
  await sql`select take_throttle(${key}, ${booking}, ${waitMs})`.execute(db);
}
