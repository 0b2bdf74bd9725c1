import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { RecordErrorTable, Tables } from './tables.ts';

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

/** One reading of a filter for what is listed and what is settled, so that nobody settles more than was shown. */
function matching(filter: ErrorFilter) {
  return (eb: ExpressionBuilder<Tables, 'recordError'>) => {
    const conditions = [];
    if (filter.ids) conditions.push(eb('id', 'in', filter.ids));
    for (const field of ['flowId', 'runId', 'stepId', 'state'] as const) {
      const wanted = filter[field];
      if (wanted !== undefined) conditions.push(eb(field, '=', wanted));
    }
    if (filter.q) {
      const like = `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
      conditions.push(eb.or((['message', 'key', 'code'] as const).map((field) => eb(field, 'ilike', like))));
    }
    return eb.and(conditions);
  };
}

/** Newest first, from `after` on (ids grow with time). */
export async function listRecordErrors(
  db: Db,
  filter: ErrorFilter,
  page: { limit: number; after: string | undefined },
): Promise<RecordErrorRow[]> {
  let rows = db.selectFrom('recordError').selectAll().where(matching(filter));
  if (page.after) rows = rows.where('id', '<', page.after);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
}

/** Marks open errors as settled by a person; answers how many there were. */
export async function resolveRecordErrors(db: Db | Tx, filter: ErrorFilter): Promise<number> {
  if (filter.ids?.length === 0) return 0;
  const done = await db
    .updateTable('recordError')
    .set({ state: 'resolved', resolution: 'resolved', resolvedAt: sql<Date>`clock()` })
    .where('state', '=', 'open')
    .where(matching(filter))
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}
