import { diceFor } from '../random.ts';
import type { RStore } from '../store.ts';

export const DAY = 86_400;
/** Rows are made as if over the two years before the store was born: the later the id, the later its time. */
const SPAN = 730 * DAY;
/** In a larger store this many rows came in at once, in the middle, as an import makes them: more than two pages of one second. */
const IMPORTED = 250;

/**
 * Time of row `id` of `count`, epoch seconds: never falls as ids grow, so that sorting by time needs no index. Some
 * neighbours share a second, and a whole import does.
 */
export function timeOf(store: RStore, id: number, count: number): number {
  const imported = Math.floor(count / 2);
  if (count >= 1000 && id > imported && id <= imported + IMPORTED) return spread(store, imported, count);
  const first = id - (id % 4);
  return spread(store, diceFor(store.seed, 'together', first).chance(0.1) ? first : id, count);
}

const spread = (store: RStore, id: number, count: number) =>
  store.bornAt - SPAN + Math.floor((SPAN * id) / Math.max(1, count));
