import { rowsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { familyCount, familyOf } from '../shop-data/families.ts';
import { costCents, priceCents } from '../shop-data/products.ts';
import { originOf } from '../store.ts';
import { category } from './categories.ts';
import { item } from './items.ts';
import { amount, linked, never, noRows, resource, stamp, toMany } from './resource.ts';
import { manufacturer, taxClass } from './small-tables.ts';
import { table } from './table.ts';

/** What the variants of a thing may differ in. The first ones come with every account (firm). */
export const itemAttributeSet = table(
  'ItemAttributeSet',
  () =>
    [
      ['Color/Size', 'Color', 'Size', ''],
      ['Size', 'Size', '', ''],
      ['Color', 'Color', '', ''],
      ['3 Attributes', 'Attribute 1', 'Attribute 2', 'Attribute 3'],
    ].map(([name, attributeName1, attributeName2, attributeName3]) => ({
      name,
      attributeName1,
      attributeName2,
      attributeName3,
      system: 'true',
      archived: 'false',
    })),
  { scopes: ['inventory', 'inventory_read', 'product_edit'], isArchivable: true },
);

/** The attribute set of a family: by colour and size, by size alone, or by colour alone. */
function attributeSetOf({ sizes, colours }: { sizes: readonly unknown[]; colours: readonly unknown[] }): string {
  if (sizes.length > 0 && colours.length > 0) return '1';
  return sizes.length > 0 ? '2' : '3';
}

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
    const price = priceCents(origin, family.firstItemId);
    const [first, second] = family.colours.length > 0 ? [family.colours, family.sizes] : [family.sizes, []];
    return {
      itemMatrixID: String(id),
      description: family.name,
      tax: 'true',
      defaultCost: amount(costCents(origin, family.firstItemId)),
      itemType: 'default',
      serialized: 'false',
      modelYear: '0',
      archived: 'false',
      timeStamp: stamp(timeOf(origin, id, familyCount(origin))),
      itemAttributeSetID: attributeSetOf(family),
      manufacturerID: '0',
      categoryID: String(item.makeRow(store, family.firstItemId).categoryID),
      defaultVendorID: '0',
      taxClassID: '1',
      seasonID: '0',
      departmentID: '0',
      Prices: {
        ItemPrice: [
          { amount: amount(price), useTypeID: '1', useType: 'Default' },
          { amount: '0', useTypeID: '2', useType: 'MSRP' },
          { amount: '0', useTypeID: '3', useType: 'Online' },
        ],
      },
      attribute1Values: [...first],
      ...(second.length > 0 ? { attribute2Values: [...second] } : {}),
    };
  },
  relations: {
    Category: linked(() => category, 'categoryID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    Department: never,
    ItemAttributeSet: linked(() => itemAttributeSet, 'itemAttributeSetID'),
    Manufacturer: linked(() => manufacturer, 'manufacturerID'),
    Season: never,
    Images: noRows('Image'),
    Items: toMany('Item', (store, row) => rowsWhere(store, item, 'itemMatrixID', String(row.itemMatrixID))),
    ItemECommerce: never,
    TagRelations: noRows('TagRelation', { Tag: never }),
  },
});
