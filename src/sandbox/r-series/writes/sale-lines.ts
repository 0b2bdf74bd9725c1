import { rowsWhere } from '../../rows/rows.ts';
import { creditAccount } from '../credit-accounts.ts';
import { customer } from '../customers.ts';
import { employee } from '../employees.ts';
import { item } from '../items.ts';
import { linked, nested, never, type Row, toMany } from '../resource.ts';
import { saleLine } from '../sale-lines.ts';
import { sale } from '../sales.ts';
import { shop } from '../shops.ts';
import { discount, taxCategory, taxClass } from '../small-tables.ts';
import { specialOrder } from '../written.ts';
import { type Fields, rowsIn } from './body.ts';
import { writeNote } from './notes.ts';
import { Refused } from './refused.ts';
import { reckonSale, settle } from './settle.ts';
import type { Change, Writable } from './writable.ts';
import type { Writing } from './writing.ts';

/** Amounts of a line stay where sums of them are exact. */
const MOST_CENTS = 1_000_000_000;

const lines: Writable = {
  resource: saleLine,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['register'],
  defaults: newLine,
  computed: [
    ...['avgCost', 'fifoCost', 'tax1Rate', 'tax2Rate', 'displayableSubtotal', 'displayableUnitPrice'],
    ...['calcLineDiscount', 'calcTransactionDiscount', 'calcTotal', 'calcSubtotal', 'calcTax1', 'calcTax2'],
    ...['noteID', 'normalUnitPrice', 'itemFeeID', 'priceRuleID', 'onCompletedTrans'],
  ],
  links: {
    customerID: () => customer,
    discountID: () => discount,
    employeeID: () => employee,
    itemID: () => item,
    parentSaleLineID: () => saleLine,
    saleID: () => sale,
    shopID: () => shop,
    taxCategoryID: () => taxCategory,
    taxClassID: () => taxClass,
  },
  stamps: { changed: 'timeStamp' },
  nested: ['Note'],
  shows: ['Sale', 'Sale.SalePayments', 'SpecialOrder'],
  showsGone: ['Sale', 'Sale.SalePayments'],
  carries: {
    Sale: linked(() => sale, 'saleID', { SalePayments: sale.relations.SalePayments ?? never }),
    SpecialOrder: toMany('SpecialOrder', (store, row) =>
      rowsWhere(store, specialOrder, 'saleLineID', String(row.saleLineID)),
    ),
  },
  remove: 'delete',
  check: checkLine,
  after(writing, change) {
    writeNote(writing, saleLine, change);
    if (!change.before && change.fields.isSpecialOrder === 'true') orderSpecially(writing, change);
  },
};

function orderSpecially(writing: Writing, { id, fields }: Change): void {
  const { unitQuantity, customerID, shopID } = fields;
  writing.add(specialOrder, {
    unitQuantity,
    contacted: 'false',
    completed: 'false',
    timeStamp: writing.at,
    status: 'Not Ordered',
    customerID,
    shopID,
    saleLineID: String(id),
    orderLineID: '0',
    transferItemID: '0',
  });
}

/** Lines through an endpoint of their own: their sale is reckoned anew with each. */
export const saleLineWrites: Writable = {
  ...lines,
  // A line stays with its sale, whatever a change says.
  computed: [...(lines.computed ?? []), 'saleID'],
  givenOnce: ['saleID'],
  after(writing, change) {
    lines.after?.(writing, change);
    follow(writing, Number(writing.field(saleLine, change.id, 'saleID')));
  },
  remove(writing, id) {
    const saleId = Number(writing.field(saleLine, id, 'saleID'));
    writing.remove(saleLine, id);
    follow(writing, saleId);
  },
};

function follow(writing: Writing, saleId: number): void {
  if (!(saleId > 0)) return;
  reckonSale(writing, saleId);
  const isCompleted = writing.field(sale, saleId, 'completed') === 'true';
  writing.put(sale, saleId, { updatetime: writing.at, ...(isCompleted ? {} : { timeStamp: writing.at }) });
  settle(writing, saleId);
}

/** Writes a line that was sent with its sale; one without an id of its own is added. Tells whether anything differs. */
export function writeLine(writing: Writing, saleId: number, sent: Fields): boolean {
  const id = Number(sent.saleLineID ?? 0);
  if (id === 0) {
    writing.create(lines, sent, { saleID: String(saleId) });
    return true;
  }
  const mine = rowsWhere(writing.store, saleLine, 'saleID', String(saleId));
  if (!mine.some(({ saleLineID }) => saleLineID === String(id)))
    throw new Refused(`SaleLine ${id} is not one of this sale.`);
  return writing.update({ ...lines, computed: [...(lines.computed ?? []), 'saleID'] }, id, sent);
}

