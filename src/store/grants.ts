import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { GrantTable } from './tables.ts';

export type GrantRow = Selectable<GrantTable>;

/** How long one process may hold the right to refresh. Outlasts the request's own deadline (30 s). */
export const LEASE_SECONDS = 60;

export interface Attempt {
  id: string;
  owner: string;
}

export interface NewPair {
  /** Sealed JSON `{accessToken, refreshToken}`. */
  tokenPair: string;
  /** Null for a pair without a refresh token. */
  refreshTokenFingerprint: string | null;
  scopes: string[];
  expiresAt: Date | null;
  refreshDiesAt: Date | null;
  /** Which of the API's OAuth servers gave it, and so renews it. */
  tokenServer: 'new' | 'old';
}

/**
 * One token pair of one authorization. Generations count on through later authorizations, but start again where the grant
 * was dropped in between; `authorizedAt` tells those apart.
 */
export interface PairKey {
  connectionId: string;
  generation: number;
  authorizedAt: Date;
}

const now = sql<Date>`clock()`;

export async function grantOf(db: Db | Tx, connectionId: string): Promise<GrantRow | undefined> {
  return db.selectFrom('grant').selectAll().where('connectionId', '=', connectionId).executeTakeFirst();
}

/**
 * Takes the lease for replacing token pair `generation` and writes the attempt down; undefined when the pair was replaced
 * already or another process holds the lease. Over an attempt whose outcome nobody learned it sets `unknownSince`.
 */
export async function takeRefreshLease(
  db: Db,
  connectionId: string,
  generation: number,
  attempt: Attempt,
): Promise<GrantRow | undefined> {
  return db
    .updateTable('grant')
    .set({
      unknownSince: sql<Date | null>`coalesce(unknown_since, attempt_started_at)`,
      leaseOwner: attempt.owner,
      leaseUntil: sql<Date>`clock() + make_interval(secs => ${LEASE_SECONDS})`,
      attemptId: attempt.id,
      attemptStartedAt: now,
    })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', now)]))
    .returningAll()
    .executeTakeFirst();
}

/** Whether `attempt` may still replace pair `generation`: nobody else did, and nobody took the lease over. Locks the row in a transaction. */
export async function holdsLease(
  db: Db | Tx,
  connectionId: string,
  generation: number,
  attempt: Attempt,
): Promise<boolean> {
  const held = await db
    .selectFrom('grant')
    .select('generation')
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('attemptId', '=', attempt.id)
    .forUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

/** Whether somebody holds the lease for replacing pair `generation` now, by the database's clock. */
export async function isBeingReplaced(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const held = await db
    .selectFrom('grant')
    .select('generation')
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('leaseUntil', '>=', now)
    .executeTakeFirst();
  return held !== undefined;
}

/** Notes that the attempt's last request ended without an answer, before the same holder repeats it. */
export async function noteUnknownOutcome(
  db: Db,
  connectionId: string,
  generation: number,
  attempt: Attempt,
): Promise<void> {
  await db
    .updateTable('grant')
    .set({ unknownSince: sql<Date | null>`coalesce(unknown_since, attempt_started_at)` })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('attemptId', '=', attempt.id)
    .execute();
}

/**
 * Gives the lease back after an outcome that is known: nothing was sent, or the server refused. Returns since when there
 * is doubt about the fate of this pair; undefined when the attempt is not the row's any more.
 */
export async function clearAttempt(
  db: Db | Tx,
  connectionId: string,
  generation: number,
  attempt: Attempt,
): Promise<{ unknownSince: Date | null } | undefined> {
  return db
    .updateTable('grant')
    .set({ leaseOwner: null, leaseUntil: null, attemptId: null, attemptStartedAt: null })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('attemptId', '=', attempt.id)
    .returning('unknownSince')
    .executeTakeFirst();
}

/**
 * Stores the pair that replaces `key` as the next generation. Fenced by the generation, not by the lease: a pair in hand
 * is newer than the row, whoever holds the lease. With `keepFormer` the pair it replaces becomes the spare, for a server
 * that honours it until the new one is first used. False when another pair was stored for this generation first.
 */
export async function saveTokenPair(
  db: Db | Tx,
  { connectionId, generation, authorizedAt }: PairKey,
  pair: NewPair,
  { keepFormer }: { keepFormer: boolean },
): Promise<boolean> {
  const saved = await db
    .updateTable('grant')
    .set({
      generation: generation + 1,
      ...pair,
      ...freshPair,
      ...(keepFormer ? { sparePair: sql<string>`token_pair`, spareGeneration: generation + 1 } : {}),
    })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('authorizedAt', '=', authorizedAt)
    .executeTakeFirst();
  return saved.numUpdatedRows === 1n;
}

const freshPair = {
  issuedAt: now,
  firstUsedAt: null,
  leaseOwner: null,
  leaseUntil: null,
  attemptId: null,
  attemptStartedAt: null,
  forced: false,
  sparePair: null,
  spareGeneration: null,
} as const;

/**
 * Keeps a pair that came second for `key` as the spare of the next generation, unless that has one; not when a new
 * authorization replaced it. True when kept.
 */
export async function keepSparePair(
  db: Db | Tx,
  { connectionId, generation, authorizedAt }: PairKey,
  sparePair: string,
): Promise<boolean> {
  const kept = await db
    .updateTable('grant')
    .set({ sparePair, spareGeneration: generation + 1 })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation + 1)
    .where('authorizedAt', '=', authorizedAt)
    .where('sparePair', 'is', null)
    .executeTakeFirst();
  return kept.numUpdatedRows === 1n;
}

