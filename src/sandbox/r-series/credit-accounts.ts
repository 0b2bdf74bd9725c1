import { Purpose } from '../shop-data/dice.ts';
import { giftCardCount, saleOfGiftCard } from '../shop-data/sale-kinds.ts';
import { giftCardBalance, saleTime } from '../shop-data/sales.ts';
import { originOf, type RStore } from '../store.ts';
import { contactOfCustomer } from './contact.ts';
import { amount, noRows, resource, stamp, toOne } from './resource.ts';
import { setUpAt } from './table.ts';

const CUSTOMERS_AN_ACCOUNT = 20;

const CODE = new Purpose('gift card code');

/** Accounts of customers come first, gift cards after them. */
const accountCount = (store: RStore) => Math.floor(store.sizes.customers / CUSTOMERS_AN_ACCOUNT);

/** The account of a customer as made; `"0"` for most. */
export const accountIdOfCustomer = (customerId: number) =>
  String(customerId % CUSTOMERS_AN_ACCOUNT === 0 ? customerId / CUSTOMERS_AN_ACCOUNT : 0);

/** The account of a gift card; `"0"` for card 0, which is none. */
export const accountIdOfGiftCard = (store: RStore, card: number) => String(card === 0 ? 0 : accountCount(store) + card);

const codeOf = ({ seed }: RStore, card: number) =>
  String(600_000_000_000 + CODE.below(1e9, seed, card) * 100 + (card % 100));

/** Customers' credit accounts and gift cards in one list; gift cards show only where `giftCard=true` asks for them (firm). */
export const creditAccount = resource({
  name: 'CreditAccount',
  key: 'creditAccountID',
  scopes: ['customers', 'customers_view_gift_card_numbers'],
  sortable: ['creditAccountID', 'timeStamp', 'customerID'],
  growing: [],
  unlessAsked: { giftCard: 'false' },
  masked: { field: 'code', scope: 'customers_view_gift_card_numbers' },
  isArchivable: true,
  made: (store) => accountCount(store) + giftCardCount(originOf(store)),
  makeRow(store, id) {
    const card = id - accountCount(store);
    const isCard = card > 0;
    const origin = originOf(store);
    return {
      creditAccountID: String(id),
      name: isCard ? 'Gift Card' : 'Customer Credit Account',
      code: isCard ? codeOf(store, card) : '',
      creditLimit: '0',
      description: '',
      giftCard: String(isCard),
      archived: 'false',
      timeStamp: isCard ? stamp(saleTime(origin, saleOfGiftCard(origin, card))) : setUpAt(store),
      customerID: isCard ? '0' : String(id * CUSTOMERS_AN_ACCOUNT),
      balance: isCard ? amount(-giftCardBalance(origin, card)) : '0',
    };
  },
  makeField(store, id, field) {
    if (field === 'giftCard') return String(id > accountCount(store));
    return field === 'archived' ? 'false' : undefined;
  },
  relations: {
    Contact: toOne((store, row) => (row.customerID === '0' ? undefined : contactOfCustomer.rows(store, row)[0])),
    WithdrawalPayments: noRows('WithdrawalPayment'),
  },
});
