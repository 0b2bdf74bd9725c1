import type { Store } from '../store.ts';
import { exists, fieldOf, isMade } from './rows.ts';
import { firstPlace } from './sorted-positions.ts';
import { isBefore, type Position, type Source } from './source.ts';

/** Only sort values from `low` to `high` are wanted, both ends in; either may be left out. */
export interface Bounds {
  field: string;
  low?: number | undefined;
  high?: number | undefined;
}

export interface Walk {
  /** The key, or any field. */
  sort: string;
  descending: boolean;
  /** Rows after this one, in the direction of the walk. */
  start: Position | undefined;
  /** Bounds of growing fields cut rows off before any is made; other fields are left to the caller. */
  bounds: Bounds[];
  /** Where only these ids can be wanted. */
  only?: number[] | undefined;
}

/**
 * Ids of rows in the order of a field. By id and by growing fields nothing is built: rows as made are in order already and
 * only kept ones are laid among them, so that a million rows cost no index. An index by another field is built once and
 * holds for good, since rows as made don't change.
 */
export function candidates<S extends Store>(store: S, source: Source<S>, walk: Walk): Iterable<number> {
  const { sort, descending, start, bounds, only } = walk;
  const positionOf = (id: number) => positionIn(store, source, sort, id);
  if (only) return inOrder(only.filter((id) => exists(store, source, id)).map(positionOf), start, descending);
  const kept = store.rows.inOrder(source.name, sort, positionOf).ids(start, descending);
  const made = new MadeRows(store, source);
  const grows = sort === source.key || source.growing.includes(sort);
  const ids = grows
    ? made.ids(made.after(made.between(bounds), sort, start, descending), descending)
    : made.ofIndex(madeIndex(store, source, sort), sort, start, descending);
  return merged(ids, kept, descending, (left, right) => isBefore(positionOf(left), positionOf(right)));
}

/** Where a row stands in the order of a field. */
export function positionIn<S extends Store>(store: S, source: Source<S>, field: string, id: number): Position {
  return { value: field === source.key ? id : source.sortValue(field, placeIn(store, source, field, id)), id };
}

/** What a row is sorted by in a field, as it would show it. */
export function placeIn<S extends Store>(store: S, source: Source<S>, field: string, id: number): unknown {
  const shown = fieldOf(store, source, id, field);
  return shown === undefined && isMade(store, source, id) ? source.makePlace?.(store, id, field) : shown;
}

interface Range {
  first: number;
  last: number;
}

/** Rows that are still as the generator made them. */
class MadeRows<S extends Store> {
  readonly #store: S;
  readonly #source: Source<S>;

  constructor(store: S, source: Source<S>) {
    this.#store = store;
    this.#source = source;
  }

  /** The ids that bounds of growing fields leave. */
  between(bounds: Bounds[]): Range {
    const range = { first: 1, last: this.#source.made(this.#store) };
    for (const { field, low, high } of bounds) {
      if (field !== this.#source.key && !this.#source.growing.includes(field)) continue;
      const at = (id: number) => Number(positionIn(this.#store, this.#source, field, id).value);
      if (low !== undefined) range.first = this.#firstWhere(range, (id) => at(id) >= low);
      if (high !== undefined) range.last = this.#firstWhere(range, (id) => at(id) > high) - 1;
    }
    return range;
  }

  /** What is left of a range after a position, or before it when `descending`. */
  after(range: Range, sort: string, start: Position | undefined, descending: boolean): Range {
    if (!start) return range;
    const positionOf = (id: number) => positionIn(this.#store, this.#source, sort, id);
    if (descending) {
      const end = this.#firstWhere(range, (id) => !isBefore(positionOf(id), start));
      return { first: range.first, last: Math.min(range.last, end - 1) };
    }
    return { first: this.#firstWhere(range, (id) => isBefore(start, positionOf(id))), last: range.last };
  }

  *ids({ first, last }: Range, descending: boolean): Generator<number> {
    if (descending) {
      for (let id = last; id >= first; id -= 1) if (this.#isUntouched(id)) yield id;
    } else {
      for (let id = first; id <= last; id += 1) if (this.#isUntouched(id)) yield id;
    }
  }

  *ofIndex(index: Uint32Array, sort: string, start: Position | undefined, descending: boolean): Generator<number> {
    const positionAt = (at: number) => positionAsMade(this.#store, this.#source, sort, index[at] as number);
    const end = index.length;
    if (descending) {
      let at = start ? firstPlace(end, (place) => !isBefore(positionAt(place), start)) : end;
      for (at -= 1; at >= 0; at -= 1) if (this.#isUntouched(index[at] as number)) yield index[at] as number;
    } else {
      let at = start ? firstPlace(end, (place) => isBefore(start, positionAt(place))) : 0;
      for (; at < end; at += 1) if (this.#isUntouched(index[at] as number)) yield index[at] as number;
    }
  }

  /** The first id of a range from which on a condition holds; one past its end when it never does. */
  #firstWhere({ first, last }: Range, holds: (id: number) => boolean): number {
    let [low, high] = [first, last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const probe = this.#nextUntouched(middle, high);
      if (probe === undefined || holds(probe)) high = middle;
      else low = probe + 1;
    }
    return low;
  }

  #nextUntouched(from: number, end: number): number | undefined {
    for (let id = from; id < end; id += 1) if (this.#isUntouched(id)) return id;
    return undefined;
  }

  #isUntouched(id: number): boolean {
    return !this.#store.rows.isKept(this.#source.name, id) && isMade(this.#store, this.#source, id);
  }
}

function inOrder(positions: Position[], start: Position | undefined, descending: boolean): number[] {
  const wanted = positions.filter((one) => !start || (descending ? isBefore(one, start) : isBefore(start, one)));
  wanted.sort((left, right) => (isBefore(left, right) !== descending ? -1 : 1));
  return [...new Set(wanted.map(({ id }) => id))];
}

function* merged(
  made: Generator<number>,
  kept: Generator<number>,
  descending: boolean,
  isBeforeOther: (left: number, right: number) => boolean,
): Generator<number> {
  let next = made.next();
  for (const id of kept) {
    while (!next.done && isBeforeOther(next.value, id) !== descending) {
      yield next.value;
      next = made.next();
    }
    yield id;
  }
  if (!next.done) yield next.value;
  yield* made;
}

const indexes = new WeakMap<Store, Map<string, Uint32Array>>();

/** Ids of all rows as made, in the order of a field. */
function madeIndex<S extends Store>(store: S, source: Source<S>, field: string): Uint32Array {
  const ofStore = indexes.get(store) ?? new Map<string, Uint32Array>();
  indexes.set(store, ofStore);
  const name = `${source.name} ${field}`;
  const known = ofStore.get(name);
  if (known) return known;
  const positions: Position[] = [];
  for (let id = 1; id <= source.made(store); id += 1)
    if (isMade(store, source, id)) positions.push(positionAsMade(store, source, field, id));
  positions.sort((left, right) => (isBefore(left, right) ? -1 : 1));
  const index = Uint32Array.from(positions, ({ id }) => id);
  ofStore.set(name, index);
  return index;
}

function positionAsMade<S extends Store>(store: S, source: Source<S>, field: string, id: number): Position {
  const shown = source.makeField?.(store, id, field) ?? source.makeRow(store, id)[field];
  return { value: source.sortValue(field, shown ?? source.makePlace?.(store, id, field)), id };
}
