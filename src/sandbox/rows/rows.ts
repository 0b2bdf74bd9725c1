import type { Store } from '../store.ts';
import type { Row, Source } from './source.ts';

/** Whether there is a row of this id: made and not deleted since, or created. */
export function exists<S extends Store>(store: S, source: Source<S>, id: number): boolean {
  if (!Number.isInteger(id) || id < 1) return false;
  if (store.rows.isKept(source.name, id)) return !store.rows.isGone(source.name, id);
  return isMade(store, source, id);
}

/** Whether a row is one of those the generator makes, whatever became of it. */
export function isMade<S extends Store>(store: S, source: Source<S>, id: number): boolean {
  return Number.isInteger(id) && id >= 1 && id <= source.made(store) && (source.isMade?.(store, id) ?? true);
}

/** A row as it is now. Ask `exists` first: an id without a row gives what would have been made. */
export function rowOf<S extends Store>(store: S, source: Source<S>, id: number): Row {
  const kept = store.rows.get(source.name, id);
  if (!kept) return source.makeRow(store, id);
  return isMade(store, source, id) ? { ...source.makeRow(store, id), ...kept } : kept;
}

/** One field of a row as it is now. */
export function fieldOf<S extends Store>(store: S, source: Source<S>, id: number, field: string): unknown {
  const kept = store.rows.get(source.name, id);
  if (kept && field in kept) return kept[field];
  if (kept && !isMade(store, source, id)) return undefined;
  const quick = source.makeField?.(store, id, field);
  return quick === undefined ? source.makeRow(store, id)[field] : quick;
}

/** Ids from 1 to this may be rows. */
export function highestId<S extends Store>(store: S, source: Source<S>): number {
  return Math.max(source.made(store), store.rows.highest(source.name));
}

/** The id of the next row that is created. Ids are never given twice. */
export const nextId = <S extends Store>(store: S, source: Source<S>): number => highestId(store, source) + 1;

/** Ids of rows that hold a value in a field, ascending: the rows below another one, by their link to it. */
export function idsWhere<S extends Store>(store: S, source: Source<S>, field: string, value: string): number[] {
  const kept = store.rows.idsWhere(source.name, field, value);
  const made: number[] = [];
  for (const id of source.madeWhere?.[field]?.(store, value) ?? madeIdsWhere(store, source, field, value)) {
    if (!isMade(store, source, id) || store.rows.isGone(source.name, id)) continue;
    if (field in (store.rows.get(source.name, id) ?? {})) continue;
    made.push(id);
  }
  return kept.length === 0 ? made : [...made, ...kept].sort((left, right) => left - right);
}

/** Rows that hold a value in a field. */
export const rowsWhere = <S extends Store>(store: S, source: Source<S>, field: string, value: string): Row[] =>
  idsWhere(store, source, field, value).map((id) => rowOf(store, source, id));

function* madeIdsWhere<S extends Store>(store: S, source: Source<S>, field: string, value: string): Generator<number> {
  const last = source.made(store);
  for (let id = 1; id <= last; id += 1)
    if (isMade(store, source, id) && String(fieldOf(store, source, id, field)) === value) yield id;
}

/** Ids of all rows, ascending; for short lists. */
export const idsOf = <S extends Store>(store: S, source: Source<S>): number[] =>
  Array.from({ length: highestId(store, source) }, (_, at) => at + 1).filter((id) => exists(store, source, id));
