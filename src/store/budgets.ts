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
}

export interface Slot {
  /** 0: nothing was booked, the next slot lies too far ahead; ask again after `waitMs`. */
  booking: string;
  waitMs: number;
  /** When the slot was booked, which `waitMs` counts from: milliseconds since 1970 by the database's clock. */
  momentMs: number;
}

/** What is assumed of a budget before its first reply: a bucket, or windows that all count the same requests. */
export type BudgetModel =
  | { kind: 'bucket'; sizeDrips: number; dripPerSecond: number; burst: number }
  | { kind: 'windows'; windows: { requests: number; seconds: number }[] };

/** Makes the row of a budget with what is assumed before its first reply; leaves an existing one alone. */
export async function openBudget(db: Db, key: string, model: BudgetModel): Promise<void> {
  const unknown = { levelAt: sql<Date>`clock()`, throttledUntil: null, tooManyRequestsOn: null };
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
export async function bookSlot(db: Db, { key, costDrips, lane, aheadMs, forgetMs }: SlotRequest): Promise<Slot> {
  const { rows } = await sql<Slot>`
    select booking, wait_ms, moment_ms from book_slot(${key}, ${costDrips}, ${lane}, ${aheadMs}, ${forgetMs})`.execute(
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

/** An answer to a request of this booking, sent with this generation's token. */
export interface Answer {
  connectionId: string;
  generation: number;
  key: string;
  booking: string;
  /** Where the reply told the budget. */
  reading: BudgetReading | undefined;
  /** Milliseconds since it came. */
  agoMs: number;
}

/**
 * Takes in answers, oldest first: the buckets they told, the use of their grants (which settles doubts about older
 * replies), and that their connections are online. One round trip; rows change only when that is news or 10 s old.
 */
export async function noteAnswers(db: Db, answers: Answer[]): Promise<void> {
  await sql`select note_answers(${JSON.stringify(answers)}::jsonb)`.execute(db);
}

/** Takes in the budget a reply told; without `reading` only notes that the request was answered. */
export async function takeReading(
  db: Db,
  key: string,
  booking: string,
  reading: BudgetReading | undefined,
): Promise<void> {
  const told = reading ? JSON.stringify(reading) : null;
  await sql`select take_reading(${key}, ${booking}, ${told}::jsonb)`.execute(db);
}

/** The request of this booking was not sent and won't be. */
export async function giveBack(db: Db, key: string, booking: string): Promise<void> {
  await sql`select give_back(${key}, ${booking})`.execute(db);
}

/** A 429: nothing of this budget is sent for `waitMs`; `isTold` when the reply said so, and it is no guess. */
export async function takeThrottle(
  db: Db,
  key: string,
  booking: string,
  { waitMs, isTold }: { waitMs: number; isTold: boolean },
): Promise<void> {
  await sql`select take_throttle(${key}, ${booking}, ${waitMs}, ${isTold})`.execute(db);
}

/** The budget behind a connection as its replies told it, with what is used of it at this moment. */
export type ConnectionBudget = { connectionId: string; throttledUntil: Date | null; tooMany: number } & (
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

/** Budgets of these connections; one that no reply has told about yet is left out. */
export async function connectionBudgets(db: Db | Tx, connectionIds: string[]): Promise<Map<string, ConnectionBudget>> {
  if (connectionIds.length === 0) return new Map();
  const { rows } = await sql<ConnectionBudget>`
    select c.id as connection_id, b.kind, b.size_drips, b.drip_per_second, b.burst, b.throttled_until,
      greatest(0, b.level_drips - b.drip_per_second * greatest(0, extract(epoch from clock() - b.level_at)::float8)) as level_drips,
      case when b.too_many_requests_on = clock()::date then b.too_many_requests else 0 end as too_many,
      (select jsonb_agg(jsonb_build_object(
          'requests', w.requests, 'seconds', w.seconds,
          'remaining', greatest(0, w.requests - case when w.ends_before > clock() then w.used else 0 end - (
            select count(*) from booking k where k.budget_key = b.key and is_beside(k, w, clock())
              and (w.ends_before > clock() or k.send_at >= w.ends_before))),
          'resetsAt', case when w.ends_before > clock() then w.ends_before end) order by w.place)
        from budget_window w where w.budget_key = b.key) as windows
    from connection c left join iclient i on i.id = c.iclient_id
    join budget b on b.learned
      and b.key like c.environment || '|%|' || c.account_id || '|' || coalesce(i.client_id, '-')
    where c.id in (${sql.join(connectionIds)})`.execute(db);
  return new Map(rows.map((budget) => [budget.connectionId, budget]));
}
