import { addressFields } from './customers.ts';
import type { Edit } from './edit.ts';
import { refuse } from './errors.ts';
import { noteOrderEvent } from './event-lists.ts';
import {
  always,
  choice,
  fixed,
  flag,
  json,
  language,
  link,
  list,
  number,
  shown,
  stamps,
  text,
  time,
} from './fields.ts';
import { channelOf, customStatusOf, idsByEmail, isStatus, madeOrder, numberOf, statusOf } from './made-orders.ts';
import { customerOfOrder, orderTime } from './order-facts.ts';
import { moveStock } from './order-lines.ts';
import { originOf } from './origin.ts';
import { anyWrite, type Row, resource, shortList } from './resource.ts';

/** Documented ones, in the order in which an order goes through them (firm). */
export const orderStatuses = [
  'on_hold',
  'processing_awaiting_payment',
  'processing_awaiting_shipment',
  'processing_awaiting_pickup',
  'processing_ready_for_pickup',
  'completed',
  'completed_shipped',
  'completed_picked_up',
  'cancelled',
] as const;

const paymentStatuses = ['not_paid', 'partially_paid', 'paid', 'cancelled'] as const;
const shipmentStatuses = ['not_shipped', 'partially_shipped', 'shipped', 'cancelled'] as const;

/** Made through checkouts or quotes, never deleted: only GET and PUT (firm). */
export const orders = resource({
  name: 'orders',
  path: 'orders',
  one: 'order',
  many: 'orders',
  group: 'orders',
  itemGroup: 'orders',
  growing: ['createdAt', 'updatedAt'],
  filters: {
    customer: 'customer',
    number: 'number',
    status: 'status',
    paymentStatus: 'paymentStatus',
    shipmentStatus: 'shipmentStatus',
    customStatusId: 'customStatusId',
    email: 'email',
    channel: 'channel',
  },
  fields: {
    ...stamps,
    number: fixed(text()),
    status: choice(orderStatuses),
    customStatusId: {
      ...link('ordersCustomstatuses'),
      show: (raw, _, { tables }) => (tables.exists('ordersCustomstatuses', raw) ? Number(raw) : null),
    },
    channel: fixed(text()),
    remoteIp: fixed(text()),
    userAgent: fixed(text()),
    referralId: always(false),
    priceCost: fixed(number()),
    priceExcl: fixed(number()),
    priceIncl: fixed(number()),
    weight: fixed(number()),
    volume: fixed(number()),
    colli: fixed(number()),
    gender: text(),
    birthDate: text('', false),
    nationalId: text(),
    email: text(),
    firstname: text(),
    middlename: text(),
    lastname: text(),
    phone: text(),
    mobile: text(),
    newsletterSubscribed: fixed(flag()),
    isCompany: flag(),
    companyName: text(),
    companyCoCNumber: text(),
    companyVatNumber: text(),
    ...addressFields('Billing'),
    addressBillingRegionData: always(false),
    addressShippingCompany: text('', false),
    ...addressFields('Shipping'),
    addressShippingRegionData: always(false),
    paymentId: fixed(text()),
    paymentStatus: choice(paymentStatuses),
    paymentIsPost: always(false),
    paymentIsInvoiceExternal: always(false),
    paymentTaxRate: always(0),
    paymentTaxRates: always([]),
    paymentBasePriceExcl: always(0),
    paymentBasePriceIncl: always(0),
    paymentPriceExcl: always(0),
    paymentPriceIncl: always(0),
    paymentTitle: fixed(text()),
    paymentData: shown((row) => ({ method: row.paymentId ?? '' })),
    shipmentId: fixed(text()),
    shipmentStatus: choice(shipmentStatuses),
    shipmentIsCashOnDelivery: always(false),
    shipmentIsPickup: fixed(flag()),
    shipmentTaxRate: fixed(number()),
    shipmentTaxRates: fixed(json([])),
    shipmentBasePriceExcl: shown((row) => row.shipmentPriceExcl ?? 0),
    shipmentBasePriceIncl: shown((row) => row.shipmentPriceIncl ?? 0),
    shipmentPriceExcl: fixed(number()),
    shipmentPriceIncl: fixed(number()),
    shipmentDiscountExcl: always(0),
    shipmentDiscountIncl: always(0),
    shipmentTitle: fixed(text()),
    shipmentData: shown((row) => ({ method: row.shipmentId ?? '' })),
    shippingDate: time(null),
    deliveryDate: time(null),
    isDiscounted: fixed(flag()),
    discountType: fixed(text('amount')),
    discountAmount: fixed(number()),
    discountPercentage: fixed(number()),
    discountCouponCode: fixed(text()),
    taxRates: fixed(json([])),
    isNewCustomer: fixed(flag()),
    comment: text(),
    memo: text(),
    allowNotifications: flag(true),
    doNotifyNew: flag(),
    doNotifyReminder: flag(),
    doNotifyCancelled: flag(),
    language: { show: language.show, initial: '' },
    customer: fixed(link('customers')),
    invoices: list(({ id }) => `invoices?order=${id}`),
    shipments: list(({ id }) => `shipments?order=${id}`),
    products: list(({ id }) => `orders/${id}/products`),
    metafields: list(({ id }) => `orders/${id}/metafields`),
    quote: fixed(link('quotes')),
    events: list(({ id }) => `orders/events?order=${id}`),
  },
  made: (store) => store.sizes.sales,
  makeRow: madeOrder,
  makeField(store, id, field) {
    if (field === 'updatedAt' || field === 'createdAt') return orderTime(originOf(store), id);
    if (field === 'customer') return String(customerOfOrder(originOf(store), id));
    if (field === 'number') return numberOf(id);
    if (field === 'customStatusId') return customStatusOf(id);
    if (field === 'channel') return channelOf(id);
    return isStatus(field) ? statusOf(originOf(store), id)[field] : undefined;
  },
  madeWhere: { number: (_, value) => [Number(/^ORD0*(\d+)$/.exec(value)?.[1] ?? 0)], email: idsByEmail },
  writes: { verbs: ['update'], prepare: keepStatuses, follow: followStatus },
});

