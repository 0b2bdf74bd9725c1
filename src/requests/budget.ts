import type { BudgetModel } from '../connectors/connector.ts';
import type { Installation } from '../installation.ts';
import { openBudget, type SlotRequest } from '../store/budgets.ts';
import { answeredBookings } from './answers.ts';
import { type BookedSlot, bookedSlot } from './booked-slot.ts';
import type { Lane, Waiting } from './request.ts';

/** How far ahead a lane may book at first, and at most: so a person's request is never behind a herd of a backfill's. */
const firstAheadMs: Record<Lane, number> = { interactive: 2000, scheduled: 800, backfill: 300 };
const MOST_AHEAD_MS = 2000;
/** Who waits for a long window looks again this often: limits and what is told of them change. */
const MOST_SLEEP_MS = 60_000;
/** Who waits for a place in its queue looks again after this part of its wait, and this often at least. */
const BUSY_PER_WAITED_MS = 0.1;
const MOST_BUSY_SLEEP_MS = 500;
/** A waiter's reach grows with its wait, so that no lane starves: by this much for each millisecond waited. */
const AHEAD_PER_WAITED_MS = 0.2;

const opened = new WeakMap<Installation, Set<string>>();

/** In which queue a connection's requests stand for which budget, and how many of it may be on their way. */
export interface Queue {
  key: string;
  /** The connection, or the one that lends it its budget. */
  queueId: string;
  targetConcurrency: number;
}

/** The queue of a connection's last request: a guess that saves a round trip, checked against its row each time. */
const lastQueues = new WeakMap<Installation, Map<string, Queue>>();

/** The queue that a connection stood in last; undefined before its first request in this process. */
export function expectedQueue(installation: Installation, connectionId: string): Queue | undefined {
  return lastQueues.get(installation)?.get(connectionId);
}

/** What to book while a connection's row is read; undefined until its budget is known to be there. */
export function expectedSlot(
  installation: Installation,
  connectionId: string,
  { costDrips, lane, forgetMs }: Pick<Asked, 'costDrips' | 'lane' | 'forgetMs'>,
): SlotRequest | undefined {
  const queue = expectedQueue(installation, connectionId);
  if (!queue || !opened.get(installation)?.has(queue.key)) return undefined;
  const { key, queueId } = queue;
  const answered = answeredBookings(installation, key);
  return { key, queueId, answered, costDrips, lane, forgetMs, aheadMs: firstAheadMs[lane] };
}

/** Notes in which queue a connection stands. */
export function expectQueue(installation: Installation, connectionId: string, queue: Queue): void {
  const queues = lastQueues.get(installation) ?? new Map<string, Queue>();
  lastQueues.set(installation, queues);
  queues.set(connectionId, queue);
}

/** A request that wants its turn. */
export interface Asked {
  key: string;
  /** Whose concurrency it counts in; left out, in none. */
  queueId?: string;
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
  const { key, queueId, model, costDrips, lane, forgetMs, signal, onWait } = asked;
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
    const wanted = { key, costDrips, lane, aheadMs, forgetMs, answered: answeredBookings(installation, key) };
    slot ??= await bookedSlot(installation, { ...wanted, ...(queueId === undefined ? {} : { queueId }) });
    const booked = slot.booking !== '0';
    if (booked && slot.waitMs === 0) return { ...slot, waitedMs };
    const busyMs = Math.min(MOST_BUSY_SLEEP_MS, Math.max(20, waitedMs * BUSY_PER_WAITED_MS));
    const freeMs = slot.isBusy ? busyMs : Math.max(20, slot.waitMs - aheadMs);
    const sleepMs = booked ? slot.waitMs : Math.min(MOST_SLEEP_MS, freeMs);
    onWait?.({ for: 'budget', untilMs: clock.now().getTime() + (slot.isBusy ? sleepMs : slot.waitMs) });
    await clock.sleep(sleepMs, signal);
    waitedMs = clock.monotonicMs() - startedMs;
    if (booked) return { ...slot, waitedMs };
  }
}
