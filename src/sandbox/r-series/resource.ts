import type { Store } from '../store.ts';

/** A row as it goes out: every scalar is text, lists hang under a container (firm). */
export type Row = Record<string, unknown>;

/** A resource is a declaration: where its rows come from, what they relate to, how they are sorted, who may read them. */
export interface Resource {
  name: string;
  key: string;
  /** Any one of these scopes opens it; an empty list is open to every token. */
  scopes: string[];
  /** Fields `sort` accepts; the key is always one of them. */
  sortable: string[];
  /** Ids run from 1 to this. */
  count(store: Store): number;
  row(store: Store, id: number): Row;
  relations: Record<string, Relation>;
}

export interface Relation {
  /** One row, or a list that hangs as `{container: {rowName: [...]}}`. */
  many: boolean;
  /** Field of the row that the relation fills, where it differs from its name. */
  load(store: Store, row: Row, below: string[]): unknown;
}

/** A list under its container: `""` for none, an object for one row, an array for many (firm). */
export function nested(rowName: string, rows: Row[]): unknown {
  if (rows.length === 0) return '';
  return { [rowName]: rows.length === 1 ? rows[0] : rows };
}

/** `YYYY-MM-DDTHH:MM:SS+00:00`, whole seconds (firm). */
export function stamp(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19)}+00:00`;
}

/** An amount of cents as a decimal text without a fixed scale: `0`, `10`, `4.39` (firm). */
export function amount(cents: number): string {
  return String(Math.round(cents) / 100);
}

/** A row with what was edited in it. */
export function edited(store: Store, resource: string, id: number, row: Row): Row {
  const edit = store.edits[resource]?.[String(id)];
  return edit ? { ...row, ...edit } : row;
}
