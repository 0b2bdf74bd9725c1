import { exists, rowOf } from '../rows/rows.ts';
import { contactOfCustomer, FIRST_CUSTOMER_CONTACT } from './contact.ts';
import { customer } from './customers.ts';
import { amount, linked, never, noRows, resource, toMany, toOne } from './resource.ts';
import { saleFacts, saleScopes, sumOf, totalOf } from './sale-facts.ts';
import { lineRowsOf, saleLine } from './sale-lines.ts';
import { paymentRowsOf, salePayment } from './sale-payments.ts';
import { discount, TAX_1, TAX_2, taxCategory } from './small-tables.ts';

export const sale = resource({
  name: 'Sale',
  key: 'saleID',
  scopes: saleScopes,
  sortable: ['saleID', 'timeStamp', 'completeTime', 'updatetime'],
  growing: ['timeStamp', 'completeTime', 'updatetime', 'createTime'],
  made: (store) => store.sizes.sales,
  isArchivable: true,
  makeRow(store, id) {
    const facts = saleFacts(store, id);
    const { lines } = facts;
    const [tax1, tax2] = [sumOf(lines, (line) => line.tax1), sumOf(lines, (line) => line.tax2)];
    const net = amount(sumOf(lines, (line) => line.net));
    const total = amount(totalOf(lines));
    const cost = amount(sumOf(lines, (line) => line.cost * line.quantity));
    return {
      saleID: String(id),
      timeStamp: facts.timeStamp,
      discountPercent: '0',
      completed: 'true',
      archived: 'false',
      voided: 'false',
      enablePromotions: 'true',
      isTaxInclusive: 'false',
      createTime: facts.createTime,
      updatetime: facts.updatetime,
      completeTime: facts.completeTime,
      referenceNumber: '',
      referenceNumberSource: '',
      tax1Rate: String(TAX_1),
      tax2Rate: String(TAX_2),
      change: '0',
      tipEnabled: 'false',
      receiptPreference: 'printed',
      displayableSubtotal: net,
      ticketNumber: String(220_000_000_000 + id),
      calcDiscount: amount(sumOf(lines, (line) => line.discount)),
      calcTotal: total,
      calcSubtotal: amount(sumOf(lines, (line) => line.gross)),
      calcTaxable: amount(sumOf(lines, (line) => (line.isTaxed ? line.net : 0))),
      calcNonTaxable: amount(sumOf(lines, (line) => (line.isTaxed ? 0 : line.net))),
      calcAvgCost: cost,
      calcFIFOCost: cost,
      calcTax1: amount(tax1),
      calcTax2: amount(tax2),
      calcPayments: total,
      calcTips: '0',
      total,
      totalDue: total,
      displayableTotal: total,
      balance: '0',
      customerID: String(facts.customerId),
      discountID: '0',
      employeeID: String(facts.employeeId),
      tipEmployeeID: '0',
      quoteID: '0',
      registerID: String(facts.registerId),
      shipToID: '0',
      shopID: String(facts.shopId),
      taxCategoryID: '1',
      taxTotal: amount(tax1 + tax2),
    };
  },
  makeField: (_store, _id, field) => (field === 'archived' ? 'false' : undefined),
  relations: {
    SaleLines: toMany('SaleLine', (store, row) => lineRowsOf(store, Number(row.saleID)), saleLine.relations),
    SaleNotes: noRows('SaleNote'),
    SalePayments: toMany(
      'SalePayment',
      (store, row) => paymentRowsOf(store, Number(row.saleID)),
      salePayment.relations,
    ),
    ShipTo: toOne(() => undefined, { Contact: never }),
    Customer: toOne(
      (store, row) => {
        const id = Number(row.customerID);
        if (!exists(store, customer, id)) return undefined;
        const found = rowOf(store, customer, id);
        return { ...found, contactID: String(FIRST_CUSTOMER_CONTACT + id), employeeID: '0', noteID: '0' };
      },
      { Contact: contactOfCustomer },
    ),
    Discount: linked(() => discount, 'discountID'),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID', taxCategory.relations),
    Quote: never,
  },
});
