import type { Operations } from './call.ts';
import { isInStock } from './checkouts.ts';
import type { Edit } from './edit.ts';
import { ApiError, Refused, refuse } from './errors.ts';
import {
  always,
  country,
  fixed,
  flag,
  language,
  link,
  list,
  number,
  shown,
  stamps,
  text,
  type View,
  whole,
} from './fields.ts';
import { takenFrom } from './made-orders.ts';
import { fromCents, toCents, withoutTax } from './money.ts';
import { amountOf, shippingOf, type TaxedAmount, totalsOf } from './order-facts.ts';
import { placeOrder } from './place-order.ts';
import { type Row, shortList } from './resource.ts';
import { showRow } from './show.ts';
import type { Tables } from './tables.ts';

/** An offer that becomes an order when it is converted. */
export const quotes = shortList({
  name: 'quotes',
  path: 'quotes',
  one: 'quote',
  many: 'quotes',
  group: 'orders',
  itemGroup: 'quotes',
  filters: { customer: 'customer' },
  fields: {
    ...stamps,
    recalculatedAt: shown((row, view) => stamps.updatedAt.show(row.updatedAt, row, view)),
    isLocked: fixed(flag()),
    channel: fixed(text('main')),
    recoveryHash: fixed(text()),
    remoteIp: always(false),
    userAgent: always(false),
    referralId: always(false),
    weight: always(0),
    volume: always(0),
    colli: always(0),
    paymentCountry: country,
    shipmentCountry: country,
    shipmentZipcode: text(),
    shipmentSameAddress: flag(true),
    priceCost: shown((row, { tables }) => sumsOf(row, tables).cost),
    priceExcl: shown((row, { tables }) => sumsOf(row, tables).excl),
    priceIncl: shown((row, { tables }) => sumsOf(row, tables).incl),
    discountExcl: always(0),
    discountIncl: always(0),
    productsCount: shown((row, { tables }) => sumsOf(row, tables).count),
    productsQuantity: shown((row, { tables }) => sumsOf(row, tables).quantity),
    shipmentIsSet: always(true),
    shipmentId: always('core|1|1'),
    shipmentIsPickup: always(false),
    shipmentPriceExcl: shown((row, { tables }) => sumsOf(row, tables).shippingExcl),
    shipmentPriceIncl: shown((row, { tables }) => sumsOf(row, tables).shippingIncl),
    shipmentTitle: always('Parcel'),
    paymentIsSet: always(false),
    paymentId: text(),
    paymentTitle: text(),
    discountIsSet: always(false),
    discountCouponCode: text(),
    comment: text('', null),
    allowNotifications: flag(true),
    language,
    customer: link('customers'),
    products: list(({ id }) => `quotes/${id}/products`),
    order: fixed(link('orders')),
  },
  rows: ({ sizes, languages: [code] }) =>
    sizes.items === 0
      ? []
      : [1, 2].map((id) => ({
          channel: 'main',
          shipmentSameAddress: true,
          allowNotifications: true,
          customer: String(Math.min(id, sizes.customers)),
          language: code,
          comment: id === 1 ? 'Please offer 10 % off' : '',
        })),
  writes: {
    verbs: ['create', 'update'],
    prepare: (_, before) => refuseLocked(before),
  },
});

function refuseLocked(quote: Row | undefined): void {
  if (quote?.isLocked === true) refuse('isLocked', 'An order was made of this quote.');
}

const linesOf = (quote: Row, tables: Tables) => tables.where('quotesProducts', 'quote', quote.id);

function amountOfLine(line: Row, tables: Tables): TaxedAmount & { costCents: number; quantity: number } {
  const variant = tables.row('variants', line.variant);
  const [quantity, percent] = [Number(line.quantity ?? 0), Number(line.discountPercentage ?? 0)];
  const unitCents = toCents(Number(variant?.priceIncl ?? 0));
  const rate = Number(tables.row('taxes', variant?.tax)?.rate ?? 0);
  const discountCents = Math.round((unitCents * quantity * percent) / 100);
  const costCents = toCents(Number(variant?.priceCost ?? 0)) * quantity;
  return { ...amountOf({ unitCents, quantity, discountCents, rate }), costCents, quantity };
}

