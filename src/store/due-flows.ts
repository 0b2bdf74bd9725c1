import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { FlowTable } from './tables.ts';

export type DueFlow = Pick<Selectable<FlowTable>, 'id' | 'schedule' | 'timezone'> & { nextRunAt: Date };

/** Flows whose schedule came to a moment, the longest waiting first. */
export async function dueFlows(db: Db, most: number): Promise<DueFlow[]> {
  return db
    .selectFrom('flow')
    .select(['id', 'schedule', 'timezone', 'nextRunAt'])
    .where('enabled', '=', true)
    .where('nextRunAt', '<=', sql<Date>`clock()`)
    .orderBy('nextRunAt')
    .limit(most)
    .$narrowType<{ nextRunAt: Date }>()
    .execute();
}

/** Moves a flow on from a moment of its schedule; false when another process did so already. */
export async function takeMoment(
  db: Db | Tx,
  flowId: string,
  { dueAt, nextAt }: { dueAt: Date; nextAt: Date | null },
): Promise<boolean> {
  const taken = await db
    .updateTable('flow')
    .set({ nextRunAt: nextAt })
    .where('id', '=', flowId)
    .where('nextRunAt', '=', dueAt)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}
