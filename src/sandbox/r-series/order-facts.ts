import { timeOf } from '../shop-data/calendar.ts';
import { Purpose } from '../shop-data/dice.ts';
import { costCents } from '../shop-data/products.ts';
import { vendors } from '../shop-data/vocabulary/companies.ts';
import { originOf, type RStore } from '../store.ts';
import { SHOPS } from './shops.ts';

/** Every order as made has so many lines; line n of order o has the id (o - 1) * 4 + n. */
export const ORDER_LINES = 4;
const ITEMS_AN_ORDER = 20;
const SHIP_COST = 950;
const DAY = 86_400;

const SHOP = new Purpose('shop of an order');
const VENDOR = new Purpose('vendor of an order');
const ITEM = new Purpose('item of an order line');
const QUANTITY = new Purpose('quantity of an order line');

export interface OrderedLine {
  id: number;
  orderId: number;
  itemId: number;
  quantity: number;
  costCents: number;
}

/** What an order, its lines and its shipment share. Times in epoch seconds, amounts in cents. */
export interface OrderFacts {
  id: number;
  shopId: number;
  vendorId: number;
  /** Received and booked in; the newest orders are still on their way. */
  isComplete: boolean;
  orderedAt: number;
  lines: OrderedLine[];
  quantity: number;
  goodsCents: number;
  shipCents: number;
}

export const orderCount = (store: RStore): number =>
  store.sizes.items === 0 ? 0 : Math.max(3, Math.ceil(store.sizes.items / ITEMS_AN_ORDER));

export function orderFacts(store: RStore, id: number): OrderFacts {
  const count = orderCount(store);
  const lines = Array.from({ length: ORDER_LINES }, (_, at) => orderedLine(store, (id - 1) * ORDER_LINES + at + 1));
  return {
    id,
    shopId: 1 + SHOP.below(SHOPS, store.seed, id),
    vendorId: 1 + VENDOR.below(vendors.length, store.seed, id),
    isComplete: id <= count - Math.ceil(count / 50),
    orderedAt: timeOf(originOf(store), id, count) - 14 * DAY,
    lines,
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    goodsCents: lines.reduce((sum, line) => sum + line.quantity * line.costCents, 0),
    shipCents: SHIP_COST,
  };
}

export function orderedLine(store: RStore, id: number): OrderedLine {
  const itemId = 1 + ITEM.below(Math.max(1, store.sizes.items), store.seed, id);
  return {
    id,
    orderId: Math.ceil(id / ORDER_LINES),
    itemId,
    quantity: 1 + QUANTITY.below(24, store.seed, id),
    costCents: costCents(originOf(store), itemId),
  };
}
