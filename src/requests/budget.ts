import type { BudgetModel } from '../connectors/connector.ts';
import type { Installation } from '../installation.ts';
import { openBudget, type SlotRequest } from '../store/budgets.ts';
import { type BookedSlot, bookedSlot } from './booked-slot.ts';
import type { Lane, Waiting } from './request.ts';

/** How far ahead a lane may book at first, and at most: so a person's request is never behind a herd of a backfill's. */
const firstAheadMs: Record<Lane, number> = { interactive: 2000, scheduled: 800, backfill: 300 };
const MOST_AHEAD_MS = 2000;
/** Who waits for a long window looks again this often: limits and what is told of them change. */
const MOST_SLEEP_MS = 60_000;
/** A waiter's reach grows with its wait, so that no lane starves: by this much for each millisecond waited. */
const AHEAD_PER_WAITED_MS = 0.2;

const opened = new WeakMap<Installation, Set<string>>();

/** What a rate limit counts by: host, account and client of one environment. */
export function budgetKey(parts: {
  environment: string;
  host: string;
  accountId: string | null;
  clientId: string;
}): string {
  return [parts.environment, parts.host, parts.accountId ?? '-', parts.clientId].join('|');
}

/** Which budget a connection counted by last: a guess that saves a round trip, checked against its row each time. */
const lastKeys = new WeakMap<Installation, Map<string, string>>();

/** What to book while a connection's row is read; undefined until its budget is known to be there. */
export function expectedSlot(
  installation: Installation,
  connectionId: string,
  { costDrips, lane, forgetMs }: Pick<Asked, 'costDrips' | 'lane' | 'forgetMs'>,
): SlotRequest | undefined {
  const key = lastKeys.get(installation)?.get(connectionId);
  const isThere = key !== undefined && opened.get(installation)?.has(key);
  return isThere ? { key, costDrips, lane, forgetMs, aheadMs: firstAheadMs[lane] } : undefined;
}

/** Notes by which budget a connection counts. */
export function expectKey(installation: Installation, connectionId: string, key: string): void {
  const keys = lastKeys.get(installation) ?? new Map<string, string>();
  lastKeys.set(installation, keys);
  keys.set(connectionId, key);
}

/** A request that wants its turn. */
export interface Asked {
  key: string;
  model: BudgetModel;
  costDrips: number;
  lane: Lane;
  /** Milliseconds after which an unanswered request is forgotten. */
  forgetMs: number;
  signal?: AbortSignal;
  onWait?: (waiting: Waiting | null) => void;
}

/** A request's turn: its booking, how late it is by now, and how long it had to be waited for, 0 when it was free at once. */
export interface Turn extends Pick<BookedSlot, 'booking' | 'lateMs'> {
  waitedMs: number;
}

/**
 * Waits until a request of `costDrips` may be sent. One row, shared by every worker everywhere. `first` is what was booked
 * of this budget while the connection was read.
 */
export async function bookTurn(installation: Installation, asked: Asked, first: BookedSlot | undefined): Promise<Turn> {
  const { key, model, costDrips, lane, forgetMs, signal, onWait } = asked;
  const { db, clock } = installation;
  const known = opened.get(installation) ?? new Set();
  opened.set(installation, known);
  if (!known.has(key)) {
    await openBudget(db, key, model);
    known.add(key);
  }
  // A full bucket has room for a costly request only that far ahead.
  const costlyMs = model.kind === 'bucket' ? (1000 * Math.max(0, costDrips - 1)) / model.dripPerSecond : 0;
  const mostAheadMs = MOST_AHEAD_MS + costlyMs;
  const startedMs = clock.monotonicMs();
  let waitedMs = 0;
  for (let slot = first; ; slot = undefined) {
    signal?.throwIfAborted();
    const aheadMs = Math.min(mostAheadMs, firstAheadMs[lane] + waitedMs * AHEAD_PER_WAITED_MS);
    slot ??= await bookedSlot(installation, { key, costDrips, lane, aheadMs, forgetMs });
    const booked = slot.booking !== '0';
    if (booked && slot.waitMs === 0) return { ...slot, waitedMs };
    onWait?.({ for: 'budget', untilMs: clock.now().getTime() + slot.waitMs });
    const sleepMs = booked ? slot.waitMs : Math.min(MOST_SLEEP_MS, Math.max(20, slot.waitMs - aheadMs));
    await clock.sleep(sleepMs, signal);
    waitedMs = clock.monotonicMs() - startedMs;
    if (booked) return { ...slot, waitedMs };
  }
}
