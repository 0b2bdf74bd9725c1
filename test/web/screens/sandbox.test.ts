import { describe, expect, test } from 'vitest';
import {
  changeErrors,
  draftOf,
  newDraft,
  type StoreDraft,
  storeChange,
  storeErrors,
  storeRequest,
} from '../../../web/src/screens/sandbox/store-draft.ts';
import { limitsWords } from '../../../web/src/screens/sandbox/store-words.ts';

const draft: StoreDraft = {
  ...newDraft,
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
    { series: 'r' as const, limits: { size: 30, dripPerSecond: 0.5 } },
    { series: 'x' as const, limits: { requests: 5, windowSeconds: 10 } },
    { series: 'c' as const, limits: { requests: 5, windowSeconds: 10 } },
  ])('takes limits of one’s own in the terms of $series-Series', ({ series, limits }) => {
    const own = { limits: 'own' as const, size: 30, drip: 0.5, requests: 5, windowSeconds: 10 };
    expect(storeRequest({ ...draft, series, ...own }).limits).toEqual(limits);
  });

  test.each([
    { what: 'no name', change: { name: ' ' }, field: 'name' },
    { what: 'an emptied number', change: { items: '' }, field: 'items' },
    { what: 'half a sale', change: { sales: 0.5 }, field: 'sales' },
    { what: 'no register', change: { registers: 0 }, field: 'registers' },
    { what: 'more customers than a store can hold', change: { customers: 2_000_001 }, field: 'customers' },
    { what: 'a bucket without a drip', change: { limits: 'own' as const, drip: 0 }, field: 'drip' },
    {
      what: 'a window without a length',
      change: { series: 'x' as const, limits: 'own' as const, windowSeconds: '' },
      field: 'windowSeconds',
    },
  ])('does not accept $what, and says so at the field', ({ change, field }) =>
    expect(Object.keys(storeErrors({ ...draft, ...change }))).toEqual([field]),
  );

  test('of a store that is there holds what it has, and asks for no more than can be changed', () => {
    const store = {
      id: 's1',
      name: 'Harbour',
      iClientId: null,
      sandboxUrl: '',
      seed: 7,
      sizes: { items: 100, sales: 50, customers: 20 },
      registers: 2,
      user: { login: '', password: '' },
      people: [],
    };
    const r = draftOf({ ...store, series: 'r', limits: { size: 30, dripPerSecond: 2 }, accessSeconds: 1800 });
    const same = { name: 'Harbour', registers: 2, limits: { size: 30, dripPerSecond: 2 }, accessSeconds: 1800 };
    expect(storeChange(r)).toEqual(same);
    expect(changeErrors(r)).toEqual({});
    expect(Object.keys(changeErrors({ ...r, accessSeconds: '' }))).toEqual(['accessSeconds']);
    expect(storeChange(draftOf({ ...store, series: 'c', limits: 'real' }))).not.toHaveProperty('accessSeconds');
  });
});

describe("a store's rate limit in words", () => {
  test.each([
    { limits: 'real' as const, words: 'Calls are limited as by Lightspeed for 2 registers.' },
    { limits: 'off' as const, words: 'Calls are not limited.' },
    { limits: { size: 180, dripPerSecond: 2 }, words: 'Calls are limited: 180 units, 2 a second drip out.' },
    { limits: { requests: 350, windowSeconds: 300 }, words: 'Calls are limited: 350 in 300 s.' },
  ])('$words', ({ limits, words }) => expect(limitsWords({ series: 'r', limits, registers: 2 })).toBe(words));
});
