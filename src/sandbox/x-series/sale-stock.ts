import { exists, fieldOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import type { Pen } from './pen.ts';
import { numberIn, type Row } from './resource.ts';
import { moveStock } from './tables/inventory.ts';
import { products } from './tables/products.ts';

/** Sales that are parked or were cancelled hold no stock; all others have taken what they sell. */
const withoutStock = new Set(['SAVED', 'VOIDED']);

/** Moves stock by what a change of a sale takes or gives back; `before` is undefined for a new sale. */
export function moveForSale(store: XStore, pen: Pen, before: Row | undefined, after: Row): void {
  const [had, has] = [takenBy(before), takenBy(after)];
  for (const productId of new Set([...had.keys(), ...has.keys()])) {
    const number = numberIn(store, products, productId);
    if (!exists(store, products, number) || fieldOf(store, products, number, 'has_inventory') === false) continue;
    const by = (had.get(productId) ?? 0) - (has.get(productId) ?? 0);
    const from = String((before ?? after).outlet_id);
    if (by !== 0) moveStock(store, pen, productId, from, by);
  }
}

function takenBy(sale: Row | undefined): Map<string, number> {
  const taken = new Map<string, number>();
  if (!sale || withoutStock.has(String(sale.status))) return taken;
  for (const { product_id, quantity, status } of sale.line_items as Row[]) {
    if (status === 'VOIDED') continue;
    const productId = String(product_id);
    taken.set(productId, (taken.get(productId) ?? 0) + Number(quantity));
  }
  return taken;
}
