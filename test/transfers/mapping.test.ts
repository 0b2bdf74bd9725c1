import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MappingRow, ValueType } from '../../src/transfers/import-schema.ts';
import { autoMapping, typeRows } from '../../src/transfers/mapping/auto.ts';
import { compileMapping } from '../../src/transfers/mapping/compile.ts';
import { compilePath } from '../../src/transfers/mapping/path.ts';
import { Misfit, readTime, valueAs } from '../../src/transfers/mapping/value.ts';

const record = {
  itemID: '20',
  Contact: { firstName: 'Ann', Phones: { ContactPhone: [{ number: '1' }, { number: '2', use: 'Home' }] } },
  Prices: { ItemPrice: [{ amount: '4.390' }, { amount: '5' }] },
  empty: '',
  none: null,
};

describe('a path', () => {
  test.each<[string, unknown]>([
    ['itemID', '20'],
    ['Contact.firstName', 'Ann'],
    ['Prices.ItemPrice.1.amount', '5'],
    ['Prices.ItemPrice[*].amount', ['4.390', '5']],
    ['Contact.Phones.ContactPhone[*].use', ['Home']],
    ['Prices.ItemPrice.7.amount', undefined],
    ['Contact.firstName.length', undefined],
    ['itemID.0', undefined],
    ['none.x', undefined],
    ['toString', undefined],
    ['__proto__', undefined],
    ['Contact.constructor', undefined],
    ['Prices.ItemPrice.length', undefined],
    ['..', undefined],
  ])('%s reads %j', (path, value) => expect(compilePath(path)(record)).toEqual(value));

  test('reads any place of any record, and nothing that is not there', () =>
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[A-Za-z]{1,6}$/), { minLength: 1, maxLength: 4 }),
        fc.jsonValue(),
        (names, value) => {
          const nested = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
          const read = compilePath(names.join('.'));
          expect(read(nested as Record<string, unknown>)).toEqual(value);
          expect(read({})).toBeUndefined();
        },
      ),
    ));
});

