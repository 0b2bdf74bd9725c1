import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DraftRow,
  draftRows,
  emptyRow,
  guesses,
  isComplete,
  rowErrors,
  samplePaths,
  writtenRows,
} from '../../web/src/screens/imports/mapping-rows.ts';

const row = (part: Partial<DraftRow>): DraftRow => ({ ...emptyRow('1'), ...part });

describe('rows of the form and rows that are stored', () => {
  test('a stored mapping comes back as it was', () => {
    const stored = [
      { target: 'id', source: 'saleID', type: 'integer' as const },
      { target: 'currency', value: 'EUR' },
      { target: 'note', source: 'referenceNumber', default: 'none' },
    ];
    expect(writtenRows(draftRows(stored))).toEqual(stored);
  });

  test('an empty fixed value is null, an empty default is none', () =>
    expect(writtenRows([row({ target: 'a', kind: 'value' })])).toEqual([{ target: 'a', value: null }]));

  test('a source typed before the row became a fixed value is not sent', () =>
    expect(writtenRows([row({ target: 'a', kind: 'value', source: 'b', value: '1' })])).toEqual([
      { target: 'a', value: '1' },
    ]));
});

describe('what is wrong with a row', () => {
  const errors = (...rows: DraftRow[]) => Object.fromEntries(rowErrors(rows));

  test('no source path', () =>
    expect(errors(row({ target: 'a' }))).toEqual({ 1: 'Say which field of the record this takes.' }));
  test('no target', () => expect(errors(row({ source: 'a' }))).toEqual({ 1: 'Name the target field.' }));
  test('a target that another row has', () =>
    expect(errors(row({ target: 'a', source: 'b' }), row({ id: '2', target: 'a', source: 'c' }))).toEqual({
      2: 'a is mapped twice. Keep one of the two rows.',
    }));
  test('nothing with a complete one', () => {
    const complete = row({ target: 'a', source: 'b' });
    expect(isComplete(complete)).toBe(true);
    expect(errors(complete)).toEqual({});
  });
});

describe('auto-map', () => {
  const paths = ['saleID', 'Customer', 'Customer.firstName', 'Customer.Contact.email', 'calcTotal'];

  test('for a table that is to be made: every top-level field under its own name', () =>
    expect(guesses(paths, [], undefined)).toEqual(
      ['saleID', 'Customer', 'calcTotal'].map((name) => ({ target: name, source: name })),
    ));

  test('for a table that is there: by name, however it is written, in depth too', () =>
    expect(guesses(paths, [], ['sale_id', 'first_name', 'margin', 'EMAIL'])).toEqual([
      { target: 'sale_id', source: 'saleID' },
      { target: 'first_name', source: 'Customer.firstName' },
      { target: 'EMAIL', source: 'Customer.Contact.email' },
    ]));

  test('leaves alone what is mapped already', () =>
    expect(guesses(paths, [{ target: 'sale_id' }], ['sale_id'])).toEqual([]));

  test('never proposes a target twice, and only paths that are there', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.uniqueArray(fc.string()), (some, columns) => {
        const found = guesses(some, [], columns);
        expect(new Set(found.map(({ target }) => target)).size).toBe(found.length);
        expect(found.every(({ source }) => some.includes(source))).toBe(true);
      }),
    ));
});

describe('paths into sample rows', () => {
  test('lead through objects and to the first entry of a list', () =>
    expect(samplePaths([{ id: '1', Prices: { ItemPrice: [{ amount: '2' }, { amount: '3' }] } }])).toEqual([
      'id',
      'Prices',
      'Prices.ItemPrice',
      'Prices.ItemPrice.0',
      'Prices.ItemPrice.0.amount',
    ]));

  test('are met once, whichever row has them', () =>
    expect(samplePaths([{ a: '1' }, { a: '2', b: null }])).toEqual(['a', 'b']));
});
