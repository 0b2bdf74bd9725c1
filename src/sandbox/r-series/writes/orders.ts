import { rowsWhere } from '../../rows/rows.ts';
import { orderCustomFields } from '../custom-fields.ts';
import { item } from '../items.ts';
import { order, orderLine } from '../orders.ts';
import { amount } from '../resource.ts';
import { shop } from '../shops.ts';
import { vendor } from '../vendors.ts';
import { writeNote } from './notes.ts';
import { writeCustomFields } from './owned.ts';
import { Refused } from './refused.ts';
import { centsOf } from './sale-totals.ts';
import { moveStock } from './stock.ts';
import type { Change, Writable } from './writable.ts';
import type { Writing } from './writing.ts';

/** A purchase order. Completing it receives what is left of its lines (unsure whether the API may do that). */
export const orderWrites: Writable = {
  resource: order,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['purchase_orders'],
  defaults: (writing) => ({
    orderedDate: '',
    receivedDate: '',
    arrivalDate: '',
    shipInstructions: '',
    stockInstructions: '',
    shipCost: '0',
    shipVendorCost: '0',
    otherCost: '0',
    otherVendorCost: '0',
    complete: 'false',
    archived: 'false',
    discount: '0',
    totalDiscount: '0',
    totalQuantity: '0',
    subTotalCost: '0',
    totalCost: '0',
    refNum: '',
    vendorCurrencyRate: '1',
    vendorCurrencyCode: 'CAD',
    shippingCostMethod: 'evenly',
    hasShipments: 'false',
    discountMethod: 'proportionally',
    discountMoneyValue: '0',
    discountMoneyVendorValue: '0',
    discountIsPercent: 'false',
    discountPercentValue: '0',
    costsModifiedAfterShipment: 'false',
    b2bOrderUID: '',
    b2bOrderNumber: '',
    vendorID: '0',
    noteID: '0',
    shopID: '1',
    createdByEmployeeID: String(writing.employee.id),
  }),
  computed: [
    ...['totalDiscount', 'totalQuantity', 'subTotalCost', 'totalCost', 'noteID', 'hasShipments', 'createdByEmployeeID'],
  ],
  links: { vendorID: () => vendor, shopID: () => shop },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  nested: ['Note', 'CustomFieldValues'],
  shows: ['Note'],
  remove: 'archive',
  check(_, { before, fields }) {
    if (!before && fields.vendorID === '0') throw new Refused('vendorID is required.');
    if (before?.complete === 'true' && fields.shopID !== undefined)
      throw new Refused('The shop of a completed order cannot be changed.');
  },
  after(writing, change) {
    const { id, fields } = change;
    writeNote(writing, order, change, true);
    writeCustomFields(writing, order, orderCustomFields, change);
    if (fields.complete === 'true') receive(writing, id);
    total(writing, id);
  },
};

function receive(writing: Writing, id: number): void {
  for (const { orderLineID, quantity } of linesOf(writing, id))
    writing.update(lines, Number(orderLineID), { numReceived: quantity, checkedIn: quantity });
  if (writing.field(order, id, 'receivedDate') === '') writing.put(order, id, { receivedDate: writing.at });
}

const linesOf = (writing: Writing, id: number) => rowsWhere(writing.store, orderLine, 'orderID', String(id));

function total(writing: Writing, id: number): void {
  const rows = linesOf(writing, id);
  const { shipCost, otherCost, discount } = writing.row(order, id);
  const goods = rows.reduce((sum, row) => sum + centsOf(row.total), 0);
  writing.put(order, id, {
    totalQuantity: String(rows.reduce((sum, row) => sum + Number(row.quantity), 0)),
    subTotalCost: amount(goods),
    totalDiscount: amount(centsOf(discount)),
    totalCost: amount(goods + centsOf(shipCost) + centsOf(otherCost) - centsOf(discount)),
  });
}

const lines: Writable = {
  resource: orderLine,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['purchase_orders'],
  defaults: (writing, { itemID = '0' }) => {
    const cost = writing.field(item, Number(itemID), 'defaultCost') || '0';
    return {
      quantity: '0',
      price: cost,
      originalPrice: cost,
      vendorCost: '0',
      checkedIn: '0',
      numReceived: '0',
      total: '0',
      shippingCost: '0',
      shippingVendorCost: '0',
      discountMoneyValue: '0',
      discountMoneyVendorValue: '0',
      discountPercentValue: '0',
      orderID: '0',
      itemID: '0',
    };
  },
  computed: ['total'],
  links: { itemID: () => item, orderID: () => order },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  remove: 'delete',
  check: checkLine,
  after(writing, { id, fields, before }) {
    const row = writing.row(orderLine, id);
    const received = Number(fields.numReceived ?? 0) - Number(before?.numReceived ?? 0);
    if (fields.numReceived === undefined || received === 0) return;
    const shopId = Number(writing.field(order, Number(row.orderID), 'shopID'));
    const cause = { reason: 'orderReceived', links: { orderID: Number(row.orderID) } };
    moveStock(writing, Number(row.itemID), shopId, received, cause);
  },
};

function checkLine(_: Writing, { fields, before }: Change): void {
  const value = (name: string) => String(fields[name] ?? before?.[name] ?? '0');
  for (const link of ['orderID', 'itemID']) {
    if (value(link) === '0') throw new Refused(`${link} is required.`);
    if (Number(before?.numReceived ?? 0) !== 0 && fields[link] !== undefined)
      throw new Refused(`${link} of a line that was received cannot be changed.`);
  }
  for (const name of ['quantity', 'numReceived', 'checkedIn']) {
    if (Number(value(name)) < 0 || Number(value(name)) > 1_000_000)
      throw new Refused(`${name} must be from 0 to 1000000.`);
  }
  fields.total = amount(centsOf(value('price')) * Number(value('quantity')));
  if (before?.total === fields.total) delete fields.total;
}

/** Lines of an order; what is received of one comes into stock, and stays there when the line is deleted (unsure). */
export const orderLineWrites: Writable = {
  ...lines,
  after(writing, change) {
    lines.after?.(writing, change);
    const orderIds = [change.before?.orderID, writing.field(orderLine, change.id, 'orderID')];
    for (const orderId of new Set(orderIds.map(Number))) if (orderId > 0) total(writing, orderId);
  },
  remove(writing, id) {
    const { orderID } = writing.row(orderLine, id);
    writing.remove(orderLine, id);
    total(writing, Number(orderID));
  },
};
