import { describe, expect, test } from 'vitest';
import { limitsWords } from '../../../web/src/screens/sandbox/limits-words.ts';
import { type StoreDraft, storeErrors, storeRequest } from '../../../web/src/screens/sandbox/store-draft.ts';

const draft: StoreDraft = {
  name: 'Harbour',
  items: 100,
  sales: 50,
  customers: 20,
  seed: 7,
  registers: 2,
  limits: 'off',
};

describe('the form of a sandbox store', () => {
  test('asks for what the server creates', () =>
    expect(storeRequest(draft)).toEqual({
      series: 'r',
      name: 'Harbour',
      seed: 7,
      sizes: { items: 100, sales: 50, customers: 20 },
      registers: 2,
      limits: 'off',
    }));

  test.each([
    { what: 'no name', change: { name: ' ' }, field: 'name' },
    { what: 'an emptied number', change: { items: '' }, field: 'items' },
    { what: 'half a sale', change: { sales: 0.5 }, field: 'sales' },
    { what: 'no register', change: { registers: 0 }, field: 'registers' },
    { what: 'more customers than a store can hold', change: { customers: 2_000_001 }, field: 'customers' },
  ])('does not accept $what, and says so at the field', ({ change, field }) =>
    expect(Object.keys(storeErrors({ ...draft, ...change }))).toEqual([field]),
  );
});

describe("a store's rate limit in words", () => {
  test.each([
    { limits: 'real' as const, words: 'Calls are limited as by Lightspeed for 2 registers.' },
    { limits: 'off' as const, words: 'Calls are not limited.' },
    { limits: { size: 180, dripPerSecond: 2 }, words: 'Calls are limited: 180 units, 2 a second drip out.' },
  ])('$words', ({ limits, words }) => expect(limitsWords({ limits, registers: 2 })).toBe(words));
});
