import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';
import { costCents, isTaxed, priceCents } from './products.ts';
import { giftCardCents, giftCardSoldBy, refundedBy, saleKind } from './sale-kinds.ts';
import type { Shop } from './shops.ts';
import { taxesOn } from './taxes.ts';

/** Most lines of a sale, so that ids of lines can be worked out from ids of sales. */
export const MOST_LINES = 5;

/** A line of a sale, in cents; negative where something comes back. */
export interface Line {
  /** From 1. */
  number: number;
  /** 0: something that is no item, e.g. a gift card. */
  itemId: number;
  quantity: number;
  unitCents: number;
  costCents: number;
  /** Unit price by quantity. */
  grossCents: number;
  /** Off this line, in percent and cents. */
  discountPercent: number;
  discountCents: number;
  /** This line's part of a discount on the whole sale. */
  saleDiscountCents: number;
  /** What is left after discounts: without taxes, or with them where prices hold them. */
  netCents: number;
  isTaxed: boolean;
  /** In hundred-thousandths of a cent, see `taxesOn`. */
  tax1: number;
  tax2: number;
  /** The gift card that this line sells; 0 for none. */
  giftCard: number;
  /** Of a refund: the line of the refunded sale. */
  refundedLine: number;
}

const COUNT = new Purpose('lines of a sale');
const ITEM = new Purpose('item of a line');
const QUANTITY = new Purpose('quantity');
const DISCOUNT = new Purpose('line discount');
const SALE_DISCOUNT = new Purpose('sale discount');
const WHOLE = new Purpose('whole refund');

/** 10 percent off a line; 5 percent off a sale. */
export const LINE_DISCOUNT = 10;
export const SALE_DISCOUNT_PERCENT = 5;

export const saleDiscountPercent = ({ seed }: Origin, saleId: number) =>
  SALE_DISCOUNT.isChosen(20, seed, saleId) ? SALE_DISCOUNT_PERCENT : 0;

/** Half of the refunds take back all lines, the others the first. */
export function lineCount(origin: Origin, saleId: number): number {
  if (saleKind(origin, saleId) !== 'refund') return soldCount(origin, saleId);
  return WHOLE.chance(0.5, origin.seed, saleId) ? soldCount(origin, refundedBy(origin, saleId)) : 1;
}

const soldCount = ({ seed }: Origin, saleId: number) => 1 + COUNT.below(MOST_LINES, seed, saleId);

export function linesOf(origin: Origin, saleId: number, shop: Shop): Line[] {
  const kind = saleKind(origin, saleId);
  const count = lineCount(origin, saleId);
  const of = kind === 'refund' ? refundedBy(origin, saleId) : saleId;
  return Array.from({ length: count }, (_, at) => {
    if (kind === 'giftCard' && at === 0) return giftCardLine(origin, saleId, shop);
    const sold = soldLine(origin, of, at + 1, shop);
    return kind === 'refund' ? takenBack(sold, shop) : sold;
  });
}

/** Calls with the item, the quantity and the number of each line that has an item: what stock is reckoned by, without prices or taxes. */
export function eachSold(
  origin: Origin,
  saleId: number,
  call: (itemId: number, quantity: number, number: number) => void,
): void {
  const kind = saleKind(origin, saleId);
  const isRefund = kind === 'refund';
  const of = isRefund ? refundedBy(origin, saleId) : saleId;
  const count = lineCount(origin, saleId);
  for (let number = kind === 'giftCard' ? 2 : 1; number <= count; number += 1) {
    const itemId = itemOf(origin, of, number);
    const quantity = quantityOf(origin, of, number);
    if (itemId !== 0) call(itemId, isRefund ? -quantity : quantity, number);
  }
}

/** Few items sell often, many now and then. */
function itemOf({ seed, items }: Origin, saleId: number, number: number): number {
  const drawn = ITEM.fraction(seed, saleId, number);
  return items === 0 ? 0 : 1 + Math.floor(drawn * Math.sqrt(drawn) * items);
}

const quantities = [1, 1, 1, 2, 3];

const quantityOf = ({ seed }: Origin, saleId: number, number: number) =>
  QUANTITY.pick(quantities, seed, saleId, number);

function soldLine(origin: Origin, saleId: number, number: number, shop: Shop): Line {
  const itemId = itemOf(origin, saleId, number);
  const unitCents = itemId === 0 ? 1000 : priceCents(origin, itemId);
  return summed(shop, {
    number,
    itemId,
    quantity: quantityOf(origin, saleId, number),
    unitCents,
    costCents: itemId === 0 ? 0 : costCents(origin, itemId),
    discountPercent: DISCOUNT.chance(0.08, origin.seed, saleId, number) ? LINE_DISCOUNT : 0,
    saleDiscountPercent: saleDiscountPercent(origin, saleId),
    isTaxed: itemId === 0 || isTaxed(origin, itemId),
    giftCard: 0,
    refundedLine: 0,
  });
}

/** A gift card is no revenue yet: no item, no tax, no discount. */
function giftCardLine(origin: Origin, saleId: number, shop: Shop): Line {
  const giftCard = giftCardSoldBy(saleId);
  return summed(shop, {
    number: 1,
    itemId: 0,
    quantity: 1,
    unitCents: giftCardCents(origin, giftCard),
    costCents: 0,
    discountPercent: 0,
    saleDiscountPercent: 0,
    isTaxed: false,
    giftCard,
    refundedLine: 0,
  });
}

/** Amounts come back as they were paid: the same cents with the sign turned. */
const takenBack = (sold: Line, shop: Shop): Line =>
  withTaxes(shop, {
    ...sold,
    quantity: 0 - sold.quantity,
    grossCents: 0 - sold.grossCents,
    discountCents: 0 - sold.discountCents,
    saleDiscountCents: 0 - sold.saleDiscountCents,
    netCents: 0 - sold.netCents,
    refundedLine: sold.number,
  });

type Unsummed = Omit<Line, 'grossCents' | 'discountCents' | 'saleDiscountCents' | 'netCents' | 'tax1' | 'tax2'> & {
  saleDiscountPercent: number;
};

/** Discounts are rounded to the cent line by line, first that of the line (recorded), then that of the sale (not known). */
function summed(shop: Shop, line: Unsummed): Line {
  const { number, itemId, quantity, unitCents, costCents, discountPercent, isTaxed, giftCard, refundedLine } = line;
  const grossCents = unitCents * quantity;
  const discountCents = percentOf(grossCents, discountPercent);
  const saleDiscountCents = percentOf(grossCents - discountCents, line.saleDiscountPercent);
  const netCents = grossCents - discountCents - saleDiscountCents;
  const [tax1, tax2] = isTaxed ? taxesOn(shop, netCents) : untaxed;
  return {
    number,
    itemId,
    quantity,
    unitCents,
    costCents,
    grossCents,
    discountPercent,
    discountCents,
    saleDiscountCents,
    netCents,
    isTaxed,
    tax1,
    tax2,
    giftCard,
    refundedLine,
  };
}

const untaxed = [0, 0] as const;

function withTaxes(shop: Shop, line: Line): Line {
  if (!line.isTaxed) return line;
  const [tax1, tax2] = taxesOn(shop, line.netCents);
  return { ...line, tax1, tax2 };
}

/** Rounded to the cent, halves away from zero. */
function percentOf(cents: number, percent: number): number {
  const part = Math.floor((Math.abs(cents) * percent + 50) / 100);
  return cents < 0 ? 0 - part : part;
}
