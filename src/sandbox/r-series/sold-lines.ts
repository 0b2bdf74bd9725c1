import { saleKind } from '../shop-data/sale-kinds.ts';
import { eachSold, MOST_LINES } from '../shop-data/sale-lines.ts';
import { type Sale, saleHead, shopOfSale } from '../shop-data/sales.ts';
import { originOf, type RStore } from '../store.ts';
import { SHOPS } from './shops.ts';

/** What is open, or was taken back, took nothing from stock. */
export const movesStock = ({ isCompleted, isVoided }: Sale): boolean => isCompleted && !isVoided;

/** What sales as made say of items, found in one pass over them. */
interface SoldLines {
  /** How many of an item a shop sold. */
  quantity(itemId: number, shopId: number): number;
  /** Ids of lines of an item. */
  ofItem(itemId: number): number[];
}

const known = new WeakMap<RStore, SoldLines>();

/** Made the first time it is asked for: about a second and 25 MB for a million sales. */
export function soldLines(store: RStore): SoldLines {
  const found = known.get(store) ?? passOver(store);
  known.set(store, found);
  return found;
}

function passOver(store: RStore): SoldLines {
  const origin = originOf(store);
  const { items, sales } = store.sizes;
  const quantities = new Int32Array(items * SHOPS);
  const lines = new Chains(items, sales * MOST_LINES);
  const slotOf = (itemId: number, shopId: number) => (itemId - 1) * SHOPS + shopId - 1;
  for (let saleId = 1; saleId <= sales; saleId += 1) {
    const kind = saleKind(origin, saleId);
    const shop = kind === 'layaway' || kind === 'voided' ? 0 : shopOfSale(origin, saleId).number;
    eachSold(origin, saleId, (itemId, quantity, number) => {
      lines.add(itemId, (saleId - 1) * MOST_LINES + number);
      const slot = slotOf(itemId, shop);
      if (shop !== 0) quantities[slot] = (quantities[slot] ?? 0) + quantity;
    });
  }
  return {
    quantity: (itemId, shopId) => quantities[slotOf(itemId, shopId)] ?? 0,
    ofItem: (itemId) => lines.of(itemId),
  };
}

const buyers = new WeakMap<RStore, Chains>();

/** Ids of sales as made to a customer; found like the lines of items. */
export function salesOfCustomer(store: RStore, customerId: number): number[] {
  const found = buyers.get(store) ?? new Chains(store.sizes.customers, store.sizes.sales);
  const origin = originOf(store);
  if (!buyers.has(store))
    for (let saleId = 1; saleId <= store.sizes.sales; saleId += 1) {
      const buyer = saleHead(origin, saleId).customerId;
      if (buyer > 0) found.add(buyer, saleId);
    }
  buyers.set(store, found);
  return found.of(customerId);
}

/** Lists of numbers by number, in two arrays: the last one of each, and what stands before each. */
class Chains {
  readonly #last: Int32Array;
  readonly #before: Int32Array;

  constructor(keys: number, members: number) {
    this.#last = new Int32Array(keys + 1);
    this.#before = new Int32Array(members + 1);
  }

  add(key: number, member: number): void {
    this.#before[member] = this.#last[key] ?? 0;
    this.#last[key] = member;
  }

  of(key: number): number[] {
    const members: number[] = [];
    for (let member = this.#last[key] ?? 0; member > 0; member = this.#before[member] ?? 0) members.push(member);
    return members.reverse();
  }
}