/** Stores what a person's authorization gave as the next generation. Nothing of the grant before it is kept. */
export async function replaceGrant(tx: Tx, connectionId: string, pair: NewPair): Promise<number> {
  const fresh = {
    ...pair,
    ...freshPair,
    // Whole milliseconds, as a Date holds them, since it is compared later.
    authorizedAt: sql<Date>`date_trunc('milliseconds', clock())`,
    lastUsedAt: null,
    unknownSince: null,
  };
  const { generation } = await tx
    .insertInto('grant')
    .values({ connectionId, generation: 1, ...fresh })
    .onConflict((conflict) =>
      conflict.column('connectionId').doUpdateSet({ ...fresh, generation: sql<number>`"grant".generation + 1` }),
    )
    .returning('generation')
    .executeTakeFirstOrThrow();
  return generation;
}

/**
 * A grant that holds no token yet, as generation 0: its first renewal brings the first one. Does nothing where there is a
 * grant.
 */
export async function beginGrant(
  tx: Tx,
  connectionId: string,
  first: Pick<NewPair, 'tokenPair' | 'scopes'>,
): Promise<void> {
  await tx
    .insertInto('grant')
    .values({
      connectionId,
      generation: 0,
      ...first,
      ...freshPair,
      forced: true,
      refreshTokenFingerprint: null,
      authorizedAt: sql<Date>`date_trunc('milliseconds', clock())`,
      expiresAt: now,
      refreshDiesAt: null,
      lastUsedAt: null,
      unknownSince: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Forgets a grant while `attempt` holds its lease: nothing can replace it any more. Returns its generation; undefined where
 * another pair or lease came first.
 */
export async function deleteGrant(tx: Tx, connectionId: string, attempt: Attempt): Promise<number | undefined> {
  const deleted = await tx
    .deleteFrom('grant')
    .where('connectionId', '=', connectionId)
    .where('attemptId', '=', attempt.id)
    .returning('generation')
    .executeTakeFirst();
  return deleted?.generation;
}

/** Whether nothing has replaced this generation; holds off who would until the transaction ends. */
export async function isNewestPair(tx: Tx, connectionId: string, generation: number): Promise<boolean> {
  const row = await tx
    .selectFrom('grant')
    .select('generation')
    .where('connectionId', '=', connectionId)
    .forUpdate()
    .executeTakeFirst();
  return row?.generation === generation;
}

/** Asks for a refresh ahead of time of this generation, however often it is asked; does nothing once it is replaced. */
export async function forceRefresh(db: Db | Tx, connectionId: string, generation: number): Promise<void> {
  await db
    .updateTable('grant')
    .set({ forced: true })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}
