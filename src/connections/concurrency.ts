import type { ConnectionRow } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import type { ConcurrencyInput } from './concurrency-schema.ts';
import { SettingRefused } from './setting-refused.ts';

const pointer = '/concurrency/borrowFromConnectionId';

/** The columns that hold what was asked for; what was left out is not among them. */
export function concurrencyColumns({ target, autoRecover, borrowFromConnectionId }: ConcurrencyInput) {
  return {
    ...(target === undefined ? {} : { targetConcurrency: target }),
    ...(autoRecover === undefined ? {} : { autoRecover }),
    ...(borrowFromConnectionId === undefined ? {} : { borrowFromConnectionId }),
  };
}

/**
 * Checks that a connection may borrow the budget of another: of the same API type and environment, one that has its own.
 * A connection that lends can't borrow, so there are neither chains nor circles. Throws SettingRefused.
 */
export async function checkBorrowing(
  db: Db | Tx,
  borrower: Pick<ConnectionRow, 'id' | 'name' | 'apiType' | 'environment'>,
  lenderId: string | null | undefined,
): Promise<void> {
  if (!lenderId) return;
  const refuse = (why: string) => {
    throw new SettingRefused(pointer, 'borrowing_refused', why);
  };
  if (lenderId === borrower.id) refuse('A connection cannot borrow from itself. Choose another one.');
  const lender = await db.selectFrom('connection').selectAll().where('id', '=', lenderId).forShare().executeTakeFirst();
  if (!lender)
    throw new SettingRefused(pointer, 'borrowing_refused', 'There is no such connection any more. Choose another one.');
  if (lender.apiType !== borrower.apiType || lender.environment !== borrower.environment) {
    refuse(`"${lender.name}" is of another API type or environment. Choose a connection like this one.`);
  }
  if (lender.borrowFromConnectionId !== null) {
    refuse(`"${lender.name}" borrows its budget itself. Choose the connection that it borrows from.`);
  }
  const [first] = await borrowersOf(db, borrower.id);
  if (first) refuse(`"${first.name}" borrows from "${borrower.name}", which can't borrow in turn. Change that first.`);
}

/** The connections that use this one's budget, by name. */
export async function borrowersOf(db: Db | Tx, id: string): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('connection')
    .select(['id', 'name'])
    .where('borrowFromConnectionId', '=', id)
    .orderBy('name')
    .execute();
}
