import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import { rewindCursor } from './delta-cursors.ts';
import type { RunTable } from './tables.ts';

export type RunRow = Selectable<RunTable>;

/** How long a process owns a run without a word from it; it renews every third of this. */
export const RUN_LEASE_SECONDS = 15;

const leaseEnd = sql<Date>`clock() + make_interval(secs => ${RUN_LEASE_SECONDS})`;

export interface NewRun {
  id: string;
  flowId: string;
  trigger: string;
  /** Name of who started it; null for a schedule. */
  startedBy: string | null;
  snapshot: object;
}

/** Queues a run; undefined when the flow has one that is not over. */
export async function insertRun(db: Db | Tx, run: NewRun): Promise<RunRow | undefined> {
  const row = await db
    .insertInto('run')
    .values({
      id: run.id,
      flowId: run.flowId,
      status: 'queued',
      trigger: run.trigger,
      startedBy: run.startedBy,
      snapshot: JSON.stringify(run.snapshot),
      leaseOwner: null,
      leaseUntil: null,
      asked: null,
      wakeAt: null,
      waitsOn: null,
      code: null,
      detail: null,
      endedAt: null,
    })
    .onConflict((conflict) => conflict.column('flowId').where('endedAt', 'is', null).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row) await notifyRun(db, row.id);
  return row;
}

