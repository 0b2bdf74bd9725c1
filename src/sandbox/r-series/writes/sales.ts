import { exists, rowOf, rowsWhere } from '../../rows/rows.ts';
import type { RStore } from '../../store.ts';
import { creditAccount } from '../credit-accounts.ts';
import { customer } from '../customers.ts';
import { employee } from '../employees.ts';
import { register } from '../registers.ts';
import { amount, type Row, toOne } from '../resource.ts';
import { salePayment } from '../sale-payments.ts';
import { saleVoid } from '../sale-voids.ts';
import { sale } from '../sales.ts';
import { shop } from '../shops.ts';
import { discount, paymentType, taxCategory } from '../small-tables.ts';
import { type Fields, rowsIn } from './body.ts';
import { Refused } from './refused.ts';
import { writeLine } from './sale-lines.ts';
import { centsOf } from './sale-totals.ts';
import { reckonSale, settle } from './settle.ts';
import type { Change, Writable } from './writable.ts';
import type { Writing } from './writing.ts';

/** Fields of a sale that its totals follow from. */
const terms = ['discountPercent', 'discountID', 'taxCategoryID', 'shopID', 'customerID'];

const computed = [
  ...['calcDiscount', 'calcTotal', 'calcSubtotal', 'calcTaxable', 'calcNonTaxable', 'calcAvgCost', 'calcFIFOCost'],
  ...[
    'calcTax1',
    'calcTax2',
    'calcPayments',
    'calcTips',
    'total',
    'totalDue',
    'displayableSubtotal',
    'displayableTotal',
  ],
  ...[
    'balance',
    'taxTotal',
    'ticketNumber',
    'timeStamp',
    'change',
    'tax1Rate',
    'tax2Rate',
    'isTaxInclusive',
    'tipEnabled',
  ],
];

/** A sale with its lines and payments. One that is completed must be paid in full, or nothing of the write is done (firm). */
export const saleWrites: Writable = {
  resource: sale,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['register'],
  defaults: newSale,
  computed,
  links: {
    customerID: () => customer,
    discountID: () => discount,
    employeeID: () => employee,
    registerID: () => register,
    shopID: () => shop,
    taxCategoryID: () => taxCategory,
  },
  stamps: { created: 'createTime', changed: 'updatetime' },
  nested: ['SaleLines', 'SalePayments'],
  shows: ['Customer', 'Customer.Contact', 'Shop', 'TaxCategory', 'SaleLines', 'SalePayments'],
  carries: { Shop: toOne((store, row) => shopBelow(store, Number(row.shopID))) },
  remove: 'archive',
  check: checkSale,
  after: writeSale,
};

/** A shop below a sale has a link that it has nowhere else (recorded). */
const shopBelow = (store: RStore, id: number): Row | undefined =>
  exists(store, shop, id) ? { ...rowOf(store, shop, id), vendorID: '0' } : undefined;

/** Where nothing is sent, a sale is of the first shop and register, of who writes it, and taxed as its shop is (unsure). */
function newSale(writing: Writing, sent: Row): Row {
  const shopID = String(sent.shopID ?? '1');
  const { shopID: _, ...known } = writing.exists(shop, Number(shopID)) ? writing.row(shop, Number(shopID)) : {};
  const zeros = Object.fromEntries(computed.map((name) => [name, '0']));
  return {
    ...zeros,
    timeStamp: writing.at,
    discountPercent: '0',
    completed: 'false',
    archived: 'false',
    voided: 'false',
    enablePromotions: 'true',
    isTaxInclusive: 'false',
    referenceNumber: '',
    referenceNumberSource: '',
    tipEnabled: 'false',
    receiptPreference: 'printed',
    customerID: '0',
    discountID: '0',
    employeeID: String(writing.employee.id),
    tipEmployeeID: '0',
    quoteID: '0',
    registerID: '1',
    shipToID: '0',
    shopID,
    taxCategoryID: String(known.taxCategoryID ?? '0'),
  };
}

