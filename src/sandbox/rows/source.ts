import type { Store } from '../store.ts';

/** A row as it goes out. */
export type Row = Record<string, unknown>;

/** Where a row stands in an order: its sort value, then its id. */
export interface Position {
  value: string | number;
  id: number;
}

/**
 * Where the rows of one resource come from. Rows as made are never stored: they follow from the store's seed and the row's
 * id, so that a million of them cost nothing. What was created, edited or deleted since is kept and laid over them.
 */
export interface Source<S extends Store = Store> {
  /** Name under which changes are kept; one in a series. */
  name: string;
  /** Field that holds the row's id. */
  key: string;
  /** Fields whose sort value never falls as ids grow, in rows as made: a place is found by halving. */
  growing: readonly string[];
  /** Ids of rows as made run from 1 to this. */
  made(store: S): number;
  /** Left out where every id up to `made` is a row. */
  isMade?(store: S, id: number): boolean;
  /** The row as made, also of an id above `made`: what the next one would have been. */
  makeRow(store: S, id: number): Row;
  /** One field of a row as made, where that is cheaper than the whole row; undefined for a field it doesn't know. */
  makeField?(store: S, id: number, field: string): unknown;
  /** What a row as made is sorted by in a field that it doesn't show; left out where rows show what they are sorted by. */
  makePlace?(store: S, id: number, field: string): unknown;
  /** Ids of rows as made that hold a value in a field; left out, all rows are looked through. */
  madeWhere?: Record<string, (store: S, value: string) => Iterable<number>>;
  /** How a value of a field sorts. */
  sortValue(field: string, value: unknown): string | number;
}

export const isBefore = (left: Position, right: Position) => comparePositions(left, right) < 0;

export function comparePositions(left: Position, right: Position): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.id - right.id;
}
