import { diceFor } from '../random.ts';
import type { Store } from '../store.ts';
import { adjectives, departments, things } from './names.ts';
import { amount, edited, nested, type Resource, type Row, stamp } from './resource.ts';

const DAY = 86_400;
export const SHOPS = 3;
/** Rows are made as if over the two years before the store was born: the later the id, the later its time. */
const SPAN = 730 * DAY;

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

/** Time of row `id` of `count`: grows with the id, so that sorting by time needs no index of all rows. */
export function timeOf(store: Store, id: number, count: number): number {
  return store.bornAt - SPAN + Math.floor((SPAN * id) / Math.max(1, count));
}

/** The tree as a nested set, walked once: departments, each with its categories. */
const categories = (() => {
  const rows: { id: number; parent: number; name: string; path: string; left: number; right: number; depth: number }[] =
    [];
  let node = 1;
  for (const [department, below] of departments) {
    const parent = {
      id: rows.length + 1,
      parent: 0,
      name: department,
      path: department,
      left: node,
      right: 0,
      depth: 0,
    };
    node += 1;
    rows.push(parent);
    for (const name of below) {
      rows.push({
        id: rows.length + 1,
        parent: parent.id,
        name,
        path: `${department}/${name}`,
        left: node,
        right: node + 1,
        depth: 1,
      });
      node += 2;
    }
    parent.right = node;
    node += 1;
  }
  return rows;
})();

export const category: Resource = {
  name: 'Category',
  key: 'categoryID',
  scopes: [],
  sortable: ['categoryID', 'timeStamp', 'leftNode', 'rightNode'],
  count: () => categories.length,
  row(store, id) {
    const found = categories[id - 1];
    const at = stamp(timeOf(store, id, categories.length));
    return edited(store, 'Category', id, {
      categoryID: String(id),
      name: found?.name ?? '',
      nodeDepth: String(found?.depth ?? 0),
      fullPathName: found?.path ?? '',
      leftNode: String(found?.left ?? 0),
      rightNode: String(found?.right ?? 0),
      createTime: at,
      timeStamp: at,
      parentID: String(found?.parent ?? 0),
    });
  },
  relations: {
    Parent: {
      many: false,
      load: (store, row) => (row.parentID === '0' ? undefined : category.row(store, Number(row.parentID))),
    },
  },
};

const zones = ['America/Toronto', 'America/Toronto', 'America/Vancouver'];

export const shop: Resource = {
  name: 'Shop',
  key: 'shopID',
  scopes: [],
  sortable: ['shopID'],
  count: () => SHOPS,
  row: (store, id) =>
    edited(store, 'Shop', id, {
      shopID: String(id),
      name: ['Main Street', 'Airport', 'Quayside'][id - 1] ?? `Shop ${id}`,
      serviceRate: '0',
      timeZone: zones[id - 1] ?? 'America/Toronto',
      taxLabor: 'false',
      labelTitle: 'Shop Name',
      labelMsrp: 'false',
      archived: 'false',
      timeStamp: stamp(timeOf(store, id, SHOPS * 100)),
      companyRegistrationNumber: '',
      vatNumber: '',
      zebraBrowserPrint: 'false',
      contactID: String(id),
      taxCategoryID: '1',
      receiptSetupID: String(id),
      ccGatewayID: '0',
      gatewayConfigID: '0',
      priceLevelID: '1',
    }),
  relations: {},
};

/** Price of an item in cents: some are free, a few cost less than nothing. */
export function priceCents(store: Store, id: number): number {
  const dice = diceFor(store.seed, 'price', id);
  if (dice.chance(0.01)) return 0;
  if (dice.chance(0.005)) return -500;
  return dice.pick([0, 50, 95, 99, 39]) + 100 * (1 + dice.below(300));
}

export function costCents(store: Store, id: number): number {
  return Math.max(0, Math.floor(priceCents(store, id) * 0.55));
}

