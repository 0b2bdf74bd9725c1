import { busynessThen, timeOf } from './calendar.ts';
import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';
import { giftCardAt, giftCardCents, refundedBy, type SaleKind, saleKind, saleRedeeming } from './sale-kinds.ts';
import { type Line, linesOf, saleDiscountPercent } from './sale-lines.ts';
import { type Shop, shops } from './shops.ts';
import { roundedTax } from './taxes.ts';

/** Most payments of a sale, so that ids of payments can be worked out from ids of sales. */
export const MOST_PAYMENTS = 2;

export type PaymentKind = 'cash' | 'creditCard' | 'debitCard' | 'giftCard';

export interface Payment {
  /** From 1. */
  number: number;
  cents: number;
  kind: PaymentKind;
  /** The gift card paid with; 0 for none. */
  giftCard: number;
}

/** What any series shows of a sale. Amounts are cents. */
export interface Sale {
  id: number;
  kind: SaleKind;
  isCompleted: boolean;
  isVoided: boolean;
  /** The sale that a refund takes back; 0 for none. */
  refundedSaleId: number;
  shop: Shop;
  /** From 1. A shop without a register of its own sells through the first. */
  register: number;
  employee: number;
  /** 0: somebody who walked in. */
  customerId: number;
  discountPercent: number;
  lines: Line[];
  grossCents: number;
  /** Discounts of lines and of the sale. */
  discountCents: number;
  /** Rounded once for the sale; on top of the net amounts, or in them where prices hold the taxes. */
  tax1Cents: number;
  tax2Cents: number;
  totalCents: number;
  /** They add up to `paidCents`, which is the total unless the sale is a layaway. */
  payments: Payment[];
  paidCents: number;
  /** What was handed back of the cash given. */
  changeCents: number;
  /** Epoch seconds; a sale that isn't completed was changed last then. */
  createdAt: number;
  at: number;
}

const SHOP = new Purpose('shop of a sale');
const REGISTER = new Purpose('register of a sale');
const EMPLOYEE = new Purpose('employee of a sale');
const CUSTOMER = new Purpose('customer of a sale');
const PARTS = new Purpose('payments in parts');
const PAYMENT = new Purpose('payment kind');

export const saleTime = (origin: Origin, id: number) => timeOf(origin, id, origin.sales);

/** What a sale shows beside its lines, and what follows from them: told without making a line. */
export type SaleHead = Pick<
  Sale,
  | 'id'
  | 'kind'
  | 'isCompleted'
  | 'isVoided'
  | 'refundedSaleId'
  | 'shop'
  | 'register'
  | 'employee'
  | 'customerId'
  | 'discountPercent'
  | 'createdAt'
  | 'at'
>;

export function saleHead(origin: Origin, id: number): SaleHead {
  const { seed } = origin;
  const at = saleTime(origin, id);
  const kind = saleKind(origin, id);
  const refundedSaleId = kind === 'refund' ? refundedBy(origin, id) : 0;
  const of = refundedSaleId > 0 ? refundedSaleId : id;
  const shop = shopOfSale(origin, of);
  return {
    id,
    kind,
    isCompleted: kind !== 'layaway',
    isVoided: kind === 'voided',
    refundedSaleId,
    shop,
    register: registerOf(origin, id, shop),
    employee: 1 + EMPLOYEE.below(Math.max(1, origin.employees), seed, id),
    customerId: customerOfSale(origin, of, kind),
    discountPercent: saleDiscountPercent(origin, of),
    createdAt: at - 120,
    at,
  };
}

export function saleOf(origin: Origin, id: number): Sale {
  const head = saleHead(origin, id);
  const lines = linesOf(origin, id, head.shop);
  const totals = totalsOf(head.shop, lines);
  const payments = paymentsOf(origin, id, head.kind, totals.totalCents);
  const paidCents = payments.reduce((sum, { cents }) => sum + cents, 0);
  const [first] = payments;
  const changeCents = first?.kind === 'cash' && first.cents > 0 ? (500 - (first.cents % 500)) % 500 : 0;
  return { ...head, lines, ...totals, payments, paidCents, changeCents };
}

