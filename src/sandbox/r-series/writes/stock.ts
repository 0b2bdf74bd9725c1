import { idsWhere } from '../../rows/rows.ts';
import { inventoryLog, logRow } from '../inventory-log.ts';
import { item, itemShop } from '../items.ts';
import type { Row } from '../resource.ts';
import { decimal } from './values.ts';
import type { Writing } from './writing.ts';

/** Why stock moves, as its log says. */
export interface Cause {
  reason: string;
  /** Links of the log row: `saleID`, `orderID`, ... */
  links?: Record<string, number>;
}

/** Items of these types are counted in stock. */
const counted = new Set(['default', 'serialized', 'assembly', 'serialized_assembly', 'box', '']);

/** Whether an item has stock. */
const hasStock = (writing: Writing, itemId: number) =>
  writing.exists(item, itemId) && counted.has(writing.field(item, itemId, 'itemType'));

/** The row of an item's stock in a shop; undefined where it has none yet. */
export function stockRow(writing: Writing, itemId: number, shopId: number): Row | undefined {
  const rows = idsWhere(writing.store, itemShop, 'itemID', String(itemId)).map((id) => writing.row(itemShop, id));
  return rows.find(({ shopID }) => shopID === String(shopId));
}

/**
 * Moves stock of an item in a shop: the shop's row, the total of all shops, the log. The item's own time stays (firm); items
 * that are not counted are left alone.
 */
export function moveStock(writing: Writing, itemId: number, shopId: number, quantity: number, cause: Cause): void {
  if (quantity === 0 || shopId === 0 || !hasStock(writing, itemId)) return;
  const before = Number(shift(writing, itemId, shopId, quantity));
  shift(writing, itemId, 0, quantity);
  writing.add(inventoryLog, {
    ...logRow({ itemID: itemId, shopID: shopId, employeeID: writing.employee.id, qohChange: quantity, ...cause.links }),
    createTime: writing.at,
    reason: cause.reason,
    automated: String(cause.reason !== 'manualAdjustQOH'),
    causedNegative: String(before >= 0 && before + quantity < 0),
  });
}

/** Adds to what a row says, and answers what it said. The log is the caller's. */
export function shift(writing: Writing, itemId: number, shopId: number, quantity: number): number {
  const row = stockRow(writing, itemId, shopId);
  const id = row ? Number(row.itemShopID) : addStock(writing, itemId, shopId);
  const { qoh = '0', averageCost = '0' } = row ?? {};
  const now = Number(qoh) + quantity;
  const value = decimal(Math.max(0, now) * Number(averageCost));
  writing.put(itemShop, id, {
    qoh: String(now),
    sellable: String(Math.max(0, now)),
    totalValueFifo: value,
    totalValueAvgCost: value,
    timeStamp: writing.at,
  });
  return Number(qoh);
}

/** Stock of an item in a shop that had none; shop 0 is the total of all. */
export function addStock(writing: Writing, itemId: number, shopId: number): number {
  const cost = writing.field(item, itemId, 'avgCost') || '0';
  return writing.add(itemShop, {
    qoh: '0',
    sellable: '0',
    backorder: '0',
    componentQoh: '0',
    componentBackorder: '0',
    reorderPoint: '0',
    reorderLevel: '0',
    timeStamp: writing.at,
    itemID: String(itemId),
    shopID: String(shopId),
    onLayaway: '0',
    onSpecialOrder: '0',
    onWorkorder: '0',
    onTransferOut: '0',
    onTransferIn: '0',
    averageCost: cost,
    totalValueFifo: '0',
    totalValueAvgCost: '0',
    totalValueNegativeInventory: '0',
    lastReceivedCost: cost,
    lastReceivedLotID: '0',
    nextFifoLotCost: cost,
    nextFifoLotID: '0',
  });
}
