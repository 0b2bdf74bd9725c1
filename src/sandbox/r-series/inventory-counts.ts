import { Purpose } from '../shop-data/dice.ts';
import { quantityIn } from '../shop-data/products.ts';
import { originOf, type RStore } from '../store.ts';
import { type Resource, type Row, resource, stamp } from './resource.ts';

const scopes = ['inventory_counts'];
const COUNTS = 2;
/** Items of a count as made; item n of count c has the id (c - 1) * 5 + n in each of its lists. */
const COUNTED = 5;
const DAY = 86_400;

const ITEM = new Purpose('item of a count');
const OFF = new Purpose('missing at a count');

const countOf = (id: number) => Math.ceil(id / COUNTED);
/** Epoch seconds: the last counts were two months and one month before the store was born. */
const countedAt = (store: RStore, count: number) => store.bornAt - (COUNTS + 1 - count) * 30 * DAY;

/** One counted item: what was there, and how much fewer than the books said. */
function counted(store: RStore, id: number): { itemId: number; quantity: number; missing: number } {
  const itemId = 1 + ITEM.below(Math.max(1, store.sizes.items), store.seed, id);
  const quantity = Math.max(0, quantityIn(originOf(store), itemId, 1));
  return { itemId, quantity, missing: OFF.below(3, store.seed, id) };
}

const made = (store: RStore) => (store.sizes.items === 0 ? 0 : COUNTS * COUNTED);

/** Rows of a count, one for each counted item. */
function countedList(name: string, key: string, row: (store: RStore, id: number) => Row): Resource {
  return resource({
    name,
    key,
    scopes,
    sortable: [key, 'inventoryCountID', 'itemID'],
    growing: ['inventoryCountID', 'timeStamp', 'createTime'],
    made,
    makeRow: (store, id) => ({
      [key]: String(id),
      ...row(store, id),
      inventoryCountID: String(countOf(id)),
      itemID: String(counted(store, id).itemId),
    }),
    relations: {},
  });
}

export const inventoryCount = resource({
  name: 'InventoryCount',
  key: 'inventoryCountID',
  scopes,
  sortable: ['inventoryCountID'],
  growing: ['timeStamp'],
  isArchivable: true,
  made: (store) => (store.sizes.items === 0 ? 0 : COUNTS),
  makeRow: (store, id) => ({
    inventoryCountID: String(id),
    name: `Count ${id}`,
    timeStamp: stamp(countedAt(store, id)),
    archived: 'false',
    shopID: '1',
  }),
  relations: {},
});

export const inventoryCountItem = countedList('InventoryCountItem', 'inventoryCountItemID', (store, id) => ({
  qty: String(counted(store, id).quantity),
  timeStamp: stamp(countedAt(store, countOf(id))),
  employeeID: '1',
}));

export const inventoryCountCalc = countedList('InventoryCountCalc', 'inventoryCountCalcID', (store, id) => {
  const { quantity, missing } = counted(store, id);
  const at = stamp(countedAt(store, countOf(id)));
  return { timeStamp: at, calcQoh: String(quantity + missing), countedQoh: String(quantity) };
});

export const inventoryCountReconcile = countedList(
  'InventoryCountReconcile',
  'inventoryCountReconcileID',
  (store, id) => ({
    costChange: '0',
    qohChange: String(-counted(store, id).missing),
    createTime: stamp(countedAt(store, countOf(id))),
  }),
);
