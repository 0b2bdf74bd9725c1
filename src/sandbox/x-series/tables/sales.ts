import { rowOf } from '../../rows/rows.ts';
import type { SaleKind } from '../../shop-data/sale-kinds.ts';
import type { Line } from '../../shop-data/sale-lines.ts';
import { type Payment, type Sale, type SaleHead, saleHead, saleOf, saleTime } from '../../shop-data/sales.ts';
import { TAX_UNITS } from '../../shop-data/taxes.ts';
import type { XStore } from '../../store.ts';
import { originOf } from '../../store.ts';
import { idOf, money, type Row, resource, stamp, type XResource } from '../resource.ts';
import { uuidOf } from '../uuids.ts';
import { customers } from './customers.ts';
import { outlets, registers } from './outlets.ts';
import { paymentTypeOf, paymentTypes } from './payment-types.ts';
import { products } from './products.ts';
import { NO_TAX, rateId, ratesOf, taxes, taxOfShop } from './taxes.ts';
import { users } from './users.ts';

/** Some sales had a surcharge that nobody paid: it is shown and adds nothing. */
const WAIVED_EVERY = 10;
const waived = { name: 'Card surcharge', type: 'SURCHARGE', adjustment_type: 'SURCHARGE', value: 0 };

const [LINES, PAYMENTS] = [46, 47];
/** More than a sale ever has of lines or payments. */
export const MOST_PARTS = 1000;

export const lineId = (store: XStore, sale: number, line: number) => uuidOf(store, LINES, sale * MOST_PARTS + line);
export const paymentId = (store: XStore, sale: number, payment: number) =>
  uuidOf(store, PAYMENTS, sale * MOST_PARTS + payment);

/** All that a sale can be (firm). */
export const statuses: ReadonlySet<string> = new Set([
  ...['SAVED', 'CLOSED', 'ONACCOUNT', 'LAYBY', 'ONACCOUNT_CLOSED', 'LAYBY_CLOSED', 'AWAITING_DISPATCH'],
  ...['AWAITING_PICKUP', 'DISPATCHED_CLOSED', 'PICKED_UP_CLOSED', 'VOIDED', 'SERVICE', 'SERVICE_CLOSED'],
]);

const statusOf: Record<SaleKind, string> = {
  plain: 'CLOSED',
  refund: 'CLOSED',
  giftCard: 'CLOSED',
  layaway: 'LAYBY',
  voided: 'VOIDED',
};

/** What a sale shows of itself before its lines are looked at. */
const headFields: Record<string, (store: XStore, head: SaleHead) => string | null | undefined> = {
  outlet_id: (store, { shop }) => idOf(store, outlets, shop.number),
  register_id: (store, { register }) => idOf(store, registers, register),
  user_id: (store, { employee }) => idOf(store, users, employee),
  customer_id: (store, { customerId }) => idOf(store, customers, customerId) ?? undefined,
  status: (_, { kind }) => statusOf[kind],
  return_for: (store, { refundedSaleId }) => idOf(store, sales, refundedSaleId),
};

const invoiceOf = (number: number, { register }: SaleHead) => `R${register}-${number}`;

export const sales: XResource = resource({
  name: 'sales',
  table: 15,
  made: ({ sizes }) => sizes.sales,
  quick: {
    deleted_at: () => null,
    sale_date: (store, number) => stamp(saleTime(originOf(store), number)),
    invoice_number: (store, number) => invoiceOf(number, saleHead(originOf(store), number)),
    ...Object.fromEntries(
      Object.entries(headFields).map(([field, of]) => [
        field,
        (store: XStore, number: number) => of(store, saleHead(originOf(store), number)) ?? null,
      ]),
    ),
  },
  row: (store, number) => saleRow(store, number, saleOf(originOf(store), number)),
});

