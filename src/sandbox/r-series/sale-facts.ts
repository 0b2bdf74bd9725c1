import { type Sale, saleOf, saleTime } from '../shop-data/sales.ts';
import { TAX_UNITS } from '../shop-data/taxes.ts';
import { originOf, type RStore } from '../store.ts';
import { amount, stamp } from './resource.ts';

export const saleScopes = ['register', 'register_read'];

/** Facts of a sale as made. A sale, its lines and its payments are asked for one after the other, so the last facts are kept. */
export function saleFacts(store: RStore, saleId: number): Sale {
  if (last.store !== store || last.saleId !== saleId) last = { store, saleId, facts: saleOf(originOf(store), saleId) };
  return last.facts as Sale;
}

let last: { store?: RStore; saleId?: number; facts?: Sale } = {};

/** When a sale as made was completed or, if it is open, changed last. */
export const saleStamp = (store: RStore, saleId: number): string => stamp(saleTime(originOf(store), saleId));

/** A decimal text of an amount with fractions of a cent, as taxes of lines have them: `4.48875` (firm). */
export function exactAmount(cents: number, taxUnits: number): string {
  return taxUnits % TAX_UNITS === 0
    ? amount(cents + taxUnits / TAX_UNITS)
    : String((cents * TAX_UNITS + taxUnits) / (100 * TAX_UNITS));
}
