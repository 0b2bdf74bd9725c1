import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { RecordErrorTable } from './tables.ts';

export type RecordErrorRow = Selectable<RecordErrorTable>;

/** Which of a flow's records failed; each given field narrows it. */
export interface ErrorFilter {
  ids?: string[] | undefined;
  flowId?: string | undefined;
  runId?: string | undefined;
  stepId?: string | undefined;
  state?: 'open' | 'resolved' | undefined;
  q?: string | undefined;
}

/** Steps of a flow that have open errors. */
export async function openErrorSteps(db: Db, flowId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('recordError')
    .select('stepId')
    .distinct()
    .where('flowId', '=', flowId)
    .where('state', '=', 'open')
    .execute();
  return new Set(rows.map((row) => row.stepId));
}

/** Newest first, from `after` on (ids grow with time). */
export async function listRecordErrors(
  db: Db,
  filter: ErrorFilter,
  page: { limit: number; after: string | undefined },
): Promise<RecordErrorRow[]> {
  let rows = db.selectFrom('recordError').selectAll();
  if (filter.ids) rows = rows.where('id', 'in', filter.ids);
  if (filter.flowId) rows = rows.where('flowId', '=', filter.flowId);
  if (filter.runId) rows = rows.where('runId', '=', filter.runId);
  if (filter.stepId) rows = rows.where('stepId', '=', filter.stepId);
  if (filter.state) rows = rows.where('state', '=', filter.state);
  if (filter.q) {
    const like = `%${filter.q}%`;
    rows = rows.where((eb) =>
      eb.or([eb('message', 'ilike', like), eb('key', 'ilike', like), eb('code', 'ilike', like)]),
    );
  }
  if (page.after) rows = rows.where('id', '<', page.after);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
}

/** Marks open errors as settled by a person; answers how many there were. */
export async function resolveRecordErrors(db: Db | Tx, filter: ErrorFilter): Promise<number> {
  if (filter.ids?.length === 0) return 0;
  let update = db
    .updateTable('recordError')
    .set({ state: 'resolved', resolution: 'resolved', resolvedAt: sql<Date>`clock()` })
    .where('state', '=', 'open');
  if (filter.ids) update = update.where('id', 'in', filter.ids);
  if (filter.flowId) update = update.where('flowId', '=', filter.flowId);
  if (filter.runId) update = update.where('runId', '=', filter.runId);
  if (filter.stepId) update = update.where('stepId', '=', filter.stepId);
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}
