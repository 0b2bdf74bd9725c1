import { diceFor } from '../random.ts';
import type { RStore } from '../store.ts';
import { costCents, isTaxed, priceCents } from './items.ts';
import { stamp } from './resource.ts';
import { timeOf } from './row-times.ts';
import { SHOPS } from './shops.ts';
import { LINE_DISCOUNT, TAX_1, TAX_2 } from './small-tables.ts';

export const saleScopes = ['register', 'register_read'];

/** A sale has at most this many lines; line n of sale s has the id (s - 1) * 5 + n, so that ids need no index. */
export const MOST_LINES = 5;
export const MOST_PAYMENTS = 2;

/** A line in cents. `net` is what is left after the discount, before taxes. */
export interface Line {
  number: number;
  itemId: number;
  quantity: number;
  unit: number;
  cost: number;
  gross: number;
  discount: number;
  net: number;
  isTaxed: boolean;
  tax1: number;
  tax2: number;
}

/** What sale, lines and payments share. Texts are as they go out. */
export interface SaleFacts {
  lines: Line[];
  customerId: number;
  employeeId: number;
  registerId: number;
  shopId: number;
  createTime: string;
  completeTime: string;
  timeStamp: string;
  updatetime: string;
}

/** Facts of a sale as made. A sale, its lines and its payments are asked for one after the other, so the last facts are kept. */
export function saleFacts(store: RStore, saleId: number): SaleFacts {
  if (last.store !== store || last.saleId !== saleId) last = { store, saleId, facts: factsOf(store, saleId) };
  return last.facts as SaleFacts;
}

let last: { store?: RStore; saleId?: number; facts?: SaleFacts } = {};

function factsOf(store: RStore, saleId: number): SaleFacts {
  const dice = diceFor(store.seed, 'sale', saleId);
  const at = timeOf(store, saleId, store.sizes.sales);
  const { customers } = store.sizes;
  return {
    lines: linesOf(store, saleId),
    customerId: dice.chance(0.4) || customers === 0 ? 0 : 1 + dice.below(customers),
    employeeId: 1 + dice.below(2),
    registerId: 1 + dice.below(store.registers),
    shopId: 1 + dice.below(SHOPS),
    createTime: stamp(at - 120),
    completeTime: stamp(at),
    timeStamp: stamp(at),
    updatetime: stamp(at),
  };
}

export const lineCount = (store: RStore, saleId: number) => 1 + diceFor(store.seed, 'lines', saleId).below(MOST_LINES);

/** One payment in full, or two in some sales. */
export const paymentCount = (store: RStore, saleId: number) =>
  diceFor(store.seed, 'payments', saleId).chance(0.15) ? MOST_PAYMENTS : 1;

/** Every amount is rounded to the cent line by line, so that totals are sums of what is shown. */
function linesOf(store: RStore, saleId: number): Line[] {
  const dice = diceFor(store.seed, 'lines', saleId);
  const sign = isRefund(store, saleId) ? -1 : 1;
  return Array.from({ length: 1 + dice.below(MOST_LINES) }, (_, at) => {
    const { items } = store.sizes;
    const itemId = items === 0 ? 0 : 1 + dice.below(items);
    const quantity = sign * (1 + dice.below(3));
    const unit = itemId === 0 ? 1000 : priceCents(store, itemId);
    const gross = unit * quantity;
    const discount = dice.chance(0.08) ? Math.round(gross * LINE_DISCOUNT) : 0;
    const net = gross - discount;
    const taxed = itemId === 0 || isTaxed(store, itemId);
    return {
      number: at + 1,
      itemId,
      quantity,
      unit,
      cost: itemId === 0 ? 0 : costCents(store, itemId),
      gross,
      discount,
      net,
      isTaxed: taxed,
      tax1: taxed ? Math.round(net * TAX_1) : 0,
      tax2: taxed ? Math.round(net * TAX_2) : 0,
    };
  });
}

const isRefund = (store: RStore, saleId: number) => diceFor(store.seed, 'refund', saleId).chance(0.04);

/** Sum over lines, in cents. */
export const sumOf = (lines: Line[], cents: (line: Line) => number) =>
  lines.reduce((total, line) => total + cents(line), 0);

export const totalOf = (lines: Line[]) => sumOf(lines, ({ net, tax1, tax2 }) => net + tax1 + tax2);
