import { diceFor } from '../random.ts';
import { exists, rowOf } from '../rows/rows.ts';
import { membersOf, placeOf } from '../shop-data/families.ts';
import { originOf, type RStore } from '../store.ts';
import { CATEGORIES, category } from './categories.ts';
import { adjectives, longNote, things } from './names.ts';
import { amount, linked, never, noRows, type Row, resource, stamp, toMany, toOne } from './resource.ts';
import { DAY, timeOf } from './row-times.ts';
import { SHOPS } from './shops.ts';
import { manufacturer, taxClass } from './small-tables.ts';

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

/** Price of an item in cents: some are free, a few cost less than nothing. */
export function priceCents(store: RStore, id: number): number {
  const dice = diceFor(store.seed, 'price', id);
  if (dice.chance(0.01)) return 0;
  if (dice.chance(0.005)) return -500;
  return dice.pick([0, 50, 95, 99, 39]) + 100 * (1 + dice.below(300));
}

export function costCents(store: RStore, id: number): number {
  return Math.max(0, Math.floor(priceCents(store, id) * 0.55));
}

export const isTaxed = (store: RStore, id: number) => !diceFor(store.seed, 'taxed', id).chance(0.1);

/** Most descriptions are plain; some carry what real ones do: odd spaces, tabs, lines of 250 characters. */
function descriptionOf(store: RStore, id: number): string {
  const dice = diceFor(store.seed, 'description', id);
  const plain = `${dice.pick(adjectives)} ${dice.pick(things)} ${id}`;
  if (dice.chance(0.01)) return `  ${plain}\t `;
  return dice.chance(0.01) ? `${plain}: ${longNote(id)}`.slice(0, 250) : plain;
}

const isMadeArchived = (store: RStore, id: number) => diceFor(store.seed, 'itemArchived', id).chance(0.04);

export const item = resource({
  name: 'Item',
  key: 'itemID',
  scopes: itemScopes,
  sortable: ['itemID', 'timeStamp', 'description'],
  growing: ['timeStamp', 'createTime'],
  made: (store) => store.sizes.items,
  isArchivable: true,
  makeRow(store, id) {
    const dice = diceFor(store.seed, 'item', id);
    const price = priceCents(store, id);
    const at = timeOf(store, id, store.sizes.items);
    const leaf = 1 + dice.below(CATEGORIES);
    const sku = dice.chance(0.05) ? '' : dice.chance(0.02) ? 'DUPLICATE' : `SKU-${String(id).padStart(5, '0')}`;
    return {
      itemID: String(id),
      systemSku: String(210_000_000_000 + id),
      defaultCost: amount(costCents(store, id)),
      avgCost: amount(costCents(store, id)),
      discountable: 'true',
      tax: String(isTaxed(store, id)),
      archived: String(isMadeArchived(store, id)),
      itemType: dice.chance(0.05) ? 'non_inventory' : 'default',
      serialized: 'false',
      description: descriptionOf(store, id),
      modelYear: dice.chance(0.8) ? '0' : String(2020 + dice.below(7)),
      upc: dice.chance(0.5) ? '' : String(600_000_000_000 + id),
      ean: dice.chance(0.7) ? '' : String(4_000_000_000_000 + id),
      customSku: sku,
      manufacturerSku: dice.chance(0.6) ? '' : `M-${id}`,
      createTime: stamp(at - DAY),
      timeStamp: stamp(at),
      publishToEcom: String(dice.chance(0.3)),
      categoryID: String(exists(store, category, leaf) ? leaf : 0),
      taxClassID: '1',
      departmentID: '0',
      itemMatrixID: String(placeOf(id)?.familyId ?? 0),
      manufacturerID: dice.chance(0.5) ? '0' : String(1 + dice.below(3)),
      seasonID: '0',
      defaultVendorID: '0',
      Prices: {
        ItemPrice: [
          { amount: amount(price), useTypeID: '1', useType: 'Default' },
          { amount: amount(Math.round(price * 1.2)), useTypeID: '2', useType: 'MSRP' },
          { amount: amount(price), useTypeID: '3', useType: 'Online' },
        ],
      },
    };
  },
  makeField: (store, id, field) => (field === 'archived' ? String(isMadeArchived(store, id)) : undefined),
  madeWhere: {
    itemMatrixID: (store, id) => (Number(id) > 0 ? membersOf(originOf(store), Number(id)) : []),
  },
  relations: {
    Category: linked(() => category, 'categoryID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    ItemAttributes: toOne(() => undefined, { ItemAttributeSet: never }),
    Manufacturer: linked(() => manufacturer, 'manufacturerID'),
    Note: toOne((store, row) => noteOf(store, Number(row.itemID))),
    Images: noRows('Image'),
    ItemShops: toMany('ItemShop', (store, row) => shopsOfItem(store, Number(row.itemID))),
    ItemVendorNums: noRows('ItemVendorNum'),
    ItemComponents: noRows('ItemComponent'),
    ItemECommerce: never,
    TagRelations: noRows('TagRelation', { Tag: never }),
    CustomFieldValues: noRows('CustomFieldValue', { value: never }),
    ItemPrices: toMany('ItemPrice', (_, row) => (row.Prices as { ItemPrice: Row[] }).ItemPrice),
  },
});

/** A fifth of the items have a note, some of several pages. */
function noteOf(store: RStore, id: number): Row | undefined {
  const dice = diceFor(store.seed, 'note', id);
  if (!dice.chance(0.2)) return undefined;
  const note = dice.chance(0.1) ? longNote(id) : 'Order from the old supplier; "fragile".';
  return { noteID: String(id), note, isPublic: 'false', timeStamp: stamp(timeOf(store, id, store.sizes.items)) };
}

/** Stock of an item in each shop; shop 0 is the total of the others (firm). */
function shopsOfItem(store: RStore, itemId: number): Row[] {
  const first = (itemId - 1) * (SHOPS + 1) + 1;
  return Array.from({ length: SHOPS + 1 }, (_, at) => rowOf(store, itemShop, first + at));
}

const quantityIn = (store: RStore, itemId: number, shopId: number) =>
  diceFor(store.seed, `stock${shopId}`, itemId).below(40) - 1;

const everyShop = Array.from({ length: SHOPS }, (_, at) => at + 1);

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
    const quantities = (shopId === 0 ? everyShop : [shopId]).map((one) => quantityIn(store, itemId, one));
    const quantity = quantities.reduce((sum, one) => sum + one, 0);
    const inStock = quantities.reduce((sum, one) => sum + Math.max(0, one), 0);
    const cost = amount(costCents(store, itemId));
    return {
      itemShopID: String(id),
      qoh: String(quantity),
      sellable: String(quantity),
      backorder: '0',
      componentQoh: '0',
      componentBackorder: '0',
      reorderPoint: '0',
      reorderLevel: '0',
      timeStamp: stamp(timeOf(store, id, store.sizes.items * (SHOPS + 1))),
      itemID: String(itemId),
      shopID: String(shopId),
      onLayaway: '0',
      onSpecialOrder: '0',
      onWorkorder: '0',
      onTransferOut: '0',
      onTransferIn: '0',
      averageCost: cost,
      totalValueFifo: amount(costCents(store, itemId) * inStock),
      totalValueAvgCost: amount(costCents(store, itemId) * inStock),
      totalValueNegativeInventory: '0',
      lastReceivedCost: cost,
      lastReceivedLotID: '0',
      nextFifoLotCost: cost,
      nextFifoLotID: '0',
    };
  },
  relations: {},
});
