import { SortedPositions } from './sorted-positions.ts';
import type { Position, Row } from './source.ts';

/** One row as it is kept now: whole if it was created, what differs from the row as made if it was edited, null if it is gone. */
export interface KeptRow {
  resource: string;
  id: number;
  fields: Row | null;
}

/** What may be done to rows inside a change. */
export interface Draft {
  /** Lays fields over a row, or creates it. */
  put(resource: string, id: number, fields: Row): void;
  remove(resource: string, id: number): void;
}

interface Table {
  rows: Map<number, Row | null>;
  highest: number;
  /** By field and value: ids of rows whose kept fields hold it. */
  links: Map<string, Map<unknown, Set<number>>>;
  orders: Map<string, SortedPositions>;
}

/**
 * All rows of a store that are not as they were made. Changes happen inside `change`, all or none of them, and are told to
 * the listeners together, so that a crash never leaves half a sale behind.
 */
export class KeptRows {
  /** Counts changes. */
  revision = 0;
  readonly #tables = new Map<string, Table>();
  readonly #listeners: ((rows: KeptRow[]) => void)[] = [];
  #open: { undo: (() => void)[]; touched: Map<string, KeptRow> } | undefined;

  /** Listeners are called after each change that touched a row, before `change` returns. */
  listen(listener: (rows: KeptRow[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Makes a change. What `make` throws undoes all of it and is thrown on. A change inside a change is a part of it. */
  change<T>(make: (draft: Draft) => T): T {
    const draft: Draft = {
      put: (resource, id, fields) => this.#set(resource, id, { ...this.get(resource, id), ...fields }),
      remove: (resource, id) => this.#set(resource, id, null),
    };
    if (this.#open) return make(draft);
    const open = { undo: [] as (() => void)[], touched: new Map<string, KeptRow>() };
    this.#open = open;
    try {
      const result = make(draft);
      this.#open = undefined;
      if (open.touched.size > 0) this.#tell([...open.touched.values()]);
      return result;
    } catch (cause) {
      for (const undo of open.undo.reverse()) undo();
      throw cause;
    } finally {
      this.#open = undefined;
    }
  }

  /** Takes rows as a journal kept them, without telling anybody. */
  restore(rows: KeptRow[]): void {
    for (const { resource, id, fields } of rows) this.#lay(this.#table(resource), id, fields);
    this.revision += 1;
  }

  /** Kept fields of a row; undefined when it is as made, or gone. */
  get(resource: string, id: number): Row | undefined {
    return this.#tables.get(resource)?.rows.get(id) ?? undefined;
  }

  isKept(resource: string, id: number): boolean {
    return this.#tables.get(resource)?.rows.has(id) ?? false;
  }

  isGone(resource: string, id: number): boolean {
    return this.#tables.get(resource)?.rows.get(id) === null;
  }

  /** The highest id that was ever kept; 0 for none. */
  highest(resource: string): number {
    return this.#tables.get(resource)?.highest ?? 0;
  }

  /** Ids of rows that are kept and not gone. */
  ids(resource: string): number[] {
    const rows = this.#tables.get(resource)?.rows;
    return rows ? [...rows].filter(([, fields]) => fields !== null).map(([id]) => id) : [];
  }

  /** Ids of rows whose kept fields hold a value; rows as made are not among them. */
  idsWhere(resource: string, field: string, value: unknown): number[] {
    const table = this.#tables.get(resource);
    if (!table) return [];
    let links = table.links.get(field);
    if (!links) {
      links = new Map();
      for (const [id, fields] of table.rows) if (fields && field in fields) linkIn(links, fields[field], id);
      table.links.set(field, links);
    }
    return [...(links.get(value) ?? [])].sort((left, right) => left - right);
  }

  /** Kept rows in the order of a field, followed from the first time it is asked for. */
  inOrder(resource: string, field: string, positionOf: (id: number) => Position): SortedPositions {
    const table = this.#table(resource);
    let order = table.orders.get(field);
    if (!order) {
      order = new SortedPositions(this.ids(resource).map(positionOf), positionOf);
      table.orders.set(field, order);
    }
    return order;
  }

  /** Everything that is kept, for a journal that is written anew. */
  *all(): Generator<KeptRow> {
    for (const [resource, { rows }] of this.#tables) for (const [id, fields] of rows) yield { resource, id, fields };
  }

  /** Rows have a journal line of their own, they are no part of the store's. */
  toJSON(): undefined {
    return undefined;
  }

  #set(resource: string, id: number, fields: Row | null): void {
    const table = this.#table(resource);
    const [had, before, highest] = [table.rows.has(id), table.rows.get(id), table.highest];
    this.#lay(table, id, fields);
    this.#open?.touched.set(`${resource} ${id}`, { resource, id, fields });
    this.#open?.undo.push(() => {
      if (had) this.#lay(table, id, before ?? null);
      else this.#unlay(table, id);
      table.highest = highest;
    });
  }

  #lay(table: Table, id: number, fields: Row | null): void {
    const before = table.rows.get(id);
    table.rows.set(id, fields);
    table.highest = Math.max(table.highest, id);
    this.#follow(table, id, before, fields);
  }

  #unlay(table: Table, id: number): void {
    const before = table.rows.get(id);
    table.rows.delete(id);
    this.#follow(table, id, before, null);
  }

  #follow(table: Table, id: number, before: Row | null | undefined, after: Row | null): void {
    for (const [field, links] of table.links) {
      if (before && field in before) links.get(before[field])?.delete(id);
      if (after && field in after) linkIn(links, after[field], id);
    }
    for (const order of table.orders.values()) {
      if (after) order.put(id);
      else order.remove(id);
    }
  }

  #table(resource: string): Table {
    const known = this.#tables.get(resource);
    if (known) return known;
    const table: Table = { rows: new Map(), highest: 0, links: new Map(), orders: new Map() };
    this.#tables.set(resource, table);
    return table;
  }

  #tell(rows: KeptRow[]): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener(rows);
  }
}

function linkIn(links: Map<unknown, Set<number>>, value: unknown, id: number): void {
  const ids = links.get(value);
  if (ids) ids.add(id);
  else links.set(value, new Set([id]));
}
