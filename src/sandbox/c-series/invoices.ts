import type { CStore } from '../store.ts';
import type { Edit } from './edit.ts';
import { always, choice, fixed, flag, json, link, list, number, stamps, text, whole } from './fields.ts';
import { statusOf } from './made-orders.ts';
import { customerOfOrder, lineCount, MOST_LINES, orderTime } from './order-facts.ts';
import { ordersProducts } from './order-lines.ts';
import { orders } from './orders.ts';
import { originOf } from './origin.ts';
import { type Row, resource } from './resource.ts';

/** One invoice and one shipment of each order, with the order's own id as made. */
const orderOf = (id: number) => String(id);
const numbered = (prefix: string, id: unknown) => `${prefix}${String(id).padStart(5, '0')}`;

const madeOfOrder = (store: CStore, id: number): Row => ({
  id,
  createdAt: orderTime(originOf(store), id),
  updatedAt: orderTime(originOf(store), id),
  order: orderOf(id),
  customer: String(customerOfOrder(originOf(store), id)),
});

/** Fields that are had without the whole row; `status` is that field of the order. */
const quick = (status: 'paymentStatus' | 'shipmentStatus') => (store: CStore, id: number, field: string) => {
  if (field === 'status') return statusOf(originOf(store), id)[status];
  if (field === 'order') return orderOf(id);
  if (field === 'customer') return String(customerOfOrder(originOf(store), id));
  return field === 'createdAt' || field === 'updatedAt' ? orderTime(originOf(store), id) : undefined;
};

const byOrder = { order: (_: CStore, value: string) => [Number(value)] };

/** Passes a status on to the order, so that both say the same. */
const tellOrder = (status: string) => (row: Row, before: Row | undefined, edit: Edit) => {
  const order = before && row.status !== before.status ? edit.row('orders', row.order) : undefined;
  if (order && order[status] !== row.status) edit.change('orders', order, { [status]: row.status });
};

export const invoices = resource({
  name: 'invoices',
  path: 'invoices',
  one: 'invoice',
  many: 'invoices',
  group: 'orders',
  itemGroup: 'invoices',
  growing: ['createdAt', 'updatedAt'],
  filters: { order: 'order', customer: 'customer', number: 'number', status: 'status' },
  fields: {
    ...stamps,
    number: fixed(text()),
    status: choice(['not_paid', 'partially_paid', 'paid', 'cancelled']),
    priceExcl: fixed(number()),
    priceIncl: fixed(number()),
    isVatShifted: always(false),
    doNotifyNew: flag(),
    doNotifyPaid: flag(),
    invoice: always(false),
    isCreditNote: fixed(flag()),
    creditNote: always(false),
    order: fixed(link('orders')),
    customer: fixed(link('customers')),
    items: list(({ id }) => `invoices/${id}/items`),
    metafields: list(({ id }) => `invoices/${id}/metafields`),
    events: list(({ id }) => `invoices/${id}/events`),
  },
  made: (store) => store.sizes.sales,
  makeRow(store, id) {
    const { priceExcl, priceIncl } = orders.makeRow(store, id);
    const status = statusOf(originOf(store), id).paymentStatus;
    return { ...madeOfOrder(store, id), number: numbered('INV', id), status, priceExcl, priceIncl };
  },
  makeField: quick('paymentStatus'),
  madeWhere: byOrder,
  writes: {
    verbs: ['update'],
    prepare(row, before) {
      if (!before) row.number = numbered('INV', row.id);
    },
    follow: tellOrder('paymentStatus'),
  },
});

/** Most items of an invoice as made: the lines of its order, and shipping. */
const MOST_ITEMS = MOST_LINES + 1;

export const invoicesItems = resource({
  name: 'invoicesItems',
  path: 'invoices/{invoice}/items',
  one: 'invoiceItem',
  many: 'invoiceItems',
  group: 'orders',
  fields: {
    type: fixed(text('product')),
    title: fixed(text()),
    variant: fixed(text()),
    orderProductId: fixed({ ...json(null), show: (raw) => (Number(raw) > 0 ? Number(raw) : null) }),
    articleCode: fixed(text()),
    ean: fixed(text()),
    sku: fixed(text()),
    taxRate: fixed(number()),
    basePriceExcl: fixed(number()),
    basePriceIncl: fixed(number()),
    priceExcl: fixed(number()),
    priceIncl: fixed(number()),
    discountExcl: fixed(number()),
    discountIncl: fixed(number()),
    quantity: fixed(whole()),
  },
  made: (store) => store.sizes.sales * MOST_ITEMS,
  isMade(store, id) {
    const at = ((id - 1) % MOST_ITEMS) + 1;
    return at === MOST_ITEMS || at <= lineCount(originOf(store), Math.ceil(id / MOST_ITEMS));
  },
  makeRow(store, id) {
    const [order, at] = [Math.ceil(id / MOST_ITEMS), ((id - 1) % MOST_ITEMS) + 1];
    const item =
      at === MOST_ITEMS
        ? shippingItem(orders.makeRow(store, order))
        : productItem(ordersProducts.makeRow(store, (order - 1) * MOST_LINES + at));
    return { ...item, id, invoice: orderOf(order) };
  },
  makeField: (_, id, field) => (field === 'invoice' ? orderOf(Math.ceil(id / MOST_ITEMS)) : undefined),
  madeWhere: {
    invoice: (_, value) => Array.from({ length: MOST_ITEMS }, (__, at) => (Number(value) - 1) * MOST_ITEMS + at + 1),
  },
});

