import { rowsWhere } from '../rows/rows.ts';
import { MOST_PAYMENTS, type Payment, paymentCount } from '../shop-data/sales.ts';
import { originOf, type RStore } from '../store.ts';
import { accountIdOfGiftCard } from './credit-accounts.ts';
import { amount, linked, never, noRows, type Row, resource, stamp } from './resource.ts';
import { saleFacts, saleScopes, saleStamp } from './sale-facts.ts';
import { paymentType, paymentTypeIds } from './small-tables.ts';

const saleOf = (id: number) => Math.floor((id - 1) / MOST_PAYMENTS) + 1;
const idsOf = (saleId: number) =>
  Array.from({ length: MOST_PAYMENTS }, (_, at) => (saleId - 1) * MOST_PAYMENTS + at + 1);
const numberOf = (id: number) => ((id - 1) % MOST_PAYMENTS) + 1;

/** Ids have gaps: two are set aside for each sale. `timeStamp` is sortable, but rows show it as `createTime` (firm). */
export const salePayment = resource({
  name: 'SalePayment',
  key: 'salePaymentID',
  scopes: saleScopes,
  sortable: ['salePaymentID', 'timeStamp', 'saleID'],
  shownAs: { timeStamp: 'createTime' },
  growing: ['createTime', 'timeStamp', 'saleID'],
  made: (store) => store.sizes.sales * MOST_PAYMENTS,
  isMade: (store, id) => numberOf(id) === 1 || numberOf(id) <= paymentCount(originOf(store), saleOf(id)),
  makeRow(store, id) {
    const facts = saleFacts(store, saleOf(id));
    const payment = facts.payments[numberOf(id) - 1] as Payment;
    return {
      salePaymentID: String(id),
      amount: amount(payment.cents),
      tipAmount: '0',
      createTime: stamp(facts.at),
      archived: 'false',
      remoteReference: '',
      paymentID: '',
      saleID: String(saleOf(id)),
      paymentTypeID: paymentTypeIds[payment.kind],
      ccChargeID: '0',
      refPaymentID: '0',
      registerID: String(facts.register),
      employeeID: String(facts.employee),
      creditAccountID: accountIdOfGiftCard(store, payment.giftCard),
    };
  },
  makeField(store, id, field) {
    if (field === 'saleID') return String(saleOf(id));
    return field === 'createTime' ? saleStamp(store, saleOf(id)) : undefined;
  },
  madeWhere: { saleID: (_, saleId) => idsOf(Number(saleId)) },
  relations: {
    PaymentType: linked(() => paymentType, 'paymentTypeID'),
    CCCharge: never,
    SaleAccounts: noRows('SaleAccount'),
    Signatures: noRows('SalePaymentSignature'),
    ProcessingFees: noRows('ProcessingFee'),
  },
});

/** Ids of the payments that the generator gives a sale, also one that is not made yet. */
export const paymentIdsOf = (store: RStore, saleId: number): number[] =>
  idsOf(saleId).slice(0, paymentCount(originOf(store), saleId));

export const paymentRowsOf = (store: RStore, saleId: number): Row[] =>
  rowsWhere(store, salePayment, 'saleID', String(saleId));
