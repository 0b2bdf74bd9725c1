/** Where the time of a page goes, in milliseconds a page. */
export interface PageTimes {
  /** Waiting for the rate budget (and, rarely, for a token). */
  budgetMs: number;
  /** Waiting for the source's reply. */
  sourceMs: number;
  mappingMs: number;
  destinationMs: number;
}

export type PaceSetter = 'budget' | 'source' | 'mapping' | 'destination';

/** Booking a turn takes a moment even where there is room: below this a page did not wait for the budget. */
const BOOKING_MS = 50;

/**
 * Which of the four sets the pace. Reading and writing go on at the same time, so the slower of the two decides, and in
 * it the larger part.
 */
export function paceSetter({ budgetMs, sourceMs, mappingMs, destinationMs }: PageTimes): PaceSetter {
  if (mappingMs + destinationMs > budgetMs + sourceMs) return mappingMs > destinationMs ? 'mapping' : 'destination';
  return budgetMs > Math.max(sourceMs, BOOKING_MS) ? 'budget' : 'source';
}

export interface Ahead {
  pagesLeft: number;
  times: PageTimes;
  /** Milliseconds a page took lately, from commit to commit. */
  pageMs: number;
  /** Rate budget behind the source, and what a page costs; undefined where the source has none. */
  budget:
    | { levelDrips: number; sizeDrips: number; dripPerSecond: number; costDrips: number }
    | { windows: { requests: number; seconds: number; remaining: number; resetsInMs: number }[] }
    | undefined;
}

/**
 * Milliseconds left: what the pages left cost beyond the free part of the bucket, divided by its drip, or until the window in
 * which the last of them has room; but never less than their own work takes. Where the budget already sets the pace, the pace of late counts too: others may share the bucket.
 */
export function timeLeft({ pagesLeft, times, pageMs, budget }: Ahead): number {
  const workMs = pagesLeft * Math.max(times.sourceMs, times.mappingMs + times.destinationMs);
  if (!budget) return Math.round(Math.max(workMs, pagesLeft * pageMs));
  const budgetMs = budgetTime(pagesLeft, budget);
  const sharedMs = paceSetter(times) === 'budget' ? pagesLeft * pageMs : 0;
  return Math.round(Math.max(workMs, budgetMs, sharedMs));
}

function budgetTime(pagesLeft: number, budget: NonNullable<Ahead['budget']>): number {
  if ('windows' in budget) {
    const untilRoom = budget.windows.map(({ requests, seconds, remaining, resetsInMs }) => {
      if (pagesLeft <= remaining) return 0;
      return resetsInMs + (Math.ceil((pagesLeft - remaining) / Math.max(1, requests)) - 1) * seconds * 1000;
    });
    return Math.max(0, ...untilRoom);
  }
  const freeDrips = Math.max(0, budget.sizeDrips - budget.levelDrips);
  return (Math.max(0, pagesLeft * budget.costDrips - freeDrips) / budget.dripPerSecond) * 1000;
}
