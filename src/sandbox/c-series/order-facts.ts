import { Purpose } from '../shop-data/dice.ts';
import type { Origin } from '../shop-data/origin.ts';
import { costCents, priceCents } from '../shop-data/products.ts';
import { saleTime } from '../shop-data/sales.ts';
import { withoutTax } from './money.ts';
import { madeTax } from './variants.ts';

/** Most lines of an order as made, so that ids of lines can be worked out from ids of orders. */
export const MOST_LINES = 4;
/** What a parcel costs, with tax, and from which total on it is free. */
export const SHIPPING = { cents: 495, freeFromCents: 10_000, rate: 0.2 };

export type OrderKind = 'completed' | 'shipped' | 'awaitingShipment' | 'awaitingPayment' | 'onHold' | 'cancelled';

export interface OrderLine {
  /** From 1. */
  number: number;
  variantId: number;
  quantity: number;
  unitCents: number;
  costCents: number;
  discountCents: number;
  rate: number;
}

const COUNT = new Purpose('c-series lines of an order');
const ITEM = new Purpose('c-series item of a line');
const QUANTITY = new Purpose('c-series quantity');
const DISCOUNT = new Purpose('c-series line discount');
const CUSTOMER = new Purpose('c-series customer of an order');
const CANCELLED = new Purpose('c-series cancelled');
const PICKUP = new Purpose('c-series pickup');
const PAYMENT = new Purpose('c-series payment');

/** Old orders are done with; the last ones are in every stage. One in thirty was cancelled. */
export function orderKind(origin: Origin, id: number): OrderKind {
  if (id > 1 && CANCELLED.isChosen(30, origin.seed, id)) return 'cancelled';
  const fromEnd = origin.sales - id;
  if (fromEnd > 20) return id % 12 === 0 ? 'completed' : 'shipped';
  return (['awaitingShipment', 'awaitingPayment', 'shipped', 'onHold', 'awaitingShipment'] as const)[
    fromEnd % 5
  ] as OrderKind;
}

export const orderTime = (origin: Origin, id: number) => saleTime(origin, id);
export const isPickup = (origin: Origin, id: number) => PICKUP.chance(0.15, origin.seed, id);
export const customerOfOrder = (origin: Origin, id: number) =>
  origin.customers === 0 ? 0 : 1 + CUSTOMER.below(origin.customers, origin.seed, id);

export const paymentOf = (origin: Origin, id: number) => PAYMENT.pick(payments, origin.seed, id);
const payments = [
  { id: 'banktransfer', title: 'Bank transfer' },
  { id: 'creditcard', title: 'Credit card' },
  { id: 'paypal', title: 'PayPal' },
] as const;

export const lineCount = (origin: Origin, id: number) =>
  origin.items === 0 ? 0 : 1 + COUNT.below(MOST_LINES, origin.seed, id);

/** Few variants sell often, many now and then. What costs less than nothing is not sold on the web. */
export function lineOf(origin: Origin, orderId: number, number: number): OrderLine {
  const { seed, items } = origin;
  const variantId = 1 + Math.floor(ITEM.fraction(seed, orderId, number) ** 1.5 * items);
  const unitCents = Math.max(0, priceCents(origin, variantId));
  const quantity = QUANTITY.pick([1, 1, 1, 2, 3], seed, orderId, number);
  const isCheaper = DISCOUNT.chance(0.08, seed, orderId, number);
  return {
    number,
    variantId,
    quantity,
    unitCents,
    costCents: costCents(origin, variantId),
    discountCents: isCheaper ? Math.floor((unitCents * quantity) / 10) : 0,
    rate: madeTax(origin, variantId).rate,
  };
}

export const linesOf = (origin: Origin, orderId: number): OrderLine[] =>
  Array.from({ length: lineCount(origin, orderId) }, (_, at) => lineOf(origin, orderId, at + 1));

/** What is taxed at one rate, in cents. */
export interface TaxedAmount {
  inclCents: number;
  exclCents: number;
  rate: number;
}

/** A line's amount after its discount. Tax is taken out line by line and rounded to the cent (unsure). */
export function amountOf({
  unitCents,
  quantity,
  discountCents,
  rate,
}: Omit<OrderLine, 'number' | 'variantId' | 'costCents'>): TaxedAmount {
  const inclCents = unitCents * quantity - discountCents;
  return { inclCents, exclCents: withoutTax(inclCents, rate), rate };
}

/** Shipping of an order of so many cents. */
export function shippingOf(inclCents: number, pickup: boolean): TaxedAmount {
  const cents = pickup || inclCents >= SHIPPING.freeFromCents ? 0 : SHIPPING.cents;
  return { inclCents: cents, exclCents: withoutTax(cents, SHIPPING.rate), rate: SHIPPING.rate };
}

export interface Totals {
  inclCents: number;
  exclCents: number;
  /** By rate, those that come up, highest first. */
  taxes: { rate: number; cents: number }[];
}

/** Sums that hold to the cent: what is paid is what is without tax, and the taxes. */
export function totalsOf(amounts: readonly TaxedAmount[]): Totals {
  const byRate = new Map<number, number>();
  let [incl, excl] = [0, 0];
  for (const { inclCents, exclCents, rate } of amounts) {
    incl += inclCents;
    excl += exclCents;
    if (inclCents !== exclCents) byRate.set(rate, (byRate.get(rate) ?? 0) + inclCents - exclCents);
  }
  const taxes = [...byRate].map(([rate, cents]) => ({ rate, cents })).sort((left, right) => right.rate - left.rate);
  return { inclCents: incl, exclCents: excl, taxes };
}
