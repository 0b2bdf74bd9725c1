import { giftCardCents, giftCardCount, saleOfGiftCard, saleRedeeming } from '../../shop-data/sale-kinds.ts';
import { giftCardBalance, saleTime } from '../../shop-data/sales.ts';
import type { XStore } from '../../store.ts';
import { originOf } from '../../store.ts';
import { idOf, money, type Row, resource, stamp } from '../resource.ts';
import { uuidOf } from '../uuids.ts';
import { sales } from './sales.ts';

const TRANSACTIONS = 48;
const MOST_TRANSACTIONS = 1000;

export const transactionId = (store: XStore, card: number, transaction: number) =>
  uuidOf(store, TRANSACTIONS, card * MOST_TRANSACTIONS + transaction);

/** Beta: no official table of its fields could be read, so that all but `id` and `number` are a guess. */
export const giftCards = resource({
  name: 'gift_cards',
  table: 21,
  made: (store) => giftCardCount(originOf(store)),
  quick: { number: (_, number) => cardNumber(number) },
  row(store, number) {
    const origin = originOf(store);
    const sold = saleOfGiftCard(origin, number);
    const [full, left] = [giftCardCents(origin, number), giftCardBalance(origin, number)];
    const at = saleTime(origin, sold);
    return {
      number: cardNumber(number),
      sale_id: idOf(store, sales, sold),
      balance: money(left),
      status: 'ACTIVE',
      total_sold: money(full),
      total_redeemed: money(full - left),
      expires_at: null,
      created_at: stamp(at),
      updated_at: stamp(at),
      deleted_at: null,
      gift_card_transactions: transactionsOf(store, number, full, left),
    };
  },
});

const cardNumber = (number: number) => `GC${String(number).padStart(6, '0')}`;

function transactionsOf(store: XStore, card: number, full: number, left: number): Row[] {
  const origin = originOf(store);
  const row = (transaction: number, type: string, cents: number, sale: number) => ({
    id: transactionId(store, card, transaction),
    type,
    amount: money(cents),
    sale_id: idOf(store, sales, sale),
    created_at: stamp(saleTime(origin, sale)),
  });
  const redeeming = saleRedeeming(origin, card);
  const sold = row(1, 'ACTIVATING', full, saleOfGiftCard(origin, card));
  return redeeming === undefined || left === full ? [sold] : [sold, row(2, 'REDEEMING', left - full, redeeming)];
}
