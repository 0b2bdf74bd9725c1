import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { ListQuery } from '../rest.ts';
import { grantOf } from '../store/grants.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import {
  attemptsSpentUntil,
  type RefreshAttemptRow,
  refreshAttempts,
  renewedLastDay,
} from '../store/refresh-attempts.ts';
import { usableConnection } from './access-token.ts';
import { authorizedClientOf } from './authorized-client.ts';
import { connectByItself } from './connect-by-itself.ts';
import { notAuthorizedYet } from './connection-errors.ts';
import { refreshGrant } from './refresh.ts';
import type { RefreshAttempt, RefreshHistory } from './refresh-schema.ts';

/** Renewals of one connection a minute, ours and those asked for, beyond which nobody can ask: R-Series' servers take no more. */
const MOST_A_MINUTE = 5;

/** Renewals of a connection's token pairs, newest first: the last 30 days, at most 500. */
export async function refreshHistory({ db }: Installation, id: string, query: ListQuery): Promise<RefreshHistory> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor).id;
  const [rows, lastDay, spentUntil] = await Promise.all([
    refreshAttempts(db, id, { limit: query.limit + 1, after }),
    renewedLastDay(db, id),
    attemptsSpentUntil(db, id, MOST_A_MINUTE),
  ]);
  const page = pageOf(rows, query.limit, (row) => ({ sort: '', id: row.id }));
  return {
    items: page.rows.map(view),
    nextCursor: page.nextCursor,
    renewedLastDay: lastDay,
    renewableAt: spentUntil?.toISOString() ?? null,
  };
}

/** Replaces the token pair because a person asked, or gets the first one where nobody is asked for consent. Throws `renewed_too_often`, ConnectionUnavailable, and as `authorizedClientOf`. */
export async function renewNow(installation: Installation, id: string): Promise<void> {
  const isConnected = await connectByItself(installation, id);
  const connection = await usableConnection(installation, id);
  if (isConnected) return;
  await authorizedClientOf(installation, connection);
  const grant = await grantOf(installation.db, id);
  if (!grant) throw notAuthorizedYet(connection);
  const spentUntil = await attemptsSpentUntil(installation.db, id, MOST_A_MINUTE);
  if (spentUntil) {
    const waitMs = Math.max(1000, spentUntil.getTime() - installation.clock.now().getTime());
    throw new CounterflowError(
      'renewed_too_often',
      `The token of "${connection.name}" was renewed ${MOST_A_MINUTE} times within a minute; token servers refuse more. Try again in ${Math.ceil(waitMs / 1000)} s. It is renewed by itself as well.`,
      { waitMs },
    );
  }
  await refreshGrant(installation, connection, grant.generation);
}

function view(row: RefreshAttemptRow): RefreshAttempt {
  const outcome = outcomeOf(row);
  return {
    id: row.id,
    generation: row.generation,
    startedAt: row.startedAt.toISOString(),
    ms: row.endedAt && row.endedAt.getTime() - row.startedAt.getTime(),
    outcome,
    error: outcome === 'refused' ? row.outcome : null,
    detail: row.detail,
  };
}

function outcomeOf({ outcome, isRecent }: RefreshAttemptRow): RefreshAttempt['outcome'] {
  if (outcome === null) return isRecent ? 'underway' : 'abandoned';
  if (outcome === 'pair') return 'renewed';
  return outcome === 'unknown' || outcome === 'notSent' ? outcome : 'refused';
}
