import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Resource } from '../../../../src/connectors/connector.ts';
import {
  budgetOf,
  costOf,
  count,
  listRequest,
  nextPage,
  rowsOf,
} from '../../../../src/connectors/lightspeed/r-series/requests.ts';
import { resources } from '../../../../src/connectors/lightspeed/r-series/resources.ts';
import { isRow, shapes } from '../../../support/shapes.ts';

const resource = (name: string) => resources.find((one) => one.name === name) as Resource;
const item = resource('Item');

describe('rows of a reply', () => {
  test.each([
    { reply: 'many rows', body: { Item: [{ itemID: '1' }, { itemID: '2' }] }, ids: ['1', '2'] },
    { reply: 'one row, sent as an object', body: { Item: { itemID: '1' } }, ids: ['1'] },
    { reply: 'no row: the key is missing', body: { '@attributes': { next: '', previous: '' } }, ids: [] },
    { reply: 'no row: an empty text', body: { Item: '' }, ids: [] },
    { reply: 'no row: the old count of zero', body: { '@attributes': { count: '0' } }, ids: [] },
    {
      reply: 'a single row asked for by its id',
      body: { '@attributes': { count: '1' }, Item: { itemID: '7' } },
      ids: ['7'],
    },
    { reply: 'something that is no object', body: 'Bad Gateway', ids: [] },
    { reply: 'nothing', body: undefined, ids: [] },
  ])('$reply', ({ body, ids }) => {
    expect(rowsOf(body, item).map((row) => row.itemID)).toEqual(ids);
  });

  test('any number of rows comes back, as an object or an array, in order', () =>
    fc.assert(
      fc.property(fc.array(fc.record({ itemID: fc.string(), description: fc.string() })), (rows) => {
        const sent = rows.length === 0 ? {} : { Item: rows.length === 1 ? rows[0] : rows };
        expect(rowsOf({ '@attributes': { next: '' }, ...sent }, item)).toEqual(rows);
      }),
    ));
});

describe('the next page', () => {
  const next = 'https://api.lightspeedapp.com/API/V3/Account/1/Item.json?limit=100&sort=itemID&after=WzEwMF0%3D';
  test.each([
    { said: 'a whole URL', body: { '@attributes': { next, previous: '' } }, url: next },
    { said: 'an empty text at the end', body: { '@attributes': { next: '', previous: next } }, url: undefined },
    { said: 'no attributes', body: { Item: [] }, url: undefined },
    { said: 'a value that is no text', body: { '@attributes': { next: 7 } }, url: undefined },
    { said: 'a body that is no object', body: [], url: undefined },
  ])('$said', ({ body, url }) => expect(nextPage({ json: body })).toBe(url));
});

describe('a list request', () => {
  const all = { resource: item, relations: [], filters: [], pageSize: 100 };

  test('of all rows goes by id, which is the order of V3', () => {
    expect(listRequest(all)).toEqual({ path: 'Item.json', query: [['limit', '100']] });
  });

  test('asks for no more rows than a page of V3 holds', () => {
    expect(listRequest({ ...all, pageSize: 5000 }).query).toEqual([['limit', '100']]);
  });

  test('since a time goes by that time, from it on, archived rows included', () => {
    const since = { field: 'timeStamp', from: '2026-01-01T00:00:00+00:00' };
    expect(listRequest({ ...all, since }).query).toEqual([
      ['limit', '100'],
      ['sort', 'timeStamp'],
      ['timeStamp', '>=,2026-01-01T00:00:00+00:00'],
      ['archived', 'true'],
    ]);
  });

  test('names relations as a JSON array and filters with their operator', () => {
    const filters = [
      { field: 'qoh', operator: '>', value: '1' },
      { field: 'shopID', operator: '=', value: '2' },
    ];
    expect(listRequest({ ...all, relations: ['Category', 'ItemShops'], filters }).query).toEqual([
      ['limit', '100'],
      ['load_relations', '["Category","ItemShops"]'],
      ['qoh', '>,1'],
      ['shopID', '2'],
    ]);
  });

  test('for a count has the filters, and neither limit nor sort', () => {
    const since = { field: 'timeStamp', from: '2026-01-01T00:00:00+00:00' };
    const names = count.request({ resource: item, filters: [], since }).query.map(([name]) => name);
    expect(names).toEqual(['count', 'timeStamp', 'archived']);
  });
});

