import { rowsWhere } from '../rows/rows.ts';
import { customerGroups } from '../shop-data/customers.ts';
import { LINE_DISCOUNT, SALE_DISCOUNT_PERCENT } from '../shop-data/sale-lines.ts';
import type { PaymentKind } from '../shop-data/sales.ts';
import { type Shop, shops } from '../shop-data/shops.ts';
import { brands } from '../shop-data/vocabulary/companies.ts';
import { linked, toMany } from './resource.ts';
import { setUpAt, table } from './table.ts';
import { taxCategoryClass } from './written.ts';

/** `0.05`, `0.09975`: a rate as a part of one. */
export const rateText = (hundredThousandths: number) => String(hundredThousandths / 100_000);

/** Shops with the same taxes share a tax category. */
const taxings = [...new Map(shops.map((shop) => [taxingOf(shop), shop])).values()];
const taxCategoryIds = new Map(
  shops.map((shop) => [shop, String(1 + taxings.findIndex((one) => taxingOf(one) === taxingOf(shop)))]),
);

function taxingOf({ taxInclusive, taxes }: Shop): string {
  return JSON.stringify([taxInclusive, taxes]);
}

/** The tax category of a shop. */
export const taxCategoryIdOf = (shop: Shop): string => taxCategoryIds.get(shop) ?? '0';

export const taxCategory = table(
  'TaxCategory',
  (store) =>
    taxings.map(({ taxInclusive, taxes: [one, two] }) => ({
      isTaxInclusive: String(taxInclusive),
      tax1Name: one.name,
      tax2Name: two.name,
      tax1Rate: rateText(one.rate),
      tax2Rate: rateText(two.rate),
      timeStamp: setUpAt(store),
    })),
  {
    sortable: ['timeStamp'],
    relations: {
      TaxCategoryClasses: toMany(
        'TaxCategoryClass',
        (store, row) => rowsWhere(store, taxCategoryClass, 'taxCategoryID', String(row.taxCategoryID)),
        { TaxClass: linked(() => taxClass, 'taxClassID') },
      ),
    },
  },
);

export const taxClass = table(
  'TaxClass',
  (store) => ['Item', 'Labor'].map((name) => ({ name, timeStamp: setUpAt(store) })),
  { sortable: ['timeStamp'] },
);

/** The first is given on lines, the second on whole sales. */
export const discount = table(
  'Discount',
  (store) =>
    [['Regulars', LINE_DISCOUNT] as const, ['Season’s end', SALE_DISCOUNT_PERCENT] as const].map(([name, percent]) => ({
      name,
      discountAmount: '0',
      discountPercent: String(percent / 100),
      requireCustomer: 'false',
      archived: 'false',
      sourceID: '1',
      createTime: setUpAt(store),
      timeStamp: setUpAt(store),
    })),
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

export const customerType = table('CustomerType', () =>
  customerGroups.map((name) => ({ name, taxCategoryID: '0', discountID: name === 'Trade' ? '1' : '0' })),
);

/** Ids of the types below. */
export const paymentTypeIds: Record<PaymentKind, string> = {
  cash: '1',
  creditCard: '2',
  debitCard: '3',
  giftCard: '5',
};

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

export const season = table('Season', () => ['Spring', 'Winter'].map((name) => ({ name })));

/** Numbers of single pieces, some in stock and some sold. */
export const serialized = table(
  'Serialized',
  (store) =>
    ['SN-1001', 'SN-1002', 'été-17'].map((serial, at) => ({
      colorName: at === 0 ? 'Red' : '',
      sizeName: at === 0 ? 'L' : '',
      serial,
      description: `Piece ${at + 1}`,
      timeStamp: setUpAt(store),
      itemID: store.sizes.items > at ? String(at + 1) : '0',
      saleLineID: '0',
      customerID: '0',
    })),
  { scopes: ['inventory', 'inventory_read'], sortable: ['timeStamp', 'serial'] },
);
