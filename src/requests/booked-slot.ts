import { stopwatch } from '../clock.ts';
import { type ConnectionInUse, connectionInUse } from '../connections/access-token.ts';
import type { Installation } from '../installation.ts';
import { bookSlot, type Slot, type SlotRequest } from '../store/budgets.ts';

/** A slot that knows when it is due on this process's own clocks. */
export interface BookedSlot extends Slot {
  /** For how many real milliseconds its request could have left already; below 0 before it is due. */
  lateMs(): number;
}

/** Books the next slot of a budget. */
export async function bookedSlot(installation: Installation, asked: SlotRequest): Promise<BookedSlot> {
  const elapsedMs = stopwatch(installation.clock);
  return dated(installation, await bookSlot(installation.db, asked), elapsedMs);
}

/** A usable connection, and the next slot of `asked` booked in the same round trip. Throws as `connectionInUse`. */
export async function connectionWithSlot(
  installation: Installation,
  id: string,
  asked: SlotRequest | undefined,
): Promise<ConnectionInUse & { slot: BookedSlot | undefined }> {
  const elapsedMs = stopwatch(installation.clock);
  const found = await connectionInUse(installation, id, asked);
  return { ...found, slot: found.slot && dated(installation, found.slot, elapsedMs) };
}

/** A slot that was asked for when `elapsedMs` began, and whose answer is read now. */
function dated(installation: Installation, slot: Slot, elapsedMs: () => number): BookedSlot {
  const roundTripMs = elapsedMs();
  const momentAgoMs = Math.min(roundTripMs, answerDelayMs(installation, slot.momentMs) ?? roundTripMs);
  const { rate } = installation.clock;
  return { ...slot, lateMs: () => (elapsedMs() - roundTripMs + momentAgoMs - slot.waitMs) / rate };
}

/** How far this clock and the database's drift apart at most, in milliseconds a millisecond. */
const MOST_DRIFT = 0.001;

/** By how much this process's clock was ahead of the database's when the quickest answer came, and when that was. */
const quickest = new WeakMap<Installation, { aheadMs: number; atMs: number }>();

/**
 * How long an answer lay unread: how much later it came than the quickest one so far, seen from the moment in it. The way
 * from the database, near or far, is in neither. Undefined for the first answer.
 */
function answerDelayMs(installation: Installation, momentMs: number): number | undefined {
  const atMs = installation.clock.monotonicMs();
  const aheadMs = atMs - momentMs;
  const least = quickest.get(installation);
  const drifted = least && least.aheadMs + (atMs - least.atMs) * MOST_DRIFT;
  const delayMs = drifted === undefined ? undefined : Math.max(0, aheadMs - drifted);
  quickest.set(installation, { aheadMs: Math.min(aheadMs, drifted ?? aheadMs), atMs });
  return delayMs;
}

/** Learns anew how both clocks stand to each other: the database's may have been set back. */
export function compareClocksAnew(installation: Installation): void {
  quickest.delete(installation);
}
