import { idsWhere, rowsWhere } from '../../rows/rows.ts';
import { customer } from '../customers.ts';
import { inventoryLog } from '../inventory-log.ts';
import { itemShop } from '../items.ts';
import type { Resource } from '../resource.ts';
import { saleLine } from '../sale-lines.ts';
import { sale } from '../sales.ts';
import { customerWrites } from './customers.ts';
import { itemWrites } from './items.ts';
import { shift } from './stock.ts';
import type { Writing } from './writing.ts';

/**
 * Makes one item of two, as merchants do in their screens: the one that is kept gets the other's sales, stock and log; the
 * other one is archived. Nothing tells of it but the times of both (seen in clients; the details are unsure).
 */
export function mergeItems(writing: Writing, kept: number, merged: number): void {
  relink(writing, saleLine, 'itemID', kept, merged);
  relink(writing, inventoryLog, 'itemID', kept, merged);
  for (const { shopID, qoh } of rowsWhere(writing.store, itemShop, 'itemID', String(merged))) {
    shift(writing, kept, Number(shopID), Number(qoh));
    shift(writing, merged, Number(shopID), -Number(qoh));
  }
  writing.delete(itemWrites, merged);
  for (const id of [kept, merged]) writing.touch(itemWrites, id);
}

/** Makes one customer of two: the one that is kept gets the other's sales; the other one is archived. */
export function mergeCustomers(writing: Writing, kept: number, merged: number): void {
  for (const id of relink(writing, sale, 'customerID', kept, merged)) {
    writing.put(sale, id, { updatetime: writing.at });
    for (const lineId of idsWhere(writing.store, saleLine, 'saleID', String(id)))
      writing.put(saleLine, lineId, { customerID: String(kept) });
  }
  writing.put(customer, merged, { archived: 'true' });
  for (const id of [kept, merged]) writing.touch(customerWrites, id);
}

function relink(writing: Writing, list: Resource, field: string, kept: number, merged: number): number[] {
  const ids = idsWhere(writing.store, list, field, String(merged));
  for (const id of ids) writing.put(list, id, { [field]: String(kept) });
  return ids;
}
