import { diceFor } from '../random.ts';
import type { Store } from '../store.ts';
import { costCents, item, priceCents, SHOPS, timeOf } from './catalog.ts';
import { customer } from './people.ts';
import { amount, edited, nested, type Resource, type Row, stamp } from './resource.ts';

const scopes = ['register', 'register_read'];
const TAX_1 = 0.05;
const TAX_2 = 0.09975;
/** A sale has at most this many lines; line n of sale s has the id (s - 1) * 5 + n, so that ids need no index. */
const MOST_LINES = 5;

interface Line {
  number: number;
  itemId: number;
  quantity: number;
  unitCents: number;
  subtotalCents: number;
  tax1Cents: number;
  tax2Cents: number;
}

/** Lines of a sale; every amount is rounded to the cent line by line, so that totals are sums of what is shown. */
function linesOf(store: Store, saleId: number): Line[] {
  const dice = diceFor(store.seed, 'lines', saleId);
  const sign = isRefund(store, saleId) ? -1 : 1;
  return Array.from({ length: 1 + dice.below(MOST_LINES) }, (_, at) => {
    const itemId = 1 + dice.below(Math.max(1, store.sizes.items));
    const quantity = sign * (1 + dice.below(3));
    const unitCents = priceCents(store, itemId);
    const subtotalCents = unitCents * quantity;
    return {
      number: at + 1,
      itemId,
      quantity,
      unitCents,
      subtotalCents,
      tax1Cents: Math.round(subtotalCents * TAX_1),
      tax2Cents: Math.round(subtotalCents * TAX_2),
    };
  });
}

const isRefund = (store: Store, saleId: number) => diceFor(store.seed, 'refund', saleId).chance(0.04);

const sum = (lines: Line[], field: 'subtotalCents' | 'tax1Cents' | 'tax2Cents') =>
  lines.reduce((total, line) => total + line[field], 0);

export const sale: Resource = {
  name: 'Sale',
  key: 'saleID',
  scopes,
  sortable: ['saleID', 'timeStamp', 'completeTime', 'updatetime'],
  count: (store) => store.sizes.sales,
  row(store, id) {
    const dice = diceFor(store.seed, 'sale', id);
    const lines = linesOf(store, id);
    const [subtotal, tax1, tax2] = [sum(lines, 'subtotalCents'), sum(lines, 'tax1Cents'), sum(lines, 'tax2Cents')];
    const total = subtotal + tax1 + tax2;
    const at = timeOf(store, id, store.bornSales);
    const cost = lines.reduce((all, line) => all + costCents(store, line.itemId) * line.quantity, 0);
    return edited(store, 'Sale', id, {
      saleID: String(id),
      timeStamp: stamp(at),
      discountPercent: '0',
      completed: 'true',
      archived: 'false',
      voided: 'false',
      enablePromotions: 'true',
      isTaxInclusive: 'false',
      createTime: stamp(at - 120),
      updatetime: stamp(at),
      completeTime: stamp(at),
      referenceNumber: '',
      referenceNumberSource: '',
      tax1Rate: String(TAX_1),
      tax2Rate: String(TAX_2),
      change: '0',
      tipEnabled: 'false',
      receiptPreference: 'printed',
      displayableSubtotal: amount(subtotal),
      ticketNumber: String(220_000_000_000 + id),
      calcDiscount: '0',
      calcTotal: amount(total),
      calcSubtotal: amount(subtotal),
      calcTaxable: amount(subtotal),
      calcNonTaxable: '0',
      calcAvgCost: amount(cost),
      calcFIFOCost: amount(cost),
      calcTax1: amount(tax1),
      calcTax2: amount(tax2),
      calcPayments: amount(total),
      calcTips: '0',
      total: amount(total),
      totalDue: amount(total),
      displayableTotal: amount(total),
      balance: '0',
      customerID: String(dice.chance(0.4) ? 0 : 1 + dice.below(Math.max(1, store.sizes.customers))),
      discountID: '0',
      employeeID: String(1 + dice.below(2)),
      tipEmployeeID: '0',
      quoteID: '0',
      registerID: String(1 + dice.below(store.registers)),
      shipToID: '0',
      shopID: String(1 + dice.below(SHOPS)),
      taxCategoryID: '1',
      taxTotal: amount(tax1 + tax2),
    });
  },
  relations: {
    SaleLines: {
      many: true,
      load: (store, row, below) => {
        const rows = linesOf(store, Number(row.saleID)).map((line) => lineRow(store, row, line));
        return nested(
          'SaleLine',
          below.includes('Item') ? rows.map((line) => ({ ...line, Item: item.row(store, Number(line.itemID)) })) : rows,
        );
      },
    },
    SalePayments: {
      many: true,
      load: (store, row, below) => {
        const payment = salePayment.row(store, Number(row.saleID));
        return nested('SalePayment', [
          below.includes('PaymentType')
            ? { ...payment, PaymentType: paymentType(String(payment.paymentTypeID)) }
            : payment,
        ]);
      },
    },
    Customer: {
      many: false,
      load: (store, row, below) => {
        if (row.customerID === '0') return undefined;
        const found = customer.row(store, Number(row.customerID));
        return below.includes('Contact')
          ? { ...found, Contact: customer.relations.Contact?.load(store, found, []) }
          : found;
      },
    },
  },
};

