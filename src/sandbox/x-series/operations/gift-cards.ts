import { setImmediate } from 'node:timers/promises';
import { fieldOf, highestId, nextId, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { wholeNumber } from '../list.ts';
import { invalid, notFound, type Operation, objectBody, ok, operation, Refused } from '../operation.ts';
import { isLive, type Pen, write } from '../pen.ts';
import { numberIn, type Row, shown, stamp } from '../resource.ts';
import { giftCards, transactionId } from '../tables/gift-cards.ts';

const read = ['gift_cards:read'];
const issue = ['gift_cards:write:issue'];
const redeem = ['gift_cards:write:redeem'];
const PAGE_SIZE = 100;
const AT_ONCE = 500;

/** Beta. Newest first, and `before` is the id of the last card seen (seen in clients); the rest of the shapes is a guess. */
export const giftCardOperations: Operation[] = [
  operation('GET /gift_cards', read, async ({ store, query }) => {
    const size = Math.max(1, Math.min(1000, wholeNumber(query, 'page_size') ?? PAGE_SIZE));
    const before = numberIn(store, giftCards, query.get('before')) || highestId(store, giftCards) + 1;
    const data: Row[] = [];
    for (let number = before - 1; number > 0 && data.length < size; number -= 1) {
      if (isLive(store, giftCards, number)) data.push(shown(giftCards, rowOf(store, giftCards, number)));
      if (number % AT_ONCE === 0) await setImmediate();
    }
    return ok(data);
  }),
  operation('POST /gift_cards', issue, (call) => {
    const { number, amount, expires_at } = objectBody(call);
    if (typeof number !== 'string' || !/^[\w-]{1,100}$/.test(number))
      throw invalid('number must be letters, digits and dashes, 100 at most.');
    if (cardOf(call.store, number) !== undefined)
      throw new Refused(409, 'Conflict', `There is a gift card ${number} already.`);
    const balance = amountIn(amount);
    const card = write(call.store, call.nowMs, (pen) => {
      const own = nextId(call.store, giftCards);
      const first = {
        id: transactionId(call.store, own, 1),
        type: 'ACTIVATING',
        amount: balance,
        created_at: stamp(pen.at),
      };
      return pen.create(giftCards, {
        number,
        sale_id: null,
        balance,
        status: 'ACTIVE',
        total_sold: balance,
        total_redeemed: 0,
        expires_at: typeof expires_at === 'string' ? expires_at : null,
        created_at: stamp(pen.at),
        updated_at: stamp(pen.at),
        deleted_at: null,
        gift_card_transactions: [first],
      });
    });
    return ok(shown(giftCards, rowOf(call.store, giftCards, card)), 201);
  }),
  operation('GET /gift_cards/{}', read, ({ store, ids }) =>
    ok(shown(giftCards, rowOf(store, giftCards, card(store, ids)))),
  ),
  operation('DELETE /gift_cards/{}', issue, ({ store, ids, nowMs }) => {
    const number = card(store, ids);
    write(store, nowMs, (pen) => pen.edit(giftCards, number, { status: 'VOIDED', balance: 0 }));
    return ok(shown(giftCards, rowOf(store, giftCards, number)));
  }),
  operation('POST /gift_cards/{}/transactions', redeem, (call) => {
    const { store, ids, nowMs } = call;
    const number = card(store, ids);
    const { type, amount } = objectBody(call);
    if (type !== 'REDEEMING' && type !== 'RELOADING') throw invalid('type must be REDEEMING or RELOADING.');
    const by = amountIn(amount);
    return write(store, nowMs, (pen) =>
      ok(moved(store, pen, number, type, type === 'REDEEMING' ? -Math.abs(by) : by), 201),
    );
  }),
  operation('GET /gift_cards/transactions/{}', read, ({ store, ids }) => {
    for (let number = highestId(store, giftCards); number > 0; number -= 1) {
      if (!isLive(store, giftCards, number)) continue;
      const found = transactionsOf(rowOf(store, giftCards, number)).find(({ id }) => id === ids[0]);
      if (found) return ok(found);
    }
    throw notFound(`Transaction ${ids[0]}`);
  }),
];

const transactionsOf = (row: Row) => row.gift_card_transactions as Row[];

/** The number of the card of this number on its face. */
function cardOf(store: XStore, face: string): number | undefined {
  const [kept] = store.rows.idsWhere(giftCards.name, 'number', face);
  if (kept !== undefined) return kept;
  const [, digits] = /^GC(\d{6,9})$/.exec(face) ?? [];
  const number = Number(digits ?? 0);
  return number > 0 && isLive(store, giftCards, number) && fieldOf(store, giftCards, number, 'number') === face
    ? number
    : undefined;
}

function card(store: XStore, ids: readonly string[]): number {
  const number = cardOf(store, ids[0] ?? '');
  if (number === undefined) throw notFound(`Gift card ${ids[0]}`);
  return number;
}

function amountIn(value: unknown): number {
  const amount = Math.round(Number(value) * 100) / 100;
  if (!(amount > 0 && amount < 1e9)) throw invalid('amount must be a number above 0.');
  return amount;
}

function moved(store: XStore, pen: Pen, number: number, type: string, by: number): Row {
  const row = rowOf(store, giftCards, number);
  if (row.status !== 'ACTIVE') throw invalid('The gift card is not active.');
  const balance = Math.round((Number(row.balance) + by) * 100) / 100;
  if (balance < 0) throw invalid('The balance of the gift card is too low.');
  const before = transactionsOf(row);
  const transaction = {
    id: transactionId(store, number, before.length + 1),
    type,
    amount: by,
    created_at: stamp(pen.at),
  };
  pen.edit(giftCards, number, {
    balance,
    ...(by < 0 ? { total_redeemed: Number(row.total_redeemed) - by } : { total_sold: Number(row.total_sold) + by }),
    gift_card_transactions: [...before, transaction],
  });
  return transaction;
}
