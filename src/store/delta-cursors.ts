import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

export interface DeltaCursor {
  fingerprint: string;
  position: Record<string, unknown>;
}

export async function deltaCursor(db: Db | Tx, flowId: string, sourceId: string): Promise<DeltaCursor | undefined> {
  return db
    .selectFrom('deltaCursor')
    .select(['fingerprint', 'position'])
    .where('flowId', '=', flowId)
    .where('sourceId', '=', sourceId)
    .executeTakeFirst();
}

/** Forgets how far changes were read, and what was read: the next run reads everything. */
export async function forgetCursor(db: Db | Tx, flowId: string): Promise<void> {
  await db.deleteFrom('deltaCursor').where('flowId', '=', flowId).execute();
  await db.deleteFrom('contentHash').where('flowId', '=', flowId).execute();
}

/** Says that the position holds for what the source is now, whatever it was. */
export async function keepCursor(db: Db | Tx, flowId: string, sourceId: string, fingerprint: string): Promise<void> {
  await db
    .updateTable('deltaCursor')
    .set({ fingerprint })
    .where('flowId', '=', flowId)
    .where('sourceId', '=', sourceId)
    .execute();
}

/** Last committed content of those keys that are remembered. */
export async function knownHashes(
  db: Db,
  flowId: string,
  sourceId: string,
  keys: string[],
): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const rows = await db
    .selectFrom('contentHash')
    .select(['key', 'hash'])
    .where('flowId', '=', flowId)
    .where('sourceId', '=', sourceId)
    .where('key', 'in', keys)
    .execute();
  return new Map(rows.map((row) => [row.key, row.hash]));
}

/** Forgets rows that no overlap will bring again. */
export async function pruneHashes(db: Db, flowId: string, sourceId: string, before: string): Promise<void> {
  await db
    .deleteFrom('contentHash')
    .where('flowId', '=', flowId)
    .where('sourceId', '=', sourceId)
    .where('changedAt', '<', before)
    .execute();
}

/**
 * Puts the cursor of a run that failed or was cancelled back to where the run began, if its checkpoint says so (`rewind`):
 * what it wrote was given up with it. The hashes go too, so the rows inside the overlap are delivered once more.
 */
export async function rewindCursor(tx: Tx, runId: string): Promise<void> {
  await sql`
    with given_up as (
      select flow_id, checkpoint->'rewind'->>'sourceId' as source_id, checkpoint->'rewind'->'position' as position
      from run where id = ${runId} and status in ('failed', 'cancelled') and checkpoint ? 'rewind'),
    forgotten as (
      delete from content_hash h using given_up g where h.flow_id = g.flow_id and h.source_id = g.source_id),
    removed as (
      delete from delta_cursor c using given_up g
      where c.flow_id = g.flow_id and c.source_id = g.source_id and g.position = 'null')
    update delta_cursor c set position = g.position, updated_at = clock() from given_up g
    where c.flow_id = g.flow_id and c.source_id = g.source_id and g.position <> 'null'`.execute(tx);
}
