import { exists, fieldOf, nextId, rowOf } from '../rows/rows.ts';
import type { Row } from '../rows/source.ts';
import type { XStore } from '../store.ts';
import { stamp, type XResource } from './resource.ts';
import { uuidOf } from './uuids.ts';
import { lastMadeVersion } from './versions.ts';

/** Under this name the last version is kept beside the rows, in the same journal line. */
const COUNTER = 'version';

/** Writes rows inside one change; each row written gets the retailer's next version. */
export interface Pen {
  /** Epoch seconds of the change. */
  at: number;
  /** Makes a row and gives its number. */
  create(resource: XResource, fields: Row): number;
  /** Lays fields over a row that is there. */
  edit(resource: XResource, number: number, fields: Row): void;
  /** Marks a row as deleted; it stays in the list that asks for deleted ones. */
  remove(resource: XResource, number: number): void;
  /** Takes a row away for good. */
  erase(resource: XResource, number: number): void;
}

/** Makes a change, all of it or, when `make` throws, nothing. */
export function write<T>(store: XStore, nowMs: number, make: (pen: Pen) => T): T {
  const at = Math.floor(nowMs / 1000);
  return store.rows.change((draft) => {
    const next = () => {
      const last = lastVersion(store) + 1;
      draft.put(COUNTER, 1, { last });
      return last;
    };
    const edit: Pen['edit'] = (resource, number, fields) => {
      const times = 'updated_at' in rowOf(store, resource, number) ? { updated_at: stamp(at) } : {};
      draft.put(resource.name, number, { ...times, ...fields, version: next() });
    };
    return make({
      at,
      create(resource, fields) {
        const number = nextId(store, resource);
        draft.put(resource.name, number, { id: uuidOf(store, resource.table, number), ...fields, version: next() });
        return number;
      },
      edit,
      remove: (resource, number) => edit(resource, number, { deleted_at: stamp(at) }),
      erase: (resource, number) => draft.remove(resource.name, number),
    });
  });
}

/** The highest version that any row of a retailer has had. */
export function lastVersion(store: XStore): number {
  return (store.rows.get(COUNTER, 1)?.last as number | undefined) ?? lastMadeVersion(store);
}

/** Whether a row is there and not deleted. */
export const isLive = (store: XStore, resource: XResource, number: number): boolean =>
  exists(store, resource, number) && (fieldOf(store, resource, number, 'deleted_at') ?? null) === null;