/** Taxes are added up over lines as they are and rounded once (see `roundedTax`). */
export function totalsOf(
  shop: Shop,
  lines: readonly Line[],
): Pick<Sale, 'grossCents' | 'discountCents' | 'tax1Cents' | 'tax2Cents' | 'totalCents'> {
  let [gross, discount, net, tax1, tax2] = [0, 0, 0, 0, 0];
  for (const line of lines) {
    gross += line.grossCents;
    discount += line.discountCents + line.saleDiscountCents;
    net += line.netCents;
    tax1 += line.tax1;
    tax2 += line.tax2;
  }
  const [tax1Cents, tax2Cents] = [roundedTax(tax1), roundedTax(tax2)];
  const totalCents = shop.taxInclusive ? net : net + tax1Cents + tax2Cents;
  return { grossCents: gross, discountCents: discount, tax1Cents, tax2Cents, totalCents };
}

/** A line's part of the taxes of its sale, in whole cents: the parts of all lines add up to what the sale shows. */
export function taxCentsOf({ lines }: Sale, line: Line): number {
  let [tax1, tax2] = [0, 0];
  for (const before of lines.slice(0, line.number - 1)) {
    tax1 += before.tax1;
    tax2 += before.tax2;
  }
  const until = roundedTax(tax1 + line.tax1) + roundedTax(tax2 + line.tax2);
  return until - roundedTax(tax1) - roundedTax(tax2);
}

/**
 * One of the shops that are open at the time, the busier the likelier; the first at night, when people buy on the web. What
 * was bought in a shop is taken back there, with its taxes.
 */
export function shopOfSale(origin: Origin, saleId: number): Shop {
  const id = saleKind(origin, saleId) === 'refund' ? refundedBy(origin, saleId) : saleId;
  const at = saleTime(origin, id);
  let open = 0;
  for (const shop of shops) open += busynessThen(origin, shop, at);
  let left = SHOP.fraction(origin.seed, id) * open;
  for (const shop of shops) {
    const busy = busynessThen(origin, shop, at);
    left -= busy;
    if (busy > 0 && left < 0) return shop;
  }
  return shops[0] as Shop;
}

/** The shop that a register stands in: registers are dealt out one by one. */
export const shopOfRegister = (register: number) => ((register - 1) % shops.length) + 1;

function registerOf({ seed, registers }: Origin, id: number, shop: Shop): number {
  if (shop.number > registers) return 1;
  const own = Math.floor((registers - shop.number) / shops.length) + 1;
  return shop.number + shops.length * REGISTER.below(own, seed, id);
}

/** Who puts something aside leaves a name; most others do. */
function customerOfSale({ seed, customers }: Origin, id: number, kind: SaleKind): number {
  if (customers === 0 || (kind !== 'layaway' && CUSTOMER.chance(0.4, seed, id))) return 0;
  return 1 + CUSTOMER.below(customers, seed, id, 1);
}

const kinds: readonly PaymentKind[] = ['cash', 'creditCard', 'creditCard', 'debitCard'];

const isInParts = ({ seed }: Origin, id: number) => PARTS.chance(0.15, seed, id);

/** How many payments a sale has, mostly without working it out. */
export function paymentCount(origin: Origin, id: number): number {
  if (giftCardAt(origin, id) !== undefined) return saleOf(origin, id).payments.length;
  return isInParts(origin, id) && saleKind(origin, id) !== 'layaway' ? 2 : 1;
}

/** One in full or two that add up, also where there is nothing to pay. Of a layaway only a fifth is paid. */
function paymentsOf(origin: Origin, id: number, kind: SaleKind, total: number): Payment[] {
  const { seed } = origin;
  const due = kind === 'layaway' ? Math.trunc(total / 5) + 0 : total;
  const payment = (number: number, cents: number): Payment => ({
    number,
    cents,
    kind: PAYMENT.pick(kinds, seed, id, number),
    giftCard: 0,
  });
  const card = giftCardAt(origin, id);
  if (card !== undefined && due > 0) {
    const byCard = Math.min(due, giftCardCents(origin, card));
    const first: Payment = { number: 1, cents: byCard, kind: 'giftCard', giftCard: card };
    return byCard === due ? [first] : [first, payment(2, due - byCard)];
  }
  if (kind === 'layaway' || !isInParts(origin, id)) return [payment(1, due)];
  const first = Math.trunc(due / 2) + 0;
  return [payment(1, first), payment(2, due - first)];
}

/** What is left on a gift card. */
export function giftCardBalance(origin: Origin, card: number): number {
  const saleId = saleRedeeming(origin, card);
  const used =
    saleId === undefined ? undefined : saleOf(origin, saleId).payments.find(({ giftCard }) => giftCard === card);
  return giftCardCents(origin, card) - (used?.cents ?? 0);
}
