import type { Connection } from '../../api/connections.ts';

type Budget = Pick<NonNullable<Connection['budget']>, 'levelDrips' | 'sizeDrips' | 'dripPerSecond'>;

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
  { levelDrips, sizeDrips, dripPerSecond }: Budget,
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
