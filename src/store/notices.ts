import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { NoticeTable } from './tables.ts';

export type NoticeRow = Selectable<NoticeTable>;

const columns = [
  'id',
  'seq',
  'at',
  'kind',
  'connectionId',
  'connectionName',
  'reason',
  'detail',
  'endsAt',
  'flows',
] as const;
export type NoticeColumns = Pick<NoticeRow, (typeof columns)[number]>;

/** A notice as one person finds it. */
export type NoticeFor = NoticeColumns & { read: boolean };

const readBy = (userId: string) =>
  sql<boolean>`exists (select from notice_read r where r.notice_id = notice.id and r.user_id = ${userId})`;

/** Notices from the newest on, at most `limit`; `before` is the `seq` of the one that they come after. */
export async function noticesFor(
  db: Db,
  userId: string,
  { before, limit, unread }: { before: string | undefined; limit: number; unread: boolean },
): Promise<NoticeFor[]> {
  let rows = db.selectFrom('notice').select(columns).select(readBy(userId).as('read'));
  if (before !== undefined) rows = rows.where('seq', '<', before);
  if (unread) rows = rows.where((eb) => eb.not(readBy(userId)));
  return rows.orderBy('seq', 'desc').limit(limit).execute();
}

export async function countUnread(db: Db, userId: string): Promise<number> {
  const { n } = await db
    .selectFrom('notice')
    .select(sql<number>`count(*)::integer`.as('n'))
    .where((eb) => eb.not(readBy(userId)))
    .executeTakeFirstOrThrow();
  return n;
}

/** Marks these notices, or all there are now, as read by a person. Ids that are not there are passed over. */
export async function markRead(db: Db, userId: string, ids: string[] | 'all'): Promise<void> {
  await db
    .insertInto('noticeRead')
    .columns(['userId', 'noticeId'])
    .expression((eb) => {
      const rows = eb.selectFrom('notice').select([sql<string>`${userId}`.as('userId'), 'notice.id']);
      return ids === 'all' ? rows : rows.where('notice.id', 'in', ids);
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Tells of connections that could not be reached for `afterSeconds`, each once a time without contact. One that is paused
 * is not missed, and one that nobody was told is back is not told of again.
 */
export async function tellOfOffline(db: Db | Tx, afterSeconds: number): Promise<number> {
  const { numAffectedRows } = await sql`
    with gone as (
      select * from connection
      where status = 'offline' and not paused
        and coalesce(offline_since, updated_at) < clock() - make_interval(secs => ${afterSeconds})
        and last_told(id) is distinct from 'connection.offline'
      for update skip locked
    )
    insert into notice (kind, once, connection_id, connection_name, reason, detail, flows)
    select 'connection.offline', 'offline ' || id || ' ' || extract(epoch from coalesce(offline_since, updated_at)), id, name, reason,
      reason_detail, flows_that_wait(id)
    from gone
    on conflict (once) do nothing`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/**
 * Tells of sign-ins that end by themselves: a personal token on its last day, a refresh token that nobody uses. Each is told
 * of once for each of `daysBefore` (largest first); one found late is told of once. A refresh token counts only once half its
 * life is over, since one in use is renewed long before.
 */
export async function tellOfEnds(db: Db, daysBefore: readonly number[]): Promise<number> {
  const days = sql`array[${sql.join(daysBefore)}]::integer[]`;
  const { numAffectedRows } = await sql`
    with sign_in as (
      select id, name, 'personal_token_ends' as reason, (settings ->> 'personalTokenExpiresAt')::timestamptz as ends_at,
        '-infinity'::timestamptz as not_before
      from connection where settings ->> 'personalTokenExpiresAt' is not null and secrets ? 'personalToken'
      union all
      select c.id, c.name, 'refresh_token_ends', g.refresh_dies_at, g.issued_at + (g.refresh_dies_at - g.issued_at) / 2
      from "grant" g join connection c on c.id = g.connection_id
      where g.refresh_dies_at is not null and c.status <> 'unauthorized'
    ), due as (
      select *, (select min(n) from unnest(${days}) as n where clock() >= ends_at - make_interval(days => n)) as days
      from sign_in where ends_at > clock() and not_before <= clock()
    )
    insert into notice (kind, once, connection_id, connection_name, reason, ends_at, flows)
    select 'connection.expiring', reason || ' ' || id || ' ' || extract(epoch from ends_at) || ' ' || days, id, name, reason, ends_at,
      flows_that_wait(id)
    from due where days is not null
    on conflict (once) do nothing`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Forgets notices older than this; who was told what a connection's last state is stays told. */
export async function forgetOldNotices(db: Db, olderThanDays: number): Promise<void> {
  await sql`
    delete from notice where at < clock() - make_interval(days => ${olderThanDays})
      and id not in (select distinct on (connection_id) id from notice
        where connection_id is not null and kind <> 'connection.expiring' order by connection_id, seq desc)`.execute(
    db,
  );
}
