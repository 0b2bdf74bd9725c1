import { rowsWhere } from '../../rows/rows.ts';
import { item } from '../items.ts';
import { amount, type Row } from '../resource.ts';
import { shop } from '../shops.ts';
import { inventoryTransfer, transferItem } from '../transfers.ts';
import { type Fields, rowsIn } from './body.ts';
import type { Action } from './place.ts';
import { Refused } from './refused.ts';
import { centsOf } from './sale-totals.ts';
import { moveStock } from './stock.ts';
import type { Writable } from './writable.ts';
import type { Writing } from './writing.ts';

const scopes = ['transfers'];

export const transferWrites: Writable = {
  resource: inventoryTransfer,
  verbs: ['POST', 'PUT'],
  scopes,
  defaults: (writing) => ({
    note: '',
    archived: 'false',
    status: 'open',
    sentOn: '',
    needBy: '',
    sendingShopID: '0',
    sentByEmployeeID: '0',
    receivingShopID: '0',
    createdByEmployeeID: String(writing.employee.id),
  }),
  computed: ['status', 'sentOn', 'sentByEmployeeID', 'createdByEmployeeID', 'archived', 'sent', 'received'],
  links: { sendingShopID: () => shop, receivingShopID: () => shop },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  shows: ['SendingShop', 'ReceivingShop', 'CreatedByEmployee'],
  remove: 'archive',
  check(_, { before, fields }) {
    const value = (name: string) => String(fields[name] ?? before?.[name] ?? '0');
    for (const name of ['sendingShopID', 'receivingShopID'])
      if (value(name) === '0') throw new Refused(`${name} is required.`);
    if (value('sendingShopID') === value('receivingShopID')) throw new Refused('A transfer needs two different shops.');
    const moves = fields.sendingShopID !== undefined || fields.receivingShopID !== undefined;
    if (before && before.status !== 'open' && moves) throw new Refused('Only an open transfer can be changed.');
  },
};

const transferAction = (act: (writing: Writing, id: number, row: Row) => Row): Action => ({
  verb: 'POST',
  record: 'Transfer',
  scopes,
  to: transferWrites,
  act(writing, id) {
    writing.put(inventoryTransfer, id, {
      ...act(writing, id, writing.row(inventoryTransfer, id)),
      timeStamp: writing.at,
    });
    return { id };
  },
});

export const archiveTransfer = transferAction(() => ({ archived: 'true' }));
export const restoreTransfer = transferAction(() => ({ archived: 'false' }));

/** What is sent leaves the stock of its shop; it comes into the other's when that shop receives it, in its own screens (firm). */
export const sendTransfer = transferAction((writing, id, row) => {
  if (row.status !== 'open' || row.archived === 'true') throw new Refused('Only an open transfer can be sent.');
  const items = itemsOf(writing, id).filter(({ toSend }) => Number(toSend) > 0);
  if (items.length === 0) throw new Refused('A transfer without items to send cannot be sent.');
  for (const { transferItemID, itemID, toSend } of items) {
    moveStock(writing, Number(itemID), Number(row.sendingShopID), -Number(toSend), causeOf(id));
    const sentValue = amount(Number(toSend) * centsOf(writing.field(item, Number(itemID), 'avgCost')));
    const sent = { toSend: '0', sent: toSend, toReceive: toSend, sentValue, timeStamp: writing.at };
    writing.put(transferItem, Number(transferItemID), sent);
  }
  return { status: 'sent', sentOn: writing.at, sentByEmployeeID: String(writing.employee.id), sent: 'true' };
});

/** What the receiving shop does in its own screens: all that was sent comes in. */
export function receiveTransfer(writing: Writing, id: number): void {
  const shopId = Number(writing.field(inventoryTransfer, id, 'receivingShopID'));
  for (const { transferItemID, itemID, toReceive, sentValue } of itemsOf(writing, id)) {
    moveStock(writing, Number(itemID), shopId, Number(toReceive), causeOf(id));
    const fields = { toReceive: '0', received: toReceive, receivedValue: sentValue, timeStamp: writing.at };
    writing.put(transferItem, Number(transferItemID), fields);
  }
  writing.put(inventoryTransfer, id, { status: 'received', received: 'true', timeStamp: writing.at });
}

const causeOf = (transferID: number) => ({ reason: 'transfer', links: { transferID } });
const itemsOf = (writing: Writing, id: number) => rowsWhere(writing.store, transferItem, 'transferID', String(id));

const itemWrites: Writable = {
  resource: transferItem,
  verbs: [],
  scopes,
  defaults: () => ({
    toSend: '0',
    toReceive: '0',
    sent: '0',
    received: '0',
    sentValue: '0',
    receivedValue: '0',
    comment: '',
    transferID: '0',
    itemID: '0',
  }),
  only: ['toSend', 'comment', 'itemID'],
  links: { itemID: () => item },
  stamps: { changed: 'timeStamp' },
  remove: 'delete',
  check(_, { fields, before }) {
    if (!before && fields.itemID === '0') throw new Refused('itemID is required.');
    const toSend = Number(fields.toSend ?? 0);
    if (toSend < 0 || toSend > 1_000_000) throw new Refused('toSend must be from 0 to 1000000.');
  },
};

/** Adds, changes or takes away items of an open transfer: a list under `TransferItems` or `TransferItem` (unsure). */
const itemsAction = (act: (writing: Writing, transferId: number, sent: Fields) => void): Action => ({
  verb: 'POST',
  record: 'TransferItems',
  scopes,
  to: transferWrites,
  act(writing, id, sent) {
    if (writing.field(inventoryTransfer, id, 'status') !== 'open')
      throw new Refused('Only an open transfer can be changed.');
    const rows = rowsIn(sent.TransferItems ?? sent, 'TransferItem');
    for (const one of rows) act(writing, id, one);
    writing.touch(transferWrites, id);
    const items = itemsOf(writing, id);
    const shown = items.length === 0 ? {} : { TransferItem: items.length === 1 ? items[0] : items };
    return { body: { '@attributes': { count: String(items.length) }, ...shown } };
  },
});

export const addTransferItems = itemsAction((writing, transferId, sent) => {
  writing.create(itemWrites, sent, { transferID: String(transferId) });
});
export const updateTransferItems = itemsAction((writing, transferId, sent) => {
  writing.update(itemWrites, itemOf(writing, transferId, sent), sent);
});
export const deleteTransferItems = itemsAction((writing, transferId, sent) => {
  writing.remove(transferItem, itemOf(writing, transferId, sent));
});

function itemOf(writing: Writing, transferId: number, sent: Fields): number {
  const id = String(sent.transferItemID);
  if (!itemsOf(writing, transferId).some(({ transferItemID }) => transferItemID === id))
    throw new Refused(`TransferItem ${id.slice(0, 20)} is not one of this transfer.`);
  return Number(id);
}
