import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { AttemptFailure, AuthorizationAttemptTable } from './tables.ts';

export type AuthorizationAttemptRow = Selectable<AuthorizationAttemptTable>;

export async function attemptById(db: Db | Tx, id: string): Promise<AuthorizationAttemptRow | undefined> {
  return db.selectFrom('authorizationAttempt').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function attemptBy(
  db: Db,
  field: 'pageTokenHash' | 'stateHash',
  hash: string,
): Promise<AuthorizationAttemptRow | undefined> {
  return db.selectFrom('authorizationAttempt').selectAll().where(field, '=', hash).executeTakeFirst();
}

/** Those of a connection that are not over, newest first. */
export async function openAttempts(db: Db, connectionId: string): Promise<AuthorizationAttemptRow[]> {
  return db
    .selectFrom('authorizationAttempt')
    .selectAll()
    .where('connectionId', '=', connectionId)
    .where((eb) =>
      eb.or([
        eb('status', '=', 'confirm'),
        eb.and([eb('status', '=', 'waiting'), eb('expiresAt', '>', sql<Date>`clock()`)]),
      ]),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

/** Binds an attempt to the browser that opened it last; false when it is over. */
export async function bindAttempt(db: Db, id: string, cookieHash: string): Promise<boolean> {
  const bound = await db
    .updateTable('authorizationAttempt')
    .set({ cookieHash })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('claimedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`clock()`)
    .executeTakeFirst();
  return bound.numUpdatedRows === 1n;
}

/** Takes an attempt for its one exchange of a code; false for whoever comes second, or too late. */
export async function claimAttempt(db: Db, id: string): Promise<boolean> {
  const claimed = await db
    .updateTable('authorizationAttempt')
    .set({ claimedAt: sql<Date>`clock()` })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .where('claimedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`clock()`)
    .executeTakeFirst();
  return claimed.numUpdatedRows === 1n;
}

/** Ends an attempt without a grant, and keeps what is known of why; does nothing to one that is over. */
export async function failAttempt(
  db: Db | Tx,
  id: string,
  code: string,
  detail: string,
  more: { failure?: AttemptFailure; account?: { id: string; name: string } | undefined } = {},
): Promise<void> {
  const { failure, account } = more;
  await db
    .updateTable('authorizationAttempt')
    .set({
      status: 'failed',
      code,
      detail,
      secrets: '{}',
      granted: null,
      ...(failure ? { failure: JSON.stringify(failure) } : {}),
      ...(account ? { accountId: account.id, accountName: account.name } : {}),
    })
    .where('id', '=', id)
    .where('status', 'in', ['waiting', 'confirm'])
    .execute();
}
