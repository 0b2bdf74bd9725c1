import type { Origin } from '../shop-data/origin.ts';
import type { CStore } from '../store.ts';
import { addressFields, customers, emailOf } from './customers.ts';
import { fromCents } from './money.ts';
import { totalFields } from './order-amounts.ts';
import {
  amountOf,
  customerOfOrder,
  isPickup,
  linesOf,
  type OrderKind,
  orderKind,
  orderTime,
  paymentOf,
} from './order-facts.ts';
import { originOf } from './origin.ts';
import type { Row } from './resource.ts';

/** `ORD00012` of order 12. */
export const numberOf = (id: number) => `ORD${String(id).padStart(5, '0')}`;

/** What orders as made hold, by their number. */
export const customStatusOf = (id: number) => (id % 10 === 0 ? '1' : '0');
export const channelOf = (id: number) => (id % 6 === 0 ? 'backoffice' : 'main');

export const isStatus = (field: string): field is 'status' | 'paymentStatus' | 'shipmentStatus' =>
  field === 'status' || field === 'paymentStatus' || field === 'shipmentStatus';

/** Orders as made of customers with an address: customers are fewer than orders, and quicker to look through. */
export function* idsByEmail(store: CStore, email: string): Generator<number> {
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

/** The three statuses of an order as made. */
export function statusOf(origin: Origin, id: number) {
  const stage = stages[orderKind(origin, id)];
  return stage.status === 'completed_shipped' && isPickup(origin, id)
    ? { ...stage, status: 'completed_picked_up' }
    : stage;
}

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

/** An order as made, with its customer as that one was made. */
export function madeOrder(store: CStore, id: number): Row {
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