export async function runRow(db: Db | Tx, id: string): Promise<RunRow | undefined> {
  return db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Tells every process that a run changed: its watchers, and who picks runs up. */
export async function notifyRun(db: Db | Tx, id: string): Promise<void> {
  await sql`select pg_notify('run', ${id})`.execute(db);
}

/**
 * Takes the longest waiting run that nobody works on, raising its epoch: new ones, those whose wait is over, and those
 * whose owner fell silent. Undefined when there is none. Two processes never get the same run.
 */
export async function takeRun(db: Db, owner: string): Promise<RunRow | undefined> {
  return db
    .updateTable('run')
    .set({
      epoch: sql<number>`epoch + 1`,
      leaseOwner: owner,
      leaseUntil: leaseEnd,
      status: 'running',
      waiting: null,
      wakeAt: null,
      waitsOn: null,
      code: null,
      detail: null,
    })
    .where(
      'id',
      '=',
      sql<string>`(
        select r.id from run r
        where r.ended_at is null and r.status in ('queued', 'running', 'waiting') and case
          when r.lease_owner is not null then r.lease_until < clock()
          else r.wake_at is null or r.wake_at <= clock() or exists (
            select from connection c where c.id = r.waits_on and c.status = 'online' and not c.paused)
          end
        order by r.started_at limit 1 for update skip locked)`,
    )
    .returningAll()
    .executeTakeFirst();
}

/** Renews the leases of these runs; answers which are still the owner's, and what somebody asked of them. */
export async function renewRuns(
  db: Db,
  owner: string,
  ids: string[],
): Promise<{ id: string; epoch: number; asked: string | null }[]> {
  return db
    .updateTable('run')
    .set({ leaseUntil: leaseEnd })
    .where('id', 'in', ids)
    .where('leaseOwner', '=', owner)
    .where('endedAt', 'is', null)
    .returning(['id', 'epoch', 'asked'])
    .execute();
}

/** What somebody asked of these runs, without writing anything. */
export async function askedOfRuns(
  db: Db,
  owner: string,
  ids: string[],
): Promise<{ id: string; epoch: number; asked: string | null }[]> {
  return db
    .selectFrom('run')
    .select(['id', 'epoch', 'asked'])
    .where('id', 'in', ids)
    .where('leaseOwner', '=', owner)
    .where('endedAt', 'is', null)
    .execute();
}

/** What a live run shows about a wait that its process sits out itself. */
export async function showWaiting(db: Db, run: RunOwned, waiting: object | null): Promise<void> {
  await db
    .updateTable('run')
    .set({ waiting: waiting === null ? null : JSON.stringify(waiting) })
    .where('id', '=', run.id)
    .where('epoch', '=', run.epoch)
    .where('endedAt', 'is', null)
    .execute();
}

/** A run in the hands of the process that took it at this epoch. */
export interface RunOwned {
  id: string;
  epoch: number;
}

/** Whether the run is still this owner's and not over. */
export async function isOwned(db: Db, run: RunOwned): Promise<boolean> {
  const row = await db
    .selectFrom('run')
    .select('id')
    .where('id', '=', run.id)
    .where('epoch', '=', run.epoch)
    .where('endedAt', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

export interface Parked {
  status: 'queued' | 'waiting' | 'paused';
  waiting?: object | null;
  waitsOn?: string | null;
  wakeInMs?: number | null;
  code?: string | null;
  detail?: string | null;
  checkpoint?: object;
}

/**
 * Gives a run out of hand, to be taken up again. What somebody asked meanwhile decides first: asked to pause it is paused,
 * asked to cancel it is over. Answers its status; undefined when the run has a newer owner.
 */
export async function parkRun(db: Db, run: RunOwned, parked: Parked): Promise<string | undefined> {
  return db.transaction().execute((tx) => park(tx, run, parked));
}

async function park(tx: Tx, run: RunOwned, parked: Parked): Promise<string | undefined> {
  const wake = parked.wakeInMs ?? null;
  const parkedRow = await tx
    .updateTable('run')
    .set({
      status: sql<string>`case asked when 'pause' then 'paused' when 'cancel' then 'cancelled' else ${parked.status} end`,
      endedAt: sql<Date | null>`case asked when 'cancel' then clock() end`,
      asked: null,
      leaseOwner: null,
      leaseUntil: null,
      waiting: sql<
        string | null
      >`case when asked is null then ${parked.waiting ? JSON.stringify(parked.waiting) : null}::jsonb end`,
      waitsOn: parked.waitsOn ?? null,
      wakeAt: wake === null ? null : sql<Date>`clock() + make_interval(secs => ${wake / 1000})`,
      code: parked.code ?? null,
      detail: parked.detail ?? null,
      ...(parked.checkpoint ? { checkpoint: JSON.stringify(parked.checkpoint) } : {}),
    })
    .where('id', '=', run.id)
    .where('epoch', '=', run.epoch)
    .where('endedAt', 'is', null)
    .returning('status')
    .executeTakeFirst();
  if (parkedRow?.status === 'cancelled') await rewindCursor(tx, run.id);
  if (parkedRow) await notifyRun(tx, run.id);
  return parkedRow?.status;
}

export interface RunEnd {
  status: 'completed' | 'failed' | 'cancelled';
  code?: string;
  detail?: string;
}

/** Ends a run for good; `completed` becomes `completedWithErrors` where a record failed. False when it has a newer owner. */
export async function endRun(db: Db, run: RunOwned, end: RunEnd): Promise<boolean> {
  return db.transaction().execute((tx) => closeRun(tx, run, end));
}

async function closeRun(tx: Tx, run: RunOwned, end: RunEnd): Promise<boolean> {
  const ended = await tx
    .updateTable('run')
    .set({
      status:
        end.status === 'completed'
          ? sql<string>`case when exists (select from run_page p where p.run_id = run.id and p.errors > 0)
              then 'completedWithErrors' else 'completed' end`
          : end.status,
      endedAt: sql<Date>`clock()`,
      asked: null,
      leaseOwner: null,
      leaseUntil: null,
      waiting: null,
      code: end.code ?? null,
      detail: end.detail ?? null,
    })
    .where('id', '=', run.id)
    .where('epoch', '=', run.epoch)
    .where('endedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (ended && end.status !== 'completed') await rewindCursor(tx, run.id);
  if (ended) await notifyRun(tx, run.id);
  return ended !== undefined;
}

/**
 * Asks a run to pause or to end. One that nobody works on does so at once, a live one as soon as its process hears of it.
 * Undefined when the run is over or not in a state for it.
 */
export async function askRun(db: Db, id: string, asked: 'pause' | 'cancel'): Promise<RunRow | undefined> {
  return db.transaction().execute((tx) => ask(tx, id, asked));
}

async function ask(tx: Tx, id: string, asked: 'pause' | 'cancel'): Promise<RunRow | undefined> {
  const idle = sql<boolean>`(lease_owner is null or lease_until < clock())`;
  const row = await tx
    .updateTable('run')
    .set({
      asked: sql<string | null>`case when ${idle} then null else ${asked}::text end`,
      status:
        asked === 'pause'
          ? sql<string>`case when ${idle} then 'paused' else status end`
          : sql<string>`case when ${idle} then 'cancelled' else status end`,
      endedAt: asked === 'cancel' ? sql<Date | null>`case when ${idle} then clock() end` : null,
      // An owner that fell silent may come back: it must not go on with what was paused or ended.
      epoch: sql<number>`case when ${idle} then epoch + 1 else epoch end`,
      leaseOwner: sql<string | null>`case when ${idle} then null else lease_owner end`,
      leaseUntil: sql<Date | null>`case when ${idle} then null else lease_until end`,
      waiting: sql<null>`case when ${idle} then null else waiting end`,
      wakeAt: sql<Date | null>`case when ${idle} then null else wake_at end`,
      waitsOn: sql<string | null>`case when ${idle} then null else waits_on end`,
    })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where((eb) => (asked === 'pause' ? eb('status', '!=', 'paused') : eb.lit(true)))
    .where((eb) => eb.or([eb('asked', 'is', null), eb('asked', '!=', 'cancel'), eb.lit(asked === 'cancel')]))
    .returningAll()
    .executeTakeFirst();
  if (row?.status === 'cancelled') await rewindCursor(tx, id);
  if (row) {
    await sql`select pg_notify('run_asked', ${id})`.execute(tx);
    await notifyRun(tx, id);
  }
  return row;
}

/** Queues a paused run again, or takes back a pause that its process has not reached. Undefined when it is not paused. */
export async function resumeRun(db: Db, id: string): Promise<RunRow | undefined> {
  const row = await db
    .updateTable('run')
    .set({
      status: sql<string>`case status when 'paused' then 'queued' else status end`,
      wakeAt: sql<Date | null>`case status when 'paused' then null else wake_at end`,
      waitsOn: sql<string | null>`case status when 'paused' then null else waits_on end`,
      asked: null,
      code: null,
      detail: null,
    })
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where((eb) => eb.or([eb('status', '=', 'paused'), eb('asked', '=', 'pause')]))
    .returningAll()
    .executeTakeFirst();
  if (row) await notifyRun(db, id);
  return row;
}

/**
 * Frees every run at once. Only for a process that has just opened a database nobody else uses (the embedded one):
 * whoever held a lease there is dead, so nobody needs to wait for its end.
 */
export async function freeAllRuns(db: Db): Promise<void> {
  await db
    .updateTable('run')
    .set({ leaseOwner: null, leaseUntil: null })
    .where('endedAt', 'is', null)
    .where('leaseOwner', 'is not', null)
    .execute();
}
