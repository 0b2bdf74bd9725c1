import type { Row, Source } from '../rows/source.ts';
import type { XStore } from '../store.ts';
import { numberOf, uuidOf } from './uuids.ts';
import { madeVersion } from './versions.ts';

export type { Row } from '../rows/source.ts';

/**
 * A resource is a declaration: where its rows come from and how they link to others. Rows are numbered from 1 inside; what
 * goes out is the row of API 2.0, with a uuid. Names that begin with `_` stay inside.
 */
export interface XResource extends Source<XStore> {
  /** Tells tables apart, in ids and versions; 1 to 63. */
  table: number;
  /** Fields of the row that this list doesn't show, beside those with `_`. */
  hides: readonly string[];
}

interface Declared {
  name: string;
  table: number;
  made(store: XStore): number;
  /** All fields but `id` and `version`. */
  row(store: XStore, number: number): Row;
  /** Fields that are had for less than the whole row: those that lists filter by. */
  quick?: Record<string, (store: XStore, number: number) => unknown>;
  madeWhere?: Source<XStore>['madeWhere'];
  hides?: readonly string[];
}

export function resource(declared: Declared): XResource {
  const { name, table, made, quick = {}, madeWhere, hides = [] } = declared;
  const version = (store: XStore, number: number) => madeVersion(store, table, number, made(store));
  return {
    name,
    table,
    hides,
    key: 'id',
    growing: ['version'],
    made,
    makeRow: (store, number) => ({
      id: uuidOf(store, table, number),
      ...declared.row(store, number),
      version: version(store, number),
    }),
    makeField(store, number, field) {
      if (field === 'version') return version(store, number);
      if (field === 'deleted_at' && !quick.deleted_at) return null;
      return quick[field]?.(store, number);
    },
    ...(madeWhere ? { madeWhere } : {}),
    sortValue: (_, value) => (typeof value === 'number' ? value : String(value ?? '').toLowerCase()),
  };
}

/** The id of a row, whether or not there is such a row; null for number 0. */
export function idOf(store: XStore, { table }: { table: number }, number: number): string | null {
  return number === 0 ? null : uuidOf(store, table, number);
}

/** The number of a row by its id; 0, which no row has, for anything else. */
export function numberIn(store: XStore, { table }: { table: number }, id: unknown): number {
  return (typeof id === 'string' ? numberOf(store, table, id) : undefined) ?? 0;
}

/** A row without what stays inside. */
export function shown({ hides }: XResource, row: Row): Row {
  const result: Row = {};
  for (const [name, value] of Object.entries(row)) {
    if (!name.startsWith('_') && !hides.includes(name)) result[name] = value;
  }
  return result;
}

/** `2026-01-31T09:00:00+00:00` (firm). */
export const stamp = (epochSeconds: number) => `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}+00:00`;

/** An amount in the currency's unit, of cents or parts of a cent, to five decimals as examples show. */
export const money = (cents: number) => Math.round(cents * 1000) / 100_000 + 0;
