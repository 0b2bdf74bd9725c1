import { refuse } from './errors.ts';
import { always, choice, fixed, flag, number, shown, stamps, text, whole } from './fields.ts';
import { anyWrite, type Row, shortList } from './resource.ts';

/** Days as texts; those of a discount have no time (unsure). */
export const discounts = shortList({
  name: 'discounts',
  path: 'discounts',
  one: 'discount',
  many: 'discounts',
  group: 'settings',
  filters: { code: 'code', isActive: 'isActive' },
  fields: {
    ...stamps,
    isActive: flag(true),
    startDate: text(),
    endDate: text(),
    type: choice(['percentage', 'amount']),
    discount: number(),
    applyTo: choice(['productscategories', 'products', 'categories', 'all']),
    shipment: text('default'),
    usageLimit: whole(),
    timesUsed: fixed(whole()),
    minimumAmount: number(),
    before_tax: flag(),
    minimum_after: flag(),
    code: text(),
    categories: always([]),
    products: always([]),
  },
  rows: [
    {
      isActive: true,
      startDate: '2026-01-01',
      endDate: '2026-12-31',
      type: 'percentage',
      discount: 10,
      applyTo: 'all',
      code: 'TENOFF',
    },
    {
      isActive: false,
      startDate: '2025-01-01',
      endDate: '2025-01-31',
      type: 'amount',
      discount: 5,
      applyTo: 'all',
      code: 'WINTER-❄',
    },
  ],
  writes: {
    ...anyWrite,
    required: ['code'],
    prepare(row, before, edit) {
      const isNew = row.code !== before?.code;
      if (isNew && edit.where('discounts', 'code', row.code).some(({ id }) => id !== row.id))
        refuse('code', 'This value is already used.');
    },
  },
});

/** No `updatedAt` here, but `modifiedAt` (firm). */
export const discountrules = shortList({
  name: 'discountrules',
  path: 'discountrules',
  one: 'discountRule',
  many: 'discountRules',
  group: 'settings',
  fields: {
    type: choice(['volume', 'category']),
    title: text(),
    position: whole(1),
    maximumUses: whole(),
    countUsed: fixed(whole()),
    startDate: text(),
    createdAt: stamps.createdAt,
    modifiedAt: shown((row: Row, view) => stamps.updatedAt.show(row.updatedAt, row, view)),
    endDate: text(),
    isActive: flag(true),
    isStop: flag(),
    discountAmount: text('0'),
    discountType: choice(['percentage', 'amount']),
    categories: always([]),
    customer_groups: always([]),
    minCategoryAmount: text('0'),
    minCategoryProducts: text('0'),
  },
  rows: [
    { title: 'Three for two', isActive: true, discountAmount: '33.33' },
    { title: 'Staff', isActive: false, discountAmount: '20' },
  ],
  writes: { ...anyWrite, required: ['title'] },
});
