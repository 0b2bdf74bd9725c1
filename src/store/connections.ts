import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { ConnectionTable } from './tables.ts';

export type ConnectionRow = Selectable<ConnectionTable>;

export async function connectionRow(db: Db | Tx, id: string): Promise<ConnectionRow | undefined> {
  return db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Tells every process that a connection's status or tokens changed, so that who waits for it looks again. */
export async function notifyConnection(db: Db | Tx, id: string): Promise<void> {
  await sql`select pg_notify('connection', ${id})`.execute(db);
}

/** A request was answered: the connection is online. Writes only when that is news, or the last call is 10 s old. */
export async function markOnline(db: Db | Tx, id: string): Promise<void> {
  const changed = await db
    .updateTable('connection')
    .set({
      status: 'online',
      reason: null,
      reasonDetail: null,
      offlineSince: null,
      nextProbeAt: null,
      probes: 0,
      lastCallAt: sql<Date>`clock()`,
    })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('status', '!=', 'online'),
        eb('lastCallAt', 'is', null),
        eb('lastCallAt', '<', sql<Date>`clock() - interval '10 seconds'`),
      ]),
    )
    .returning(sql<string>`(select status from connection old where old.id = connection.id)`.as('before'))
    .executeTakeFirst();
  if (changed && changed.before !== 'online') await notifyConnection(db, id);
}

/** Gaps between probes of a connection that can't be reached: growing to an hour. */
const probeGapSeconds = [5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** The network or the provider is in trouble; never says anything about the sign-in. Returns when the next probe is due. */
export async function markOffline(db: Db | Tx, id: string, reason: string, detail: string): Promise<Date> {
  const gaps = sql.raw(`array[${probeGapSeconds.join(',')}]`);
  const row = await db
    .updateTable('connection')
    .set({
      status: 'offline',
      reason,
      reasonDetail: detail,
      offlineSince: sql<Date>`coalesce(offline_since, clock())`,
      nextProbeAt: sql<Date>`clock() + make_interval(secs => (${gaps})[least(probes + 1, ${probeGapSeconds.length})])`,
      probes: sql<number>`probes + 1`,
    })
    .where('id', '=', id)
    .where('status', 'in', ['online', 'offline'])
    .returning('nextProbeAt')
    .executeTakeFirst();
  if (row) await notifyConnection(db, id);
  return row?.nextProbeAt ?? new Date(0);
}

/** Only a person can help. */
export async function markUnauthorized(db: Db | Tx, id: string, reason: string, detail: string): Promise<void> {
  await db
    .updateTable('connection')
    .set({ status: 'unauthorized', reason, reasonDetail: detail, offlineSince: null, nextProbeAt: null, probes: 0 })
    .where('id', '=', id)
    .execute();
  await notifyConnection(db, id);
}