test.each([
  { body: { '@attributes': { count: '764' } }, total: 764 },
  { body: { '@attributes': { count: '0' } }, total: 0 },
  { body: { '@attributes': { count: 'many' } }, total: undefined },
  { body: { '@attributes': {} }, total: undefined },
  { body: null, total: undefined },
])('the total of $body is $total', ({ body, total }) => expect(count.read(body)).toBe(total));

describe('the cost of a request in drips', () => {
  const cost = (name: string, relations: string[], many = true) =>
    costOf({ method: 'GET', relations, relationsOf: resource(name), many });
  test.each([
    { what: 'a list without relations', drips: cost('Item', []), expected: 1 },
    { what: 'a list with one row each', drips: cost('Item', ['Category']), expected: 1.2 },
    { what: 'a list with a list each', drips: cost('Item', ['ItemShops']), expected: 1.4 },
    { what: 'one record with a list', drips: cost('Item', ['ItemShops'], false), expected: 1.2 },
    { what: 'a row under a list, on a list', drips: cost('Sale', ['SaleLines', 'SaleLines.Item']), expected: 1.8 },
    { what: 'a list under a list, on a list', drips: cost('Sale', ['SaleLines.InventorySales']), expected: 1.8 },
    { what: 'a row under a row, on a list', drips: cost('Sale', ['Customer', 'Customer.Contact']), expected: 1.4 },
  ])('$what: $expected', ({ drips, expected }) => expect(drips).toBe(expected));
});

describe('the bucket as the headers of a reply tell it', () => {
  const read = (headers: Record<string, string>) => budgetOf(new Headers(headers));

  test('level, size, drip and burst', () => {
    expect(
      read({
        'X-LS-API-Bucket-Level': '76.47/90',
        'X-LS-API-Burst-Level': '1/20',
        'X-LS-API-Drip-Rate': '1.5',
      }),
    ).toEqual({ kind: 'bucket', levelDrips: 76.47, sizeDrips: 90, dripPerSecond: 1.5, burst: 20 });
  });

  test('letter case does not count', () => {
    expect(read({ 'x-ls-api-bucket-level': '1/60', 'X-Ls-Api-Drip-Rate': '1' })).toMatchObject({
      sizeDrips: 60,
      dripPerSecond: 1,
    });
  });

  test('recorded replies of the older API tell only the level', () => {
    expect(read({ 'X-Ls-Api-Bucket-Level': '9.2179536819447/90' })).toEqual({
      kind: 'bucket',
      levelDrips: 9.2179536819447,
      sizeDrips: 90,
      dripPerSecond: undefined,
      burst: undefined,
    });
  });

  test.each(['', '90', '1/2/3', 'x/90', '-1/90'])('a level of "%s" tells nothing', (level) =>
    expect(read({ 'X-LS-API-Bucket-Level': level })).toBeUndefined(),
  );

  test('without a level there is nothing to tell', () => {
    expect(read({ 'X-LS-API-Drip-Rate': '1' })).toBeUndefined();
    const recorded = shapes.flatMap(({ headers }) => headers);
    expect(recorded.map((name) => name.toLowerCase())).toContain('x-ls-api-bucket-level');
  });
});

test('every field that documented rows show is offered for mapping', () => {
  const missing = shapes.flatMap(({ method, path, body }) => {
    const name = /^\/API\/V3\/Account\/\{accountID\}\/(\w+)(?:\/\{\w+\})?\.json$/.exec(path)?.[1] ?? '';
    const known = resources.find((one) => one.name === name);
    if (!known || method !== 'GET' || !isRow(body)) return [];
    const rows = [body[name]].flat().filter(isRow);
    const fields = new Set(known.fields.map((field) => field.path.split('.')[0]));
    const scalars = rows.flatMap((row) => Object.entries(row)).filter(([, value]) => !isRow(value));
    return scalars.filter(([field]) => !fields.has(field)).map(([field]) => `${name}.${field}`);
  });
  expect([...new Set(missing)]).toEqual([]);
});