function lineRow(store: Store, parent: Row, line: Line): Row {
  const saleId = Number(parent.saleID);
  const id = (saleId - 1) * MOST_LINES + line.number;
  return edited(store, 'SaleLine', id, {
    saleLineID: String(id),
    createTime: parent.createTime,
    timeStamp: parent.timeStamp,
    unitQuantity: String(line.quantity),
    unitPrice: amount(line.unitCents),
    normalUnitPrice: amount(line.unitCents),
    discountAmount: '0',
    discountPercent: '0',
    avgCost: amount(costCents(store, line.itemId)),
    fifoCost: amount(costCents(store, line.itemId)),
    tax: 'true',
    tax1Rate: String(TAX_1),
    tax2Rate: String(TAX_2),
    isLayaway: 'false',
    isWorkorder: 'false',
    isSpecialOrder: 'false',
    displayableSubtotal: amount(line.subtotalCents),
    displayableUnitPrice: amount(line.unitCents),
    lineType: '',
    requireFullReservation: 'false',
    calcLineDiscount: '0',
    calcTransactionDiscount: '0',
    calcTotal: amount(line.subtotalCents + line.tax1Cents + line.tax2Cents),
    calcSubtotal: amount(line.subtotalCents),
    calcTax1: amount(line.tax1Cents),
    calcTax2: amount(line.tax2Cents),
    taxClassID: '1',
    customerID: parent.customerID,
    discountID: '0',
    employeeID: parent.employeeID,
    itemID: String(line.itemId),
    noteID: '0',
    parentSaleLineID: '0',
    shopID: parent.shopID,
    taxCategoryID: '1',
    saleID: String(saleId),
    itemFeeID: '0',
  });
}

const paymentTypes = ['Cash', 'Credit Card', 'Debit Card'];

const paymentType = (id: string): Row => ({
  paymentTypeID: id,
  code: '',
  name: paymentTypes[Number(id) - 1] ?? 'Cash',
  requireCustomer: 'false',
  archived: 'false',
  internalReserved: 'false',
  type: id === '1' ? 'Cash' : 'Credit Card',
  channel: '',
  refundAsPaymentTypeID: '0',
});

export const salePayment: Resource = {
  name: 'SalePayment',
  key: 'salePaymentID',
  scopes,
  sortable: ['salePaymentID', 'timeStamp', 'saleID'],
  count: (store) => store.sizes.sales,
  row(store, id) {
    const parent = sale.row(store, id);
    return edited(store, 'SalePayment', id, {
      salePaymentID: String(id),
      amount: parent.total,
      tipAmount: '0',
      createTime: parent.completeTime,
      archived: 'false',
      remoteReference: '',
      paymentID: '',
      saleID: String(id),
      paymentTypeID: String(1 + diceFor(store.seed, 'payment', id).below(paymentTypes.length)),
      ccChargeID: '0',
      refPaymentID: '0',
      registerID: parent.registerID,
      employeeID: parent.employeeID,
      creditAccountID: '0',
    });
  },
  relations: {},
};
