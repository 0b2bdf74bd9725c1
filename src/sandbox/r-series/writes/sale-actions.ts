import { rowsWhere } from '../../rows/rows.ts';
import type { Row } from '../resource.ts';
import { saleLine } from '../sale-lines.ts';
import { salePayment } from '../sale-payments.ts';
import { sale } from '../sales.ts';
import type { Fields } from './body.ts';
import type { Action } from './place.ts';
import { Refused } from './refused.ts';
import { saleWrites } from './sales.ts';
import { textOf } from './values.ts';
import type { Writing } from './writing.ts';

/**
 * Takes back what is left of a completed sale: a new sale with negative quantities, open until payments are sent with it or
 * later. `completed` without payments gives the money back as it was paid (unsure; what the reply holds is unsure too).
 */
export const refund: Action = {
  verb: 'POST',
  record: 'Refund',
  scopes: ['register_refund', 'register'],
  to: saleWrites,
  act(writing, id, sent) {
    if (!writing.employee.rights.has('register_refund'))
      throw new Refused('You do not have permission to make refunds.', 403);
    const { completed, voided, shopID, registerID, customerID, taxCategoryID, discountID, discountPercent } =
      writing.row(sale, id);
    if (completed !== 'true' || voided === 'true') throw new Refused('Only a completed sale can be refunded.');
    const SaleLine = rowsWhere(writing.store, saleLine, 'saleID', String(id)).flatMap((line) =>
      takenBack(writing, line),
    );
    if (SaleLine.length === 0) throw new Refused('Everything of this sale was refunded already.');
    const of = { shopID, registerID, customerID, taxCategoryID, discountID, discountPercent };
    const said = Object.fromEntries(
      ['shopID', 'registerID', 'employeeID']
        .filter((name) => Object.hasOwn(sent, name))
        .map((name) => [name, sent[name]]),
    );
    const refunding = writing.create(saleWrites, {
      ...of,
      ...said,
      employeeID: said.employeeID ?? String(writing.employee.id),
      SaleLines: { SaleLine },
    });
    const paid = Object.hasOwn(sent, 'SalePayments') ? sent.SalePayments : paidBack(writing, id, sent, SaleLine.length);
    writing.update(saleWrites, refunding, { completed: sent.completed ?? false, SalePayments: paid });
    return { id: refunding };
  },
};

const copied = [
  'itemID',
  'unitPrice',
  'tax',
  'taxClassID',
  'discountPercent',
  'discountAmount',
  'shopID',
  'customerID',
];

/** A line with what was not refunded of it yet, or nothing. */
function takenBack({ store }: Writing, line: Row): Fields[] {
  const back = store.rows
    .idsWhere('SaleLine', 'parentSaleLineID', String(line.saleLineID))
    .map((id) => Number(store.rows.get('SaleLine', id)?.unitQuantity));
  const left = Number(line.unitQuantity) + back.reduce((sum, quantity) => sum + quantity, 0);
  if (left <= 0) return [];
  const fields = Object.fromEntries(copied.map((name) => [name, line[name]]));
  return [{ ...fields, unitQuantity: -left, parentSaleLineID: line.saleLineID }];
}

function paidBack(writing: Writing, id: number, { completed }: Fields, lines: number): unknown {
  const all = rowsWhere(writing.store, saleLine, 'saleID', String(id)).length === lines;
  if (!all || textOf('boolean', 'completed', completed, 'UTC') !== 'true') return '';
  const SalePayment = rowsWhere(writing.store, salePayment, 'saleID', String(id)).map((row) => ({
    amount: -Number(row.amount),
    paymentTypeID: row.paymentTypeID,
    creditAccountID: row.creditAccountID,
    refPaymentID: row.salePaymentID,
  }));
  return { SalePayment };
}

/** Sends a receipt; nobody gets one from a sandbox. */
export const emailReceipt: Action = {
  verb: 'POST',
  record: 'EmailReceipt',
  scopes: ['register'],
  to: saleWrites,
  act(_, __, { emailAddress }) {
    const address = textOf('string', 'emailAddress', emailAddress, 'UTC');
    if (address.trim() === '') throw new Refused('emailAddress cannot be blank.');
    return { body: { message: `Receipt emailed to: ${address}` } };
  },
};
