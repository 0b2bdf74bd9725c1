import { rowsWhere } from '../../rows/rows.ts';
import { employee } from '../employees.ts';
import {
  inventoryCount,
  inventoryCountCalc,
  inventoryCountItem,
  inventoryCountReconcile,
} from '../inventory-counts.ts';
import { item } from '../items.ts';
import type { Row } from '../resource.ts';
import { shop } from '../shops.ts';
import { Refused } from './refused.ts';
import { moveStock, stockRow } from './stock.ts';
import type { Writable } from './writable.ts';
import type { Writing } from './writing.ts';

const scopes = ['inventory_counts'];

export const countWrites: Writable = {
  resource: inventoryCount,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes,
  required: { name: 'name cannot be blank.' },
  defaults: () => ({ name: '', archived: 'false', shopID: '0' }),
  links: { shopID: () => shop },
  stamps: { changed: 'timeStamp' },
  check(_, { before, fields }) {
    if (!before && fields.shopID === '0') throw new Refused('shopID is required.');
  },
  remove(writing, id) {
    for (const list of [inventoryCountItem, inventoryCountCalc])
      for (const row of below(writing, list, id)) writing.remove(list, Number(row[list.key]));
    writing.remove(inventoryCount, id);
  },
};

const below = (writing: Writing, list: typeof inventoryCountItem, countId: number, itemId?: string): Row[] =>
  rowsWhere(writing.store, list, 'inventoryCountID', String(countId)).filter(
    ({ itemID }) => itemId === undefined || itemID === itemId,
  );

/** What was counted of an item; several rows of one item add up. */
export const countItemWrites: Writable = {
  resource: inventoryCountItem,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes,
  defaults: (writing) => ({
    qty: '0',
    inventoryCountID: '0',
    itemID: '0',
    employeeID: String(writing.employee.id),
  }),
  links: { inventoryCountID: () => inventoryCount, itemID: () => item, employeeID: () => employee },
  stamps: { changed: 'timeStamp' },
  check(_, { before, fields }) {
    for (const link of ['inventoryCountID', 'itemID']) {
      if ((fields[link] ?? before?.[link]) === '0') throw new Refused(`${link} is required.`);
    }
    if (Math.abs(Number(fields.qty ?? 0)) > 1_000_000) throw new Refused('qty is too large.');
  },
  after(writing, { id, before }) {
    if (before) calculate(writing, Number(before.inventoryCountID), String(before.itemID));
    const { inventoryCountID, itemID } = writing.row(inventoryCountItem, id);
    calculate(writing, Number(inventoryCountID), String(itemID));
  },
  remove(writing, id) {
    const { inventoryCountID, itemID } = writing.row(inventoryCountItem, id);
    writing.remove(inventoryCountItem, id);
    calculate(writing, Number(inventoryCountID), String(itemID));
  },
};

/** Says what the books held when an item was counted last: what is sold later is no difference of the count. */
function calculate(writing: Writing, countId: number, itemID: string): void {
  const counted = below(writing, inventoryCountItem, countId, itemID);
  const [known] = below(writing, inventoryCountCalc, countId, itemID);
  if (counted.length === 0) {
    if (known) writing.remove(inventoryCountCalc, Number(known.inventoryCountCalcID));
    return;
  }
  const shopId = Number(writing.field(inventoryCount, countId, 'shopID'));
  const fields = {
    timeStamp: writing.at,
    calcQoh: String(stockRow(writing, Number(itemID), shopId)?.qoh ?? '0'),
    countedQoh: String(counted.reduce((sum, { qty }) => sum + Number(qty), 0)),
    inventoryCountID: String(countId),
    itemID,
  };
  if (known) writing.put(inventoryCountCalc, Number(known.inventoryCountCalcID), fields);
  else writing.add(inventoryCountCalc, fields);
}

/**
 * Brings stock of an item to what was counted, less what was sold since; to nothing where it was not counted (unsure). Each
 * item of a count is reconciled once.
 */
export const reconcileWrites: Writable = {
  resource: inventoryCountReconcile,
  verbs: ['POST'],
  scopes: ['inventory_counts_reconcile', 'inventory_counts'],
  defaults: () => ({ costChange: '0', qohChange: '0', inventoryCountID: '0', itemID: '0' }),
  computed: ['costChange', 'qohChange'],
  links: { inventoryCountID: () => inventoryCount, itemID: () => item },
  stamps: { created: 'createTime' },
  remove: 'delete',
  check(writing, { fields }) {
    const countId = Number(fields.inventoryCountID);
    if (countId === 0) throw new Refused('inventoryCountID is required.');
    if (fields.itemID === '0') throw new Refused('itemID is required.');
    const [calc] = below(writing, inventoryCountCalc, countId, String(fields.itemID));
    if (below(writing, inventoryCountReconcile, countId, String(fields.itemID)).length > 0)
      throw new Refused(`Item ${fields.itemID} of count ${countId} was reconciled already.`);
    const shopId = Number(writing.field(inventoryCount, countId, 'shopID'));
    const booked = calc?.calcQoh ?? stockRow(writing, Number(fields.itemID), shopId)?.qoh ?? '0';
    fields.qohChange = String(Number(calc?.countedQoh ?? 0) - Number(booked));
  },
  after(writing, { fields }) {
    const countId = Number(fields.inventoryCountID);
    const shopId = Number(writing.field(inventoryCount, countId, 'shopID'));
    const cause = { reason: 'inventoryCount', links: { inventoryCountID: countId } };
    moveStock(writing, Number(fields.itemID), shopId, Number(fields.qohChange), cause);
  },
};
