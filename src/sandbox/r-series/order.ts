import type { Store } from '../store.ts';
import { type Filter, secondsOf } from './filter.ts';
import { editedIds, exists, type Resource } from './resource.ts';

/** Where a row stands in an order: its sort value, then its id. */
export interface Position {
  value: string | number;
  id: number;
}

/** How a text sorts: times and ids as numbers, the rest as text without regard to case. */
export function sortValue(resource: Resource, field: string, text: string): string | number {
  if (/(ID|Node)$/.test(field)) return Number(text) || 0;
  return resource.growing.includes(field) ? (secondsOf(text) ?? 0) : text.toLowerCase();
}

/**
 * Ids of rows that may pass the filters, in the order of a field, after a position (before it, backwards, when
 * `descending`). By id and by time nothing is built: made rows are in order already and only changed ones are laid among
 * them, so that a million rows cost no index. Filters by id or time leave out what can't pass; the rest is for the caller.
 */
export function candidates(
  store: Store,
  resource: Resource,
  wanted: { sort: string; descending: boolean; start: Position | undefined; filters: Filter[] },
): Iterable<number> {
  const { sort, descending, start, filters } = wanted;
  const positionOf = (id: number): Position => ({ value: valueIn(store, resource, sort, id), id });
  const few = fewIds(filters, resource.key)?.filter((id) => exists(resource, store, id));
  if (few) return inOrder(few.map(positionOf).sort(comparePositions), start, descending);
  if (sort !== resource.key && !resource.growing.includes(sort))
    return inOrder(indexOf(store, resource, sort), start, descending);
  const moved = (resource.movedIds?.(store) ?? editedIds(store, resource.name)).filter((id) =>
    exists(resource, store, id),
  );
  const made = new MadeRows(store, resource, new Set(moved));
  const range = made.between(filters);
  if (start) {
    if (descending)
      range.last = Math.min(range.last, made.firstWhere(range, (id) => !isBefore(positionOf(id), start)) - 1);
    else range.first = made.firstWhere(range, (id) => isBefore(start, positionOf(id)));
  }
  const laid = [...inOrder(moved.map(positionOf).sort(comparePositions), start, descending)];
  return mergedIds(made.ids(range, descending), laid, descending, (left, right) =>
    isBefore(positionOf(left), positionOf(right)),
  );
}

const valueIn = (store: Store, resource: Resource, field: string, id: number) =>
  field === resource.key
    ? id
    : sortValue(resource, field, String(resource.row(store, id)[resource.shownAs?.[field] ?? field] ?? ''));

/** The ids that a filter by key names; undefined when none does. */
function fewIds(filters: Filter[], key: string): number[] | undefined {
  const filter = filters.find(({ field, operator }) => field === key && (operator === '=' || operator === 'IN'));
  return filter && [...new Set(filter.values.map(Number))];
}

const readNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);

interface Range {
  first: number;
  last: number;
}

/** Rows as the generator made them: their times grow with their ids, so that a place is found by halving. */
class MadeRows {
  readonly #store: Store;
  readonly #resource: Resource;
  readonly #moved: Set<number>;

  constructor(store: Store, resource: Resource, moved: Set<number>) {
    this.#store = store;
    this.#resource = resource;
    this.#moved = moved;
  }

  /** The ids that filters by a growing field leave. */
  between(filters: Filter[]): Range {
    const range = { first: 1, last: this.#resource.count(this.#store) };
    for (const { field, operator, values } of filters) {
      if (!this.#resource.growing.includes(field)) continue;
      const numberOf = field.endsWith('ID') ? readNumber : secondsOf;
      const [low, high] = [numberOf(values[0] ?? ''), numberOf(values.at(-1) ?? '')];
      const at = (id: number) => Number(valueIn(this.#store, this.#resource, field, id));
      if (low !== undefined && ['>', '>=', '=', '><'].includes(operator))
        range.first = this.firstWhere(range, (id) => at(id) >= low);
      if (high !== undefined && ['<', '<=', '=', '><'].includes(operator))
        range.last = this.firstWhere(range, (id) => at(id) > high) - 1;
    }
    return range;
  }

  /** The first id of a range from which on a condition holds; one past its end when it never does. */
  firstWhere({ first, last }: Range, holds: (id: number) => boolean): number {
    let [low, high] = [first, last + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      const probe = this.#nextMade(middle, high);
      if (probe === undefined || holds(probe)) high = middle;
      else low = probe + 1;
    }
    return low;
  }

  *ids({ first, last }: Range, descending: boolean): Generator<number> {
    if (descending) {
      for (let id = last; id >= first; id -= 1) if (this.#isMade(id)) yield id;
    } else {
      for (let id = first; id <= last; id += 1) if (this.#isMade(id)) yield id;
    }
  }

  #nextMade(from: number, end: number): number | undefined {
    for (let id = from; id < end; id += 1) if (this.#isMade(id)) return id;
    return undefined;
  }

  #isMade(id: number): boolean {
    return !this.#moved.has(id) && exists(this.#resource, this.#store, id);
  }
}

function* mergedIds(
  made: Generator<number>,
  laid: number[],
  descending: boolean,
  isBefore: (left: number, right: number) => boolean,
): Generator<number> {
  let next = made.next();
  for (const id of laid) {
    while (!next.done && isBefore(next.value, id) !== descending) {
      yield next.value;
      next = made.next();
    }
    yield id;
  }
  while (!next.done) {
    yield next.value;
    next = made.next();
  }
}

const indexes = new WeakMap<Store, Map<string, { revision: number; positions: Position[] }>>();

/** All rows of a resource in the order of a text or number, kept until the store changes. */
function indexOf(store: Store, resource: Resource, field: string): Position[] {
  const ofStore = indexes.get(store) ?? new Map<string, { revision: number; positions: Position[] }>();
  indexes.set(store, ofStore);
  const name = `${resource.name} ${field}`;
  const known = ofStore.get(name);
  if (known?.revision === store.revision) return known.positions;
  const positions: Position[] = [];
  for (let id = 1; id <= resource.count(store); id += 1) {
    if (exists(resource, store, id)) positions.push({ value: valueIn(store, resource, field, id), id });
  }
  positions.sort(comparePositions);
  ofStore.set(name, { revision: store.revision, positions });
  return positions;
}

/** Ids of sorted positions, from a start on. */
function* inOrder(sorted: Position[], start: Position | undefined, descending: boolean): Generator<number> {
  if (descending) {
    const end = start ? lowerBound(sorted, (one) => !isBefore(one, start)) : sorted.length;
    for (let at = end - 1; at >= 0; at -= 1) yield (sorted[at] as Position).id;
  } else {
    const first = start ? lowerBound(sorted, (one) => isBefore(start, one)) : 0;
    for (let at = first; at < sorted.length; at += 1) yield (sorted[at] as Position).id;
  }
}

function lowerBound(sorted: Position[], holds: (one: Position) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as Position)) high = middle;
    else low = middle + 1;
  }
  return low;
}

const isBefore = (left: Position, right: Position) => comparePositions(left, right) < 0;

function comparePositions(left: Position, right: Position): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.id - right.id;
}
