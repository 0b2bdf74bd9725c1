import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/** What is asked of a budget; times in milliseconds. */
export interface SlotRequest {
  key: string;
  costDrips: number;
  lane: string;
  /** The slot lies at most this far ahead, else none is booked. */
  aheadMs: number;
  /** An unanswered booking is forgotten this long after its time. */
  forgetMs: number;
  /** Whose concurrency it counts in: the connection, or the one that lends it its budget. */
  queueId?: string;
  /** Bookings that this process knows to be answered, and has not stored yet. */
  answered?: string[];
}

export interface Slot {
  /** 0: nothing was booked, the next slot lies too far ahead; ask again after `waitMs`. */
  booking: string;
  waitMs: number;
  /** When the slot was booked, which `waitMs` counts from: milliseconds since 1970 by the database's clock. */
  momentMs: number;
  /** Nothing was booked, since as many requests of the queue are on their way as may be. */
  isBusy: boolean;
}

/** What is assumed of a budget before its first reply: a bucket, or windows that all count the same requests. */
export type BudgetModel =
  | { kind: 'bucket'; sizeDrips: number; dripPerSecond: number; burst: number }
  | { kind: 'windows'; windows: { requests: number; seconds: number }[] };

/** Makes the row of a budget with what is assumed before its first reply; leaves an existing one alone. */
export async function openBudget(db: Db, key: string, model: BudgetModel): Promise<void> {
  const unknown = { levelAt: sql<Date>`clock()`, throttledUntil: null, tooManyRequestsOn: null, lentUntil: null };
  if (model.kind === 'bucket') {
    const bucket = { key, ...model, ...unknown };
    await db
      .insertInto('budget')
      .values(bucket)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  await db.transaction().execute(async (tx) => {
    const budget = { key, kind: 'windows', sizeDrips: null, dripPerSecond: null, burst: null, ...unknown };
    const made = await tx
      .insertInto('budget')
      .values(budget)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows !== 1n) return;
    const untold = { toldSentAt: null, toldAt: null, endsAfter: null, endsBefore: null };
    await tx
      .insertInto('budgetWindow')
      .values(model.windows.map((window, at) => ({ budgetKey: key, place: at + 1, ...window, ...untold })))
      .execute();
  });
}

/** Books the next slot. One round trip. */
export async function bookSlot(db: Db, asked: SlotRequest): Promise<Slot> {
  const { key, costDrips, lane, aheadMs, forgetMs, queueId = null, answered = [] } = asked;
  const { rows } = await sql<Slot>`
    select booking, wait_ms, moment_ms, is_busy
    from book_slot(${key}, ${costDrips}, ${lane}, ${aheadMs}, ${forgetMs}, ${queueId}, ${answered}::bigint[])`.execute(
    db,
  );
  const [slot] = rows;
  if (!slot) throw new Error(`no budget ${key}`);
  return slot;
}

/** A bucket, or windows in the order of the model, as a reply told them. */
export type BudgetReading =
  | {
      kind: 'bucket';
      levelDrips: number;
      sizeDrips: number;
      dripPerSecond: number | undefined;
      burst: number | undefined;
    }
  | { kind: 'windows'; windows: { requests: number; remaining: number; resetSeconds: number | undefined }[] };

/** A request that was sent: who spent what of which budget. */
export interface Spent {
  key: string;
  booking: string;
  connectionId: string;
  /** The connection that lends its budget, or the same. */
  queueId: string;
  flowId: string | undefined;
  lane: string;
  costDrips: number;
}

/** An answer to a request of this booking, sent with this generation's token. */
export interface Answer extends Spent {
  generation: number;
  /** Where the reply told the budget. */
  reading: BudgetReading | undefined;
  /** Milliseconds since it came. */
  agoMs: number;
}

/**
 * Takes in answers, oldest first: the buckets they told, the use of their grants (which settles doubts about older
 * replies), that their connections are online, and who spent what. One round trip; rows change only when that is news or
 * 10 s old.
 */
export async function noteAnswers(db: Db, answers: Answer[]): Promise<void> {
  await sql`select note_answers(${JSON.stringify(answers)}::jsonb)`.execute(db);
}

/** A request was refused or met trouble: takes in the budget that its reply told, where it did, and who spent what. */
export async function noteRefusal(db: Db, spent: Spent, reading: BudgetReading | undefined): Promise<void> {
  await sql`select note_end(${JSON.stringify({ ...spent, reading })}::jsonb, true)`.execute(db);
}

/** A request was sent and no reply came: it is no longer on its way, but may have been counted. */
export async function noteLost(db: Db, spent: Spent): Promise<void> {
  await sql`select note_end(${JSON.stringify(spent)}::jsonb, false)`.execute(db);
}

/** The request of this booking was not sent and won't be. */
export async function giveBack(db: Db, key: string, booking: string): Promise<void> {
  await sql`select give_back(${key}, ${booking})`.execute(db);
}

/**
 * A 429: nothing of this budget is sent for `waitMs`; `isTold` when the reply said so, and it is no guess. A queue that
 * recovers by itself goes on one request at a time, and where nothing was told after a minute, then two, then four.
 */
export async function takeThrottle(
  db: Db,
  key: string,
  booking: string,
  { waitMs, isTold, queueId = null }: { waitMs: number; isTold: boolean; queueId?: string | null },
): Promise<void> {
  await sql`select take_throttle(${key}, ${booking}, ${waitMs}, ${isTold}, ${queueId})`.execute(db);
}

/** A budget as its replies told it, with what is used of it at this moment. */
export type BudgetState = { key: string; throttledUntil: Date | null; tooMany: number } & (
  | { kind: 'bucket'; levelDrips: number; sizeDrips: number; dripPerSecond: number; burst: number | null }
  | { kind: 'windows'; windows: WindowNow[] }
);

/** A window of this moment. `resetsAt` is when it surely is over, null when nothing of it is known to be used. */
export interface WindowNow {
  requests: number;
  seconds: number;
  remaining: number;
  resetsAt: string | null;
}

/** These budgets by key; one that no reply has told about yet is left out. */
export async function budgetStates(db: Db | Tx, keys: string[]): Promise<Map<string, BudgetState>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<BudgetState>`
    select b.key, b.kind, b.size_drips, b.drip_per_second, b.burst, b.throttled_until,
      greatest(0, b.level_drips - b.drip_per_second * greatest(0, extract(epoch from clock() - b.level_at)::float8)) as level_drips,
      case when b.too_many_requests_on = clock()::date then b.too_many_requests else 0 end as too_many,
      (select jsonb_agg(jsonb_build_object(
          'requests', w.requests, 'seconds', w.seconds,
          'remaining', greatest(0, w.requests - case when w.ends_before > clock() then w.used else 0 end - (
            select count(*) from booking k where k.budget_key = b.key and is_beside(k, w, clock())
              and (w.ends_before > clock() or k.send_at >= w.ends_before))),
          'resetsAt', case when w.ends_before > clock() then w.ends_before end) order by w.place)
        from budget_window w where w.budget_key = b.key) as windows
    from budget b where b.learned and b.key in (${sql.join(keys)})`.execute(db);
  return new Map(rows.map((budget) => [budget.key, budget]));
}
