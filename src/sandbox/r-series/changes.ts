import { nextId, rowOf } from '../rows/rows.ts';
import type { Dice } from '../shop-data/dice.ts';
import type { RStore } from '../store.ts';
import { leavesOf } from './categories.ts';
import { item } from './items.ts';
import { stamp } from './resource.ts';
import { lineIdsOf, saleLine } from './sale-lines.ts';
import { paymentIdsOf, salePayment } from './sale-payments.ts';
import { sale } from './sales.ts';

/** One thing that happens in a store; the id of the row it happened to, undefined when there is no such row. */
type Change = (store: RStore, dice: Dice, atSeconds: number) => number | undefined;

/** What merchants do all day, by the names of the control interface. */
export const changes: Record<'edits' | 'archives' | 'voids' | 'sales' | 'deletes', Change> = {
  edits(store, dice, at) {
    if (store.sizes.items === 0) return undefined;
    const id = 1 + dice.below(store.sizes.items);
    const before = String(rowOf(store, item, id).description).split(' (')[0];
    return edit(store, 'Item', id, { description: `${before} (changed ${dice.below(1e6)})`, timeStamp: stamp(at) });
  },
  archives(store, dice, at) {
    if (store.sizes.items === 0) return undefined;
    return edit(store, 'Item', 1 + dice.below(store.sizes.items), { archived: 'true', timeStamp: stamp(at) });
  },
  voids(store, dice, at) {
    const last = nextId(store, sale) - 1;
    return last === 0
      ? undefined
      : edit(store, 'Sale', 1 + dice.below(last), { voided: 'true', updatetime: stamp(at) });
  },
  /** The next sale the generator would have made, at the present time. */
  sales(store, _, at) {
    const id = nextId(store, sale);
    const [saleID, now] = [String(id), stamp(at)];
    store.rows.change((draft) => {
      const times = { timeStamp: now, createTime: now, completeTime: now, updatetime: now };
      draft.put('Sale', id, { ...sale.makeRow(store, id), ...times });
      for (const made of lineIdsOf(store, id)) {
        const saleLineID = String(nextId(store, saleLine));
        const line = { ...saleLine.makeRow(store, made), saleLineID, saleID, createTime: now, timeStamp: now };
        draft.put('SaleLine', Number(saleLineID), line);
      }
      for (const made of paymentIdsOf(store, id)) {
        const salePaymentID = String(nextId(store, salePayment));
        const payment = { ...salePayment.makeRow(store, made), salePaymentID, saleID, createTime: now };
        draft.put('SalePayment', Number(salePaymentID), payment);
      }
    });
    return id;
  },
  /** Categories are what R-Series really deletes; all else is archived (firm). */
  deletes(store, dice) {
    const leaves = leavesOf(store);
    if (leaves.length === 0) return undefined;
    const id = dice.pick(leaves);
    store.rows.change((draft) => draft.remove('Category', id));
    return id;
  },
};

function edit(store: RStore, resource: string, id: number, fields: Record<string, string>): number {
  store.rows.change((draft) => draft.put(resource, id, fields));
  return id;
}
