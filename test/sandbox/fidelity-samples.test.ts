import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cPathOf } from '../../src/sandbox/fidelity/ask-c.ts';
import { operationOf } from '../../src/sandbox/fidelity/ask-x.ts';
import { targetOf } from '../../src/sandbox/fidelity/r-path.ts';
import { readSamples, type Sample } from '../../src/sandbox/fidelity/samples.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samples-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(content: object, name = 'Vendor.json'): Sample[] {
  writeFileSync(join(folder, name), JSON.stringify(content));
  return readSamples(folder);
}

describe('samples are read', () => {
  test('from documented examples: method, path and request stand in the text of the page', () => {
    const label = `Definition\n\n\`\`\`\nPOST /API/V3/Account/{accountID}/Vendor.json\n\`\`\`\n\n$ curl -X POST \\\n-d '{\n "name": "A"\n "tags": ["b",],\n}' "https://api.lightspeedapp.com/API/V3/Account/{accountID}/Vendor.json"`;
    const [one] = read({ examples: [{ operation: 'POST Create', definition: null, label, json: { Vendor: {} } }] });
    expect(one).toMatchObject({
      api: 'r',
      method: 'POST',
      path: '/API/V3/Account/{accountID}/Vendor.json',
      status: 200,
    });
    expect(one).toMatchObject({ request: { name: 'A', tags: ['b'] }, body: { Vendor: {} } });
  });

  test('from documented examples: a payload alone is the request of the next one', () => {
    const definition = 'POST /API/V3/Account/{ID}/Image.json';
    const examples = [
      { definition, label: '> Data Payload:', json: { itemID: 2 } },
      { definition, label: 'Example', json: { '@attributes': {}, Image: {} } },
    ];
    expect(read({ examples })).toMatchObject([{ request: { itemID: 2 }, body: { Image: {} } }]);
  });

  test('from examples with path, method and status', () => {
    const examples = [{ path: '/brands', method: 'POST', status: '201', body: { data: 'x' } }];
    expect(read({ examples })).toMatchObject([{ api: 'x', method: 'POST', path: '/brands', status: 201 }]);
  });

  test('from recorded exchanges, with the names of their headers', () => {
    const request = {
      method: 'PUT',
      url: 'https://api.merchantos.com/API/Account/-/Item/1.json?a=%22b%22',
      body: { upc: '' },
    };
    const response = { status: 400, headers: { 'X-A': '1' }, body: '{"httpCode":"400"}' };
    expect(read({ exchanges: [{ request, response }] })).toMatchObject([
      {
        api: 'r',
        path: '/API/Account/-/Item/1.json?a="b"',
        status: 400,
        headers: ['X-A'],
        request: { upc: '' },
        body: { httpCode: '400' },
      },
    ]);
  });

  test('from single bodies, which a remark or the file’s name places', () => {
    const [one] = read({ note: 'seen in GET /nl/tags.json', json: { id: 1 } }, 'catalog__tag__sample.json');
    expect(one).toMatchObject({ api: 'c', method: 'GET', path: '/nl/tags.json', body: { id: 1 } });
    expect(read({ json: { data: [] } }, 'ListBrands.json').map(({ api, path }) => [api, path])).toContainEqual([
      'x',
      '/brands',
    ]);
  });

  test.each([
    { what: 'a list', content: [{ a: 1 }], body: [{ a: 1 }] },
    { what: 'nothing', content: { json: null }, body: null },
    { what: 'an example without anything', content: { examples: [{}] }, body: undefined },
    {
      what: 'an exchange without host and status',
      content: { exchanges: [{ request: { url: '/API/Account/1/Item.json' }, response: {} }] },
      body: undefined,
    },
  ])('from odd files too: $what', ({ content, body }) => {
    const [one] = read(content);
    expect(one).toMatchObject({ method: 'GET', status: 200 });
    expect(one?.body).toEqual(body);
  });

  test('or not at all: a file that is no JSON is named', () => {
    writeFileSync(join(folder, 'bad.json'), '{');
    expect(() => readSamples(folder)).toThrow('bad.json is no JSON');
  });
});

describe('what a sample asks for is found', () => {
  const sample = (given: Partial<Sample>): Sample => ({
    file: 'x.json',
    api: 'r',
    method: 'GET',
    path: '',
    status: 200,
    headers: [],
    body: {},
    ...given,
  });
  const v3 = '/API/V3/Account/{accountID}';

  test.each([
    {
      path: `${v3}/Sale/{saleID}/SaleLine/7.json`,
      found: { root: '/API/V3', template: 'Sale/{}/SaleLine', one: true },
    },
    { path: '/API/Account/-/Item.json?limit=1', found: { root: '/API', template: 'Item', one: false } },
    { path: '/API/Account.json?limit=1', found: { template: 'Accounts' } },
    { path: `${v3}.json`, found: { template: 'Account' } },
    { path: '/API/Session.json', found: { template: 'Session' } },
    { path: `${v3}Vendor/{vendorID}.json`, found: { template: 'Vendor', one: true } },
    { path: `${v3}/Vendr.json`, file: 'docs/Vendor.json', found: { template: 'Vendor', one: false } },
    {
      path: '/API/V3/Account/{Account',
      file: 'ItemMatrix_Image.json',
      method: 'POST',
      found: { template: 'ItemMatrix/{}/Image', one: false },
    },
    { path: `${v3}/Employee.json`, method: 'PUT', found: { template: 'Employee', one: true } },
    {
      path: `${v3}/Customer/{customerID}/Anonymize.json`,
      method: 'DELETE',
      found: { template: 'Customer/{}/Anonymize', one: false },
    },
  ])('R-Series: $method $path', ({ found, ...given }) => {
    expect(targetOf(sample(given))).toMatchObject(found);
  });

  test('R-Series: nothing for a resource that nobody knows', () => {
    expect(targetOf(sample({ path: `${v3}/Moon.json` }))).toBeUndefined();
  });

  test.each([
    { path: '/products/{product_id}/inventory', operation: 'GetInventoryByProductID' },
    { path: '/api/2.0/brands/0adaafb3-6583-11e5-fb60-d5b67a17df2f?x=1', operation: 'GetBrandByID' },
    { path: '/api/2026-07/users/bulk', method: 'POST', operation: 'GetUsersById' },
    { path: '/moons', operation: undefined },
  ])('X-Series: $path', ({ operation, ...given }) => {
    expect(operationOf(sample({ ...given, api: 'x' }))).toBe(operation);
  });

  test.each([
    { file: 'c-series/sales__order-product__sample.json', found: 'orders/{}/products' },
    { file: 'sales__checkout__wireCheckoutProduct.json', found: 'checkouts/{}/products' },
    { file: 'joins__categories-product__sample.json', found: 'categories/products' },
    { path: '/nl/orders/12/products/34.json', found: 'orders/{}/products' },
    { path: 'webhooks/{id}.json', found: 'webhooks' },
    { file: 'shared__image__sample.json', found: 'products/{}/images' },
    { file: 'moon__sample.json', found: undefined },
  ])('C-Series: $file $path', ({ found, ...given }) => {
    expect(cPathOf(sample({ ...given, api: 'c' }))).toBe(found);
  });
});
