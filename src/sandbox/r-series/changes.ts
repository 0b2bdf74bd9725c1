import { nextId } from '../rows/rows.ts';
import type { Dice } from '../shop-data/dice.ts';
import type { RStore } from '../store.ts';
import { leavesOf } from './categories.ts';
import { customer } from './customers.ts';
import { secondsOf } from './filter.ts';
import { item } from './items.ts';
import { isArchived, type Resource, stamp } from './resource.ts';
import { lineIdsOf, saleLine } from './sale-lines.ts';
import { paymentIdsOf, salePayment } from './sale-payments.ts';
import { sale } from './sales.ts';
import { inventoryTransfer } from './transfers.ts';
import { categoryWrites } from './writes/categories.ts';
import { countItemWrites, countWrites, reconcileWrites } from './writes/counts.ts';
import { itemWrites } from './writes/items.ts';
import { mergeCustomers, mergeItems } from './writes/merges.ts';
import { Refused } from './writes/refused.ts';
import { refund } from './writes/sale-actions.ts';
import { saleWrites } from './writes/sales.ts';
import { settleStock } from './writes/settle.ts';
import { stockRow } from './writes/stock.ts';
import { receiveTransfer } from './writes/transfers.ts';
import { Writing } from './writes/writing.ts';

/** One thing that happens in a store; the id of the row it happened to, undefined when there is no such row. */
type Change = (store: RStore, dice: Dice, atSeconds: number) => number | undefined;

type Kind = 'edits' | 'archives' | 'voids' | 'sales' | 'deletes';
/** What only R-Series knows. */
export type OwnKind = 'lateVoids' | 'refunds' | 'counts' | 'mergeItems' | 'mergeCustomers' | 'receives';

/** A sale counts as an old one after this long. */
const LATE = 7 * 86_400;
/** How often a row of the wanted kind is looked for. */
const TRIES = 50;

/** What merchants do all day, by the names of the control interface, through the same rules as writes of clients. */
export const changes: Record<Kind | OwnKind, Change> = {
  edits(store, dice, at) {
    const id = one(store, item, dice);
    return write(store, at, id, (writing, itemId) => {
      const before = writing.field(item, itemId, 'description').split(' (')[0];
      writing.update(itemWrites, itemId, { description: `${before} (changed ${dice.below(1e6)})` });
      writing.touch(itemWrites, itemId);
    });
  },
  archives: (store, dice, at) =>
    write(store, at, one(store, item, dice), (writing, id) => {
      writing.delete(itemWrites, id);
      writing.touch(itemWrites, id);
    }),
  voids: (store, dice, at) => trying(() => write(store, at, soldOne(store, dice), voidSale)),
  lateVoids: (store, dice, at) => trying(() => write(store, at, soldOne(store, dice, at - LATE), voidSale)),
  refunds: (store, dice, at) =>
    trying(() =>
      write(
        store,
        at,
        soldOne(store, dice, at + 1, (row) => Number(row.calcTotal) > 0),
        (writing, saleId) => {
          const done = refund.act(writing, saleId, { completed: true });
          return 'id' in done ? done.id : saleId;
        },
      ),
    ),
  /** The next sale the generator would have made, at the present time. */
  sales: (store, _, at) => write(store, at, nextId(store, sale), (writing, id) => sell(writing, id)),
  /** Categories are what R-Series really deletes; all else is archived (firm). */
  deletes(store, dice, at) {
    const leaves = leavesOf(store);
    const id = leaves.length === 0 ? undefined : dice.pick(leaves);
    return write(store, at, id, (writing, categoryId) => writing.delete(categoryWrites, categoryId));
  },
  /** Somebody counts an item in the first shop, and finds up to two more or fewer than the books say. */
  counts: (store, dice, at) =>
    write(store, at, one(store, item, dice), (writing, itemID) => {
      const inventoryCountID = writing.create(countWrites, { name: 'Spot check', shopID: 1 });
      const qty = Number(stockRow(writing, itemID, 1)?.qoh ?? 0) + dice.below(5) - 2;
      writing.create(countItemWrites, { inventoryCountID, itemID, qty });
      writing.create(reconcileWrites, { inventoryCountID, itemID });
      return inventoryCountID;
    }),
  mergeItems: (store, dice, at) => merge(store, item, dice, at, mergeItems),
  mergeCustomers: (store, dice, at) => merge(store, customer, dice, at, mergeCustomers),
  receives(store, _, at) {
    const id = store.rows.idsWhere(inventoryTransfer.name, 'status', 'sent')[0];
    return write(store, at, id, (writing, transferId) => receiveTransfer(writing, transferId));
  },
};

