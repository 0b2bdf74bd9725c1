import { diceFor } from '../random.ts';
import type { Store } from '../store.ts';
import { amount, edited, editedIds, linked, never, noRows, type Resource, type Row } from './resource.ts';
import { MOST_PAYMENTS, paymentCount, saleFacts, saleScopes, totalOf } from './sale-facts.ts';
import { paymentType } from './small-tables.ts';

const saleOf = (id: number) => Math.floor((id - 1) / MOST_PAYMENTS) + 1;
const numberOf = (id: number) => ((id - 1) % MOST_PAYMENTS) + 1;

/** Ids have gaps: two are set aside for each sale. `timeStamp` is sortable, but rows show it as `createTime` (firm). */
export const salePayment: Resource = {
  name: 'SalePayment',
  key: 'salePaymentID',
  scopes: saleScopes,
  sortable: ['salePaymentID', 'timeStamp', 'saleID'],
  shownAs: { timeStamp: 'createTime' },
  growing: ['createTime', 'timeStamp', 'saleID'],
  count: (store) => store.sizes.sales * MOST_PAYMENTS,
  exists: (store, id) => numberOf(id) <= paymentCount(store, saleOf(id)),
  movedIds: (store) => editedIds(store, 'Sale').flatMap((saleId) => paymentIdsOf(store, saleId)),
  row(store, id) {
    const facts = saleFacts(store, saleOf(id));
    const total = totalOf(facts.lines);
    const first = paymentCount(store, saleOf(id)) === 1 ? total : Math.trunc(total / 2);
    return edited(store, 'SalePayment', id, {
      salePaymentID: String(id),
      amount: amount(numberOf(id) === 1 ? first : total - first),
      tipAmount: '0',
      createTime: facts.completeTime,
      archived: 'false',
      remoteReference: '',
      paymentID: '',
      saleID: String(saleOf(id)),
      paymentTypeID: String(1 + diceFor(store.seed, 'payment', id).below(3)),
      ccChargeID: '0',
      refPaymentID: '0',
      registerID: String(facts.registerId),
      employeeID: String(facts.employeeId),
      creditAccountID: '0',
    });
  },
  relations: {
    PaymentType: linked(() => paymentType, 'paymentTypeID'),
    CCCharge: never,
    SaleAccounts: noRows('SaleAccount'),
    Signatures: noRows('SalePaymentSignature'),
    ProcessingFees: noRows('ProcessingFee'),
  },
};

const paymentIdsOf = (store: Store, saleId: number) =>
  Array.from({ length: paymentCount(store, saleId) }, (_, at) => (saleId - 1) * MOST_PAYMENTS + at + 1);

export const paymentRowsOf = (store: Store, saleId: number): Row[] =>
  paymentIdsOf(store, saleId).map((id) => salePayment.row(store, id));
