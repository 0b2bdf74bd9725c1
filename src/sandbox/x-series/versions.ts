import type { XStore } from '../store.ts';
import { deletedBeside } from './deleted-rows.ts';

/** Versions begin above the small numbers, as those of a retailer of some age do. */
const FIRST = 1_000_000;
/** More than there are tables: each has a place of its own among so many versions, so that no two rows share one. */
const TABLES = 64;

/**
 * The version of row `number` of the `count` rows that a table was made with. Tables lie between each other, and versions
 * grow with numbers, so that a place in a list is found by halving.
 */
export const madeVersion = (store: XStore, table: number, number: number, count: number): number =>
  FIRST + Math.floor((number * longest(store)) / Math.max(1, count)) * TABLES + table;

/** The highest version before anything changed. */
export const lastMadeVersion = (store: XStore): number => FIRST + (longest(store) + 1) * TABLES;

/** No table is longer than this. */
function longest({ sizes }: XStore): number {
  const { items, customers, sales } = sizes;
  return Math.max(1000, 3 * (items + deletedBeside(items)), customers + deletedBeside(customers), sales);
}