const amounts = ['basePriceExcl', 'basePriceIncl', 'priceExcl', 'priceIncl', 'discountExcl', 'discountIncl', 'taxRate'];

/** An invoice's item of an order's line. */
export const productItem = (line: Row): Row => ({
  type: 'product',
  title: line.productTitle,
  variant: line.variantTitle,
  orderProductId: String(line.id),
  articleCode: line.articleCode,
  ean: line.ean,
  sku: line.sku,
  quantity: line.quantityOrdered,
  ...Object.fromEntries(amounts.map((name) => [name, line[name]])),
});

/** An invoice's item of an order's shipping. */
export const shippingItem = (order: Row): Row => ({
  type: 'shipping',
  title: order.shipmentTitle,
  variant: '',
  orderProductId: '0',
  quantity: 1,
  taxRate: order.shipmentTaxRate,
  basePriceExcl: order.shipmentPriceExcl,
  basePriceIncl: order.shipmentPriceIncl,
  priceExcl: order.shipmentPriceExcl,
  priceIncl: order.shipmentPriceIncl,
});

export const shipments = resource({
  name: 'shipments',
  path: 'shipments',
  one: 'shipment',
  many: 'shipments',
  group: 'orders',
  itemGroup: 'shipments',
  growing: ['createdAt', 'updatedAt'],
  filters: { order: 'order', customer: 'customer', number: 'number', status: 'status' },
  fields: {
    ...stamps,
    number: fixed(text()),
    status: choice(['not_shipped', 'partially_shipped', 'shipped', 'cancelled']),
    trackingCode: text(),
    doNotifyShipped: flag(),
    doNotifyReadyForPickup: flag(),
    doNotifyTrackingCode: flag(),
    totalWeight: always(0),
    totalSizeX: always(0),
    totalSizeY: always(0),
    totalSizeZ: always(0),
    customer: fixed(link('customers')),
    order: fixed(link('orders')),
    products: list(({ id }) => `shipments/${id}/products`),
    metafields: list(({ id }) => `shipments/${id}/metafields`),
    events: list(({ id }) => `shipments/${id}/events`),
  },
  made: (store) => store.sizes.sales,
  makeRow(store, id) {
    const { shipmentStatus } = statusOf(originOf(store), id);
    const trackingCode = shipmentStatus === 'shipped' && id % 2 === 0 ? `TRACK${100_000 + id}` : '';
    return { ...madeOfOrder(store, id), number: numbered('SHIP', id), status: shipmentStatus, trackingCode };
  },
  makeField: quick('shipmentStatus'),
  madeWhere: byOrder,
  writes: {
    verbs: ['update'],
    prepare(row, before) {
      if (!before) row.number = numbered('SHIP', row.id);
    },
    follow: tellOrder('shipmentStatus'),
  },
});

export const shipmentsProducts = resource({
  name: 'shipmentsProducts',
  path: 'shipments/{shipment}/products',
  one: 'shipmentProduct',
  many: 'shipmentProducts',
  group: 'orders',
  fields: {
    quantity: fixed(whole()),
    title: fixed(text()),
    variant: fixed(text()),
    articleCode: fixed(text()),
    ean: fixed(text()),
    sku: fixed(text()),
    customData: always([]),
  },
  made: (store) => ordersProducts.made(store),
  isMade: (store, id) => ordersProducts.isMade?.(store, id) ?? true,
  makeRow(store, id) {
    const line = ordersProducts.makeRow(store, id);
    return { ...shippedLine(line), id, shipment: line.order };
  },
  makeField: (_, id, field) => (field === 'shipment' ? orderOf(Math.ceil(id / MOST_LINES)) : undefined),
  madeWhere: { shipment: (store, value) => ordersProducts.madeWhere?.order?.(store, value) ?? [] },
});

/** A shipment's line of an order's line. */
export const shippedLine = (line: Row): Row => ({
  quantity: line.quantityOrdered,
  title: line.productTitle,
  variant: line.variantTitle,
  articleCode: line.articleCode,
  ean: line.ean,
  sku: line.sku,
});