/** A sale as made, also for the number of one that is made now. */
export function saleRow(store: XStore, number: number, sale: Sale): Row {
  const { shop } = sale;
  const invoice = invoiceOf(number, sale);
  const head = Object.entries(headFields).map(([field, of]) => [field, of(store, sale)] as const);
  const taxed = sale.tax1Cents + sale.tax2Cents;
  return {
    ...Object.fromEntries(head.filter(([, value]) => value !== undefined)),
    invoice_number: invoice,
    receipt_number: invoice,
    invoice_sequence: number,
    receipt_sequence: number,
    source: 'USER',
    note: null,
    short_code: shortCode(number),
    total_price: money(sale.totalCents - taxed),
    total_tax: money(taxed),
    total_loyalty: 0,
    sale_date: stamp(sale.at),
    created_at: stamp(sale.createdAt),
    updated_at: stamp(sale.at),
    deleted_at: null,
    line_items: sale.lines.map((line) => lineRow(store, number, sale, line)),
    payments: sale.payments.map((payment) => paymentRow(store, number, sale, payment)),
    adjustments: number % WAIVED_EVERY === 1 ? [waived] : [],
    attributes: [],
    taxes: ratesOf(shop).flatMap((rate, at) => {
      const cents = at === 0 ? sale.tax1Cents : sale.tax2Cents;
      const { name, rate: share } = shop.taxes[at as 0 | 1];
      return cents === 0 ? [] : [{ id: rateId(store, rate), name, rate: share / 100_000, amount: money(cents) }];
    }),
  };
}

/** Six letters that tell a sale apart on a receipt. */
export function shortCode(number: number): string {
  let [rest, code] = [number, ''];
  while (code.length < 6) {
    code = String.fromCharCode(97 + (rest % 26)) + code;
    rest = Math.floor(rest / 26);
  }
  return code;
}

function lineRow(store: XStore, number: number, { shop, kind }: Sale, line: Line): Row {
  const { quantity } = line;
  const taxCents = (line.tax1 + line.tax2) / TAX_UNITS;
  const netCents = shop.taxInclusive ? line.netCents - taxCents : line.netCents;
  const offCents = line.discountCents + line.saleDiscountCents;
  const rates = ratesOf(shop);
  return {
    id: lineId(store, number, line.number),
    product_id: line.itemId === 0 ? uuidOf(store, products.table, 0) : idOf(store, products, line.itemId),
    tax_id: idOf(store, taxes, line.isTaxed ? taxOfShop(shop) : NO_TAX),
    quantity,
    ...amounts('price', netCents, quantity),
    ...amounts('cost', line.costCents * quantity, quantity),
    ...amounts('discount', offCents, quantity),
    ...amounts('tax', taxCents, quantity),
    ...amounts('loyalty_value', 0, quantity),
    price_set: line.discountPercent > 0,
    sequence: line.number - 1,
    note: null,
    status: kind === 'voided' ? 'VOIDED' : kind === 'layaway' ? 'SAVED' : 'CONFIRMED',
    is_return: quantity < 0,
    tax_components: line.isTaxed
      ? rates.map((rate, at) => ({
          rate_id: rateId(store, rate),
          total_tax: money((at === 0 ? line.tax1 : line.tax2) / TAX_UNITS),
        }))
      : [{ rate_id: rateId(store, 1), total_tax: 0 }],
  };
}

/** One amount of a line under the four names it goes by: each and in all, the old way and the new. */
export function amounts(name: string, totalCents: number, quantity: number): Row {
  const total = money(totalCents);
  const each = quantity === 0 ? 0 : money(totalCents / quantity);
  const old = name === 'loyalty_value' ? { [name]: each } : { [name]: each, [`${name}_total`]: total };
  return { ...old, [`unit_${name}`]: each, [`total_${name}`]: total };
}

function paymentRow(store: XStore, number: number, { shop, register, at }: Sale, payment: Payment): Row {
  const type = paymentTypeOf(payment.kind);
  const { name, type_id } = rowOf(store, paymentTypes, type);
  return {
    id: paymentId(store, number, payment.number),
    register_id: idOf(store, registers, register),
    outlet_id: idOf(store, outlets, shop.number),
    retailer_payment_type_id: idOf(store, paymentTypes, type),
    payment_type_id: String(type_id),
    name,
    amount: money(payment.cents),
    payment_date: stamp(at),
    external_attributes: [],
  };
}