/** What is not sent comes from the sale, or is nothing; price, tax and cost come from the item. */
function newLine(writing: Writing, sent: Row): Row {
  const saleId = Number(sent.saleID ?? 0);
  const {
    shopID = '1',
    employeeID = String(writing.employee.id),
    customerID = '0',
  } = writing.exists(sale, saleId) ? writing.row(sale, saleId) : {};
  return {
    createTime: writing.at,
    unitQuantity: '0',
    unitPrice: '0',
    normalUnitPrice: '0',
    discountAmount: '0',
    discountPercent: '0',
    avgCost: '0',
    fifoCost: '0',
    tax: 'false',
    tax1Rate: '0',
    tax2Rate: '0',
    isLayaway: 'false',
    isWorkorder: 'false',
    isSpecialOrder: 'false',
    displayableSubtotal: '0',
    displayableUnitPrice: '0',
    lineType: '',
    calcLineDiscount: '0',
    calcTransactionDiscount: '0',
    calcTotal: '0',
    calcSubtotal: '0',
    calcTax1: '0',
    calcTax2: '0',
    taxClassID: '0',
    customerID,
    discountID: '0',
    employeeID,
    itemID: '0',
    noteID: '0',
    parentSaleLineID: '0',
    shopID,
    taxCategoryID: '0',
    saleID: '0',
    itemFeeID: '0',
  };
}

function checkLine(writing: Writing, { id, before, fields, sent }: Change): void {
  putOnAccount(writing, id, fields, sent);
  if (Object.hasOwn(sent, 'itemCode') && !Object.hasOwn(sent, 'itemID'))
    fields.itemID = itemOfCode(writing, String(sent.itemCode));
  // The row as it will be: for a new line it is all in `fields`.
  const asWritten = (name: string) => String(fields[name] ?? before?.[name] ?? '');
  if (fields.itemID !== undefined && fields.itemID !== '0' && fields.itemID !== before?.itemID)
    Object.assign(fields, ofItem(writing, Number(fields.itemID)), pick(fields, sent));
  if (fields.discountID !== undefined && fields.discountID !== '0') {
    const { discountPercent, discountAmount } = writing.row(discount, Number(fields.discountID));
    Object.assign(fields, { discountPercent, discountAmount });
  }
  const share = Number(asWritten('discountPercent'));
  if (share < 0 || share > 1) throw new Refused('discountPercent must be from 0 to 1.');
  const cents = Math.abs(Number(asWritten('unitPrice')) * Number(asWritten('unitQuantity')) * 100);
  if (cents > MOST_CENTS) throw new Refused('unitPrice and unitQuantity are too large.');
  if (fields.unitPrice !== undefined) fields.displayableUnitPrice = fields.unitPrice;
  // A sale without a tax category has no taxes, and its lines say so (recorded).
  const saleId = Number(asWritten('saleID'));
  const untaxed = writing.exists(sale, saleId) && writing.field(sale, saleId, 'taxCategoryID') === '0';
  if (untaxed && fields.tax !== undefined) fields.tax = 'false';
}

/** A line that sells a gift card, or puts money on an account, says which one (how clients write that is unsure). */
function putOnAccount(writing: Writing, id: number, fields: Row, sent: Fields): void {
  if (!Object.hasOwn(sent, 'SalesAccounts')) return;
  const accounts = rowsIn(sent.SalesAccounts, 'SaleAccount').map(({ creditAccountID }) => {
    const account = Number(creditAccountID);
    if (!writing.exists(creditAccount, account)) throw new Refused(`creditAccountID ${account} does not exist.`);
    const saleLineID = String(id);
    return { saleAccountID: saleLineID, creditAccountID: String(account), salePaymentID: '0', saleLineID };
  });
  if (accounts.length > 1) throw new Refused('A line can be on one account only.');
  fields.SalesAccounts = nested('SaleAccount', accounts);
}

/** Fields of an item that a line takes over. */
function ofItem(writing: Writing, itemId: number): Row {
  const { Prices, tax, taxClassID, avgCost } = writing.row(item, itemId);
  const price = rowsIn(Prices, 'ItemPrice').find(({ useTypeID }) => useTypeID === '1');
  return { unitPrice: String(price?.amount ?? '0'), tax, taxClassID, avgCost, fifoCost: avgCost };
}

/** Of what a line takes from its item: what was sent for it holds. */
function pick(fields: Row, sent: Fields): Row {
  const names = ['unitPrice', 'tax', 'taxClassID'].filter((name) => Object.hasOwn(sent, name));
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** The item that a code names: its number, or its bar code (firm). */
function itemOfCode(writing: Writing, code: string): string {
  for (const field of ['upc', 'ean']) {
    const [found] = code === '' ? [] : rowsWhere(writing.store, item, field, code);
    if (found) return String(found.itemID);
  }
  if (/^\d{1,15}$/.test(code) && writing.exists(item, Number(code))) return String(Number(code));
  throw new Refused(`itemCode ${code.slice(0, 100)} names no item.`);
}