/** A cancelled order stays so; what is cancelled is so in all three statuses (unsure). */
function keepStatuses(row: Row, before: Row | undefined): void {
  if (!before) row.number = numberOf(Number(row.id));
  if (before?.status === 'cancelled' && row.status !== 'cancelled')
    refuse('status', 'A cancelled order can not be changed to another status.');
  if (row.status === 'cancelled') {
    row.paymentStatus = 'cancelled';
    row.shipmentStatus = 'cancelled';
  } else if (row.status !== before?.status && /^completed_/.test(String(row.status))) {
    row.shipmentStatus = 'shipped';
  }
}

/** Stock comes back with a cancellation, invoice and shipment go along with the order (unsure). */
function followStatus(row: Row, before: Row | undefined, edit: Edit): void {
  noteOrderEvent(edit, row, before);
  if (!before) return;
  const isCancelled = row.status === 'cancelled' && before.status !== 'cancelled';
  if (isCancelled) for (const line of edit.where('ordersProducts', 'order', row.id)) moveStock(edit, line, 1);
  for (const [name, status, becomes] of [
    ['invoices', 'paymentStatus', row.paymentStatus],
    ['shipments', 'shipmentStatus', row.shipmentStatus],
  ] as const) {
    if (row[status] === before[status]) continue;
    for (const below of edit.where(name, 'order', row.id))
      if (below.status !== becomes) edit.change(name, below, { status: becomes });
  }
}

export const ordersCustomstatuses = shortList({
  name: 'ordersCustomstatuses',
  path: 'orders/customstatuses',
  one: 'customStatus',
  many: 'customStatuses',
  group: 'orders',
  fields: { ...stamps, title: text(), color: text('#000000') },
  rows: [
    { title: 'Backorder', color: '#aa0000' },
    { title: 'Gift', color: '#00aa00' },
  ],
  writes: { ...anyWrite, required: ['title'] },
});
