import type { RStore } from '../store.ts';
import { type Resource, type Row, resource, stamp } from './resource.ts';

type Declared = Partial<Pick<Resource, 'scopes' | 'sortable' | 'isArchivable' | 'relations' | 'growing'>>;

/** Name of the field that holds the id of a resource's rows: `itemID` of Item. */
export const keyOf = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}ID`;

/** A short list that other rows link to, written down row by row; sorted by id if nothing else is said. */
export function table(name: string, rows: (store: RStore) => Row[], declared: Declared = {}): Resource {
  const key = keyOf(name);
  return resource({
    name,
    key,
    scopes: [],
    growing: [],
    relations: {},
    ...declared,
    sortable: [key, ...(declared.sortable ?? [])],
    made: (store) => rows(store).length,
    makeRow: (store, id) => ({ [key]: String(id), ...rows(store)[id - 1] }),
  });
}

/** When a store was set up: long before its oldest sale. */
export const setUpAt = (store: RStore): string => stamp(store.bornAt - 800 * 86_400);
