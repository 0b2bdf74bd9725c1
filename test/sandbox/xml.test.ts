import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { plural, xmlOf } from '../../src/sandbox/r-series/xml.ts';

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/).filter((one) => !(one in {}));
const value = fc.letrec((tie) => ({
  row: fc.dictionary(name, fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'binary' }), tie('row'), tie('list'))),
  list: fc.array(tie('row'), { minLength: 2, maxLength: 3 }),
})).row;

test('whatever text a row holds, the XML is well formed and gives the text back', () =>
  fc.assert(
    fc.property(value, fc.string({ unit: 'binary' }), (row, text) => {
      const xml = xmlOf('Rows', { '@attributes': { next: text }, Row: { ...(row as object), text } });
      expect(XMLValidator.validate(xml)).toBe(true);
      const held = text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
      const read = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true }).parse(xml);
      expect(read.Rows.Row.text).toBe(held);
    }),
  ));

test('plurals of resource names', () => {
  const names = ['Item', 'Category', 'ItemMatrix', 'Register', 'Discount', 'TaxClass', 'CreditAccount'];
  expect(names.map(plural)).toEqual([
    'Items',
    'Categories',
    'ItemMatrixes',
    'Registers',
    'Discounts',
    'TaxClasses',
    'CreditAccounts',
  ]);
});
