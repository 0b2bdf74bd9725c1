import { fieldOf, idsWhere } from '../../rows/rows.ts';
import { costCents, isTaxed, quantityIn } from '../../shop-data/products.ts';
import { shops } from '../../shop-data/shops.ts';
import type { XStore } from '../../store.ts';
import { originOf } from '../../store.ts';
import type { Pen } from '../pen.ts';
import { idOf, money, numberIn, resource } from '../resource.ts';
import { outlets, shopAt } from './outlets.ts';
import { products } from './products.ts';
import { NO_TAX, taxes, taxOfShop } from './taxes.ts';

/** A row for each product and outlet: three in a row for each product. */
const OUTLETS = shops.length;
const productAt = (number: number) => Math.floor((number - 1) / OUTLETS) + 1;
const outletAt = (number: number) => ((number - 1) % OUTLETS) + 1;

const ofProduct = (store: XStore, id: string): number[] => {
  const product = numberIn(store, products, id);
  if (product === 0) return [];
  return Array.from({ length: OUTLETS }, (_, at) => (product - 1) * OUTLETS + at + 1);
};

export const inventory = resource({
  name: 'inventory',
  table: 13,
  made: ({ sizes }) => sizes.items * OUTLETS,
  madeWhere: { product_id: ofProduct },
  row(store, number) {
    const [product, outlet] = [productAt(number), outletAt(number)];
    const level = quantityIn(originOf(store), product, outlet);
    return {
      product_id: idOf(store, products, product),
      outlet_id: idOf(store, outlets, outlet),
      inventory_level: level,
      current_amount: level,
      average_cost: money(costCents(originOf(store), product)),
      reorder_point: outlet === 1 ? 5 : null,
      reorder_amount: outlet === 1 ? 20 : null,
    };
  },
});

/** Which tax a product has in an outlet. */
export const outletTaxes = resource({
  name: 'outlet_taxes',
  table: 20,
  made: ({ sizes }) => sizes.items * OUTLETS,
  madeWhere: { product_id: ofProduct },
  row(store, number) {
    const [product, outlet] = [productAt(number), outletAt(number)];
    return {
      outlet_id: idOf(store, outlets, outlet),
      product_id: idOf(store, products, product),
      tax_id: idOf(store, taxes, isTaxed(originOf(store), product) ? taxOfShop(shopAt(outlet)) : NO_TAX),
      deleted_at: null,
    };
  },
  hides: ['id'],
});

/** What an outlet has of a product; 0 where it has no row of it. */
export function stockOf(store: XStore, productId: string, outletId: string): number {
  const number = rowFor(store, productId, outletId);
  return number === undefined ? 0 : Number(fieldOf(store, inventory, number, 'inventory_level'));
}

/** Changes what an outlet has of a product. */
export function moveStock(store: XStore, pen: Pen, productId: string, outletId: string, by: number): void {
  const level = Math.round((stockOf(store, productId, outletId) + by) * 100_000) / 100_000;
  setStock(store, pen, { product_id: productId, outlet_id: outletId, inventory_level: level });
}

/** Writes the stock of a product in an outlet; a product without a row there gets one. */
export function setStock(
  store: XStore,
  pen: Pen,
  row: {
    product_id: string;
    outlet_id: string;
    inventory_level: number;
    reorder_point?: unknown;
    reorder_amount?: unknown;
  },
): void {
  const number = rowFor(store, row.product_id, row.outlet_id);
  const fields = { ...row, current_amount: row.inventory_level };
  if (number !== undefined) pen.edit(inventory, number, fields);
  else pen.create(inventory, { reorder_point: null, reorder_amount: null, average_cost: 0, ...fields });
}

const rowFor = (store: XStore, productId: string, outletId: string) =>
  idsWhere(store, inventory, 'product_id', productId).find(
    (one) => fieldOf(store, inventory, one, 'outlet_id') === outletId,
  );