function sumsOf(quote: Row, tables: Tables) {
  const lines = linesOf(quote, tables).map((line) => amountOfLine(line, tables));
  const shipping = lines.length === 0 ? shippingOf(0, true) : shippingOf(totalsOf(lines).inclCents, false);
  const all = totalsOf([...lines, shipping]);
  return {
    cost: fromCents(lines.reduce((sum, { costCents }) => sum + costCents, 0)),
    excl: fromCents(all.exclCents),
    incl: fromCents(all.inclCents),
    count: lines.length,
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    shippingExcl: fromCents(shipping.exclCents),
    shippingIncl: fromCents(shipping.inclCents),
  };
}

const ofLine = (read: (amount: ReturnType<typeof amountOfLine>) => number) =>
  shown((row: Row, { tables }: View) => read(amountOfLine(row, tables)));

export const quotesProducts = shortList({
  name: 'quotesProducts',
  path: 'quotes/{quote}/products',
  one: 'quoteProduct',
  many: 'quoteProducts',
  group: 'orders',
  fields: {
    ...stamps,
    isCustom: always(false),
    customFields: always(false),
    weight: always(0),
    volume: always(0),
    colli: always(0),
    quantity: whole(1),
    hasDiscount: shown(({ discountPercentage }) => Number(discountPercentage ?? 0) > 0),
    discountPercentage: number(),
    taxRate: ofLine(({ rate }) => rate),
    basePriceIncl: ofLine(({ inclCents, quantity }) => fromCents(quantity === 0 ? 0 : inclCents / quantity)),
    basePriceExcl: ofLine(({ inclCents, quantity, rate }) =>
      fromCents(quantity === 0 ? 0 : withoutTax(inclCents / quantity, rate)),
    ),
    priceCost: ofLine(({ costCents }) => fromCents(costCents)),
    priceTax: ofLine(({ inclCents, exclCents }) => fromCents(inclCents - exclCents)),
    priceExcl: ofLine(({ exclCents }) => fromCents(exclCents)),
    priceIncl: ofLine(({ inclCents }) => fromCents(inclCents)),
    additionalCostIncl: always(0),
    additionalCostExcl: always(0),
    product: shown((row, view) => link('products').show(view.tables.row('variants', row.variant)?.product, row, view)),
    variant: link('variants'),
    quote: fixed(link('quotes')),
  },
  rows: ({ sizes }) =>
    sizes.items === 0 ? [] : [1, 2].map((id) => ({ quote: String(id), variant: '1', quantity: id })),
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['variant'],
    prepare(row, _, edit) {
      refuseLocked(edit.row('quotes', row.quote));
      if (Number(row.quantity) < 1) refuse('quantity', 'This value should be 1 or more.');
      const percent = Number(row.discountPercentage);
      if (percent < 0 || percent > 100) refuse('discountPercentage', 'This value should be from 0 to 100.');
    },
    unfollow: (row, edit) => refuseLocked(edit.row('quotes', row.quote)),
  },
});

function convert(quote: Row, edit: Edit): Row {
  const lines = linesOf(quote, edit);
  const missing = lines.find((line) => !isInStock(edit.row('variants', line.variant), line));
  if (lines.length === 0) throw new Refused({ products: ['The quote holds no products.'] });
  if (missing) throw new Refused({ products: [`There is not enough of variant ${missing.variant} in stock.`] });
  const wanted = lines.flatMap((line) => {
    const [variant, quantity] = [edit.row('variants', line.variant), Number(line.quantity)];
    const gross = toCents(Number(variant?.priceIncl ?? 0)) * quantity;
    const discountCents = Math.round((gross * Number(line.discountPercentage ?? 0)) / 100);
    return variant ? [{ variant, quantity, discountCents }] : [];
  });
  const customer = edit.row('customers', quote.customer);
  const order = placeOrder(edit, wanted, {
    ...(customer ? takenFrom(customer) : {}),
    customer: String(quote.customer),
    quote: String(quote.id),
    comment: quote.comment ?? '',
  });
  edit.change('quotes', quote, { isLocked: true, order: String(order.id) });
  return order;
}

export const quoteOperations: Operations = {
  /** Without a body that matters; the reply is the order (its envelope is seen in clients). */
  'POST quotes/{id}/convert': {
    group: 'orders',
    run({ view, ids: [id], edit }) {
      const quote = view.tables.row('quotes', id);
      if (!quote) throw new ApiError(404, 'Resource not found.');
      const order = edit((draft) => convert(quote, draft));
      return { status: 201, body: { order: showRow(view.tables.of('orders'), order, view) } };
    },
  },
};
