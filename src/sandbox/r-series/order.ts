import type { Store } from '../store.ts';
import { timeOf } from './filter.ts';
import type { Resource } from './resource.ts';

/** Where a row stands in an order: its sort value, then its id. */
export interface Position {
  value: string | number;
  id: number;
}

/**
 * Ids of a resource in the order of a field, from a position on. By id nothing is built. By a time of the row, the made
 * rows are in order already, so only edited rows are laid among them: a million rows cost no index.
 */
export interface Order {
  positionOf(id: number): Position;
  /** Ids after `after` (before it, backwards, when `descending`), one at a time. */
  ids(after: Position | undefined, descending: boolean): Generator<number>;
}

const timeFields = new Set(['timeStamp', 'updatetime', 'completeTime', 'createTime']);

export function orderOf(store: Store, resource: Resource, field: string): Order {
  const count = resource.count(store);
  if (field === resource.key) return byId(count);
  const sortValue = (id: number): string | number => {
    const text = String(resource.row(store, id)[field] ?? '');
    if (timeFields.has(field)) return timeOf(text) ?? 0;
    return /^-?\d+$/.test(text) ? Number(text) : text.toLowerCase();
  };
  return timeFields.has(field) ? byTime(store, resource, count, sortValue) : byValue(count, sortValue);
}

function byId(count: number): Order {
  return {
    positionOf: (id) => ({ value: id, id }),
    *ids(after, descending) {
      if (descending) for (let id = (after?.id ?? count + 1) - 1; id >= 1; id -= 1) yield id;
      else for (let id = (after?.id ?? 0) + 1; id <= count; id += 1) yield id;
    },
  };
}

function byTime(store: Store, resource: Resource, count: number, sortValue: (id: number) => string | number): Order {
  const changed = Object.keys(store.edits[resource.name] ?? {})
    .map(Number)
    .filter((id) => id <= count);
  const isChanged = new Set(changed);
  const moved = changed.map((id) => ({ value: sortValue(id), id })).sort(comparePositions);
  const positionOf = (id: number): Position => ({ value: sortValue(id), id });
  return {
    positionOf,
    *ids(after, descending) {
      const made = madeIds(count, isChanged, positionOf, after, descending);
      const laid = (descending ? moved.toReversed() : moved).filter((one) => isBeyond(one, after, descending));
      let next = made.next();
      for (const one of laid) {
        while (!next.done && comparePositions(positionOf(next.value), one) < 0 !== descending) {
          yield next.value;
          next = made.next();
        }
        yield one.id;
      }
      while (!next.done) {
        yield next.value;
        next = made.next();
      }
    },
  };
}

/** Rows as the generator made them: their times grow with their ids, so the start is found by halving. */
function* madeIds(
  count: number,
  isChanged: Set<number>,
  positionOf: (id: number) => Position,
  after: Position | undefined,
  descending: boolean,
): Generator<number> {
  let [low, high] = [1, count + 1];
  while (after && low < high) {
    let middle = (low + high) >> 1;
    while (middle < high && isChanged.has(middle)) middle += 1;
    if (middle === high) high = (low + high) >> 1;
    else if (comparePositions(positionOf(middle), after) > 0) high = middle;
    else low = middle + 1;
  }
  if (descending) {
    for (let id = after ? low - 1 : count; id >= 1; id -= 1)
      if (!isChanged.has(id) && isBeyond(positionOf(id), after, true)) yield id;
  } else {
    for (let id = after ? low : 1; id <= count; id += 1) if (!isChanged.has(id)) yield id;
  }
}

function byValue(count: number, sortValue: (id: number) => string | number): Order {
  const all = Array.from({ length: count }, (_, at) => ({ value: sortValue(at + 1), id: at + 1 })).sort(
    comparePositions,
  );
  return {
    positionOf: (id) => ({ value: sortValue(id), id }),
    *ids(after, descending) {
      for (const one of descending ? all.toReversed() : all) if (isBeyond(one, after, descending)) yield one.id;
    },
  };
}

function comparePositions(left: Position, right: Position): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  return left.id - right.id;
}

function isBeyond(position: Position, after: Position | undefined, descending: boolean): boolean {
  if (!after) return true;
  return descending ? comparePositions(position, after) < 0 : comparePositions(position, after) > 0;
}