/** Makes a change as the owner would; what it returns is the row's id, if that is another one. */
function write(
  store: RStore,
  at: number,
  id: number | undefined,
  make: (writing: Writing, id: number) => unknown,
): number | undefined {
  const [owner] = store.employees;
  if (id === undefined || !owner) return undefined;
  const employee = { id: owner.id, rights: new Set(owner.rights) };
  const other = store.rows.change((draft) => make(new Writing({ store, draft, at: stamp(at), employee }), id));
  return typeof other === 'number' ? other : id;
}

/** Some rows refuse what is done to others: a gift card that was spent, a sale that was refunded. Another one is taken then. */
function trying(make: () => number | undefined): number | undefined {
  for (let left = 10; left > 0; left -= 1) {
    try {
      return make();
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause;
    }
  }
  return undefined;
}

/** Any row as made that is not archived; after some tries any row. */
function one(store: RStore, of: Resource, dice: Dice): number | undefined {
  const count = of.made(store);
  if (count === 0) return undefined;
  let id = 1 + dice.below(count);
  for (let left = TRIES; left > 0 && isArchived(store, of, id); left -= 1) id = 1 + dice.below(count);
  return id;
}

type SaleRow = Record<string, unknown>;

/** A completed sale that was not voided, from before a time. */
function soldOne(
  store: RStore,
  dice: Dice,
  before = Number.POSITIVE_INFINITY,
  suits: (row: SaleRow) => boolean = () => true,
): number | undefined {
  const last = nextId(store, sale) - 1;
  for (let left = last === 0 ? 0 : TRIES; left > 0; left -= 1) {
    const id = 1 + dice.below(last);
    const row = readSale(store, id);
    if (row && (secondsOf(String(row.completeTime)) ?? 0) < before && suits(row)) return id;
  }
  return undefined;
}

function readSale(store: RStore, id: number): SaleRow | undefined {
  const row = store.rows.isGone(sale.name, id)
    ? undefined
    : { ...sale.makeRow(store, id), ...store.rows.get(sale.name, id) };
  return row?.completed === 'true' && row.voided !== 'true' ? row : undefined;
}

const voidSale = (writing: Writing, id: number) => writing.update(saleWrites, id, { voided: true });

function sell(writing: Writing, id: number): void {
  const { store, at } = writing;
  const saleID = String(id);
  const times = { timeStamp: at, createTime: at, completeTime: at, updatetime: at };
  writing.put(sale, id, { ...sale.makeRow(store, id), ...times });
  for (const made of lineIdsOf(store, id)) {
    const { saleLineID: _, ...line } = saleLine.makeRow(store, made);
    writing.add(saleLine, { ...line, saleID, createTime: at, timeStamp: at });
  }
  for (const made of paymentIdsOf(store, id)) {
    const { salePaymentID: _, ...payment } = salePayment.makeRow(store, made);
    writing.add(salePayment, { ...payment, saleID, createTime: at });
  }
  settleStock(writing, id);
}

function merge(
  store: RStore,
  of: Resource,
  dice: Dice,
  at: number,
  make: (writing: Writing, kept: number, merged: number) => void,
): number | undefined {
  const [kept, merged] = [one(store, of, dice), one(store, of, dice)];
  if (kept === undefined || merged === undefined || kept === merged) return undefined;
  return write(store, at, merged, (writing) => make(writing, kept, merged));
}
