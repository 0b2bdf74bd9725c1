import type { XStore } from '../store.ts';
import type { Pen } from './pen.ts';
import { money, type Row } from './resource.ts';
import { moveStock, setStock, stockOf } from './tables/inventory.ts';

const sent = new Set(['SENT', 'DISPATCHED', 'RECEIVED', 'CLOSED']);
const received = new Set(['RECEIVED', 'CLOSED']);

/** What a consignment has done to stock so far, by outlet and product: in the state it is in, with the products it has. */
export function consignmentEffect(consignment: Row, products: Row[]): Map<string, number> {
  const { type, status, outlet_id, source_outlet_id } = consignment;
  const effect = new Map<string, number>();
  const add = (outlet: unknown, product: unknown, count: number) => {
    const key = `${String(outlet)} ${String(product)}`;
    effect.set(key, (effect.get(key) ?? 0) + count);
  };
  for (const { product_id, count, received: arrived } of products) {
    if (type === 'SUPPLIER' && received.has(String(status))) add(outlet_id, product_id, Number(arrived));
    if (type === 'RETURN' && sent.has(String(status))) add(outlet_id, product_id, -Number(count));
    if (type === 'OUTLET' && sent.has(String(status))) add(source_outlet_id, product_id, -Number(count));
    if (type === 'OUTLET' && received.has(String(status))) add(outlet_id, product_id, Number(arrived));
  }
  return effect;
}

/** Moves stock by the difference of two effects. */
export function moveByEffect(store: XStore, pen: Pen, before: Map<string, number>, after: Map<string, number>): void {
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const by = (after.get(key) ?? 0) - (before.get(key) ?? 0);
    const [outlet = '', product = ''] = key.split(' ');
    if (by !== 0) moveStock(store, pen, product, outlet, by);
  }
}

/** Ends a stocktake: stock becomes what was counted, and the gains and losses are summed up. */
export function finishCount(store: XStore, pen: Pen, outletId: string, products: Row[]): Row {
  const totals = { total_count_gain: 0, total_cost_gain: 0, total_count_loss: 0, total_cost_loss: 0 };
  for (const { product_id, count, is_included, cost } of products) {
    if (is_included !== true || count === null || count === undefined) continue;
    const productId = String(product_id);
    const by = Number(count) - stockOf(store, productId, outletId);
    totals[by < 0 ? 'total_count_loss' : 'total_count_gain'] += by;
    totals[by < 0 ? 'total_cost_loss' : 'total_cost_gain'] += money(by * Number(cost ?? 0) * 100);
    setStock(store, pen, { product_id: productId, outlet_id: outletId, inventory_level: Number(count) });
  }
  return totals;
}
