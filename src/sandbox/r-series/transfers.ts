import { exists, rowOf, rowsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { Purpose } from '../shop-data/dice.ts';
import { costCents } from '../shop-data/products.ts';
import { originOf, type RStore } from '../store.ts';
import { employee } from './employees.ts';
import { item } from './items.ts';
import { amount, linked, type Relation, resource, stamp, toMany, toOne } from './resource.ts';
import { SHOPS, shop } from './shops.ts';

const scopes = ['transfers'];
const TRANSFER_ITEMS = 3;
const ITEMS_A_TRANSFER = 30;

const FROM = new Purpose('transfer from');
const ITEM = new Purpose('item of a transfer');
const QUANTITY = new Purpose('quantity of a transfer');

const transferCount = (store: RStore) =>
  store.sizes.items === 0 ? 0 : Math.max(2, Math.ceil(store.sizes.items / ITEMS_A_TRANSFER));

/** Epoch seconds. */
const madeAt = (store: RStore, id: number) => timeOf(originOf(store), id, transferCount(store));

/** The newest one is still open, all others were sent and received. */
const isSent = (store: RStore, id: number) => id < transferCount(store);

function shopsOf(store: RStore, id: number): { from: string; to: string } {
  const from = FROM.below(SHOPS, store.seed, id);
  return { from: String(from + 1), to: String(((from + 1) % SHOPS) + 1) };
}

const transferItems = toMany(
  'TransferItem',
  (store, row) => rowsWhere(store, transferItem, 'transferID', String(row.transferID)),
  { Item: linked(() => item, 'itemID') },
);

/** Shops of transfers lack one field that they have elsewhere (documented). */
const shopWithContact = (field: string): Relation =>
  toOne((store, row) => {
    const id = Number(row[field]);
    if (!exists(store, shop, id)) return undefined;
    const { gatewayConfigID: _, ...found } = rowOf(store, shop, id);
    return found;
  }, shop.relations);

/** Employees of transfers show the number under which they sign in (documented). */
const employeeWithContact = (field: string): Relation =>
  toOne((store, row) => {
    const id = Number(row[field]);
    if (!exists(store, employee, id)) return undefined;
    const user = store.employees.find((one) => one.id === id)?.userId ?? 0;
    return { ...rowOf(store, employee, id), systemUserID: String(user) };
  }, employee.relations);

/** Stock on its way between two shops, as `Inventory/Transfer` shows it. */
export const inventoryTransfer = resource({
  name: 'Transfer',
  key: 'transferID',
  scopes,
  sortable: ['transferID', 'timeStamp'],
  growing: ['timeStamp', 'createTime'],
  isArchivable: true,
  made: transferCount,
  makeRow(store, id) {
    const { from, to } = shopsOf(store, id);
    const at = madeAt(store, id);
    const sent = isSent(store, id);
    return {
      transferID: String(id),
      note: id % 4 === 0 ? 'Wanted before Saturday' : '',
      archived: 'false',
      timeStamp: stamp(at),
      createTime: stamp(at),
      status: sent ? 'received' : 'open',
      ...(sent ? { sentOn: stamp(at) } : {}),
      needBy: stamp(at + 2 * 86_400),
      sendingShopID: from,
      sentByEmployeeID: sent ? '1' : '0',
      receivingShopID: to,
      createdByEmployeeID: '1',
    };
  },
  relations: {
    SendingShop: shopWithContact('sendingShopID'),
    CreatedByEmployee: employeeWithContact('createdByEmployeeID'),
    SentByEmployee: employeeWithContact('sentByEmployeeID'),
    ReceivingShop: shopWithContact('receivingShopID'),
    TransferItems: transferItems,
  },
});

/** The same transfers in the older words of `Transfer`. Both are laid over by the same changes. */
export const transfer = resource({
  ...inventoryTransfer,
  makeRow(store, id) {
    const { from, to } = shopsOf(store, id);
    const sent = isSent(store, id);
    return {
      transferID: String(id),
      sent: String(sent),
      received: String(sent),
      note: '',
      archived: 'false',
      timeStamp: stamp(madeAt(store, id)),
      transferFromID: from,
      transferToID: to,
      orderID: '0',
    };
  },
  relations: { TransferItems: transferItems },
});

export const transferItem = resource({
  name: 'TransferItem',
  key: 'transferItemID',
  scopes,
  sortable: ['transferItemID', 'timeStamp', 'transferID'],
  growing: ['timeStamp', 'transferID'],
  made: (store) => transferCount(store) * TRANSFER_ITEMS,
  makeRow(store, id) {
    const transferId = Math.ceil(id / TRANSFER_ITEMS);
    const itemId = 1 + ITEM.below(Math.max(1, store.sizes.items), store.seed, id);
    const quantity = 1 + QUANTITY.below(5, store.seed, id);
    const sent = isSent(store, transferId) ? quantity : 0;
    const value = amount(sent * costCents(originOf(store), itemId));
    return {
      transferItemID: String(id),
      toSend: String(quantity - sent),
      toReceive: '0',
      sent: String(sent),
      received: String(sent),
      sentValue: value,
      receivedValue: value,
      comment: '',
      timeStamp: stamp(madeAt(store, transferId)),
      transferID: String(transferId),
      itemID: String(itemId),
    };
  },
  madeWhere: {
    transferID: (_, id) =>
      Array.from({ length: TRANSFER_ITEMS }, (_item, at) => (Number(id) - 1) * TRANSFER_ITEMS + at + 1),
  },
  relations: {},
});
