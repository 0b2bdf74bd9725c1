import { exists, isMade, rowOf, rowsWhere } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { linked, type Relation, type Resource, type Row, resource, toMany, toOne } from './resource.ts';
import { keyOf } from './table.ts';
import { tag } from './tags.ts';

/** Rows that exist only where somebody wrote them; ids of the first ones lie above what rows as made show. */
function written(
  name: string,
  reserved: (store: RStore) => number = () => 0,
  declared: Partial<Pick<Resource, 'scopes' | 'sortable'>> = {},
): Resource {
  return resource({
    name,
    key: keyOf(name),
    scopes: declared.scopes ?? [],
    sortable: [keyOf(name), ...(declared.sortable ?? [])],
    growing: [],
    made: reserved,
    isMade: () => false,
    makeRow: () => ({}),
    relations: {},
  });
}

/** Notes as made are part of the row they belong to. */
export const note = written('Note', ({ sizes }) => 10 * (sizes.items + sizes.customers + sizes.sales));

/** Contacts of customers have ids of their own, above those of shops, employees and vendors. */
export const FIRST_CUSTOMER_CONTACT = 1000;
export const contact = written('Contact', ({ sizes }) => FIRST_CUSTOMER_CONTACT + sizes.customers);

/** Rows of these say whose they are by `owner`, e.g. `Item 12`; it is not shown. */
export const tagRelation = written('TagRelation');
export const customFieldValue = written('CustomFieldValue', ({ sizes }) => sizes.items);
export const itemVendorNum = written('ItemVendorNum', ({ sizes }) => sizes.items);

/** Which variant of its matrix an item is, under the item's id. */
export const itemAttributes = written('ItemAttributes');

/** What is said of a picture, and, under the same id, the picture itself. */
export const writtenImage = written('Image', undefined, {
  scopes: [
    'inventory',
    'inventory_read',
    'product_edit',
    'product_cost',
    'register',
    'reports',
    'customers',
    'workbench',
  ],
  sortable: ['timeStamp', 'itemID', 'itemMatrixID'],
});
export const picture = written('Picture');
export const imagesOf = (of: () => Resource): Relation =>
  toMany('Image', (store, row) => rowsWhere(store, writtenImage, of().key, String(row[of().key])));

/** What customers wait for: a line of a sale that is ordered for them. */
export const specialOrder = written('SpecialOrder', undefined, {
  scopes: ['special_orders', 'register', 'register_read'],
  sortable: ['timeStamp'],
});

/** Rates of a tax category for things of one tax class. */
export const taxCategoryClass = written('TaxCategoryClass');

/** What sales moved on credit accounts, in cents. */
export const creditEntry = written('CreditEntry');

export const ownerOf = (of: Resource, id: unknown) => `${of.name} ${id}`;

const ownedRows = (store: RStore, list: Resource, owner: string): Row[] =>
  rowsWhere(store, list, 'owner', owner).map(({ owner: _, ...row }) => row);

/** What was written below a row, under a list of its own. */
export const ownedBy = (of: () => Resource, list: Resource, below?: Relation['below']): Relation =>
  toMany(list.name, (store, row) => ownedRows(store, list, ownerOf(of(), row[of().key])), below);

/** The same, or, of a row as made, the rows it was made with where nothing was written. */
export const ownedOr = (
  of: () => Resource,
  list: Resource,
  made: Relation['rows'],
  below?: Relation['below'],
): Relation =>
  toMany(
    list.name,
    (store, row) => {
      const rows = ownedRows(store, list, ownerOf(of(), row[of().key]));
      return rows.length > 0 || !isMade(store, of(), Number(row[of().key])) ? rows : made(store, row);
    },
    below,
  );

export const tagRelationsOf = (of: () => Resource): Relation =>
  ownedBy(of, tagRelation, { Tag: linked(() => tag, 'tagID') });

/** The tags of a row themselves. */
export const tagsOf = (of: () => Resource): Relation =>
  toMany('Tag', (store, row) =>
    ownedRows(store, tagRelation, ownerOf(of(), row[of().key])).map(({ tagID }) => rowOf(store, tag, Number(tagID))),
  );

/** A row that was written, or else the one that was made. */
const writtenOr = (link: string, list: Resource, made: (store: RStore, row: Row) => Row | undefined): Relation =>
  toOne((store, row) => {
    const id = Number(row[link]);
    return exists(store, list, id) ? rowOf(store, list, id) : made(store, row);
  });

export const noteOr = (made: (store: RStore, row: Row) => Row | undefined): Relation => writtenOr('noteID', note, made);

/** The contact that was written for a row with this contact id, or else the one it was made with. */
export function contactOr(idOf: (row: Row) => number, made: (store: RStore, row: Row) => Row | undefined): Relation {
  return toOne((store, row) => {
    const id = idOf(row);
    return exists(store, contact, id) ? rowOf(store, contact, id) : made(store, row);
  });
}
