import { always, fixed, flag, number, text } from './fields.ts';
import { anyWrite, shortList } from './resource.ts';

/** Rates are shares: 0.2 is 20 percent. No times here (seen in clients). */
export const taxes = shortList({
  name: 'taxes',
  path: 'taxes',
  one: 'tax',
  many: 'taxes',
  group: 'settings',
  fields: { isDefault: fixed(flag()), rate: number(), title: text() },
  writes: { ...anyWrite, required: ['title'] },
  rows: [
    { isDefault: true, rate: 0.2, title: 'Standard' },
    { isDefault: false, rate: 0.05, title: 'Reduced' },
    { isDefault: false, rate: 0, title: 'Zero' },
  ],
});

export const STANDARD_TAX = { id: '1', rate: 0.2 };
export const ZERO_TAX = { id: '3', rate: 0 };

export const additionalCosts = shortList({
  name: 'additionalcosts',
  path: 'additionalcosts',
  one: 'additionalCost',
  many: 'additionalCosts',
  group: 'settings',
  fields: { title: text(), priceExcl: number(), priceIncl: number(), tax: always(false) },
  writes: { verbs: ['update', 'remove'] },
  rows: [
    { title: 'Gift wrapping', priceExcl: 2.5, priceIncl: 3 },
    { title: 'Deposit', priceExcl: 0.21, priceIncl: 0.25 },
  ],
});
