import type { Row, Source } from '../rows/source.ts';
import type { CStore } from '../store.ts';
import type { Permissions } from './credentials.ts';
import type { Edit } from './edit.ts';
import type { Field } from './fields.ts';

export type { Row } from '../rows/source.ts';

/**
 * A resource is a declaration: where its rows come from, what they show, what clients may write. Rows are kept raw: times are
 * epoch seconds, links the other row's id as text (`'0'` for none), translated texts one text for all languages or one for
 * each. What goes out is made of that by the fields.
 */
export interface Resource extends Source<CStore> {
  /** Below the language; `{product}` is the id of the row above, kept in that field: `products/{product}/images`. */
  path: string;
  /** Envelopes of one row and of a list; `bare` has none (firm). */
  one: string;
  many: string;
  isBare?: boolean;
  /** There is only one row, and its path has no id. */
  isSingle?: boolean;
  group: keyof Permissions;
  /** In the order in which they are shown; the id comes first. */
  fields: Record<string, Field>;
  /** Parameters of lists by the field they look at. */
  filters: Record<string, string>;
  /** Field by which paths name a row, where that is not its id; it is shown as the id. */
  addressedBy?: string;
  writes: Writes;
  /** Group of webhooks that are told of these rows: `products`. */
  itemGroup?: string;
}

/** What clients may do with rows, and the rules that go along. */
export interface Writes {
  verbs: readonly ('create' | 'update' | 'remove')[];
  /** Fields that a new row needs. */
  required?: readonly string[];
  /** Completes a row before it is kept, or throws Refused. `before` is the row as it was; undefined for a new one. */
  prepare?(row: Row, before: Row | undefined, edit: Edit): void;
  /** What goes along with a row that was created or changed. */
  follow?(row: Row, before: Row | undefined, edit: Edit): void;
  /** What goes along with a row that is removed; called before it is gone. */
  unfollow?(row: Row, edit: Edit): void;
}

export const readOnly: Writes = { verbs: [] };
export const anyWrite: Writes = { verbs: ['create', 'update', 'remove'] };

type Declared = Omit<Resource, 'key' | 'growing' | 'sortValue' | 'filters' | 'writes'> &
  Partial<Pick<Resource, 'growing' | 'filters' | 'writes'>>;

/** A resource as declared. Lists come in the order of ids, so that only times and numbers ever need a sort value. */
export function resource(declared: Declared): Resource {
  return {
    key: 'id',
    growing: [],
    filters: {},
    writes: readOnly,
    sortValue: (_, value) => (typeof value === 'number' ? value : Number(value) || 0),
    ...declared,
  };
}

/** A resource that is born empty: all its rows were created by clients. */
export function createdOnly(declared: Omit<Declared, 'made' | 'makeRow'>): Resource {
  return resource({ made: () => 0, makeRow: (_, id) => ({ id }), ...declared });
}

/** A short list that every store is born with; ids are 1, 2, ... A function gives what differs from store to store. */
export function shortList(
  declared: Omit<Declared, 'made' | 'makeRow'> & { rows: readonly Row[] | ((store: CStore) => readonly Row[]) },
): Resource {
  const { rows, ...rest } = declared;
  const rowsOf = (store: CStore) => (typeof rows === 'function' ? rows(store) : rows);
  return resource({
    ...rest,
    made: (store) => rowsOf(store).length,
    makeRow: (store, id) => ({
      id,
      createdAt: bornBefore(store, 700),
      updatedAt: bornBefore(store, 600),
      ...rowsOf(store)[id - 1],
    }),
  });
}

/** Epoch seconds of a time so many days before the store was born. */
export const bornBefore = (store: CStore, days: number) => store.bornAt - days * 86_400;
