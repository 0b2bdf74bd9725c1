import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Notes in the history that a refresh began. */
export async function startRefreshAttempt(db: Db, id: string, connectionId: string, generation: number): Promise<void> {
  await db
    .insertInto('refreshAttempt')
    .values({ id, connectionId, generation, startedAt: sql<Date>`clock()`, endedAt: null, outcome: null, detail: null })
    .execute();
}

/** Notes how it ended: `pair`, `unknown`, `notSent`, or the server's error code. */
export async function endRefreshAttempt(db: Db, id: string, outcome: string, detail: string | null): Promise<void> {
  await db
    .updateTable('refreshAttempt')
    .set({ endedAt: sql<Date>`clock()`, outcome, detail })
    .where('id', '=', id)
    .execute();
}
