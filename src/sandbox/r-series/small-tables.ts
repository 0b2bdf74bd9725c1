import { brands } from '../shop-data/vocabulary/companies.ts';
import { noRows } from './resource.ts';
import { setUpAt, table } from './table.ts';

export const TAX_1 = 0.05;
export const TAX_2 = 0.09975;

export const taxCategory = table(
  'TaxCategory',
  (store) => [
    {
      isTaxInclusive: 'false',
      tax1Name: 'Sales Tax',
      tax2Name: 'Regional Tax',
      tax1Rate: String(TAX_1),
      tax2Rate: String(TAX_2),
      timeStamp: setUpAt(store),
    },
    {
      isTaxInclusive: 'true',
      tax1Name: 'VAT',
      tax2Name: '',
      tax1Rate: '0.2',
      tax2Rate: '0',
      timeStamp: setUpAt(store),
    },
  ],
  { sortable: ['timeStamp'], relations: { TaxCategoryClasses: noRows('TaxCategoryClass') } },
);

export const taxClass = table(
  'TaxClass',
  (store) => ['Item', 'Labor'].map((name) => ({ name, timeStamp: setUpAt(store) })),
  { sortable: ['timeStamp'] },
);

/** 10 percent off a line. */
export const LINE_DISCOUNT = 0.1;

export const discount = table(
  'Discount',
  (store) => [
    {
      name: 'Regulars',
      discountAmount: '0',
      discountPercent: String(LINE_DISCOUNT),
      requireCustomer: 'false',
      archived: 'false',
      sourceID: '1',
      createTime: setUpAt(store),
      timeStamp: setUpAt(store),
    },
  ],
  { sortable: ['timeStamp'], isArchivable: true },
);

export const itemFee = table('ItemFee', (store) => [
  {
    name: 'Recycling fee',
    calculationMethod: 'fixed_amount',
    feeValue: '0.50',
    taxable: 'false',
    discountable: 'false',
    nonRefundable: 'false',
    archived: 'false',
    createTime: setUpAt(store),
    timestamp: setUpAt(store),
  },
]);

export const manufacturer = table(
  'Manufacturer',
  (store) => brands.map((name) => ({ name, createTime: setUpAt(store), timeStamp: setUpAt(store) })),
  { sortable: ['timeStamp', 'name'] },
);

export const customerType = table('CustomerType', () => [
  { name: 'Regular', taxCategoryID: '0', discountID: '0' },
  { name: 'Trade', taxCategoryID: '0', discountID: '1' },
]);

/** The first ones come with every account (firm); a debit card is what merchants add. */
export const paymentType = table(
  'PaymentType',
  () =>
    [
      ['Cash', 'cash', 'true'],
      ['Credit Card', 'credit card', 'true'],
      ['Debit Card', 'user defined', 'false'],
      ['Credit Account', 'credit account', 'true'],
      ['Gift Card', 'gift card', 'true'],
      ['eCom', 'ecom', 'true'],
    ].map(([name, type, internalReserved]) => ({
      name,
      requireCustomer: 'false',
      archived: 'false',
      internalReserved,
      type,
      refundAsPaymentTypeID: '0',
    })),
  { isArchivable: true },
);

export const priceLevel = table(
  'PriceLevel',
  () =>
    [
      ['Default', 'false'],
      ['MSRP', 'false'],
      ['Online', 'true'],
    ].map(([name, canBeArchived]) => ({ name, type: 'custom', archived: 'false', canBeArchived, Calculation: '' })),
  { sortable: ['name'], isArchivable: true },
);
