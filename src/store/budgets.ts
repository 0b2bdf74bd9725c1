import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

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

/** The bucket behind a connection as its replies told it, with the level of this moment. */
export interface ConnectionBudget {
  connectionId: string;
  levelDrips: number;
  sizeDrips: number;
  dripPerSecond: number;
  burst: number | null;
  throttledUntil: Date | null;
  /** 429s of this day. */
  tooMany: number;
}

/** Budgets of these connections; one that no reply has told about yet is left out. */
export async function connectionBudgets(db: Db | Tx, connectionIds: string[]): Promise<Map<string, ConnectionBudget>> {
  if (connectionIds.length === 0) return new Map();
  const { rows } = await sql<ConnectionBudget>`
    select c.id as connection_id, b.size_drips, b.drip_per_second, b.burst, b.throttled_until,
      greatest(0, b.level_drips - b.drip_per_second * extract(epoch from clock() - b.level_at)::float8) as level_drips,
      case when b.too_many_requests_on = clock()::date then b.too_many_requests else 0 end as too_many
    from connection c join iclient i on i.id = c.iclient_id
    join budget b on b.learned and b.key like c.environment || '|%|' || c.account_id || '|' || i.client_id
    where c.id in (${sql.join(connectionIds)})`.execute(db);
  return new Map(rows.map((budget) => [budget.connectionId, budget]));
}
