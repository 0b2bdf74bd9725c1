import { exists, nextId, rowOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { fieldsOf } from './body-fields.ts';
import { withoutCardNumbers } from './luhn.ts';
import { invalid } from './operation.ts';
import { isLive, type Pen } from './pen.ts';
import { idOf, money, numberIn, type Row, stamp, type XResource } from './resource.ts';
import { moveForSale } from './sale-stock.ts';
import { customers } from './tables/customers.ts';
import { registers } from './tables/outlets.ts';
import { paymentTypes } from './tables/payment-types.ts';
import { products } from './tables/products.ts';
import { amounts, lineId, MOST_PARTS, paymentId, sales, shortCode, statuses } from './tables/sales.ts';
import { NO_TAX, taxes } from './tables/taxes.ts';
import { users } from './tables/users.ts';

/** What a sale is written with, whichever path it comes by. */
export interface SaleBody {
  fields: Row;
  lines: Row[] | undefined;
  payments: Row[] | undefined;
}

/** `state` of date versions (a guess: only its name is known). */
const stateStatus: Record<string, string> = { parked: 'SAVED', pending: 'LAYBY', closed: 'CLOSED', voided: 'VOIDED' };

/** Reads a body of a date version, or of the older `register_sales`. Throws `Refused` for fields of other types. */
export function saleBody(body: Row): SaleBody {
  const { register_sale_products, register_sale_payments, line_items, payments, state, ...rest } = body;
  const lines = line_items ?? register_sale_products;
  const given = {
    ...rest,
    ...(state === undefined || rest.status !== undefined ? {} : { status: stateStatus[String(state)] ?? state }),
    ...(lines === undefined ? {} : { line_items: Array.isArray(lines) ? lines.map(inOldNames) : lines }),
    ...(payments === undefined && register_sale_payments === undefined
      ? {}
      : { payments: payments ?? register_sale_payments }),
  };
  const { line_items: checked, payments: paid, ...fields } = fieldsOf('Sale', given, { partial: true });
  return { fields, lines: checked as Row[] | undefined, payments: paid as Row[] | undefined };
}

/** Amounts of one unit have two names; `price_set` is 0 or 1 in older bodies. */
function inOldNames(line: unknown): unknown {
  if (typeof line !== 'object' || line === null) return line;
  const { unit_price, unit_tax, unit_cost, unit_discount, price_set, ...rest } = line as Row;
  const old = { price: unit_price, tax: unit_tax, cost: unit_cost, discount: unit_discount };
  const named = Object.fromEntries(Object.entries(old).filter(([, value]) => value !== undefined));
  return { ...named, ...rest, price_set: price_set === true || price_set === 1 };
}

/** Makes a sale, and moves the stock it takes. Its number. */
export function createSale(store: XStore, pen: Pen, { fields, lines = [], payments = [] }: SaleBody): number {
  const register = linked(store, registers, fields.register_id, 'register_id') ?? 1;
  const registerRow = rowOf(store, registers, register);
  const number = nextId(store, sales);
  const invoice = String(fields.invoice_number || `R${register}-${number}`);
  const row = withParts(
    store,
    number,
    {
      outlet_id: registerRow.outlet_id,
      register_id: registerRow.id,
      user_id: idOf(store, users, linked(store, users, fields.user_id, 'user_id') ?? 1),
      ...customerOf(store, fields),
      invoice_number: invoice,
      receipt_number: invoice,
      invoice_sequence: number,
      receipt_sequence: number,
      source: fields.source ?? 'USER',
      ...(typeof fields.source_id === 'string' ? { source_id: fields.source_id } : {}),
      status: statusIn(fields) ?? 'SAVED',
      note: noteIn(fields) ?? null,
      short_code: fields.short_code || shortCode(number),
      return_for: idOf(store, sales, linked(store, sales, fields.return_for, 'return_for') ?? 0),
      total_loyalty: 0,
      sale_date: timeIn(fields.sale_date) ?? stamp(pen.at),
      created_at: stamp(pen.at),
      updated_at: stamp(pen.at),
      deleted_at: null,
      adjustments: [],
      attributes: [],
    },
    lines,
    payments,
  );
  pen.create(sales, row);
  moveForSale(store, pen, undefined, row);
  return number;
}

/** Changes a sale, and moves the stock that makes a difference. What the body doesn't name stays. */
export function editSale(store: XStore, pen: Pen, number: number, { fields, lines, payments }: SaleBody): void {
  const before = rowOf(store, sales, number);
  if (before.status === 'VOIDED') throw invalid('A voided sale stays as it is.');
  const status = statusIn(fields);
  const changed = {
    ...before,
    ...(status === undefined ? {} : { status }),
    ...(noteIn(fields) === undefined ? {} : { note: noteIn(fields) }),
    ...(fields.customer_id === undefined ? {} : customerOf(store, fields)),
    ...(timeIn(fields.sale_date) === undefined ? {} : { sale_date: timeIn(fields.sale_date) }),
  };
  const after = withParts(
    store,
    number,
    changed,
    lines ?? (before.line_items as Row[]),
    payments ?? (before.payments as Row[]),
    lines === undefined ? before : undefined,
  );
  const { id: _, version: __, created_at: ___, updated_at: ____, ...written } = after;
  pen.edit(sales, number, written);
  moveForSale(store, pen, before, after);
}

/** The sale that takes back what another one sold: saved, to be paid out later. Throws `Refused` for what nobody took. */
export function returnSale(store: XStore, pen: Pen, number: number): number {
  const sold = rowOf(store, sales, number);
  if (['SAVED', 'VOIDED'].includes(String(sold.status)) || typeof sold.return_for === 'string')
    throw invalid(`A sale that is ${String(sold.status)}, or a return, can't be returned.`);
  const lines = (sold.line_items as Row[]).map((line) => ({
    ...line,
    quantity: 0 - Number(line.quantity),
    price_set: true,
  }));
  const { register_id, user_id, customer_id } = sold;
  const fields = { register_id, user_id, customer_id, status: 'SAVED', return_for: sold.id };
  return createSale(store, pen, { fields, lines, payments: [] });
}

/** A sale with its lines, payments and totals. `same` is the sale before, where lines stay as they are. */
function withParts(store: XStore, number: number, sale: Row, lines: Row[], payments: Row[], same?: Row): Row {
  if (lines.length >= MOST_PARTS || payments.length >= MOST_PARTS) throw invalid('The sale has too many parts.');
  const status = String(sale.status);
  const rows = same
    ? lines.map((line) => ({ ...line, status: lineStatus(status) }))
    : lines.map((line, at) => lineRow(store, number, sale, line, at));
  const totals = same ?? { ...totalsOf(store, rows) };
  const { total_price, total_tax, taxes: shares } = totals;
  const paid = payments.map((payment, at) => paymentRow(store, number, sale, payment, at));
  const row = { ...sale, total_price, total_tax, taxes: shares, line_items: rows, payments: paid };
  if (paidInFull.has(status)) checkPaid(row, paid);
  return row;
}

const paidInFull = new Set(['CLOSED', 'LAYBY_CLOSED', 'ONACCOUNT_CLOSED', 'DISPATCHED_CLOSED', 'PICKED_UP_CLOSED']);

/** A closed sale is paid to the cent (that another one is refused is a guess). */
function checkPaid({ total_price, total_tax }: Row, payments: Row[]): void {
  const due = Math.round((Number(total_price) + Number(total_tax)) * 100);
  const paid = Math.round(payments.reduce((sum, { amount }) => sum + Number(amount), 0) * 100);
  if (due !== paid) throw invalid(`A closed sale of ${due / 100} must be paid in full, not ${paid / 100}.`);
}

const lineStatus = (status: string) =>
  status === 'VOIDED' ? 'VOIDED' : ['SAVED', 'LAYBY'].includes(status) ? 'SAVED' : 'CONFIRMED';

function lineRow(store: XStore, number: number, sale: Row, line: Row, at: number): Row {
  const product = productOf(store, sale, line.product_id);
  const quantity = Number(line.quantity ?? 1);
  const [price, discount] = [Number(line.price ?? product.price_excluding_tax), Number(line.discount ?? 0)];
  const tax = rowOf(store, taxes, linked(store, taxes, line.tax_id, 'tax_id') ?? Number(product._tax ?? NO_TAX));
  const rates = tax.rates as { id: string; rate: number }[];
  const share = rates.reduce((sum, { rate }) => sum + rate, 0);
  const unitTax = Number(line.tax ?? price * share);
  const components = rates.map(({ id, rate }) => ({
    rate_id: id,
    total_tax: money(unitTax * quantity * 100 * (share === 0 ? 1 / rates.length : rate / share)),
  }));
  return {
    id: lineId(store, number, at + 1),
    product_id: product.id,
    tax_id: tax.id,
    quantity,
    ...amounts('price', price * quantity * 100, quantity),
    ...amounts('cost', Number(line.cost ?? product.supply_price) * quantity * 100, quantity),
    ...amounts('discount', discount * quantity * 100, quantity),
    ...amounts('tax', unitTax * quantity * 100, quantity),
    ...amounts('loyalty_value', Number(line.loyalty_value ?? 0) * quantity * 100, quantity),
    price_set: line.price_set === true,
    sequence: Number(line.sequence ?? at),
    note: typeof line.note === 'string' ? withoutCardNumbers(line.note) : null,
    status: lineStatus(String(sale.status)),
    is_return: quantity < 0,
    tax_components: components,
  };
}

/** What a line sells. What comes back may be gone from the list since, or never have been on it, as a gift card. */
function productOf(store: XStore, { return_for }: Row, id: unknown): Row {
  const isBack = typeof return_for === 'string';
  const number = isBack ? numberIn(store, products, id) : linked(store, products, id, 'product_id');
  if (number === undefined) throw invalid('product_id is missing in a line.');
  return exists(store, products, number)
    ? rowOf(store, products, number)
    : { id, price_excluding_tax: 0, supply_price: 0 };
}

/** Each rate's tax is rounded once for the sale; the tax of the sale is their sum, so that it is what `taxes` add up to. */
function totalsOf(store: XStore, lines: Row[]): Row {
  const cents = (value: number) => Math.sign(value) * Math.round(Math.abs(value) * 100 - 1e-7) + 0;
  const price = lines.reduce((sum, line) => sum + Number(line.price_total), 0);
  const byRate = new Map<unknown, number>();
  for (const { rate_id, total_tax } of lines.flatMap((line) => line.tax_components as Row[]))
    byRate.set(rate_id, (byRate.get(rate_id) ?? 0) + Number(total_tax));
  const shares = [...byRate].map(([id, tax]) => ({ ...rateOf(store, id), amount: cents(tax) / 100 }));
  const total = shares.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
  return {
    total_price: cents(price) / 100,
    total_tax: total / 100,
    taxes: shares.filter(({ amount }) => amount !== 0),
  };
}

function rateOf(store: XStore, id: unknown): Row {
  for (let number = 1; isLive(store, taxes, number); number += 1) {
    const found = (rowOf(store, taxes, number).rates as Row[]).find((rate) => rate.id === id);
    if (found) return { id, name: found.name, rate: found.rate };
  }
  return { id, name: '', rate: 0 };
}

function paymentRow(store: XStore, number: number, sale: Row, payment: Row, at: number): Row {
  const given = payment.retailer_payment_type_id ?? payment.payment_type_id;
  const type = rowOf(store, paymentTypes, linked(store, paymentTypes, given, 'retailer_payment_type_id') ?? 1);
  const amount = Number(payment.amount ?? 0);
  return {
    id: paymentId(store, number, at + 1),
    register_id: sale.register_id,
    outlet_id: sale.outlet_id,
    retailer_payment_type_id: type.id,
    payment_type_id: String(type.type_id),
    name: type.name,
    amount: money(amount * 100),
    payment_date: timeIn(payment.payment_date) ?? sale.sale_date,
    external_attributes: [],
  };
}

/** The number of the row that a field names; undefined when it names none. Throws `Refused` when there is no such row. */
function linked(store: XStore, to: XResource, id: unknown, field: string): number | undefined {
  if (id === undefined || id === null || id === '') return undefined;
  const number = numberIn(store, to, id);
  if (!isLive(store, to, number)) throw invalid(`${field} ${String(id)} was not found.`);
  return number;
}

function customerOf(store: XStore, { customer_id }: Row): Row {
  const number = linked(store, customers, customer_id, 'customer_id');
  return number === undefined ? {} : { customer_id: idOf(store, customers, number) };
}

function statusIn({ status }: Row): string | undefined {
  if (status === undefined || status === null) return undefined;
  if (!statuses.has(String(status))) throw invalid(`status ${String(status)} is unknown.`);
  return String(status);
}

const noteIn = ({ note }: Row): string | null | undefined =>
  typeof note === 'string' ? withoutCardNumbers(note) : (note as null | undefined);

/** A time of a body, in the form that rows show. Throws `Refused` for what is none. */
function timeIn(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(String(value)) ? `${String(value)}Z` : String(value);
  const ms = Date.parse(text);
  if (Number.isNaN(ms) || Math.abs(ms) > 8e13) throw invalid(`${String(value)} is not a time.`);
  return stamp(Math.floor(ms / 1000));
}
