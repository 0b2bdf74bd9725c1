import { exists, rowOf, rowsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { Purpose } from '../shop-data/dice.ts';
import { membersOf, placeOf } from '../shop-data/families.ts';
import type { Origin } from '../shop-data/origin.ts';
import {
  costCents as costCentsOf,
  isProductArchived,
  productOf,
  quantityIn,
  reorderingOf,
} from '../shop-data/products.ts';
import { originOf, type RStore } from '../store.ts';
import { category } from './categories.ts';
import { itemCustomFields } from './custom-fields.ts';
import { attributeSetOf, itemAttributeSet } from './item-attribute-sets.ts';
import { amount, linked, never, type Row, resource, stamp, toMany, toOne } from './resource.ts';
import { SHOPS } from './shops.ts';
import { manufacturer, taxClass } from './small-tables.ts';
import {
  customFieldValue,
  imagesOf,
  itemAttributes,
  itemVendorNum,
  noteOr,
  ownedOr,
  tagRelationsOf,
} from './written.ts';

const BOX = new Purpose('box');
const ORIGIN = new Purpose('origin of an item');
const ORIGIN_FIELD = 3;

const itemScopes = [
  'inventory',
  'inventory_read',
  'product_edit',
  'product_cost',
  'register',
  'register_read',
  'reports',
  'customers',
  'workbench',
  'admin',
];

export const item = resource({
  name: 'Item',
  key: 'itemID',
  scopes: itemScopes,
  sortable: ['itemID', 'timeStamp', 'description'],
  growing: ['timeStamp', 'createTime'],
  made: (store) => store.sizes.items,
  isArchivable: true,
  makeRow(store, id) {
    const product = productOf(originOf(store), id);
    const cost = amount(product.costCents);
    const price = amount(product.priceCents);
    return {
      itemID: String(id),
      systemSku: String(210_000_000_000 + id),
      defaultCost: cost,
      avgCost: cost,
      discountable: 'true',
      tax: String(product.isTaxed),
      archived: String(product.isArchived),
      itemType: product.isService ? 'non_inventory' : isBox(store, id) ? 'box' : 'default',
      serialized: 'false',
      description: product.name,
      modelYear: String(product.modelYear),
      upc: product.upc,
      ean: product.ean,
      customSku: product.sku,
      manufacturerSku: product.makerSku,
      createTime: stamp(product.createdAt),
      timeStamp: stamp(product.changedAt),
      publishToEcom: String(product.isOnWeb),
      categoryID: String(exists(store, category, product.category.id) ? product.category.id : 0),
      taxClassID: product.isService ? '2' : '1',
      departmentID: String(product.category.departmentId),
      itemMatrixID: String(product.place?.familyId ?? 0),
      manufacturerID: String(product.brand),
      seasonID: '0',
      defaultVendorID: String(product.vendor),
      Prices: {
        ItemPrice: [
          { amount: price, useTypeID: '1', useType: 'Default' },
          { amount: amount(product.suggestedCents), useTypeID: '2', useType: 'MSRP' },
          { amount: price, useTypeID: '3', useType: 'Online' },
        ],
      },
    };
  },
  makeField(store, id, field) {
    if (field === 'archived') return String(isProductArchived(originOf(store), id));
    if (field === 'timeStamp') return stamp(timeOf(originOf(store), id, store.sizes.items));
    if (field === 'itemMatrixID') return String(placeOf(id)?.familyId ?? 0);
    return undefined;
  },
  madeWhere: {
    itemMatrixID: (store, id) => membersOf(originOf(store), Number(id)),
  },
  relations: {
    Category: linked(() => category, 'categoryID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    ItemAttributes: toOne(
      (store, row) =>
        writtenAttributes(store, row) ?? attributesOf(store, Number(row.itemID), String(row.itemMatrixID)),
      {
        ItemAttributeSet: linked(() => itemAttributeSet, 'itemAttributeSetID'),
      },
    ),
    Manufacturer: linked(() => manufacturer, 'manufacturerID'),
    Note: noteOr((store, row) =>
      Number(row.itemID) > store.sizes.items ? undefined : noteOf(store, Number(row.itemID)),
    ),
    Images: imagesOf(() => item),
    ItemShops: toMany('ItemShop', (store, row) => shopsOfItem(store, Number(row.itemID))),
    ItemVendorNums: ownedOr(
      () => item,
      itemVendorNum,
      (_, row) => vendorNumbersOf(row),
    ),
    ItemComponents: toMany('ItemComponent', (store, row) => componentsOf(store, row)),
    ItemECommerce: never,
    TagRelations: tagRelationsOf(() => item),
    CustomFieldValues: ownedOr(() => item, customFieldValue, valuesOf, { value: never }),
    ItemPrices: toMany('ItemPrice', (_, row) => (row.Prices as { ItemPrice: Row[] }).ItemPrice),
  },
});

/** Every fortieth thing that is no variant is sold as a box of what stands before it in the list. */
const isBox = (store: RStore, id: number) => id > 1 && !placeOf(id) && BOX.chance(0.025, store.seed, id);

/** The numbers under which vendors know an item. */
function vendorNumbersOf({ itemID, defaultVendorID, manufacturerSku, timeStamp }: Row): Row[] {
  if (defaultVendorID === '0') return [];
  const value = manufacturerSku === '' ? `V-${itemID}` : manufacturerSku;
  return [{ itemVendorNumID: itemID, value, timeStamp, itemID, vendorID: defaultVendorID }];
}

function componentsOf(store: RStore, { itemID, itemType }: Row): Row[] {
  if (itemType !== 'box' || Number(itemID) > store.sizes.items) return [];
  const componentItemID = String(Number(itemID) - 1);
  return [{ itemComponentID: itemID, quantity: '12', componentGroup: '1', assemblyItemID: itemID, componentItemID }];
}

/** Where an item comes from is known of a third of them. */
function valuesOf(store: RStore, { itemID }: Row): Row[] {
  const field = itemCustomFields.field;
  if (!ORIGIN.chance(0.3, store.seed, Number(itemID)) || !exists(store, field, ORIGIN_FIELD)) return [];
  const { customFieldID, name, type } = rowOf(store, field, ORIGIN_FIELD);
  const value = ORIGIN.pick(['Portugal', 'Québec', '日本'], store.seed, Number(itemID), 1);
  return [{ customFieldValueID: itemID, customFieldID, name, type, value }];
}

/** A fifth of the items have a note, some of several pages. */
function noteOf(store: RStore, id: number): Row | undefined {
  const { note, changedAt } = productOf(originOf(store), id);
  return note === '' ? undefined : { noteID: String(id), note, isPublic: 'false', timeStamp: stamp(changedAt) };
}

const writtenAttributes = (store: RStore, { itemID }: Row): Row | undefined =>
  exists(store, itemAttributes, Number(itemID)) ? rowOf(store, itemAttributes, Number(itemID)) : undefined;

/** What tells an item of a matrix from the others; nothing for an item that is in none, or was put into another one since. */
function attributesOf(store: RStore, id: number, itemMatrixID: string): Row | undefined {
  if (id > store.sizes.items) return undefined;
  const { place, size, colour } = productOf(originOf(store), id);
  if (!place || String(place.familyId) !== itemMatrixID) return undefined;
  const [first, second] = colour === '' ? [size, ''] : [colour, size];
  const itemAttributeSetID = attributeSetOf(colour !== '', size !== '');
  return { attribute1: first, attribute2: second, attribute3: '', itemAttributeSetID };
}

/** Stock of an item in each shop; shop 0 is the total of the others (firm). */
function shopsOfItem(store: RStore, itemId: number): Row[] {
  return rowsWhere(store, itemShop, 'itemID', String(itemId));
}

const everyShop = Array.from({ length: SHOPS }, (_, at) => at + 1);

/** Pieces in a shop, or in all of them for shop 0. */
const sumIn = (origin: Origin, itemId: number, shopId: number) =>
  (shopId === 0 ? everyShop : [shopId]).reduce((sum, one) => sum + quantityIn(origin, itemId, one), 0);

export const itemShop = resource({
  name: 'ItemShop',
  key: 'itemShopID',
  scopes: ['inventory', 'inventory_read', 'product_cost'],
  sortable: ['itemShopID', 'timeStamp'],
  growing: ['timeStamp', 'itemID'],
  made: (store) => store.sizes.items * (SHOPS + 1),
  makeRow(store, id) {
    const itemId = Math.floor((id - 1) / (SHOPS + 1)) + 1;
    const shopId = (id - 1) % (SHOPS + 1);
    const origin = originOf(store);
    const quantities = (shopId === 0 ? everyShop : [shopId]).map((one) => quantityIn(origin, itemId, one));
    const quantity = sumIn(origin, itemId, shopId);
    const inStock = quantities.reduce((sum, one) => sum + Math.max(0, one), 0);
    const costCents = costCentsOf(origin, itemId);
    const cost = amount(costCents);
    const { point, level } = shopId === 0 ? { point: 0, level: 0 } : reorderingOf(origin, itemId, shopId);
    return {
      itemShopID: String(id),
      qoh: String(quantity),
      sellable: String(inStock),
      backorder: '0',
      componentQoh: '0',
      componentBackorder: '0',
      reorderPoint: String(point),
      reorderLevel: String(level),
      timeStamp: stamp(timeOf(origin, id, store.sizes.items * (SHOPS + 1))),
      itemID: String(itemId),
      shopID: String(shopId),
      onLayaway: '0',
      onSpecialOrder: '0',
      onWorkorder: '0',
      onTransferOut: '0',
      onTransferIn: '0',
      averageCost: cost,
      totalValueFifo: amount(costCents * inStock),
      totalValueAvgCost: amount(costCents * inStock),
      totalValueNegativeInventory: '0',
      lastReceivedCost: cost,
      lastReceivedLotID: '0',
      nextFifoLotCost: cost,
      nextFifoLotID: '0',
    };
  },
  makeField(store, id, field) {
    if (field === 'timeStamp') return stamp(timeOf(originOf(store), id, store.sizes.items * (SHOPS + 1)));
    const [itemId, shopId] = [Math.floor((id - 1) / (SHOPS + 1)) + 1, (id - 1) % (SHOPS + 1)];
    if (field === 'itemID') return String(itemId);
    if (field === 'shopID') return String(shopId);
    return field === 'qoh' ? String(sumIn(originOf(store), itemId, shopId)) : undefined;
  },
  madeWhere: {
    itemID: (store, itemId) => {
      const id = Number(itemId);
      const first = (id - 1) * (SHOPS + 1) + 1;
      return id >= 1 && id <= store.sizes.items ? Array.from({ length: SHOPS + 1 }, (_, at) => first + at) : [];
    },
  },
  relations: {},
});
