import { type Selectable, sql } from 'kysely';
import type pg from 'pg';
import type { Slot, SlotRequest } from './budgets.ts';
import type { Db, Tx } from './database.ts';
import type { GrantRow } from './grants.ts';
import type { ConnectionTable } from './tables.ts';

export type ConnectionRow = Selectable<ConnectionTable>;

export async function connectionRow(db: Db | Tx, id: string): Promise<ConnectionRow | undefined> {
  return db.selectFrom('connection').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A connection, the client ID of its iClient, and of its grant what decides whether a request can leave. */
export type ConnectionWithGrant = ConnectionRow & {
  clientId: string | null;
  grant:
    | Pick<GrantRow, 'connectionId' | 'generation' | 'tokenPair' | 'issuedAt' | 'expiresAt' | 'forced' | 'tokenServer'>
    | undefined;
  /** The connection that lends its budget; undefined for one with its own. */
  lender: Lender | undefined;
  /** What was booked on the way. */
  slot: Slot | undefined;
};

/** What the budget of a connection that lends it is known by. */
export type Lender = Pick<
  ConnectionRow,
  'id' | 'name' | 'apiType' | 'environment' | 'settings' | 'http' | 'accountId' | 'targetConcurrency'
> & { clientId: string | null };

/** Columns are named one by one: a prepared statement must not change its result when a migration adds one. */
const columnsOfConnection = [
  'id',
  'name',
  'api_type',
  'environment',
  'region',
  'built_in',
  'iclient_id',
  'settings',
  'secrets',
  'http',
  'status',
  'paused',
  'reason',
  'reason_detail',
  'account_id',
  'account_name',
  'employee',
  'last_call_at',
  'offline_since',
  'next_probe_at',
  'probes',
  'debug_until',
  'version',
  'created_at',
  'updated_at',
  'target_concurrency',
  'auto_recover',
  'borrow_from_connection_id',
] as const;
const camelCased = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const connectionWithGrantText = `select ${columnsOfConnection.map((name) => `c.${name} as "${camelCased(name)}"`).join(', ')},
    i.client_id as "clientId", g.generation, g.token_pair as "tokenPair", g.issued_at as "issuedAt",
    g.expires_at as "expiresAt", g.forced, g.token_server as "tokenServer", s.booking, s.wait_ms as "waitMs", s.moment_ms as "momentMs",
    s.is_busy as "isBusy",
    case when l.id is not null then json_build_object('id', l.id, 'name', l.name, 'apiType', l.api_type,
      'environment', l.environment, 'settings', l.settings, 'http', l.http, 'accountId', l.account_id,
      'targetConcurrency', l.target_concurrency, 'clientId', li.client_id) end as lender
  from connection c
  left join iclient i on i.id = c.iclient_id
  left join "grant" g on g.connection_id = c.id
  left join connection l on l.id = c.borrow_from_connection_id
  left join iclient li on li.id = l.iclient_id
  left join lateral (
    select booking, wait_ms, moment_ms, is_busy
    from book_slot(case when not c.paused and c.status <> 'unauthorized' then $2 end, $3, $4, $5, $6,
      coalesce(c.borrow_from_connection_id, c.id), $7)
  ) s on true
  where c.id = $1`;

/**
 * The three rows that every request looks at; where `slot` names a budget, its next slot is booked in the same round trip
 * (not for a connection that is paused or unauthorized). The one statement that is prepared: planning it takes longer than
 * running it, and a page of a run waits for it.
 */
export async function connectionWithGrant(
  pool: pg.Pool,
  id: string,
  slot: SlotRequest | undefined,
): Promise<ConnectionWithGrant | undefined> {
  const { rows } = await pool.query<ConnectionRow & GrantColumns & SlotColumns & ClientColumns>({
    name: 'connection with grant',
    text: connectionWithGrantText,
    values: [id, slot?.key, slot?.costDrips, slot?.lane, slot?.aheadMs, slot?.forgetMs, slot?.answered ?? []],
  });
  const [row] = rows;
  if (!row) return undefined;
  const { clientId, generation, tokenPair, issuedAt, expiresAt, forced, tokenServer, ...beside } = row;
  const { booking, waitMs, momentMs, isBusy, lender, ...connection } = beside;
  const hasGrant = generation !== null && tokenPair !== null && issuedAt !== null && tokenServer !== null;
  return {
    ...connection,
    clientId,
    grant: hasGrant
      ? { connectionId: id, generation, tokenPair, issuedAt, expiresAt, forced: forced === true, tokenServer }
      : undefined,
    lender: lender ?? undefined,
    slot:
      booking !== null && waitMs !== null && momentMs !== null
        ? { booking, waitMs, momentMs, isBusy: isBusy === true }
        : undefined,
  };
}

interface GrantColumns {
  generation: number | null;
  tokenPair: string | null;
  issuedAt: Date | null;
  expiresAt: Date | null;
  forced: boolean | null;
  tokenServer: 'new' | 'old' | null;
}

interface SlotColumns {
  booking: string | null;
  waitMs: number | null;
  momentMs: number | null;
  isBusy: boolean | null;
}

interface ClientColumns {
  clientId: string | null;
  lender: Lender | null;
}

/** Tells every process that a connection's status or tokens changed, so that who waits for it looks again. */
export async function notifyConnection(db: Db | Tx, id: string): Promise<void> {
  await sql`select pg_notify('connection', ${id})`.execute(db);
}

/**
 * A request was answered: the connection is online. Writes only when that is news, or the last call is 10 s old. One that
 * needs an authorization stays so: the request may have left before the sign-in was refused.
 */
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
    .where('status', '!=', 'unauthorized')
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

/**
 * The network or the provider is in trouble; never says anything about the sign-in. Returns when the next probe is due, not
 * before `atLeastMs` from now. The gap grows once a probe, however many requests failed together.
 */
export async function markOffline(
  db: Db | Tx,
  id: string,
  reason: string,
  detail: string,
  atLeastMs = 0,
): Promise<Date> {
  const gaps = sql.raw(`array[${probeGapSeconds.join(',')}]`);
  const probeIsDue = sql`(next_probe_at is null or next_probe_at <= clock())`;
  const row = await db
    .updateTable('connection')
    .set({
      status: 'offline',
      reason,
      reasonDetail: detail,
      offlineSince: sql<Date>`coalesce(offline_since, clock())`,
      nextProbeAt: sql<Date>`greatest(
        case when ${probeIsDue}
          then clock() + make_interval(secs => (${gaps})[least(probes + 1, ${probeGapSeconds.length})])
          else next_probe_at end,
        clock() + make_interval(secs => ${atLeastMs / 1000}))`,
      probes: sql<number>`case when ${probeIsDue} then probes + 1 else probes end`,
    })
    .where('id', '=', id)
    .where('status', 'in', ['online', 'offline'])
    .returning('nextProbeAt')
    .executeTakeFirst();
  if (row) await notifyConnection(db, id);
  return row?.nextProbeAt ?? new Date(0);
}

/** A new token pair is stored: what was said about the one before it no longer holds. */
export async function markRenewed(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('connection')
    .set({ status: 'online', reason: null, reasonDetail: null, offlineSince: null, nextProbeAt: null, probes: 0 })
    .where('id', '=', id)
    .where('status', 'in', ['unauthorized', 'offline'])
    .execute();
  await notifyConnection(tx, id);
}

/** Whether nobody has edited a connection since this version; holds off who would until the transaction ends. */
export async function isVersion(tx: Tx, id: string, version: number): Promise<boolean> {
  const row = await tx.selectFrom('connection').select('version').where('id', '=', id).forUpdate().executeTakeFirst();
  return row?.version === version;
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

/** Forgets what was granted to these connections: it belongs to another address or client than they have now. */
export async function dropGrants(tx: Tx, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const dropped = await tx.deleteFrom('grant').where('connectionId', 'in', ids).returning('connectionId').execute();
  await resetStatus(
    tx,
    dropped.map(({ connectionId }) => connectionId),
  );
}

/** Nothing is known any more of whether these connections can be used. */
export async function resetStatus(tx: Tx, ids: string[]): Promise<void> {
  for (const id of ids) {
    await tx
      .updateTable('connection')
      .set({ status: 'new', reason: null, reasonDetail: null, offlineSince: null, nextProbeAt: null, probes: 0 })
      .where('id', '=', id)
      .execute();
    await notifyConnection(tx, id);
  }
}

/** The connection is meant to open another account from now on. */
export async function forgetAccount(tx: Tx, id: string): Promise<void> {
  const account = { accountId: null, accountName: null, employee: null };
  await tx.updateTable('connection').set(account).where('id', '=', id).execute();
}

/** Records what this connection sends for so many minutes from now; null: no longer. Returns until when. */
export async function setDebugUntil(tx: Tx, id: string, minutes: number | null): Promise<Date | null> {
  const { debugUntil } = await tx
    .updateTable('connection')
    .set({ debugUntil: minutes === null ? null : sql<Date>`clock() + make_interval(mins => ${minutes})` })
    .where('id', '=', id)
    .returning('debugUntil')
    .executeTakeFirstOrThrow();
  await notifyConnection(tx, id);
  return debugUntil;
}
