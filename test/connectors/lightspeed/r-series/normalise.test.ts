import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../../../src/connectors/lightspeed/r-series/normalise.ts';
import { anyLike, isRow, listIn, shapes } from '../../../support/shapes.ts';

type Json = Record<string, unknown>;

describe('a list inside a record is an array, whatever the reply made of it', () => {
  test.each([
    { sent: 'one row, as an object', list: { ItemShop: { qoh: '3' } }, rows: [{ qoh: '3' }] },
    { sent: 'many rows', list: { ItemShop: [{ qoh: '3' }, { qoh: '4' }] }, rows: [{ qoh: '3' }, { qoh: '4' }] },
    { sent: 'an array of one row', list: { ItemShop: [{ qoh: '3' }] }, rows: [{ qoh: '3' }] },
    { sent: 'an empty text for no row', list: '', rows: [] },
    { sent: 'an empty text in the row’s place', list: { ItemShop: '' }, rows: [] },
  ])('$sent', ({ list, rows }) => {
    expect(normalise({ itemID: '1', ItemShops: list })).toEqual({ itemID: '1', ItemShops: { ItemShop: rows } });
  });

  test('lists inside the rows of lists too', () => {
    const sale = { SaleLines: { SaleLine: { Item: { ItemShops: { ItemShop: { qoh: '1' } } } } } };
    expect(normalise(sale)).toEqual({
      SaleLines: { SaleLine: [{ Item: { ItemShops: { ItemShop: [{ qoh: '1' }] } } }] },
    });
  });

  test('what stands beside the rows stays', () => {
    const list = { '@attributes': { count: '1' }, Tag: { name: 'new' } };
    expect(normalise({ Tags: list })).toEqual({ Tags: { '@attributes': { count: '1' }, Tag: [{ name: 'new' }] } });
  });
});

test('a list that is not there is not made up', () => {
  expect(normalise({ itemID: '1' })).toEqual({ itemID: '1' });
});

test('an empty text that is no list stays an empty text', () => {
  expect(normalise({ description: '', customSku: '' })).toEqual({ description: '', customSku: '' });
});

test('scalars stay the strings they were sent as', () => {
  const row = { itemID: '20', archived: 'false', amount: '4.390', upc: '0012', description: ' "x" ' };
  expect(normalise(row)).toEqual(row);
});

const rowsOfShapes = shapes.flatMap(({ file, path, body }) =>
  Object.entries(isRow(body) ? body : {})
    .filter(([name]) => name !== '@attributes')
    .map(([name, value]) => ({ name: `${name} of ${path} in ${file}`, row: Array.isArray(value) ? value[0] : value }))
    .filter((one): one is { name: string; row: Json } => isRow(one.row)),
);

describe('over the shapes of documented and recorded replies', () => {
  test('there are shapes to check', () => {
    expect(rowsOfShapes.length).toBeGreaterThan(200);
  });

  test('every list in them comes out as an array', () => {
    for (const { name, row } of rowsOfShapes) {
      for (const [path, rows] of lists(row, normalise(row)))
        expect(Array.isArray(rows), `${path} of ${name}`).toBe(true);
    }
  });

  test.each(distinct(rowsOfShapes))(
    'nothing is lost, nothing added, and a second time changes nothing: $name',
    ({ row }) => {
      fc.assert(
        fc.property(anyLike(row), (any) => {
          const normal = normalise(any as Json);
          expect(leaves(normal)).toEqual(leaves(any));
          expect(normalise(normal)).toEqual(normal);
        }),
        { numRuns: 25 },
      );
    },
  );
});

/** Every list of a shape, with what normalisation made of it. */
function lists(shape: Json, normal: Json, path = ''): [string, unknown][] {
  return Object.entries(shape).flatMap(([name, value]): [string, unknown][] => {
    const here = `${path}.${name}`;
    const list = listIn(name, value);
    if (list) {
      const rows = (normal[name] as Json)[list.rowName];
      const inner = lists(list.row as Json, [rows].flat()[0] as Json, here);
      return [[here, rows], ...inner];
    }
    return isRow(value) ? lists(value, normal[name] as Json, here) : [];
  });
}

/** All scalars with their paths in order; whether rows stood in an array does not show, `""` for a list is no scalar. */
function leaves(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => leaves(one, path));
  if (isRow(value)) return Object.entries(value).flatMap(([name, one]) => leaves(one, `${path}.${name}`));
  return value === '' && /\.[A-Z]\w*$/.test(path) ? [] : [`${path} = ${JSON.stringify(value)}`];
}

function distinct<T extends { row: Json }>(rows: T[]): T[] {
  return [...new Map(rows.map((one) => [JSON.stringify(one.row), one])).values()];
}