function checkSale(writing: Writing, { id, before, fields }: Change): void {
  if (!before) fields.ticketNumber = String(220_000_000_000 + id);
  if (Number(fields.discountPercent ?? 0) < 0 || Number(fields.discountPercent ?? 0) > 1)
    throw new Refused('discountPercent must be from 0 to 1.');
  if (before?.voided === 'true' && fields.voided === 'false') throw new Refused('A voided sale cannot be taken back.');
  if (fields.voided === 'true') {
    if (!before) throw new Refused('A new sale cannot be voided.');
    if (!writing.employee.rights.has('admin_void_sale'))
      throw new Refused('You do not have permission to void sales.', 403);
  }
  const isCompleted = (fields.completed ?? before?.completed) === 'true';
  if (fields.archived === 'true' && isCompleted && before?.voided !== 'true')
    throw new Refused('A completed sale cannot be deleted: void it, or make a refund.');
  if (before && fields.completed === 'false') fields.completeTime = '';
  if (isCompleted && before?.completed !== 'true') fields.completeTime ??= writing.at;
  const differs = !before || Object.keys(fields).length > 0;
  // Once completed, the time stamp of a sale is the time of its completion, whatever changes later (firm).
  const moves = before?.completed !== 'true' || fields.completed === 'false' || 'completeTime' in fields;
  if (differs && moves)
    fields.timeStamp = isCompleted ? String(fields.completeTime ?? before?.completeTime) : writing.at;
}

function writeSale(writing: Writing, { id, before, fields, sent }: Change): void {
  const linesChanged = rowsIn(sent.SaleLines, 'SaleLine').map((line) => writeLine(writing, id, line));
  const paymentsChanged = rowsIn(sent.SalePayments, 'SalePayment').map((payment) => writePayment(writing, id, payment));
  const isAnew = !before || linesChanged.includes(true) || terms.some((name) => name in fields);
  if (isAnew) reckonSale(writing, id);
  if (linesChanged.includes(true) || paymentsChanged.includes(true)) writing.touch(saleWrites, id);
  if (fields.voided === 'true')
    writing.add(saleVoid, {
      reason: '',
      createTime: writing.at,
      saleID: String(id),
      employeeID: String(writing.employee.id),
      shopID: writing.field(sale, id, 'shopID'),
    });
  settle(writing, id);
}

const paymentWrites: Writable = {
  resource: salePayment,
  verbs: [],
  scopes: [],
  defaults: (writing, { saleID }) => ({
    amount: '0',
    tipAmount: '0',
    archived: 'false',
    remoteReference: '',
    paymentID: '',
    paymentTypeID: '0',
    ccChargeID: '0',
    refPaymentID: '0',
    registerID: writing.field(sale, Number(saleID), 'registerID'),
    employeeID: writing.field(sale, Number(saleID), 'employeeID'),
    creditAccountID: '0',
  }),
  computed: ['tipAmount', 'ccChargeID', 'saleID'],
  links: { paymentTypeID: () => paymentType, creditAccountID: () => creditAccount },
  stamps: { created: 'createTime' },
  remove: 'archive',
  check(writing, { fields, before }) {
    if ('amount' in fields) fields.amount = amount(centsOf(fields.amount));
    const type = String(fields.paymentTypeID ?? before?.paymentTypeID);
    if (type === '0') throw new Refused('SalePayment: paymentTypeID is required.');
    const saleId = Number(fields.saleID ?? before?.saleID);
    const needsCustomer = writing.field(paymentType, Number(type), 'requireCustomer') === 'true';
    if (needsCustomer && writing.field(sale, saleId, 'customerID') === '0')
      throw new Refused(`SalePayment: payment type ${type} requires a customer.`);
  },
};

/** Writes a payment of a sale; one without an id of its own is added. Tells whether anything differs. */
function writePayment(writing: Writing, saleId: number, sent: Fields): boolean {
  const id = Number(sent.salePaymentID ?? 0);
  if (id === 0) {
    writing.create(paymentWrites, sent, { saleID: String(saleId) });
    return true;
  }
  const mine = rowsWhere(writing.store, salePayment, 'saleID', String(saleId));
  if (!mine.some(({ salePaymentID }) => salePaymentID === String(id)))
    throw new Refused(`SalePayment ${id} is not one of this sale.`);
  return writing.update(paymentWrites, id, sent);
}
