import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileFormats } from '../../src/transfers/destinations/file-format.ts';
import type { Column } from '../../src/transfers/mapping/compile.ts';

const { csv, jsonl } = fileFormats;
const text = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'text' }));
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('=1+1', '@SUM(A1)', '-3', '+4', '"', '""', ',', '\n', '\r\n', ' a ', '\t', 'a,"b"\nc', '😀', '﻿x'),
);
const anyRows = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    names: fc.uniqueArray(anyText, { minLength: width, maxLength: width }),
    rows: fc.array(fc.array(anyText, { minLength: width, maxLength: width }), { maxLength: 8 }),
  }),
);

describe('a CSV file', () => {
  test('read by another program gives back every text as it was, formulas and line ends too', () =>
    fc.assert(
      fc.property(anyRows, ({ names, rows }) => {
        const columns = text(...names);
        const file = csv.header(columns) + rows.map((row) => csv.row(columns, row)).join('');
        expect(parse(file, { relax_column_count: false })).toEqual([names, ...rows]);
      }),
    ));

  test.each([
    ['nothing', null, ''],
    ['an empty text', '', '""'],
    ['a formula', '=HYPERLINK("http://x")', '"=HYPERLINK(""http://x"")"'],
    ['a plain formula', '=A1', '=A1'],
    ['money', '4.390', '4.390'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['an emoji', '😀', '😀'],
    ['yes', true, 'true'],
  ])('writes %s as it is', (_, value, written) => {
    expect(csv.row(text('a'), [value])).toBe(`${written}\n`);
  });

  test('writes JSON as one field', () => {
    const columns: Column[] = [{ name: 'a', type: 'jsonb' }];
    expect(csv.row(columns, [[{ b: 'x,y' }]])).toBe('"[{""b"":""x,y""}]"\n');
  });
});

describe('a JSON Lines file', () => {
  test('holds one object a line, whatever the texts are', () =>
    fc.assert(
      fc.property(anyRows, ({ names, rows }) => {
        const columns = text(...names);
        const lines = rows.map((row) => jsonl.row(columns, row));
        for (const line of lines) expect(line.slice(0, -1)).not.toMatch(/\n/);
        const objects = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
        expect(lines.map((line) => JSON.parse(line))).toEqual(objects);
      }),
    ));

  test('keeps a column whose name means something to JavaScript', () => {
    expect(jsonl.row(text('__proto__', 'constructor'), ['a', 'b'])).toBe('{"__proto__":"a","constructor":"b"}\n');
  });

  test.each<[Column['type'], unknown, unknown]>([
    ['integer', '42', 42],
    ['integer', '210000000017', 210_000_000_017],
    ['integer', '9007199254740993', '9007199254740993'],
    ['numeric', '4.390', '4.390'],
    ['boolean', false, false],
    ['jsonb', { a: [1] }, { a: [1] }],
    ['text', null, null],
  ])('%s %j is %j, so that no digit is lost', (type, value, written) => {
    expect(JSON.parse(jsonl.row([{ name: 'a', type }], [value]))).toEqual({ a: written });
  });
});
