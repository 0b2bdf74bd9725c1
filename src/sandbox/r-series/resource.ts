import { exists, fieldOf, rowOf } from '../rows/rows.ts';
import type { Row, Source } from '../rows/source.ts';
import type { RStore } from '../store.ts';
import { secondsOf } from './filter.ts';

export type { Row } from '../rows/source.ts';
export { amount, stamp } from './texts.ts';

/**
 * A resource is a declaration: where its rows come from, what they relate to, how they are sorted, who may read them. Every
 * scalar of a row is text, lists hang under a container (firm).
 */
export interface Resource extends Source<RStore> {
  /** Name of a row in replies, where it is not the resource's: two lists of one row name are kept apart by `name`. */
  element?: string;
  /** Any one of these scopes opens it; an empty list is open to every token. */
  scopes: string[];
  /** Fields `sort` accepts; the key is always one of them. */
  sortable: string[];
  /** Sortable names that rows show under another one, e.g. `timeStamp` of SalePayment as `createTime`. */
  shownAs?: Record<string, string>;
  /** Filters that hold unless a query says otherwise. */
  unlessAsked?: Record<string, string>;
  /** A field that only tokens with a scope see whole; others see its last four characters. */
  masked?: { field: string; scope: string };
  /** Whether rows have a field `archived`, by which lists hide them. */
  isArchivable?: boolean;
  relations: Record<string, Relation>;
}

/** Rows that hang below a row when `load_relations` names them. */
export interface Relation {
  /** Whether it is a list, which hangs as `{container: {rowName: ...}}`, or one row. */
  many: boolean;
  rowName: string;
  rows(store: RStore, row: Row): Row[];
  below?: Record<string, Relation>;
}

/** A resource as declared, with the way its fields sort: ids as numbers, growing times as seconds, else text without regard to case. */
export function resource(declared: Omit<Resource, 'sortValue'>): Resource {
  const sortValue = (field: string, value: unknown) => {
    const text = String(value ?? '');
    if (/(ID|Node)$/.test(field)) return Number(text) || 0;
    return declared.growing.includes(field) ? (secondsOf(text) ?? 0) : text.toLowerCase();
  };
  return { ...declared, sortValue };
}

export const elementOf = ({ element, name }: Resource): string => element ?? name;

export const toOne = (rows: (store: RStore, row: Row) => Row | undefined, below?: Relation['below']): Relation => ({
  many: false,
  rowName: '',
  rows: (store, row) => [rows(store, row)].filter((one) => one !== undefined),
  ...(below ? { below } : {}),
});

export const toMany = (rowName: string, rows: Relation['rows'], below?: Relation['below']): Relation => ({
  many: true,
  rowName,
  rows,
  ...(below ? { below } : {}),
});

/** A relation that the API has and no row of the sandbox fills. */
export const never: Relation = toOne(() => undefined);
export const noRows = (rowName: string, below?: Relation['below']): Relation => toMany(rowName, () => [], below);

/** The row that a link field leads to; `"0"` leads nowhere (firm). */
export const linked = (to: () => Resource, field: string, below?: Relation['below']): Relation =>
  toOne((store, row) => {
    const id = Number(row[field]);
    return exists(store, to(), id) ? rowOf(store, to(), id) : undefined;
  }, below);

/** A list under its container: `""` for none, an object for one row, an array for many (firm). */
export function nested(rowName: string, rows: Row[]): unknown {
  if (rows.length === 0) return '';
  return { [rowName]: rows.length === 1 ? rows[0] : rows };
}

/** A row with what was asked to be loaded, by names like `SaleLines.Item`; a link that leads nowhere loads nothing. */
export function withRelations(store: RStore, relations: Record<string, Relation>, row: Row, names: string[]): Row {
  if (names.length === 0) return row;
  const result = { ...row };
  for (const name of new Set(names.map((one) => one.split('.')[0] ?? ''))) {
    const relation = relations[name];
    if (!relation) continue;
    const below = names.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1));
    const rows = relation.rows(store, row).map((one) => withRelations(store, relation.below ?? {}, one, below));
    if (relation.many) result[name] = nested(relation.rowName, rows);
    else if (rows[0]) result[name] = rows[0];
  }
  return result;
}

export const isArchived = (store: RStore, of: Resource, id: number): boolean =>
  of.isArchivable === true && fieldOf(store, of, id, 'archived') === 'true';
