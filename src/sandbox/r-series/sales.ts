import { exists, rowOf } from '../rows/rows.ts';
import { saleKind } from '../shop-data/sale-kinds.ts';
import type { Line } from '../shop-data/sale-lines.ts';
import { type Sale, type SaleHead, saleHead } from '../shop-data/sales.ts';
import { originOf } from '../store.ts';
import { contactOfCustomer } from './contact.ts';
import { customer } from './customers.ts';
import { amount, linked, never, noRows, resource, stamp, toMany, toOne } from './resource.ts';
import { saleFacts, saleScopes, saleStamp } from './sale-facts.ts';
import { lineRowsOf, saleLine } from './sale-lines.ts';
import { paymentRowsOf, salePayment } from './sale-payments.ts';
import { discount, rateText, taxCategory, taxCategoryIdOf } from './small-tables.ts';
import { salesOfCustomer } from './sold-lines.ts';
import { FIRST_CUSTOMER_CONTACT } from './written.ts';

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
    const [one, two] = facts.shop.taxes;
    const taxCents = facts.tax1Cents + facts.tax2Cents;
    // As for lines: subtotals called `calc` are without taxes, also where prices hold them.
    const net = facts.totalCents - taxCents;
    const untaxed = sumOf(facts.lines, (line) => (line.isTaxed ? 0 : line.netCents));
    const total = amount(facts.totalCents);
    const cost = amount(sumOf(facts.lines, (line) => line.costCents * line.quantity));
    const at = stamp(facts.at);
    return {
      saleID: String(id),
      timeStamp: at,
      discountPercent: String(facts.discountPercent / 100),
      completed: String(facts.isCompleted),
      archived: 'false',
      voided: String(facts.isVoided),
      enablePromotions: 'true',
      isTaxInclusive: String(facts.shop.taxInclusive),
      createTime: stamp(facts.createdAt),
      updatetime: at,
      ...(facts.isCompleted ? { completeTime: at } : {}),
      referenceNumber: '',
      referenceNumberSource: '',
      tax1Rate: rateText(one.rate),
      tax2Rate: rateText(two.rate),
      change: amount(facts.changeCents),
      tipEnabled: 'false',
      receiptPreference: 'printed',
      displayableSubtotal: amount(sumOf(facts.lines, (line) => line.netCents)),
      ticketNumber: String(220_000_000_000 + id),
      calcDiscount: amount(facts.discountCents),
      calcTotal: total,
      calcSubtotal: amount(net + facts.discountCents),
      calcTaxable: amount(net - untaxed),
      calcNonTaxable: amount(untaxed),
      calcAvgCost: cost,
      calcFIFOCost: cost,
      calcTax1: amount(facts.tax1Cents),
      calcTax2: amount(facts.tax2Cents),
      calcPayments: amount(facts.paidCents),
      calcTips: '0',
      total,
      totalDue: total,
      displayableTotal: total,
      balance: amount(facts.totalCents - facts.paidCents),
      customerID: String(facts.customerId),
      discountID: facts.discountPercent === 0 ? '0' : '2',
      employeeID: String(facts.employee),
      tipEmployeeID: '0',
      quoteID: '0',
      registerID: String(facts.register),
      shipToID: '0',
      shopID: String(facts.shop.number),
      taxCategoryID: taxCategoryIdOf(facts.shop),
      taxTotal: amount(taxCents),
    };
  },
  makeField(store, id, field) {
    if (field === 'archived') return 'false';
    if (times.has(field)) {
      const isOpen = field === 'completeTime' && saleKind(originOf(store), id) === 'layaway';
      return isOpen ? undefined : saleStamp(store, id);
    }
    const ofHead = headFields[field];
    if (ofHead) return ofHead(saleHead(originOf(store), id));
    const ofTotals = totalFields[field];
    return ofTotals && amount(ofTotals(saleFacts(store, id)));
  },
  /** An open sale shows no `completeTime`; among the others it has the place of its last change. */
  makePlace: (store, id, field) => (field === 'completeTime' ? saleStamp(store, id) : undefined),
  madeWhere: { customerID: (store, customerId) => salesOfCustomer(store, Number(customerId)) },
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
        return { contactID: String(FIRST_CUSTOMER_CONTACT + id), employeeID: '0', noteID: '0', ...found };
      },
      { Contact: contactOfCustomer },
    ),
    Discount: linked(() => discount, 'discountID'),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID', taxCategory.relations),
    Quote: never,
  },
});

const times = new Set(['timeStamp', 'completeTime', 'updatetime']);

/** Sum over lines, in cents. */
const sumOf = (lines: readonly Line[], cents: (line: Line) => number) =>
  lines.reduce((total, line) => total + cents(line), 0);

/** Fields that a filter over a million sales asks for, without the rest of the row. */
const headFields: Record<string, (head: SaleHead) => string> = {
  customerID: ({ customerId }) => String(customerId),
  employeeID: ({ employee }) => String(employee),
  registerID: ({ register }) => String(register),
  shopID: ({ shop }) => String(shop.number),
  completed: ({ isCompleted }) => String(isCompleted),
  voided: ({ isVoided }) => String(isVoided),
};
const totalFields: Record<string, (facts: Sale) => number> = {
  calcTotal: ({ totalCents }) => totalCents,
  total: ({ totalCents }) => totalCents,
  totalDue: ({ totalCents }) => totalCents,
  displayableTotal: ({ totalCents }) => totalCents,
  calcPayments: ({ paidCents }) => paidCents,
  balance: ({ totalCents, paidCents }) => totalCents - paidCents,
};
