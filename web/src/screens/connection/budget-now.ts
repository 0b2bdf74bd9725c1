import type { Connection } from '../../api/connections.ts';

type BudgetOf<Kind extends string> = Extract<Connection['budget'], { kind: Kind }>;
type Bucket = Pick<BudgetOf<'bucket'>, 'levelDrips' | 'sizeDrips' | 'dripPerSecond'>;
/** One of the windows that a budget counts by. */
export type Window = BudgetOf<'windows'>['windows'][number];

export interface BudgetNow {
  level: number;
  percent: number;
  /** Units that can be spent at once. */
  room: number;
  untilEmptyMs: number;
  /** Too little room for the next request; one unit is the smallest. */
  isFull: boolean;
}

/** The bucket as it is by now: it has dripped on since it was read. */
export function budgetNow(
  { levelDrips, sizeDrips, dripPerSecond }: Bucket,
  readAtMs: number,
  nowMs: number,
): BudgetNow {
  const dripped = dripPerSecond * (Math.max(0, nowMs - readAtMs) / 1_000);
  const level = Math.max(0, levelDrips - dripped);
  const room = Math.max(0, Math.floor(sizeDrips - level));
  return {
    level,
    percent: (100 * level) / sizeDrips,
    room,
    untilEmptyMs: (1_000 * level) / dripPerSecond,
    isFull: room < 1,
  };
}

/** A window as it is by now: it may have ended since it was read. */
export function windowNow(window: Window, nowMs: number): Window & { used: number; percent: number } {
  const isOver = window.resetsAt !== null && Date.parse(window.resetsAt) <= nowMs;
  const now = isOver ? { ...window, remaining: window.requests, resetsAt: null } : window;
  const used = now.requests - now.remaining;
  return { ...now, used, percent: now.requests > 0 ? (100 * used) / now.requests : 100 };
}

const throttledMs = ({ throttledUntil }: { throttledUntil: string | null }, nowMs: number) =>
  throttledUntil === null ? 0 : Date.parse(throttledUntil) - nowMs;

/** Milliseconds until the smallest request may leave, of a bucket at this level; 0 or less for now. */
export function freeInMs(budget: BudgetOf<'bucket'>, level: number, nowMs: number): number {
  return Math.max(throttledMs(budget, nowMs), (1_000 * (level + 1 - budget.sizeDrips)) / budget.dripPerSecond);
}

/** The same of windows: until all that are used up are over. */
export function windowsFreeInMs(budget: BudgetOf<'windows'>, nowMs: number): number {
  const spent = budget.windows.filter(({ remaining, resetsAt }) => remaining === 0 && resetsAt !== null);
  return Math.max(throttledMs(budget, nowMs), ...spent.map(({ resetsAt }) => Date.parse(resetsAt ?? '') - nowMs));
}
