import { idsOf, rowsWhere } from '../../rows/rows.ts';
import { category } from '../categories.ts';
import { itemCustomFields } from '../custom-fields.ts';
import { itemMatrix } from '../item-matrices.ts';
import { item, itemShop } from '../items.ts';
import { type Row, withRelations } from '../resource.ts';
import { shop } from '../shops.ts';
import { manufacturer, season, taxClass } from '../small-tables.ts';
import { vendor } from '../vendors.ts';
import { itemAttributes } from '../written.ts';
import { type Fields, isFields, rowsIn } from './body.ts';
import { writeNote } from './notes.ts';
import { writeCustomFields, writeTags, writeVendorNumbers } from './owned.ts';
import { writtenPrices } from './prices.ts';
import { Refused } from './refused.ts';
import { addStock, moveStock } from './stock.ts';
import { textOf } from './values.ts';
import type { Change, Writable } from './writable.ts';
import type { Writing } from './writing.ts';

export const ITEM_TYPES = ['default', 'non_inventory', 'serialized', 'box', 'serialized_assembly', 'assembly'] as const;
/** Nested records that are part of an item; stock is not. */
const touching = ['Note', 'ItemAttributes', 'Tags', 'CustomFieldValues', 'ItemVendorNums'];
const MOST_STOCK = 1_000_000_000;

export const itemWrites: Writable = {
  resource: item,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['inventory', 'product_edit', 'admin'],
  required: { description: 'Item not created. An Item must have a description.' },
  defaults: (writing, sent) => ({
    systemSku: '',
    defaultCost: '0',
    avgCost: sent.defaultCost ?? '0',
    discountable: 'true',
    tax: 'true',
    archived: 'false',
    itemType: 'default',
    serialized: 'false',
    description: '',
    modelYear: '0',
    upc: '',
    ean: '',
    customSku: '',
    manufacturerSku: '',
    publishToEcom: 'false',
    categoryID: '0',
    taxClassID: writing.exists(taxClass, 1) ? '1' : '0',
    departmentID: '0',
    itemMatrixID: '0',
    manufacturerID: '0',
    seasonID: '0',
    defaultVendorID: '0',
  }),
  computed: ['systemSku', 'avgCost', 'fifoCost', 'noteID', 'itemAttributesID', 'itemECommerceID'],
  choices: { itemType: ITEM_TYPES },
  links: {
    categoryID: () => category,
    taxClassID: () => taxClass,
    manufacturerID: () => manufacturer,
    itemMatrixID: () => itemMatrix,
    seasonID: () => season,
    defaultVendorID: () => vendor,
  },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  nested: ['ItemShops', ...touching],
  shows: ['ItemShops'],
  remove: 'archive',
  check(_, { id, fields, before, sent }) {
    if (!before) fields.systemSku = String(210_000_000_000 + id);
    if (before && 'description' in fields && String(fields.description).trim() === '')
      throw new Refused('description cannot be blank.');
    const prices = writtenPrices(before?.Prices, sent.Prices);
    if (prices) fields.Prices = prices;
  },
  after(writing, change) {
    const { id, before, fields, sent } = change;
    if (!before) for (const shopId of [...idsOf(writing.store, shop), 0]) addStock(writing, id, shopId);
    if (touching.some((name) => Object.hasOwn(sent, name))) writing.touch(itemWrites, id);
    writeNote(writing, item, change);
    writeAttributes(writing, change);
    writeTags(writing, item, change);
    writeCustomFields(writing, item, itemCustomFields, change);
    writeVendorNumbers(writing, item, change);
    for (const row of rowsIn(sent.ItemShops, 'ItemShop')) writeStock(writing, change, row);
    // Nothing of an archived item is left in stock (firm).
    if (fields.archived === 'true')
      for (const { shopID, qoh } of rowsWhere(writing.store, itemShop, 'itemID', String(id)))
        moveStock(writing, id, Number(shopID), -Number(qoh), { reason: 'archived' });
  },
};

/** Which variant of its matrix an item is. */
function writeAttributes(writing: Writing, { id, sent }: Change): void {
  const value = sent.ItemAttributes;
  if (!isFields(value)) return;
  const fields: Row = {};
  for (const name of ['attribute1', 'attribute2', 'attribute3'])
    if (Object.hasOwn(value, name)) fields[name] = textOf('string', name, value[name], 'UTC');
  const matrix = Number(writing.field(item, id, 'itemMatrixID'));
  const itemAttributeSetID = Object.hasOwn(value, 'itemAttributeSetID')
    ? textOf('integer', 'itemAttributeSetID', value.itemAttributeSetID, 'UTC')
    : writing.exists(itemMatrix, matrix)
      ? writing.field(itemMatrix, matrix, 'itemAttributeSetID')
      : '0';
  const loaded = withRelations(writing.store, item.relations, writing.row(item, id), ['ItemAttributes']).ItemAttributes;
  const before = isFields(loaded) ? loaded : { attribute1: '', attribute2: '', attribute3: '' };
  writing.put(itemAttributes, id, { ...before, ...fields, itemAttributeSetID });
}

/** Stock in one shop as it was sent with an item: what is on hand, and when to order anew. */
function writeStock(writing: Writing, { id }: Change, sent: Fields): void {
  const rows = rowsWhere(writing.store, itemShop, 'itemID', String(id));
  const row = rows.find(({ itemShopID, shopID }) =>
    Object.hasOwn(sent, 'itemShopID') ? itemShopID === String(sent.itemShopID) : shopID === String(sent.shopID),
  );
  if (!row) throw new Refused('ItemShop: say which by an itemShopID of this item, or by a shopID.');
  writeReordering(writing, row, sent);
  if (!Object.hasOwn(sent, 'qoh')) return;
  const wanted = Number(textOf('integer', 'qoh', sent.qoh, 'UTC'));
  if (Math.abs(wanted) > MOST_STOCK) throw new Refused('qoh is too large.');
  // The total of all shops is no shop: what is sent for it is not written.
  if (row.shopID !== '0')
    moveStock(writing, id, Number(row.shopID), wanted - Number(row.qoh), { reason: 'manualAdjustQOH' });
}

function writeReordering(writing: Writing, row: Row, sent: Fields): void {
  const fields: Row = {};
  for (const name of ['reorderPoint', 'reorderLevel'])
    if (Object.hasOwn(sent, name)) fields[name] = textOf('integer', name, sent[name], 'UTC');
  const differs = Object.entries(fields).some(([name, value]) => row[name] !== value);
  if (differs) writing.put(itemShop, Number(row.itemShopID), { ...fields, timeStamp: writing.at });
}

/** Only when to order anew can be written here (firm). */
export const itemShopWrites: Writable = {
  resource: itemShop,
  verbs: ['PUT'],
  scopes: ['inventory'],
  defaults: () => ({}),
  only: ['reorderPoint', 'reorderLevel'],
  stamps: { changed: 'timeStamp' },
  remove: 'delete',
};