export const item: Resource = {
  name: 'Item',
  key: 'itemID',
  scopes: itemScopes,
  sortable: ['itemID', 'timeStamp', 'description'],
  count: (store) => store.sizes.items,
  row(store, id) {
    const dice = diceFor(store.seed, 'item', id);
    const price = priceCents(store, id);
    const at = timeOf(store, id, store.sizes.items);
    const leaf = categories[dice.below(categories.length)];
    const sku = dice.chance(0.05) ? '' : dice.chance(0.02) ? 'DUPLICATE' : `SKU-${String(id).padStart(5, '0')}`;
    return edited(store, 'Item', id, {
      itemID: String(id),
      systemSku: String(210_000_000_000 + id),
      defaultCost: amount(costCents(store, id)),
      avgCost: amount(costCents(store, id)),
      discountable: 'true',
      tax: String(!dice.chance(0.1)),
      archived: String(dice.chance(0.04)),
      itemType: dice.chance(0.05) ? 'non_inventory' : 'default',
      serialized: 'false',
      description: `${dice.pick(adjectives)} ${dice.pick(things)} ${id}`,
      modelYear: dice.chance(0.8) ? '0' : String(2020 + dice.below(7)),
      upc: dice.chance(0.5) ? '' : String(600_000_000_000 + id),
      ean: dice.chance(0.7) ? '' : String(4_000_000_000_000 + id),
      customSku: sku,
      manufacturerSku: dice.chance(0.6) ? '' : `M-${id}`,
      createTime: stamp(at - DAY),
      timeStamp: stamp(at),
      publishToEcom: String(dice.chance(0.3)),
      categoryID: String(leaf?.id ?? 0),
      taxClassID: '1',
      departmentID: '0',
      itemMatrixID: '0',
      manufacturerID: '0',
      seasonID: '0',
      defaultVendorID: '0',
      Prices: {
        ItemPrice: [
          { amount: amount(price), useTypeID: '1', useType: 'Default' },
          { amount: amount(Math.round(price * 1.2)), useTypeID: '2', useType: 'MSRP' },
          { amount: amount(price), useTypeID: '3', useType: 'Online' },
        ],
      },
    });
  },
  relations: {
    Category: {
      many: false,
      load: (store, row) => (row.categoryID === '0' ? undefined : category.row(store, Number(row.categoryID))),
    },
    ItemShops: { many: true, load: (store, row) => nested('ItemShop', shopsOfItem(store, Number(row.itemID))) },
  },
};

/** Stock of an item in each shop; shop 0 is the total of the others (firm). */
function shopsOfItem(store: Store, itemId: number): Row[] {
  const first = (itemId - 1) * (SHOPS + 1) + 1;
  return Array.from({ length: SHOPS + 1 }, (_, at) => itemShop.row(store, first + at));
}

const quantityIn = (store: Store, itemId: number, shopId: number) =>
  diceFor(store.seed, `stock${shopId}`, itemId).below(40) - 1;

export const itemShop: Resource = {
  name: 'ItemShop',
  key: 'itemShopID',
  scopes: ['inventory', 'inventory_read', 'product_cost'],
  sortable: ['itemShopID', 'timeStamp'],
  count: (store) => store.sizes.items * (SHOPS + 1),
  row(store, id) {
    const itemId = Math.floor((id - 1) / (SHOPS + 1)) + 1;
    const shopId = (id - 1) % (SHOPS + 1);
    const shops = shopId === 0 ? [1, 2, 3] : [shopId];
    const quantity = shops.reduce((sum, one) => sum + quantityIn(store, itemId, one), 0);
    const value = costCents(store, itemId) * Math.max(0, quantity);
    return edited(store, 'ItemShop', id, {
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
      averageCost: amount(costCents(store, itemId)),
      totalValueFifo: amount(value),
      totalValueAvgCost: amount(value),
      totalValueNegativeInventory: '0',
      lastReceivedCost: amount(costCents(store, itemId)),
      lastReceivedLotID: '0',
      nextFifoLotCost: amount(costCents(store, itemId)),
      nextFifoLotID: '0',
    });
  },
  relations: {},
};
