import type { Actor } from '../../accounts/actor.ts';
import { recordAudit } from '../../accounts/audit.ts';
import { connectorOf } from '../../connectors/catalogue.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Installation } from '../../installation.ts';
import type { List } from '../../rest.ts';
import { connectionRow, setDebugUntil } from '../../store/connections.ts';
import {
  clearDebugEntries,
  type DebugEntryRow,
  debugEntries,
  debugEntriesBetween,
  debugEntryHeads,
  type DebugEntryHead as Head,
  debugEntry as storedEntry,
} from '../../store/debug-entries.ts';
import { decodeIdCursor, encodeIdCursor } from '../../store/page.ts';
import type { DebugEntry, DebugEntryHead, DebugFilter, DebugQuery } from './debug-schema.ts';

/** Entries read at once: each may hold two bodies. */
const ENTRIES_A_READ = 50;

/** Records every request of a connection for so many minutes from now. Throws `not_found`, `nothing_to_record`. */
export async function startDebugLog(
  installation: Installation,
  actor: Actor,
  id: string,
  minutes: number,
): Promise<void> {
  const row = await existing(installation, id);
  if (connectorOf(row.apiType)?.kind !== 'api') {
    throw new CounterflowError(
      'nothing_to_record',
      `"${row.name}" sends no HTTP requests, so it has no debug log. Its runs tell what it did.`,
    );
  }
  await installation.db.transaction().execute(async (tx) => {
    const until = await setDebugUntil(tx, id, minutes);
    const after = { minutes, until: until?.toISOString() };
    await recordAudit(tx, actor, { action: 'debug_start', resourceType: 'connection', resourceId: id, after });
  });
}

/** Records no more; what was recorded stays. Throws `not_found`. */
export async function stopDebugLog(installation: Installation, actor: Actor, id: string): Promise<void> {
  const { debugUntil } = await existing(installation, id);
  if (debugUntil === null || debugUntil <= installation.clock.now()) return;
  await installation.db.transaction().execute(async (tx) => {
    await setDebugUntil(tx, id, null);
    await recordAudit(tx, actor, { action: 'debug_stop', resourceType: 'connection', resourceId: id });
  });
}

/** Forgets all that was recorded. Throws `not_found`. */
export async function clearDebugLog(installation: Installation, actor: Actor, id: string): Promise<void> {
  await existing(installation, id);
  const entries = await clearDebugEntries(installation.db, id);
  const after = { entries };
  await recordAudit(installation.db, actor, {
    action: 'debug_clear',
    resourceType: 'connection',
    resourceId: id,
    after,
  });
}

/** What was recorded in the last 24 hours, newest first, without headers and bodies. Throws `not_found`. */
export async function listDebugEntries(
  installation: Installation,
  id: string,
  { limit, cursor, ...filter }: DebugQuery,
): Promise<List<DebugEntryHead>> {
  await existing(installation, id);
  const after = cursor === undefined ? undefined : decodeIdCursor(cursor);
  const rows = await debugEntryHeads(installation.db, id, filter, { limit: limit + 1, after });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(headView), nextCursor: rows.length > limit && last ? encodeIdCursor(last.id) : null };
}

/** One exchange with all that was kept of it. Throws `not_found`. */
export async function getDebugEntry(installation: Installation, id: string, entryId: string): Promise<DebugEntry> {
  await existing(installation, id);
  const row = await storedEntry(installation.db, id, entryId);
  if (row) return entryView(row);
  throw new CounterflowError('not_found', 'This request is not in the debug log any more. It is kept for 24 hours.');
}

/** Heads of entries with ids in a span, oldest first; those that were written since an id where no end is given. */
export async function debugHeadsBetween(
  { db }: Installation,
  id: string,
  filter: DebugFilter,
  span: { from: string; to?: string; limit: number },
): Promise<DebugEntryHead[]> {
  return (await debugEntriesBetween(db, id, filter, { to: undefined, ...span })).map(headView);
}

/** Whole entries, oldest first, read little by little. */
export async function* wholeDebugLog(
  { db }: Installation,
  id: string,
  filter: DebugFilter,
): AsyncGenerator<DebugEntry> {
  for (let after = '0'; ; ) {
    const rows = await debugEntries(db, id, filter, { limit: ENTRIES_A_READ, after });
    for (const row of rows) yield entryView(row);
    const last = rows.at(-1);
    if (!last || rows.length < ENTRIES_A_READ) return;
    after = last.id;
  }
}

async function existing(installation: Installation, id: string) {
  const row = await connectionRow(installation.db, id);
  if (row) return row;
  throw new CounterflowError('not_found', `There is no connection with id ${id}. It may have been deleted.`);
}

function headView(row: Head): DebugEntryHead {
  const caller = row.caller as DebugEntryHead['caller'];
  return {
    id: row.id,
    at: row.at.toISOString(),
    kind: row.kind as DebugEntryHead['kind'],
    caller: caller.type === 'run' ? { ...caller, flowName: row.flowName } : caller,
    method: row.method,
    url: row.url,
    status: row.status,
    failure: row.failure,
    ms: row.ms,
    requestBytes: row.requestBytes,
    responseBytes: row.responseBytes,
    missed: row.missed,
  };
}

function entryView(row: DebugEntryRow): DebugEntry {
  const { requestHeaders, requestBody, requestCut, responseHeaders, responseBody, responseCut } = row;
  return {
    ...headView(row),
    request: { headers: requestHeaders, body: requestBody, cut: requestCut },
    response: responseHeaders && { headers: responseHeaders, body: responseBody, cut: responseCut },
  };
}
