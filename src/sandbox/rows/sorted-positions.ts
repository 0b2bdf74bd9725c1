import { comparePositions, isBefore, type Position } from './source.ts';

/** Positions of some rows in the order of one field, kept in order while rows change. */
export class SortedPositions {
  readonly #sorted: Position[];
  readonly #byId: Map<number, Position>;
  readonly #positionOf: (id: number) => Position;

  constructor(positions: Position[], positionOf: (id: number) => Position) {
    this.#sorted = positions.sort(comparePositions);
    this.#byId = new Map(positions.map((position) => [position.id, position]));
    this.#positionOf = positionOf;
  }

  /** Takes a row in, or to its new place. */
  put(id: number): void {
    this.remove(id);
    const position = this.#positionOf(id);
    this.#sorted.splice(this.#placeOf(position), 0, position);
    this.#byId.set(id, position);
  }

  remove(id: number): void {
    const known = this.#byId.get(id);
    if (!known) return;
    this.#sorted.splice(this.#placeOf(known), 1);
    this.#byId.delete(id);
  }

  /** Ids after a position, or before it when `descending`; from one end without a position. */
  *ids(start: Position | undefined, descending: boolean): Generator<number> {
    const sorted = this.#sorted;
    if (descending) {
      for (let at = (start ? this.#placeOf(start) : sorted.length) - 1; at >= 0; at -= 1)
        yield (sorted[at] as Position).id;
    } else {
      const first = start ? this.#placeAfter(start) : 0;
      for (let at = first; at < sorted.length; at += 1) yield (sorted[at] as Position).id;
    }
  }

  /** The first place that is not before a position. */
  #placeOf(position: Position): number {
    return firstPlace(this.#sorted.length, (at) => !isBefore(this.#sorted[at] as Position, position));
  }

  #placeAfter(position: Position): number {
    return firstPlace(this.#sorted.length, (at) => isBefore(position, this.#sorted[at] as Position));
  }
}

/** The first place from 0 to below `end` from which on a condition holds; `end` when it never does. */
export function firstPlace(end: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, end];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
