import { rowsWhere } from '../../rows/rows.ts';
import { creditAccount } from '../credit-accounts.ts';
import { inventoryLog } from '../inventory-log.ts';
import { amount, type Row } from '../resource.ts';
import { lineIdsOf, saleLine } from '../sale-lines.ts';
import { paymentIdsOf, salePayment } from '../sale-payments.ts';
import { sale } from '../sales.ts';
import { discount, taxCategory } from '../small-tables.ts';
import { creditEntry, taxCategoryClass } from '../written.ts';
import { isFields, rowsIn } from './body.ts';
import { Refused } from './refused.ts';
import { centsOf, type LineTerms, lineFields, millionths, reckon, saleFields, type Terms } from './sale-totals.ts';
import { moveStock } from './stock.ts';
import type { Writing } from './writing.ts';

const linesOf = (writing: Writing, saleId: number) => rowsWhere(writing.store, saleLine, 'saleID', String(saleId));
const paymentsOf = (writing: Writing, saleId: number) =>
  rowsWhere(writing.store, salePayment, 'saleID', String(saleId)).filter(({ archived }) => archived !== 'true');

/** Computes the totals of a sale and of its lines anew. */
export function reckonSale(writing: Writing, saleId: number): void {
  const row = writing.row(sale, saleId);
  const terms = termsOf(writing, row);
  const rows = linesOf(writing, saleId);
  const rates = ratesIn(writing, Number(row.taxCategoryID));
  const lines = reckon(
    rows.map((line) => lineTerms(line, rates(line.taxClassID))),
    terms,
  );
  for (const [at, line] of lines.entries()) {
    const before = rows[at] as Row;
    const shown = line.isTaxed ? ratesOf(line) : { tax1Rate: '0', tax2Rate: '0' };
    putDifferences(writing, Number(before.saleLineID), before, { ...shown, ...lineFields(line, terms) });
  }
  const totals = saleFields(lines, terms);
  writing.put(sale, saleId, { ...totals, ...ratesOf(rates('0')), isTaxInclusive: String(terms.taxInclusive) });
}

function putDifferences(writing: Writing, lineId: number, before: Row, after: Row): void {
  if (Object.entries(after).some(([name, value]) => before[name] !== value)) writing.put(saleLine, lineId, after);
}

function termsOf(writing: Writing, row: Row): Terms {
  const taxes = writing.exists(taxCategory, Number(row.taxCategoryID))
    ? writing.row(taxCategory, Number(row.taxCategoryID))
    : {};
  const rule = writing.exists(discount, Number(row.discountID)) ? writing.row(discount, Number(row.discountID)) : {};
  return {
    taxInclusive: taxes.isTaxInclusive === 'true',
    discountPercent: Number(rule.discountPercent ?? row.discountPercent),
    discountCents: centsOf(rule.discountAmount ?? 0),
  };
}

type Rates = Pick<LineTerms, 'tax1Rate' | 'tax2Rate'>;

/** Rates of a tax category by tax class: those of the category where it has none for the class. */
function ratesIn(writing: Writing, categoryId: number): (taxClassID: unknown) => Rates {
  const read = (row: Row): Rates => ({ tax1Rate: millionths(row.tax1Rate), tax2Rate: millionths(row.tax2Rate) });
  if (!writing.exists(taxCategory, categoryId)) return () => ({ tax1Rate: 0, tax2Rate: 0 });
  const plain = read(writing.row(taxCategory, categoryId));
  const classes = rowsWhere(writing.store, taxCategoryClass, 'taxCategoryID', String(categoryId));
  const byClass = new Map(classes.map((row) => [row.taxClassID, read(row)]));
  return (taxClassID) => byClass.get(taxClassID) ?? plain;
}

const ratesOf = ({ tax1Rate, tax2Rate }: Rates): Row => ({
  tax1Rate: String(tax1Rate / 1_000_000),
  tax2Rate: String(tax2Rate / 1_000_000),
});

const lineTerms = (row: Row, rates: Rates): LineTerms => ({
  ...rates,
  quantity: Number(row.unitQuantity),
  unitPrice: Number(row.unitPrice),
  isTaxed: row.tax === 'true',
  discountPercent: Number(row.discountPercent),
  discountCents: centsOf(row.discountAmount),
  cost: Number(row.avgCost),
});

/**
 * Brings everything in line with a sale after a write: what is paid and open, stock and its log, credit accounts. Refuses a
 * completed sale that is not paid in full (firm).
 */
