import type { RStore } from '../store.ts';
import { type Resource, type Row, resource, stamp } from './resource.ts';

/** A short list that other rows link to. It has no endpoint of its own yet. */
function table(name: string, rows: ((store: RStore) => Row)[]): Resource {
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}ID`;
  return resource({
    name,
    key,
    scopes: [],
    sortable: [key],
    growing: [],
    made: () => rows.length,
    makeRow: (store, id) => ({ [key]: String(id), ...rows[id - 1]?.(store) }),
    relations: {},
  });
}

const bornAt = (store: RStore) => stamp(store.bornAt - 800 * 86_400);

export const TAX_1 = 0.05;
export const TAX_2 = 0.09975;

export const taxCategory = table('TaxCategory', [
  (store) => ({
    isTaxInclusive: 'false',
    tax1Name: 'Sales Tax',
    tax2Name: 'Regional Tax',
    tax1Rate: String(TAX_1),
    tax2Rate: String(TAX_2),
    timeStamp: bornAt(store),
  }),
]);

export const taxClass = table(
  'TaxClass',
  ['Item', 'Labor'].map((name) => (store) => ({ name, timeStamp: bornAt(store) })),
);

/** 10 percent off a line. */
export const LINE_DISCOUNT = 0.1;

export const discount = table('Discount', [
  (store) => ({
    name: 'Regulars',
    discountAmount: '0',
    discountPercent: String(LINE_DISCOUNT),
    requireCustomer: 'false',
    archived: 'false',
    sourceID: '1',
    createTime: bornAt(store),
    timeStamp: bornAt(store),
  }),
]);

export const itemFee = table('ItemFee', [
  (store) => ({
    name: 'Recycling fee',
    calculationMethod: 'fixed_amount',
    feeValue: '0.50',
    taxable: 'false',
    discountable: 'false',
    nonRefundable: 'false',
    archived: 'false',
    createTime: bornAt(store),
    timestamp: bornAt(store),
  }),
]);

export const manufacturer = table(
  'Manufacturer',
  ['Nordlys', 'Atelier Petit', '山水'].map((name) => (store) => ({
    name,
    createTime: bornAt(store),
    timeStamp: bornAt(store),
  })),
);

export const customerType = table('CustomerType', [
  () => ({ name: 'Regular', taxCategoryID: '0', discountID: '0' }),
  () => ({ name: 'Trade', taxCategoryID: '0', discountID: '1' }),
]);

export const paymentType = table(
  'PaymentType',
  [
    ['Cash', 'cash', 'true'],
    ['Credit Card', 'credit card', 'true'],
    ['Debit Card', 'user defined', 'false'],
  ].map(([name, type, internalReserved]) => () => ({
    name,
    requireCustomer: 'false',
    archived: 'false',
    internalReserved,
    type,
    refundAsPaymentTypeID: '0',
  })),
);
