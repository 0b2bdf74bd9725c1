import { rowsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { familyCount, familyOf } from '../shop-data/families.ts';
import { productOf } from '../shop-data/products.ts';
import { originOf } from '../store.ts';
import { category } from './categories.ts';
import { attributeSetOf, itemAttributeSet } from './item-attribute-sets.ts';
import { item } from './items.ts';
import { amount, linked, never, resource, stamp, toMany } from './resource.ts';
import { manufacturer, taxClass } from './small-tables.ts';
import { imagesOf, tagRelationsOf } from './written.ts';

/** A thing that is sold in variants; each variant is an item of its own. */
export const itemMatrix = resource({
  name: 'ItemMatrix',
  key: 'itemMatrixID',
  scopes: ['product_cost', 'inventory', 'inventory_read', 'product_edit'],
  sortable: ['itemMatrixID', 'timeStamp', 'description'],
  growing: ['timeStamp'],
  isArchivable: true,
  made: (store) => familyCount(originOf(store)),
  makeRow(store, id) {
    const origin = originOf(store);
    const family = familyOf(origin, id);
    const first = productOf(origin, family.firstItemId);
    const [values1, values2] = family.colours.length > 0 ? [family.colours, family.sizes] : [family.sizes, []];
    return {
      itemMatrixID: String(id),
      description: family.name,
      tax: 'true',
      defaultCost: amount(first.costCents),
      itemType: 'default',
      serialized: 'false',
      modelYear: '0',
      archived: 'false',
      timeStamp: stamp(timeOf(origin, id, familyCount(origin))),
      itemAttributeSetID: attributeSetOf(family.colours.length > 0, family.sizes.length > 0),
      manufacturerID: String(first.brand),
      categoryID: String(item.makeRow(store, family.firstItemId).categoryID),
      defaultVendorID: String(first.vendor),
      taxClassID: '1',
      seasonID: '0',
      departmentID: String(family.category.departmentId),
      Prices: {
        ItemPrice: [
          { amount: amount(first.priceCents), useTypeID: '1', useType: 'Default' },
          { amount: '0', useTypeID: '2', useType: 'MSRP' },
          { amount: '0', useTypeID: '3', useType: 'Online' },
        ],
      },
      attribute1Values: [...values1],
      ...(values2.length > 0 ? { attribute2Values: [...values2] } : {}),
    };
  },
  relations: {
    Category: linked(() => category, 'categoryID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    Department: never,
    ItemAttributeSet: linked(() => itemAttributeSet, 'itemAttributeSetID'),
    Manufacturer: linked(() => manufacturer, 'manufacturerID'),
    Season: never,
    Images: imagesOf(() => itemMatrix),
    Items: toMany('Item', (store, row) => rowsWhere(store, item, 'itemMatrixID', String(row.itemMatrixID))),
    ItemECommerce: never,
    TagRelations: tagRelationsOf(() => itemMatrix),
  },
});