export function settle(writing: Writing, saleId: number): void {
  const before = writing.row(sale, saleId);
  const paid = paymentsOf(writing, saleId).reduce((sum, row) => sum + centsOf(row.amount), 0);
  const left = centsOf(before.calcTotal) - paid;
  const fields = { calcPayments: amount(paid), balance: amount(left) };
  if (Object.entries(fields).some(([name, value]) => before[name] !== value)) writing.put(sale, saleId, fields);
  if (isSold(before) && left !== 0)
    throw new Refused(
      `A completed sale must be paid in full: the total is ${before.calcTotal}, payments are ${amount(paid)}.`,
    );
  settleStock(writing, saleId);
  settleCredit(writing, saleId, before);
}

const isSold = ({ completed, voided }: Row) => completed === 'true' && voided !== 'true';

/** Moves stock by what a sale took away less what its rows of the log say it took already. */
export function settleStock(writing: Writing, saleId: number): void {
  const wanted = new Map<string, number>();
  const add = (row: Row, quantity: number) => {
    const key = `${row.itemID} ${row.shopID}`;
    wanted.set(key, (wanted.get(key) ?? 0) + quantity);
  };
  if (isSold(writing.row(sale, saleId)))
    for (const row of linesOf(writing, saleId)) if (row.itemID !== '0') add(row, -Number(row.unitQuantity));
  for (const row of rowsWhere(writing.store, inventoryLog, 'saleID', String(saleId))) add(row, -Number(row.qohChange));
  const customerID = Number(writing.field(sale, saleId, 'customerID'));
  for (const [key, quantity] of wanted) {
    const [itemId, shopId] = key.split(' ').map(Number) as [number, number];
    moveStock(writing, itemId, shopId, quantity, { reason: 'sale', links: { saleID: saleId, customerID } });
  }
}

/** Moves credit accounts by what a sale's payments took from them and its lines put on them, less what was moved already. */
function settleCredit(writing: Writing, saleId: number, row: Row): void {
  const wanted = creditOf(row, linesOf(writing, saleId), paymentsOf(writing, saleId));
  for (const [account, cents] of madeCredit(writing, saleId)) wanted.set(account, (wanted.get(account) ?? 0) - cents);
  for (const entry of rowsWhere(writing.store, creditEntry, 'saleID', String(saleId))) {
    const account = Number(entry.creditAccountID);
    wanted.set(account, (wanted.get(account) ?? 0) - Number(entry.cents));
  }
  for (const [account, cents] of wanted) if (cents !== 0) moveCredit(writing, account, cents, saleId);
}

/** Balances are below zero where the holder has something to spend (unsure): paying raises them, buying a card lowers them. */
function creditOf(row: Row, lines: Row[], payments: Row[]): Map<number, number> {
  const credit = new Map<number, number>();
  const add = (account: number, cents: number) => credit.set(account, (credit.get(account) ?? 0) + cents);
  if (row.voided === 'true' || row.archived === 'true') return credit;
  for (const { creditAccountID, amount: paid } of payments)
    if (creditAccountID !== '0') add(Number(creditAccountID), centsOf(paid));
  if (!isSold(row)) return credit;
  for (const line of lines) {
    for (const { creditAccountID } of isFields(line.SalesAccounts) ? rowsIn(line.SalesAccounts, 'SaleAccount') : [])
      add(Number(creditAccountID), -centsOf(line.calcTotal));
  }
  return credit;
}

/** What a sale as made moved: balances as made hold it. */
function madeCredit({ store }: Writing, saleId: number): Map<number, number> {
  if (saleId > store.sizes.sales) return new Map();
  return creditOf(
    sale.makeRow(store, saleId),
    lineIdsOf(store, saleId).map((id) => saleLine.makeRow(store, id)),
    paymentIdsOf(store, saleId).map((id) => salePayment.makeRow(store, id)),
  );
}

function moveCredit(writing: Writing, account: number, cents: number, saleId: number): void {
  if (!writing.exists(creditAccount, account)) return;
  const { balance, giftCard, creditLimit } = writing.row(creditAccount, account);
  const after = centsOf(balance) + cents;
  const most = giftCard === 'true' ? 0 : centsOf(creditLimit) || Number.POSITIVE_INFINITY;
  if (cents > 0 && after > most) throw new Refused(`Credit account ${account} has less than ${amount(cents)} left.`);
  writing.put(creditAccount, account, { balance: amount(after), timeStamp: writing.at });
  writing.add(creditEntry, { creditAccountID: String(account), saleID: String(saleId), cents });
}
