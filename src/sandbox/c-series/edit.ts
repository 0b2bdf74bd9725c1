import type { Draft } from '../rows/kept-rows.ts';
import { nextId } from '../rows/rows.ts';
import { noteDeliveries } from './deliveries.ts';
import { Happenings } from './happenings.ts';
import type { Resource, Row } from './resource.ts';
import { Tables } from './tables.ts';

/** Who makes a change; movements of stock say so. */
export type Channel = 'api' | 'shop' | 'backoffice';

/** Who makes a change, and when. */
export interface Author {
  nowSeconds: number;
  channel: Channel;
  /** The key that makes the change, its secret, and the address it uses: webhooks that it makes keep them. */
  key?: { name: string; secret: string; base: string };
}

/** A change of rows in the making: what is written can be read at once, and all of it is undone when anything throws. */
export class Edit extends Tables {
  readonly #draft: Draft;
  /** Epoch seconds. */
  readonly now: number;
  readonly channel: Channel;
  readonly key: Author['key'];
  readonly happenings = new Happenings();

  constructor(tables: Tables, draft: Draft, about: Author) {
    super(tables.store, tables.resources);
    this.#draft = draft;
    this.now = about.nowSeconds;
    this.channel = about.channel;
    this.key = about.key;
  }

  /** Keeps a new row, with initial values for all it doesn't name, and does what goes along with it. */
  create(name: string, given: Row): Row {
    const of = this.of(name);
    const id = nextId(this.store, of);
    const row: Row = { ...initialRow(of), createdAt: this.now, updatedAt: this.now, ...given, id };
    of.writes.prepare?.(row, undefined, this);
    this.#draft.put(name, id, row);
    if (of.itemGroup) this.happenings.add(name, undefined, row);
    of.writes.follow?.(row, undefined, this);
    return row;
  }

  /** Lays fields over a row, moves its time of change, and does what goes along. */
  change(name: string, before: Row, fields: Row): Row {
    const of = this.of(name);
    const row: Row = { ...before, ...fields, updatedAt: this.now };
    of.writes.prepare?.(row, before, this);
    this.#draft.put(name, Number(row.id), differing(row, before));
    if (of.itemGroup) this.happenings.add(name, before, row);
    of.writes.follow?.(row, before, this);
    return row;
  }

  /** Removes a row and what can't be without it. */
  remove(name: string, row: Row): void {
    this.of(name).writes.unfollow?.(row, this);
    this.drop(name, row);
  }

  /** Removes a row alone. */
  drop(name: string, row: Row): void {
    this.#draft.remove(name, Number(row.id));
    if (this.of(name).itemGroup) this.happenings.add(name, row, undefined);
  }
}

/** Runs a change; all of it is kept, with what webhooks are to be told of it, or, when `make` throws, none. */
export function edit<T>(tables: Tables, author: Author, make: (edit: Edit) => T): T {
  return tables.store.rows.change((draft) => {
    const made = new Edit(tables, draft, author);
    const result = make(made);
    noteDeliveries(tables, draft, made.happenings.all());
    return result;
  });
}

const initialRow = ({ fields }: Resource): Row =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, { initial }]) => (initial === undefined ? [] : [[name, initial]])),
  );

/** Values that changed. Comparing as JSON is enough: raw values are JSON. */
const differing = (row: Row, before: Row): Row =>
  Object.fromEntries(
    Object.entries(row).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
