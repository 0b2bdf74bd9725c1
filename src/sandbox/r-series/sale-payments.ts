import { diceFor } from '../random.ts';
import { rowsWhere } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { amount, linked, never, noRows, type Row, resource } from './resource.ts';
import { MOST_PAYMENTS, paymentCount, saleFacts, saleScopes, totalOf } from './sale-facts.ts';
import { paymentType } from './small-tables.ts';

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
  isMade: (store, id) => numberOf(id) <= paymentCount(store, saleOf(id)),
  makeRow(store, id) {
    const facts = saleFacts(store, saleOf(id));
    const total = totalOf(facts.lines);
    const first = paymentCount(store, saleOf(id)) === 1 ? total : Math.trunc(total / 2);
    return {
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
    };
  },
  makeField: (_, id, field) => (field === 'saleID' ? String(saleOf(id)) : undefined),
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
  idsOf(saleId).slice(0, paymentCount(store, saleId));

export const paymentRowsOf = (store: RStore, saleId: number): Row[] =>
  rowsWhere(store, salePayment, 'saleID', String(saleId));
