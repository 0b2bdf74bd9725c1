import { familyOf, placeOf } from '../shop-data/families.ts';
import type { Origin } from '../shop-data/origin.ts';
import { productOf } from '../shop-data/products.ts';
import type { CStore } from '../store.ts';
import { addressFields, customers, emailOf } from './customers.ts';
import type { Edit } from './edit.ts';
import { refuse } from './errors.ts';
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
  whole,
} from './fields.ts';
import { fromCents } from './money.ts';
import {
  amountOf,
  customerOfOrder,
  isPickup,
  lineCount,
  lineOf,
  linesOf,
  MOST_LINES,
  type OrderKind,
  orderKind,
  orderTime,
  paymentOf,
  shippingOf,
  type TaxedAmount,
  type Totals,
  totalsOf,
} from './order-facts.ts';
import { originOf } from './origin.ts';
import { productOfVariant } from './product-ids.ts';
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

const numberOf = (id: number) => `ORD${String(id).padStart(5, '0')}`;

const customStatusOf = (id: number) => (id % 10 === 0 ? '1' : '0');
const channelOf = (id: number) => (id % 6 === 0 ? 'backoffice' : 'main');

const isStatus = (field: string): field is 'status' | 'paymentStatus' | 'shipmentStatus' =>
  field === 'status' || field === 'paymentStatus' || field === 'shipmentStatus';

/** Orders as made of customers with an address: customers are fewer than orders, and quicker to look through. */
function* idsByEmail(store: CStore, email: string): Generator<number> {
  const found = new Set<number>();
  for (let id = 1; id <= store.sizes.customers; id += 1) if (emailOf(originOf(store), id) === email) found.add(id);
  for (let id = 1; found.size > 0 && id <= store.sizes.sales; id += 1)
    if (found.has(customerOfOrder(originOf(store), id))) yield id;
}

const stages: Record<OrderKind, { status: string; paymentStatus: string; shipmentStatus: string }> = {
  completed: { status: 'completed', paymentStatus: 'paid', shipmentStatus: 'shipped' },
  shipped: { status: 'completed_shipped', paymentStatus: 'paid', shipmentStatus: 'shipped' },
  awaitingShipment: { status: 'processing_awaiting_shipment', paymentStatus: 'paid', shipmentStatus: 'not_shipped' },
  awaitingPayment: {
    status: 'processing_awaiting_payment',
    paymentStatus: 'not_paid',
    shipmentStatus: 'not_shipped',
  },
  onHold: { status: 'on_hold', paymentStatus: 'partially_paid', shipmentStatus: 'not_shipped' },
  cancelled: { status: 'cancelled', paymentStatus: 'cancelled', shipmentStatus: 'cancelled' },
};

export function statusOf(origin: Origin, id: number) {
  const stage = stages[orderKind(origin, id)];
  return stage.status === 'completed_shipped' && isPickup(origin, id)
    ? { ...stage, status: 'completed_picked_up' }
    : stage;
}

/** What an order's lines and shipping come to, as fields of it. */
export function totalFields(lines: readonly (TaxedAmount & { costCents: number })[], pickup: boolean): Row {
  const goods = totalsOf(lines);
  const shipping = shippingOf(goods.inclCents, pickup);
  const all = totalsOf([...lines, shipping]);
  return {
    priceCost: fromCents(lines.reduce((sum, { costCents }) => sum + costCents, 0)),
    priceExcl: fromCents(all.exclCents),
    priceIncl: fromCents(all.inclCents),
    taxRates: taxRates(all),
    shipmentTaxRate: shipping.rate,
    shipmentTaxRates: taxRates(totalsOf([shipping])),
    shipmentPriceExcl: fromCents(shipping.exclCents),
    shipmentPriceIncl: fromCents(shipping.inclCents),
  };
}

/** `[{name, rate, amount}]`; the shape is unsure. */
export const taxRates = ({ taxes }: Totals) =>
  taxes.map(({ rate, cents }) => ({ name: `${rate * 100}%`, rate, amount: fromCents(cents) }));

const copied = Object.keys({ ...addressFields('Billing'), ...addressFields('Shipping') }).concat([
  'addressShippingCompany',
  'birthDate',
  'nationalId',
  'email',
  'firstname',
  'middlename',
  'lastname',
  'phone',
  'mobile',
  'isCompany',
  'companyName',
  'companyCoCNumber',
  'companyVatNumber',
  'language',
]);

/** What an order takes over from its customer as the customer is then. */
export const takenFrom = (customer: Row): Row =>
  Object.fromEntries(copied.filter((name) => name in customer).map((name) => [name, customer[name]]));

/** Where goods go, and how. */
export const shipmentMethod = (pickup: boolean) =>
  pickup
    ? { shipmentId: 'pickup', shipmentTitle: 'Pick up in store' }
    : { shipmentId: 'core|1|1', shipmentTitle: 'Parcel' };

function madeOrder(store: CStore, id: number): Row {
  const origin = originOf(store);
  const lines = linesOf(origin, id).map((line) => ({ ...amountOf(line), costCents: line.costCents * line.quantity }));
  const pickup = isPickup(origin, id);
  const at = orderTime(origin, id);
  const customerId = customerOfOrder(origin, id);
  const payment = paymentOf(origin, id);
  const discounts = linesOf(origin, id).reduce((sum, { discountCents }) => sum + discountCents, 0);
  return {
    id,
    createdAt: at,
    updatedAt: at,
    number: numberOf(id),
    ...statusOf(origin, id),
    customStatusId: customStatusOf(id),
    channel: channelOf(id),
    remoteIp: '192.0.2.1',
    userAgent: '',
    weight: 0,
    volume: 0,
    colli: 0,
    gender: '',
    ...(customerId === 0 ? {} : takenFrom(customers.makeRow(store, customerId))),
    ...totalFields(lines, pickup),
    newsletterSubscribed: id % 4 === 0,
    paymentId: payment.id,
    paymentTitle: payment.title,
    shipmentIsPickup: pickup,
    ...shipmentMethod(pickup),
    shippingDate: 0,
    deliveryDate: 0,
    isDiscounted: discounts > 0,
    discountType: 'amount',
    discountAmount: fromCents(discounts),
    discountPercentage: 0,
    discountCouponCode: '',
    isNewCustomer: id % 3 === 0,
    comment: id % 13 === 0 ? 'Leave it with the neighbours, please 🙏' : '',
    memo: '',
    allowNotifications: true,
    doNotifyNew: false,
    doNotifyReminder: false,
    doNotifyCancelled: false,
    customer: String(customerId),
    quote: '0',
  };
}

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

/** Amounts of a line: base prices are of one piece, the others of the whole line after its discount (unsure). */
export function lineFields(line: Parameters<typeof amountOf>[0] & { costCents: number }): Row {
  const amount = amountOf(line);
  const unit = amountOf({ ...line, quantity: 1, discountCents: 0 });
  const discount = amountOf({ unitCents: line.discountCents, quantity: 1, discountCents: 0, rate: line.rate });
  return {
    taxRate: line.rate,
    taxRates: taxRates(totalsOf([amount])),
    quantityOrdered: line.quantity,
    priceCost: fromCents(line.costCents),
    basePriceExcl: fromCents(unit.exclCents),
    basePriceIncl: fromCents(unit.inclCents),
    priceExcl: fromCents(amount.exclCents),
    priceIncl: fromCents(amount.inclCents),
    discountExcl: fromCents(discount.exclCents),
    discountIncl: fromCents(discount.inclCents),
  };
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
