import { highestId, nextId, rowOf } from '../rows/rows.ts';
import type { Dice } from '../shop-data/dice.ts';
import { saleOf } from '../shop-data/sales.ts';
import type { XStore } from '../store.ts';
import { originOf } from '../store.ts';
import { isLive, type Pen, write } from './pen.ts';
import type { XResource } from './resource.ts';
import { moveForSale } from './sale-stock.ts';
import { customers } from './tables/customers.ts';
import { products } from './tables/products.ts';
import { saleRow, sales } from './tables/sales.ts';

/** One thing that happens in a store; the id of the row it happened to, undefined when there is no such row. */
type Change = (store: XStore, dice: Dice, atSeconds: number) => string | undefined;

const TRIES = 50;

/** What merchants do all day, by the names of the control interface. */
export const changes: Record<'edits' | 'archives' | 'voids' | 'sales' | 'deletes', Change> = {
  edits: change(products, (store, pen, number, dice) => {
    const before = String(rowOf(store, products, number).name).split(' (')[0];
    const name = `${before} (changed ${dice.below(1e6)})`;
    pen.edit(products, number, { name, variant_name: name });
  }),
  /** X-Series has no archive: a product is switched off. */
  archives: change(products, (_, pen, number) => pen.edit(products, number, { active: false, is_active: false })),
  voids: change(sales, (store, pen, number) => {
    const before = rowOf(store, sales, number);
    const lines = (before.line_items as object[]).map((line) => ({ ...line, status: 'VOIDED' }));
    const fields = { status: 'VOIDED', line_items: lines };
    pen.edit(sales, number, fields);
    moveForSale(store, pen, before, { ...before, ...fields });
  }),
  /** The next sale the generator would have made, at the present time. */
  sales: (store, _, at) =>
    write(store, at * 1000, (pen) => {
      const number = nextId(store, sales);
      const row = saleRow(store, number, { ...saleOf(originOf(store), number), at, createdAt: at });
      pen.create(sales, row);
      moveForSale(store, pen, undefined, row);
      return String(rowOf(store, sales, number).id);
    }),
  deletes: change(customers, (_, pen, number) => pen.remove(customers, number)),
};

/** Something that happens to a row that lives, drawn by lot. */
function change(resource: XResource, make: (store: XStore, pen: Pen, number: number, dice: Dice) => void): Change {
  return (store, dice, at) => {
    const highest = highestId(store, resource);
    for (let tries = 0; tries < TRIES && highest > 0; tries += 1) {
      const number = 1 + dice.below(highest);
      if (!isLive(store, resource, number)) continue;
      write(store, at * 1000, (pen) => make(store, pen, number, dice));
      return String(rowOf(store, resource, number).id);
    }
    return undefined;
  };
}
