import { rowsWhere } from '../rows/rows.ts';
import { item } from './items.ts';
import { ORDER_LINES, orderCount, orderedLine, orderFacts } from './order-facts.ts';
import { amount, linked, never, resource, stamp, toMany } from './resource.ts';
import { shop } from './shops.ts';
import { vendor } from './vendors.ts';
import { customFieldValue, noteOr, ownedBy } from './written.ts';

const scopes = ['purchase_orders'];

export const order = resource({
  name: 'Order',
  key: 'orderID',
  scopes,
  sortable: ['orderID', 'timeStamp'],
  growing: ['timeStamp', 'createTime'],
  isArchivable: true,
  made: orderCount,
  makeRow(store, id) {
    const { orderedAt, isComplete, vendorId, shopId, quantity, goodsCents, shipCents } = orderFacts(store, id);
    return {
      orderID: String(id),
      orderedDate: stamp(orderedAt),
      receivedDate: isComplete ? stamp(orderedAt + 7 * 86_400) : '',
      arrivalDate: stamp(orderedAt + 7 * 86_400),
      shipInstructions: '',
      stockInstructions: '',
      shipCost: amount(shipCents),
      shipVendorCost: amount(shipCents),
      otherCost: '0',
      otherVendorCost: '0',
      complete: String(isComplete),
      archived: 'false',
      discount: '0',
      totalDiscount: '0',
      totalQuantity: String(quantity),
      subTotalCost: amount(goodsCents),
      totalCost: amount(goodsCents + shipCents),
      timeStamp: stamp(orderedAt),
      refNum: id % 3 === 0 ? `PO-${id}` : '',
      createTime: stamp(orderedAt),
      vendorCurrencyRate: '1',
      vendorCurrencyCode: 'CAD',
      shippingCostMethod: 'evenly',
      hasShipments: String(isComplete),
      discountMethod: 'proportionally',
      discountMoneyValue: '0',
      discountMoneyVendorValue: '0',
      discountIsPercent: 'false',
      discountPercentValue: '0',
      costsModifiedAfterShipment: 'false',
      b2bOrderUID: '',
      b2bOrderNumber: '',
      vendorID: String(vendorId),
      noteID: String(id),
      shopID: String(shopId),
      createdByEmployeeID: '1',
    };
  },
  relations: {
    OrderLines: toMany('OrderLine', (store, row) => rowsWhere(store, orderLine, 'orderID', String(row.orderID))),
    Note: noteOr((_, { noteID, timeStamp }) =>
      noteID === '0' ? undefined : { noteID, note: '', isPublic: 'false', timeStamp },
    ),
    Vendor: linked(() => vendor, 'vendorID'),
    Shop: linked(() => shop, 'shopID'),
    CustomFieldValues: ownedBy(() => order, customFieldValue, { value: never }),
  },
});

export const orderLine = resource({
  name: 'OrderLine',
  key: 'orderLineID',
  scopes,
  sortable: ['orderLineID', 'timeStamp', 'orderID'],
  growing: ['timeStamp', 'createTime', 'orderID'],
  made: (store) => orderCount(store) * ORDER_LINES,
  makeRow(store, id) {
    const { orderId, itemId, quantity, costCents } = orderedLine(store, id);
    const { isComplete, orderedAt, shipCents } = orderFacts(store, orderId);
    return {
      orderLineID: String(id),
      quantity: String(quantity),
      price: amount(costCents),
      originalPrice: amount(costCents),
      vendorCost: amount(costCents),
      checkedIn: isComplete ? String(quantity) : '0',
      numReceived: isComplete ? String(quantity) : '0',
      timeStamp: stamp(orderedAt),
      total: amount(costCents * quantity),
      createTime: stamp(orderedAt),
      shippingCost: amount(shipCents / ORDER_LINES),
      shippingVendorCost: amount(shipCents / ORDER_LINES),
      discountMoneyValue: '0',
      discountMoneyVendorValue: '0',
      discountPercentValue: '0',
      orderID: String(orderId),
      itemID: String(itemId),
    };
  },
  madeWhere: {
    orderID: (_, orderId) =>
      Array.from({ length: ORDER_LINES }, (_line, at) => (Number(orderId) - 1) * ORDER_LINES + at + 1),
  },
  relations: { Item: linked(() => item, 'itemID') },
});
