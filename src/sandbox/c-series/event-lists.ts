import type { Edit } from './edit.ts';
import { always, fixed, link, stamps, text } from './fields.ts';
import { createdOnly, type Resource, type Row, readOnly } from './resource.ts';

const eventFields = {
  createdAt: stamps.createdAt,
  channel: fixed(text()),
  type: fixed(text()),
  message: fixed(text()),
  comment: always(null),
};

const eventsBelow = (name: string, parent: string): Resource =>
  createdOnly({
    name: `${name}Events`,
    path: `${name}/{${parent}}/events`,
    one: `${parent}Event`,
    many: `${parent}Events`,
    group: 'orders',
    fields: eventFields,
    writes: readOnly,
  });

/** What happened to orders since the store was born; orders as made have no history. Names of types are unsure. */
export const eventLists: readonly Resource[] = [
  createdOnly({
    name: 'ordersEvents',
    path: 'orders/events',
    one: 'ordersEvent',
    many: 'ordersEvents',
    group: 'orders',
    filters: { order: 'order' },
    fields: { ...eventFields, shipment: always(false), order: fixed(link('orders')) },
    writes: readOnly,
  }),
  eventsBelow('invoices', 'invoice'),
  eventsBelow('shipments', 'shipment'),
];

/** Notes that an order was made, or that one of its statuses changed. */
export function noteOrderEvent(edit: Edit, order: Row, before: Row | undefined): void {
  const event = (type: string, message: string) =>
    edit.create('ordersEvents', { channel: edit.channel, type, message, order: String(order.id) });
  if (!before) event('order_created', `Order ${order.number} was made.`);
  for (const name of ['status', 'paymentStatus', 'shipmentStatus'])
    if (before && before[name] !== order[name]) event(name, `${String(before[name])} became ${String(order[name])}.`);
}
