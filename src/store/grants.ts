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
  refreshTokenFingerprint: string;
  scopes: string[];
  expiresAt: Date | null;
  refreshDiesAt: Date | null;
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

/** Gives the lease back after an outcome that is known: nothing was sent, or the server refused. False when it is not ours any more. */
export async function clearAttempt(
  db: Db | Tx,
  connectionId: string,
  generation: number,
  attempt: Attempt,
): Promise<boolean> {
  const cleared = await db
    .updateTable('grant')
    .set({ leaseOwner: null, leaseUntil: null, attemptId: null, attemptStartedAt: null })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('attemptId', '=', attempt.id)
    .executeTakeFirst();
  return cleared.numUpdatedRows === 1n;
}

/**
 * Stores the pair as generation + 1. Fenced by generation alone: a pair in hand is newer than the row, whoever holds the
 * lease. False when another pair was stored for this generation first.
 */
export async function saveTokenPair(
  db: Db | Tx,
  connectionId: string,
  generation: number,
  pair: NewPair,
): Promise<boolean> {
  const saved = await db
    .updateTable('grant')
    .set({ generation: generation + 1, ...pair, ...freshPair })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
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
} as const;

/**
 * Keeps a pair that came second for `generation`, beside the one stored as generation + 1; not when a new authorization
 * replaced that generation. True when kept.
 */
export async function keepSparePair(
  db: Db,
  connectionId: string,
  generation: number,
  authorizedAt: Date,
  sparePair: string,
): Promise<boolean> {
  const kept = await db
    .updateTable('grant')
    .set({ sparePair, spareGeneration: generation + 1 })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation + 1)
    .where('authorizedAt', '=', authorizedAt)
    .executeTakeFirst();
  return kept.numUpdatedRows === 1n;
}

/** Stores what a person's authorization gave as the next generation. Nothing of the grant before it is kept. */
export async function replaceGrant(tx: Tx, connectionId: string, pair: NewPair): Promise<number> {
  const fresh = {
    ...pair,
    ...freshPair,
    authorizedAt: now,
    lastUsedAt: null,
    unknownSince: null,
    sparePair: null,
    spareGeneration: null,
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

/** Asks for one refresh ahead of time of this generation; false when it had its one already, or is not the newest. */
export async function forceRefresh(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const forced = await db
    .updateTable('grant')
    .set({ forced: true })
    .where('connectionId', '=', connectionId)
    .where('generation', '=', generation)
    .where('forced', '=', false)
    .executeTakeFirst();
  return forced.numUpdatedRows === 1n;
}
