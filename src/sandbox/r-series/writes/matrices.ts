import { rowsWhere } from '../../rows/rows.ts';
import { category } from '../categories.ts';
import { itemAttributeSet } from '../item-attribute-sets.ts';
import { itemMatrix } from '../item-matrices.ts';
import { item } from '../items.ts';
import { manufacturer, taxClass } from '../small-tables.ts';
import { ITEM_TYPES, itemWrites } from './items.ts';
import { writeTags } from './owned.ts';
import { writtenPrices } from './prices.ts';
import type { Writable } from './writable.ts';

/** A matrix; its items are written as items that link to it. Archiving it archives them (unsure). */
export const itemMatrixWrites: Writable = {
  resource: itemMatrix,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['inventory', 'product_edit', 'admin'],
  required: { description: 'description cannot be blank.' },
  defaults: () => ({
    description: '',
    tax: 'true',
    defaultCost: '0',
    itemType: 'default',
    serialized: 'false',
    modelYear: '0',
    archived: 'false',
    itemAttributeSetID: '0',
    manufacturerID: '0',
    categoryID: '0',
    defaultVendorID: '0',
    taxClassID: '0',
    seasonID: '0',
    departmentID: '0',
  }),
  choices: { itemType: ITEM_TYPES },
  links: {
    categoryID: () => category,
    taxClassID: () => taxClass,
    manufacturerID: () => manufacturer,
    itemAttributeSetID: () => itemAttributeSet,
  },
  stamps: { changed: 'timeStamp' },
  nested: ['Tags'],
  remove: 'archive',
  check(_, { fields, before, sent }) {
    const prices = writtenPrices(before?.Prices, sent.Prices);
    if (prices) fields.Prices = prices;
  },
  after(writing, change) {
    writeTags(writing, itemMatrix, change);
    if (change.fields.archived !== 'true') return;
    for (const { itemID } of rowsWhere(writing.store, item, 'itemMatrixID', String(change.id)))
      writing.delete(itemWrites, Number(itemID));
  },
};

export const itemAttributeSetWrites: Writable = {
  resource: itemAttributeSet,
  verbs: ['PUT'],
  scopes: ['inventory', 'product_edit'],
  required: { name: 'name cannot be blank.' },
  defaults: () => ({}),
  computed: ['system'],
  remove: 'archive',
};
