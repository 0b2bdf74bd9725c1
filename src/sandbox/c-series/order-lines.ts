import { familyOf, placeOf } from '../shop-data/families.ts';
import type { Origin } from '../shop-data/origin.ts';
import { productOf } from '../shop-data/products.ts';
import type { Edit } from './edit.ts';
import { always, fixed, json, link, number, shown, text, whole } from './fields.ts';
import { lineFields } from './order-amounts.ts';
import { lineCount, lineOf, MOST_LINES } from './order-facts.ts';
import { originOf } from './origin.ts';
import { productOfVariant } from './product-ids.ts';
import { type Row, resource } from './resource.ts';

/** Takes a line's pieces out of the stock (`-1`) or puts them back (`1`). What is not counted, or was deleted, is left alone. */
export function moveStock(edit: Edit, line: Row, direction: 1 | -1): void {
  const variant = edit.row('variants', line.variant);
  if (variant?.stockTracking !== 'enabled') return;
  const pieces = direction * Number(line.quantityOrdered);
  edit.change('variants', variant, {
    stockLevel: Number(variant.stockLevel) + pieces,
    stockSold: Number(variant.stockSold) - pieces,
  });
}

/** Lines of an order; GET only (firm). */
export const ordersProducts = resource({
  name: 'ordersProducts',
  path: 'orders/{order}/products',
  one: 'orderProduct',
  many: 'orderProducts',
  group: 'orders',
  fields: {
    supplierTitle: fixed(text()),
    brandTitle: fixed(text()),
    productTitle: fixed(text()),
    variantTitle: fixed(text()),
    taxRate: fixed(number()),
    taxRates: fixed(json([])),
    quantityOrdered: fixed(whole()),
    quantityInvoiced: shown(({ quantityOrdered }) => quantityOrdered),
    quantityShipped: shown((row, { tables }) =>
      tables.row('orders', row.order)?.shipmentStatus === 'shipped' ? row.quantityOrdered : 0,
    ),
    quantityRefunded: always(0),
    quantityReturned: always(0),
    articleCode: fixed(text()),
    ean: fixed(text()),
    sku: fixed(text()),
    weight: fixed(number()),
    volume: always(0),
    colli: always(0),
    sizeX: always(0),
    sizeY: always(0),
    sizeZ: always(0),
    priceCost: fixed(number()),
    customExcl: always(0),
    customIncl: always(0),
    basePriceExcl: fixed(number()),
    basePriceIncl: fixed(number()),
    priceExcl: fixed(number()),
    priceIncl: fixed(number()),
    discountExcl: fixed(number()),
    discountIncl: fixed(number()),
    customFields: always(false),
    product: link('products'),
    variant: link('variants'),
    order: link('orders'),
  },
  made: (store) => store.sizes.sales * MOST_LINES,
  isMade: (store, id) => ((id - 1) % MOST_LINES) + 1 <= lineCount(originOf(store), Math.ceil(id / MOST_LINES)),
  makeRow: (store, id) => madeLine(originOf(store), id),
  makeField: (_, id, field) => (field === 'order' ? String(Math.ceil(id / MOST_LINES)) : undefined),
  madeWhere: {
    order: (_, value) => Array.from({ length: MOST_LINES }, (__, at) => (Number(value) - 1) * MOST_LINES + at + 1),
  },
});

function madeLine(origin: Origin, id: number): Row {
  const orderId = Math.ceil(id / MOST_LINES);
  const line = lineOf(origin, orderId, ((id - 1) % MOST_LINES) + 1);
  const product = productOf(origin, line.variantId);
  const place = placeOf(line.variantId);
  return {
    id,
    supplierTitle: '',
    brandTitle: '',
    productTitle: place ? familyOf(origin, place.familyId).name : product.name,
    variantTitle: place ? [product.size, product.colour].filter((part) => part !== '').join(', ') : product.name,
    ...lineFields(line),
    articleCode: product.makerSku,
    ean: product.ean,
    sku: product.sku,
    weight: 0,
    product: String(productOfVariant(line.variantId)),
    variant: String(line.variantId),
    order: String(orderId),
  };
}
