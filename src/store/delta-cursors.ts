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
