import type { BudgetModel } from '../connectors/connector.ts';
import type { Installation } from '../installation.ts';
import { bookSlot, openBudget } from '../store/budgets.ts';
import type { Lane, Waiting } from './request.ts';

/** How far ahead a lane may book at first, and at most: so a person's request is never behind a herd of a backfill's. */
const firstAheadMs: Record<Lane, number> = { interactive: 2000, scheduled: 800, backfill: 300 };
const MOST_AHEAD_MS = 2000;
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

/** Waits until a request of `costDrips` may be sent, and returns its booking. One row, shared by every worker everywhere. */
export async function bookTurn(
  installation: Installation,
  options: {
    key: string;
    model: BudgetModel;
    costDrips: number;
    lane: Lane;
    forgetMs: number;
    signal?: AbortSignal;
    onWait?: (waiting: Waiting | null) => void;
  },
): Promise<string> {
  const { key, model, costDrips, lane, forgetMs, signal, onWait } = options;
  const { db, clock } = installation;
  const known = opened.get(installation) ?? new Set();
  opened.set(installation, known);
  if (!known.has(key)) {
    await openBudget(db, key, model);
    known.add(key);
  }
  const startedMs = clock.monotonicMs();
  for (;;) {
    signal?.throwIfAborted();
    const waitedMs = clock.monotonicMs() - startedMs;
    const aheadMs = Math.min(MOST_AHEAD_MS, firstAheadMs[lane] + waitedMs * AHEAD_PER_WAITED_MS);
    const slot = await bookSlot(db, { key, costDrips, lane, aheadMs, forgetMs });
    const booked = slot.booking !== '0';
    if (booked && slot.waitMs === 0) return slot.booking;
    onWait?.({ for: 'budget', untilMs: clock.now().getTime() + slot.waitMs });
    await clock.sleep(booked ? slot.waitMs : Math.max(20, slot.waitMs - aheadMs), signal);
    if (booked) return slot.booking;
  }
}
