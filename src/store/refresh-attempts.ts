import { type Selectable, sql } from 'kysely';
import type { Db } from './database.ts';
import { LEASE_SECONDS } from './grants.ts';
import type { RefreshAttemptTable } from './tables.ts';

/** Notes in the history that a refresh began. */
export async function startRefreshAttempt(db: Db, id: string, connectionId: string, generation: number): Promise<void> {
  await db
    .insertInto('refreshAttempt')
    .values({ id, connectionId, generation, startedAt: sql<Date>`clock()`, endedAt: null, outcome: null, detail: null })
    .execute();
}

/** Notes how it ended: `pair`, `unknown`, `notSent`, or the server's error code. */
export async function endRefreshAttempt(db: Db, id: string, outcome: string, detail: string | null): Promise<void> {
  await db
    .updateTable('refreshAttempt')
    .set({ endedAt: sql<Date>`clock()`, outcome, detail })
    .where('id', '=', id)
    .execute();
}

/** An attempt, and whether its lease may still be held. */
export type RefreshAttemptRow = Selectable<RefreshAttemptTable> & { isRecent: boolean };

/** Attempts of a connection, newest first, from `after` on (ids grow with time). */
export async function refreshAttempts(
  db: Db,
  connectionId: string,
  page: { limit: number; after: string | undefined },
): Promise<RefreshAttemptRow[]> {
  let rows = db
    .selectFrom('refreshAttempt')
    .selectAll()
    .select(sql<boolean>`started_at > clock() - make_interval(secs => ${LEASE_SECONDS})`.as('isRecent'))
    .where('connectionId', '=', connectionId);
  if (page.after) rows = rows.where('id', '<', page.after);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
}

/** How many renewals gave a new pair in the last 24 hours. */
export async function renewedLastDay(db: Db, connectionId: string): Promise<number> {
  const { n } = await db
    .selectFrom('refreshAttempt')
    .select(sql<number>`count(*)::integer`.as('n'))
    .where('connectionId', '=', connectionId)
    .where('outcome', '=', 'pair')
    .where('startedAt', '>', sql<Date>`clock() - interval '24 hours'`)
    .executeTakeFirstOrThrow();
  return n;
}

/** From when on fewer than `most` attempts are younger than a minute; undefined: now. In whole milliseconds, as a Date holds them. */
export async function attemptsSpentUntil(db: Db, connectionId: string, most: number): Promise<Date | undefined> {
  const row = await db
    .selectFrom('refreshAttempt')
    .select(sql<Date>`date_trunc('milliseconds', started_at + interval '1 minute 1 millisecond')`.as('until'))
    .where('connectionId', '=', connectionId)
    .where('startedAt', '>', sql<Date>`clock() - interval '1 minute'`)
    .orderBy('startedAt', 'desc')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.until;
}

/** Forgets what is older than 30 days, and of each connection all but the newest 500. */
export async function pruneRefreshAttempts(db: Db): Promise<void> {
  await sql`delete from refresh_attempt where started_at < clock() - interval '30 days'`.execute(db);
  await sql`
    delete from refresh_attempt using (
      select full_ones.connection_id, (
        select started_at from refresh_attempt
        where connection_id = full_ones.connection_id order by started_at desc offset 499 limit 1) as oldest_kept
      from (select connection_id from refresh_attempt group by connection_id having count(*) > 500) as full_ones
    ) as kept
    where refresh_attempt.connection_id = kept.connection_id and started_at < oldest_kept`.execute(db);
}
