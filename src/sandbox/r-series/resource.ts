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
  /** Sortable names that rows show under another one, e.g. `timeStamp` of SalePayment as `createTime`. */
  shownAs?: Record<string, string>;
  /** Times and ids that grow with the row's own id in rows as they were made, so that a place is found by halving. */
  growing: string[];
  /** Ids run from 1 to this. */
  count(store: Store): number;
  /** Left out where every id up to `count` is a row. */
  exists?(store: Store, id: number): boolean;
  /** Ids of rows that changed since they were made; left out where these are the edited ones. */
  movedIds?(store: Store): number[];
  /** Whether lists hide a row, told without making it; left out where rows of this resource are never archived. */
  isArchived?(store: Store, id: number): boolean;
  row(store: Store, id: number): Row;
  relations: Record<string, Relation>;
}

/** Rows that hang below a row when `load_relations` names them. */
export interface Relation {
  /** Whether it is a list, which hangs as `{container: {rowName: ...}}`, or one row. */
  many: boolean;
  rowName: string;
  rows(store: Store, row: Row): Row[];
  below?: Record<string, Relation>;
}

export const toOne = (rows: (store: Store, row: Row) => Row | undefined, below?: Relation['below']): Relation => ({
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
export const linked = (resource: () => Resource, field: string, below?: Relation['below']): Relation =>
  toOne((store, row) => {
    const id = Number(row[field]);
    return exists(resource(), store, id) ? resource().row(store, id) : undefined;
  }, below);

export function exists(resource: Resource, store: Store, id: number): boolean {
  if (!Number.isInteger(id) || id < 1 || id > resource.count(store)) return false;
  return resource.exists?.(store, id) ?? true;
}

/** A list under its container: `""` for none, an object for one row, an array for many (firm). */
export function nested(rowName: string, rows: Row[]): unknown {
  if (rows.length === 0) return '';
  return { [rowName]: rows.length === 1 ? rows[0] : rows };
}

/** A row with what was asked to be loaded, by names like `SaleLines.Item`; a link that leads nowhere loads nothing. */
export function withRelations(store: Store, relations: Record<string, Relation>, row: Row, names: string[]): Row {
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

/** Whether an edit or, without one, the generator made a row archived. */
export function isArchived(store: Store, resource: string, id: number, asMade: boolean): boolean {
  const edit = store.edits[resource]?.[String(id)]?.archived;
  return edit === undefined ? asMade : edit === 'true';
}

export function editedIds(store: Store, resource: string): number[] {
  return Object.keys(store.edits[resource] ?? {}).map(Number);
}
