import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';

/**
 * What a sale is. `plain`: sold and paid. `refund`: takes back an earlier plain sale. `layaway`: put aside with a deposit, not
 * completed. `giftCard`: sells a gift card beside other things. `voided`: completed, then cancelled.
 */
export type SaleKind = 'plain' | 'refund' | 'layaway' | 'giftCard' | 'voided';

const REFUND = new Purpose('refund');
const LAYAWAY = new Purpose('layaway');
const GIFT = new Purpose('gift card sold');
const VOIDED = new Purpose('voided');
const REFUNDED = new Purpose('refunded');
const REDEEMED = new Purpose('gift card redeemed');

const REFUND_EVERY = 25;
const LAYAWAY_EVERY = 40;
const GIFT_EVERY = 15;
const VOIDED_EVERY = 50;

/**
 * Each block of so many sales has one refund, layaway, gift card and void, unless they fall on one sale. Sales that happen
 * after the store was born are plain: they must not refer to others by ids that only the generator's have.
 */
export function saleKind(origin: Origin, id: number): SaleKind {
  if (id > origin.sales) return 'plain';
  if (GIFT.isChosen(GIFT_EVERY, origin.seed, id)) return 'giftCard';
  if (id > REFUND_EVERY && REFUND.isChosen(REFUND_EVERY, origin.seed, id)) return 'refund';
  if (id > 1 && LAYAWAY.isChosen(LAYAWAY_EVERY, origin.seed, id)) return 'layaway';
  return id > 1 && VOIDED.isChosen(VOIDED_EVERY, origin.seed, id) ? 'voided' : 'plain';
}

/** The sale that a refund takes back: one of the block of sales before, so that no sale is taken back twice. */
export function refundedBy(origin: Origin, refundId: number): number {
  const block = Math.floor((refundId - 1) / REFUND_EVERY) - 1;
  const from = REFUNDED.below(REFUND_EVERY, origin.seed, block);
  for (let step = 0; ; step += 1) {
    const id = block * REFUND_EVERY + 1 + ((from + step) % REFUND_EVERY);
    if (saleKind(origin, id) === 'plain') return id;
  }
}

/** The refund that takes a sale back, if one does. The inverse of `refundedBy`. */
export function refundOf(origin: Origin, id: number): number | undefined {
  const refundId = REFUND.chosenIn(Math.floor((id - 1) / REFUND_EVERY) + 1, REFUND_EVERY, origin.seed);
  if (refundId > origin.sales || saleKind(origin, refundId) !== 'refund') return undefined;
  return refundedBy(origin, refundId) === id ? refundId : undefined;
}

/** Gift cards are numbered 1, 2, ... in the order they were sold. */
export const giftCardSoldBy = (saleId: number) => Math.floor((saleId - 1) / GIFT_EVERY) + 1;

/** How many gift cards a store has sold. */
export function giftCardCount(origin: Origin): number {
  const whole = Math.floor(origin.sales / GIFT_EVERY);
  return whole + (saleOfGiftCard(origin, whole + 1) <= origin.sales ? 1 : 0);
}

export const saleOfGiftCard = (origin: Origin, card: number) => GIFT.chosenIn(card - 1, GIFT_EVERY, origin.seed);

const AMOUNTS = [2500, 5000, 5000, 10_000];
export const giftCardCents = (origin: Origin, card: number) => GIFT.pick(AMOUNTS, origin.seed, card, 1);

/** The sale, in the block after, that a gift card is used for; undefined when that sale doesn't exist or isn't a plain one. */
export function saleRedeeming(origin: Origin, card: number): number | undefined {
  const id = REDEEMED.chosenIn(card, GIFT_EVERY, origin.seed);
  return id <= origin.sales && saleKind(origin, id) === 'plain' ? id : undefined;
}

/** The gift card that a plain sale may be paid with; the inverse of `saleRedeeming`. */
export function giftCardAt(origin: Origin, saleId: number): number | undefined {
  const card = Math.floor((saleId - 1) / GIFT_EVERY);
  if (card === 0 || !REDEEMED.isChosen(GIFT_EVERY, origin.seed, saleId)) return undefined;
  return saleRedeeming(origin, card) === saleId ? card : undefined;
}