describe('a value', () => {
  test.each<[ValueType, unknown, unknown]>([
    ['numeric', '4.390', '4.390'],
    ['numeric', '0.1234567890123456789012345', '0.1234567890123456789012345'],
    ['numeric', '-.5', '-.5'],
    ['numeric', '', null],
    ['numeric', null, null],
    ['integer', '210000000017', '210000000017'],
    ['integer', 7, '7'],
    ['boolean', 'false', false],
    ['boolean', '1', true],
    ['text', '', ''],
    ['text', 0, '0'],
    ['text', { a: 1 }, '{"a":1}'],
    ['jsonb', { a: ['x'] }, { a: ['x'] }],
    ['jsonb', '', ''],
    ['date', '2026-03-01T23:30:00-04:00', '2026-03-02'],
    ['date', '2026-03-01', '2026-03-01'],
    ['timestamptz', '2026-03-01T10:00:00', '2026-03-01T10:00:00+00:00'],
    ['timestamptz', '2026-03-01 10:00:00.123456789-0400', '2026-03-01T14:00:00.123456789+00:00'],
    ['timestamptz', '2026-12-31T23:30:00+05:30', '2026-12-31T18:00:00+00:00'],
    ['timestamptz', '', null],
  ])('as %s: %j is %j', (type, value, expected) => expect(valueAs(type, value)).toEqual(expected));

  test.each<[ValueType, unknown, string]>([
    ['numeric', 'NaN', 'the text "NaN"'],
    ['numeric', '4,39', 'the text "4,39"'],
    ['numeric', ['1'], 'a list of 1'],
    ['integer', '4.0', 'the text "4.0"'],
    ['integer', { a: 1 }, 'an object'],
    ['boolean', 'yes', 'the text "yes"'],
    ['timestamptz', '2026-02-30T00:00:00Z', 'the text "2026-02-30T0…"'],
    ['timestamptz', 'a very secret customer name', 'the text "a very secre…"'],
    ['date', 20_260_301, 'the number 20260301'],
  ])('as %s: %j does not fit, and is told by its first characters at most', (type, value, is) => {
    const misfit = valueAs(type, value);
    expect(misfit).toBeInstanceOf(Misfit);
    expect(misfit).toMatchObject({ is });
  });

  test('as numeric keeps every digit of every amount', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^-?\d{1,30}(\.\d{1,30})?$/), (amount) => valueAs('numeric', amount) === amount),
    ));

  test('as a time is taken on the days that exist, and on no other', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), fc.nat(13), fc.nat(32), (year, month, day) => {
        const pad = (number: number, width: number) => String(number).padStart(width, '0');
        const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
        const moment = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
        expect(readTime(`${text}T10:00:00+00:00`) !== undefined).toBe(exists);
        expect(readTime(text) !== undefined).toBe(exists);
      }),
      { numRuns: 500 },
    ));

  test('as a time means the same moment, in UTC', () =>
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.integer({ min: -14 * 4, max: 14 * 4 }),
        (moment, quarters) => {
          const sign = quarters < 0 ? '-' : '+';
          const minutes = Math.abs(quarters) * 15;
          const zone = `${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          const local = new Date(moment.getTime() + quarters * 15 * 60_000).toISOString().slice(0, -1);
          const read = readTime(`${local}${zone}`);
          expect(read?.ms).toBe(moment.getTime());
          expect(read?.text).toMatch(/\+00:00$/);
          expect(Date.parse(read?.text ?? '')).toBe(moment.getTime());
        },
      ),
    ));
});

describe('a mapping', () => {
  const map = (rows: MappingRow[], from: Record<string, unknown>) =>
    compileMapping(
      typeRows(rows, [
        { path: 'cost', type: 'decimal' },
        { path: 'on', type: 'boolean' },
      ]),
    ).map(from);

  test('gives paths, fixed values and defaults, each of its type', () => {
    const rows: MappingRow[] = [
      { target: 'a', source: 'cost' },
      { target: 'b', value: 'fixed' },
      { target: 'c', value: 3 },
      { target: 'd', source: 'missing', default: 'none' },
      { target: 'e', source: 'empty', default: 'none' },
      { target: 'f', source: 'on' },
      { target: 'g', value: null },
    ];
    expect(map(rows, { cost: '4.390', empty: '', on: 'true' })).toEqual({
      cells: ['4.390', 'fixed', '3', 'none', 'none', true, null],
      problems: [],
    });
  });

  test('tells each value that does not fit, by its column and where it came from', () => {
    const { cells, problems } = map(
      [
        { target: 'price', source: 'cost' },
        { target: 'ok', value: 1 },
      ],
      { cost: 'free' },
    );
    expect(cells).toEqual([null, '1']);
    expect(problems).toEqual([{ target: 'price', message: '"price" wants a number, but cost is the text "free".' }]);
  });

  test('never throws and always gives one cell a column, whatever the record is', () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom<ValueType>('text', 'integer', 'numeric', 'boolean', 'timestamptz', 'date', 'jsonb'),
        (from, type) => {
          const rows = Object.keys(from).map((source, at) => ({ target: `c${at}`, source: source || 'x', type }));
          expect(compileMapping(rows).map(from).cells).toHaveLength(rows.length);
        },
      ),
    ));

  test('named auto takes every top-level field by its meaning, and relations only when they are loaded', () => {
    const fields = [
      { path: 'itemID', type: 'integer' as const },
      { path: 'cost', type: 'decimal' as const },
      { path: 'Category', type: 'json' as const },
      { path: 'Prices.ItemPrice', type: 'json' as const },
    ];
    const auto = (relations: string[]) =>
      autoMapping({ fields, possibleRelations: ['Category', 'Tags'], relations }).map(
        ({ target, type }) => `${target} ${type}`,
      );
    expect(auto([])).toEqual(['itemID integer', 'cost numeric', 'Prices jsonb']);
    expect(auto(['Category', 'Tags.Tag'])).toEqual([
      'itemID integer',
      'cost numeric',
      'Category jsonb',
      'Prices jsonb',
      'Tags jsonb',
    ]);
  });
});
