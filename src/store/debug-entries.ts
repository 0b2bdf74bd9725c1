import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from './database.ts';
import type { DebugEntryTable } from './tables.ts';

export type NewDebugEntry = Insertable<DebugEntryTable>;
export type DebugEntryRow = Selectable<DebugEntryTable> & { flowName: string | null };
/** An entry without headers and bodies. */
export type DebugEntryHead = Omit<
  DebugEntryRow,
  'requestHeaders' | 'requestBody' | 'responseHeaders' | 'responseBody' | 'requestCut' | 'responseCut'
>;

/** Of each connection so much is kept: the newest ones. */
const MOST_ENTRIES = 2000;
const MOST_BYTES = 32 * 1024 * 1024;
const KEPT = sql.raw("interval '24 hours'");

export interface DebugFilter {
  method?: string | undefined;
  /** `2xx`, `404`, or `failed` for exchanges without a reply; any of them. */
  status?: readonly string[] | undefined;
  /** In address, bodies, or the reason why no reply came. */
  q?: string | undefined;
}

/** Stores entries of one connection, tells who follows it (`<connection> <first id> <last id>`), and forgets its oldest. */
export async function addDebugEntries(db: Db, connectionId: string, entries: NewDebugEntry[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ids = await tx.insertInto('debugEntry').values(entries).returning('id').execute();
    await sql`
      delete from debug_entry where connection_id = ${connectionId} and id in (
        select id from (
          select id, row_number() over newest as n,
            sum(coalesce(octet_length(request_body), 0) + coalesce(octet_length(response_body), 0)) over newest as bytes
          from debug_entry where connection_id = ${connectionId} window newest as (order by id desc)
        ) as counted
        where n > ${MOST_ENTRIES} or (bytes > ${MOST_BYTES} and n > 1))`.execute(tx);
    const span = `${connectionId} ${ids[0]?.id ?? 0} ${ids.at(-1)?.id ?? 0}`;
    await sql`select pg_notify('debug', ${span})`.execute(tx);
  });
}

const head = [
  'debugEntry.id',
  'connectionId',
  'at',
  'kind',
  'caller',
  'method',
  'url',
  'requestBytes',
  'status',
  'responseBytes',
  'failure',
  'ms',
  'missed',
] as const;

/** Entries that match, of the last 24 hours. */
const found = (db: Db, connectionId: string, { method, status, q }: DebugFilter = {}) => {
  let rows = db
    .selectFrom('debugEntry')
    .leftJoin('flow', (join) => join.on(sql<boolean>`flow.id::text = debug_entry.caller->>'flowId'`))
    .select('flow.name as flowName')
    .where('connectionId', '=', connectionId)
    .where('at', '>', sql<Date>`clock() - ${KEPT}`);
  if (method) rows = rows.where('method', '=', method.toUpperCase());
  if (status?.length) {
    rows = rows.where((eb) =>
      eb.or(
        status.map((one) => {
          if (one === 'failed') return eb('debugEntry.status', 'is', null);
          const from = Number(one.replaceAll('x', '0'));
          return one.endsWith('xx')
            ? eb.between('debugEntry.status', from, from + 99)
            : eb('debugEntry.status', '=', from);
        }),
      ),
    );
  }
  if (q) {
    const like = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where((eb) =>
      eb.or((['url', 'requestBody', 'responseBody', 'failure'] as const).map((field) => eb(field, 'ilike', like))),
    );
  }
  return rows;
};

/** Newest first, from the entry `after` on. */
export function debugEntryHeads(
  db: Db,
  connectionId: string,
  filter: DebugFilter,
  page: { limit: number; after: string | undefined },
): Promise<DebugEntryHead[]> {
  let rows = found(db, connectionId, filter).select(head);
  if (page.after) rows = rows.where('debugEntry.id', '<', page.after);
  return rows.orderBy('debugEntry.id', 'desc').limit(page.limit).execute();
}

/** Oldest first: those of a span of ids, both ends in it; without an end all from there on. */
export function debugEntriesBetween(
  db: Db,
  connectionId: string,
  filter: DebugFilter,
  span: { from: string; to: string | undefined; limit: number },
): Promise<DebugEntryHead[]> {
  let rows = found(db, connectionId, filter).select(head).where('debugEntry.id', '>=', span.from);
  if (span.to) rows = rows.where('debugEntry.id', '<=', span.to);
  return rows.orderBy('debugEntry.id').limit(span.limit).execute();
}

/** Whole entries that match, oldest first, from `after` on. */
export function debugEntries(
  db: Db,
  connectionId: string,
  filter: DebugFilter,
  page: { limit: number; after: string },
): Promise<DebugEntryRow[]> {
  return found(db, connectionId, filter)
    .selectAll('debugEntry')
    .where('debugEntry.id', '>', page.after)
    .orderBy('debugEntry.id')
    .limit(page.limit)
    .execute();
}

export function debugEntry(db: Db, connectionId: string, id: string): Promise<DebugEntryRow | undefined> {
  return found(db, connectionId).selectAll('debugEntry').where('debugEntry.id', '=', id).executeTakeFirst();
}

/** Forgets all that was recorded of a connection; answers how many there were. */
export async function clearDebugEntries(db: Db, connectionId: string): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('debugEntry')
    .where('connectionId', '=', connectionId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Forgets what is older than 24 hours. */
export async function pruneDebugEntries(db: Db): Promise<void> {
  await sql`delete from debug_entry where at < clock() - ${KEPT}`.execute(db);
}
