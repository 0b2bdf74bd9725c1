import { rowsWhere } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { employee } from './employees.ts';
import { item } from './items.ts';
import { ORDER_LINES, orderCount, orderedLine, orderFacts } from './order-facts.ts';
import { order, orderLine } from './orders.ts';
import { amount, linked, resource, stamp, toMany } from './resource.ts';

const scopes = ['purchase_orders'];
const currencies = { currencyCode: 'CAD', vendorCurrencyCode: 'CAD', vendorCurrencyRate: '1' };
const WEEK = 7 * 86_400;

const isReceived = (store: RStore, orderId: number) => orderFacts(store, orderId).isComplete;

/** What came in for an order. As made, a complete order came in one shipment, which has the order's id. */
export const orderShipment = resource({
  name: 'OrderShipment',
  key: 'orderShipmentID',
  scopes,
  sortable: ['orderShipmentID', 'paymentDueDate', 'sequenceNumber'],
  growing: ['timeStamp', 'createTime'],
  made: orderCount,
  isMade: isReceived,
  makeRow(store, id) {
    const { orderedAt, quantity, goodsCents, shipCents } = orderFacts(store, id);
    const [goods, shipping, total] = [amount(goodsCents), amount(shipCents), amount(goodsCents + shipCents)];
    const receivedAt = stamp(orderedAt + WEEK);
    return {
      orderShipmentID: String(id),
      orderID: String(id),
      sequenceNumber: '1',
      totalQtyReceived: String(quantity),
      totalVendorCost: total,
      totalCost: total,
      ...currencies,
      createTime: receivedAt,
      paymentDueDate: receivedAt.slice(0, 10),
      shipmentPackingRefNum: '',
      timeStamp: receivedAt,
      employeeID: '1',
      receptionDate: receivedAt,
      shippingCostMethod: 'evenly',
      shippingVendorCost: shipping,
      shippingCost: shipping,
      shippingCostOrderFullValue: shipping,
      shippingCostOrderFullVendorValue: shipping,
      discountMethod: 'proportionally',
      discountMoneyVendorValue: '0',
      discountMoneyValue: '0',
      discountPercentValue: '0',
      discountOrderFullMoneyValue: '0',
      discountOrderFullMoneyVendorValue: '0',
      cost: goods,
      vendorCost: goods,
      status: 'received',
    };
  },
  madeWhere: { orderID: (_, orderId) => [Number(orderId)] },
  relations: {
    Employee: linked(() => employee, 'employeeID'),
    Order: linked(() => order, 'orderID'),
    OrderShipmentItems: toMany('OrderShipmentItem', (store, row) =>
      rowsWhere(store, orderShipmentItem, 'orderShipmentID', String(row.orderShipmentID)),
    ),
  },
});

export const orderShipmentItem = resource({
  name: 'OrderShipmentItem',
  key: 'orderShipmentItemID',
  scopes,
  sortable: ['description', 'orderShipmentItemID', 'qtyReceived', 'vendorCost'],
  shownAs: { description: 'itemDescription' },
  growing: ['timeStamp', 'createTime', 'orderShipmentID'],
  made: (store) => orderCount(store) * ORDER_LINES,
  isMade: (store, id) => isReceived(store, orderedLine(store, id).orderId),
  makeRow(store, id) {
    const { orderId, itemId, quantity, costCents } = orderedLine(store, id);
    const { orderedAt, shipCents } = orderFacts(store, orderId);
    const [cost, shipping] = [amount(costCents), amount(shipCents / ORDER_LINES)];
    const total = amount(costCents * quantity + shipCents / ORDER_LINES);
    return {
      orderShipmentItemID: String(id),
      orderShipmentID: String(orderId),
      qtyReceived: String(quantity),
      vendorCost: cost,
      cost,
      totalVendorCost: total,
      totalCost: total,
      shippingCost: shipping,
      shippingVendorCost: shipping,
      discountMoneyValue: '0',
      discountMoneyVendorValue: '0',
      discountPercentValue: '0',
      ...currencies,
      createTime: stamp(orderedAt + WEEK),
      timeStamp: stamp(orderedAt + WEEK),
      employeeID: '1',
      itemID: String(itemId),
      itemVendorID: '',
      itemDescription: String(item.makeRow(store, itemId).description),
    };
  },
  madeWhere: {
    orderShipmentID: (_, id) =>
      Array.from({ length: ORDER_LINES }, (_line, at) => (Number(id) - 1) * ORDER_LINES + at + 1),
  },
  relations: {
    Employee: linked(() => employee, 'employeeID'),
    Item: linked(() => item, 'itemID'),
    OrderLine: linked(() => orderLine, 'orderShipmentItemID'),
    OrderShipment: linked(() => orderShipment, 'orderShipmentID'),
  },
});
