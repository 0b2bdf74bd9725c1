import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare } from '../../src/sandbox/fidelity/compare.ts';
import { cCovered, rCovered } from '../../src/sandbox/fidelity/coverage.ts';
import { type Compared, isGood, type Judgement, judge } from '../../src/sandbox/fidelity/judge.ts';
import type { Sample } from '../../src/sandbox/fidelity/samples.ts';
import { pathsOf, requestShapeOf, shapeOf } from '../../src/sandbox/fidelity/shape.ts';
import { openShops } from '../../src/sandbox/fidelity/shop.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { allShapes } from '../support/shapes.ts';

let sandbox: Sandbox;
let shops: Awaited<ReturnType<typeof openShops>>;
let judgements: Judgement[];
beforeAll(async () => {
  sandbox = await startSandbox();
  shops = await openShops(sandbox.url);
  judgements = await judge(allShapes, shops);
}, 120_000);
afterAll(() => sandbox.close());

const compared = () => judgements.filter((one) => one.kind === 'compared');

const named = (api: string, method: string, resources: string) =>
  resources.split(' ').map((resource) => `${api} ${method} ${resource}`);

/** What samples show of the resources that the sandbox was made to stand for. */
const promised = [
  ...named('r', 'GET', 'Account Session Shop Item ItemMatrix ItemShop Category Customer CreditAccount Employee Vendor'),
  ...named('r', 'GET', 'Sale SaleLine Sale/SaleLine SalePayment Order OrderLine Inventory/Transfer Transfer'),
  ...named('r', 'GET', 'InventoryCount InventoryCountItem InventoryCountCalc InventoryCountReconcile InventoryLog'),
  ...named(
    'r',
    'GET',
    'Manufacturer TaxCategory PaymentType Register PriceLevel Item/CustomField Customer/CustomField',
  ),
  ...named('r', 'GET', 'Reports/Accounting/DiscountsByDay Reports/Accounting/PaymentsByDay'),
  ...named('r', 'POST', 'Item ItemMatrix Customer Sale SaleLine Category Order OrderLine Inventory/Transfer Vendor'),
  ...named('r', 'POST', 'InventoryCount CreditAccount Image Item/Image Item/CustomField Customer/CustomField'),
  ...named(
    'r',
    'PUT',
    'Item ItemMatrix Customer Sale Category Order OrderLine Inventory/Transfer Vendor CreditAccount',
  ),
  ...named('r', 'DELETE', 'Item ItemMatrix Customer Sale Category Order Vendor CreditAccount'),
  ...named('x', 'GET', 'ListProducts ListCustomers ListCustomerGroups ListSales ListInventoryRecords ListOutlets'),
  ...named(
    'x',
    'GET',
    'ListRegisters ListSuppliers ListBrands ListTags ListTaxes ListPaymentTypes ListPriceBooks ListUsers',
  ),
  ...named('x', 'POST', 'CreateProduct CreateCustomer CreateConsignment'),
  ...named('c', 'GET', 'products variants categories brands tags types attributes customers orders invoices shipments'),
  ...named('c', 'GET', 'checkouts checkouts/products shop account webhooks categories/products'),
];

const sample = (path: string, body: object): Sample => ({
  file: '',
  api: 'r',
  method: 'GET',
  path,
  status: 200,
  headers: [],
  body,
});

describe('the sandbox against the shapes of documented and recorded replies', () => {
  test('agrees in status, envelope, types and 98 percent of the paths or more, and adds nothing that no field table knows', () => {
    const bad = judgements.filter((one) => !isGood(one)) as Compared[];
    expect(bad.map(({ sample: { file, method, path }, deviations }) => ({ file, method, path, deviations }))).toEqual(
      [],
    );
  });

  test('differs only where the list of allowed deviations says so', () => {
    const open = compared().flatMap(({ resource, deviations }) =>
      deviations.filter(({ reason }) => reason === undefined).map(({ what }) => `${resource} ${what}`),
    );
    expect(open).toEqual([]);
  });

  test('is compared in every resource that was promised and has a sample', () => {
    const seen = new Set(compared().map(({ resource, sample: { api, method } }) => `${api} ${method} ${resource}`));
    expect([...promised].filter((one) => !seen.has(one))).toEqual([]);
  });

  test.each([
    {
      api: 'r',
      covered: rCovered,
      at: (path: string) => `/API/V3/Account/1/${path}.json${/^Reports/.test(path) ? '?startDate=x&endDate=x' : ''}`,
    },
    { api: 'c', covered: cCovered, at: (path: string) => `/en/${path}.json` },
  ] as const)('all that is listed as covered can be read: $api', async ({ api, covered, at }) => {
    const readable = covered.filter(
      ({ path, methods }) => methods.includes('GET') && !['Account', 'Session'].includes(path),
    );
    const asked = readable.map(({ path }) => ({ ...sample(at(path.replace('{}', '1')), {}), api }));
    const failed = (await judge(asked, shops)).filter(
      (one) => one.kind === 'notCovered' || one.deviations.some(({ what }) => what.startsWith('!status')),
    );
    expect(failed.map(({ resource, sample: { path } }) => ({ resource, path }))).toEqual([]);
  });

  test.each(['Item', 'ItemShop', 'Category', 'Customer', 'Sale', 'SaleLine', 'SalePayment', 'Shop'])(
    '%s with all relations holds nothing that no field table knows',
    async (resource) => {
      const path = `/API/V3/Account/{accountID}/${resource}.json?load_relations=all`;
      expect(await judge([sample(path, {})], shops)).toMatchObject([{ kind: 'compared', deviations: [] }]);
    },
  );
});

describe('the rules of a comparison', () => {
  const compared = (api: 'r' | 'x' | 'c', theirs: object, ours: object) => compare(api, pathsOf(theirs), pathsOf(ours));

  test.each([
    {
      rule: 'R-Series: one row and many',
      api: 'r',
      theirs: { Item: { itemID: '1' } },
      ours: { Item: [{ itemID: '2' }] },
    },
    {
      rule: 'R-Series: many rows and one',
      api: 'r',
      theirs: { Item: [{ itemID: '1' }] },
      ours: { Item: { itemID: '2' } },
    },
    { rule: 'R-Series: an empty text and a list', api: 'r', theirs: { Tags: '' }, ours: { Tags: { tag: ['a'] } } },
    { rule: 'null and whatever would be there', api: 'r', theirs: { Note: null }, ours: { Note: { note: 'x' } } },
    { rule: 'different texts', api: 'x', theirs: { name: 'a' }, ours: { name: '' } },
    { rule: 'true and false', api: 'x', theirs: { active: true }, ours: { active: false } },
    { rule: 'a list without rows and one with rows', api: 'x', theirs: { data: [] }, ours: { data: [{ id: '1' }] } },
    { rule: 'C-Series: false for nothing', api: 'c', theirs: { brand: false }, ours: { brand: { resource: {} } } },
  ] as const)('count as equal: $rule', ({ api, theirs, ours }) => {
    expect(compared(api, theirs, ours)).toEqual([]);
  });

  test.each([
    { rule: 'X-Series: an object and a list', api: 'x', theirs: { data: {} }, ours: { data: [{}] } },
    { rule: 'X-Series: an empty text and a list', api: 'x', theirs: { data: '' }, ours: { data: [{}] } },
    { rule: 'X-Series: false and an object', api: 'x', theirs: { data: false }, ours: { data: {} } },
    { rule: 'C-Series: one row and many', api: 'c', theirs: { data: {} }, ours: { data: [{}] } },
    { rule: 'a text and a number', api: 'r', theirs: { data: '1' }, ours: { data: 1 } },
    { rule: 'rows and plain values', api: 'x', theirs: { data: [{}] }, ours: { data: ['a'] } },
  ] as const)('count as different: $rule', ({ api, theirs, ours }) => {
    expect(compared(api, theirs, ours)).toEqual([expect.stringMatching(/^~data: /)]);
  });

  test('a missing path is a deviation', () => {
    expect(compared('r', { Item: { itemID: '1', upc: '2' } }, { Item: { itemID: '1' } })).toEqual(['-Item.upc']);
  });

  test('the names of a map’s entries are any ids', () => {
    const map = (id: string) => ({ data: { [id]: { count: '1' } } });
    const [one, other] = ['0242ac14-002c-11eb-f66d-538dab104309', '353a59ba-eb4a-de10-4f85-b8fdb8a08813'];
    expect(compared('x', map(one), map(other))).toEqual([]);
  });
});

describe('a judgement', () => {
  const item = '/API/V3/Account/{accountID}/Item/{itemID}.json';
  const judged = async (...samples: Parameters<typeof judge>[0]) => (await judge(samples, shops)) as Compared[];

  test('is bad below 98 percent', async () => {
    const [one] = await judged(sample(item, { '@attributes': { count: '1' }, Item: { itemID: '1', colour: 'red' } }));
    expect(one).toMatchObject({ total: 5, agreed: 4, deviations: [{ what: '-Item.colour' }] });
    expect(isGood(one!)).toBe(false);
  });

  test('is bad with one other type among a hundred paths', async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}`, { itemID: '1' }]));
    const [one] = await judged(sample(item, { '@attributes': many, Item: { itemID: 1 } }));
    expect(one?.deviations.map(({ what }) => what)).toContain('~Item.itemID: number, here string');
    expect(isGood(one!)).toBe(false);
  });

  test('is bad with another status, and says what the sandbox said', async () => {
    const [one] = await judged({ ...sample(item, {}), status: 404 }, { ...sample(item, {}), status: 410 });
    expect(one).toMatchObject({ deviations: [] });
    const [other] = await judged({ ...sample(item, {}), status: 410 });
    expect(other).toMatchObject({ agreed: 0, deviations: [{ what: expect.stringMatching(/^!status 410: here 200/) }] });
    expect(isGood(other!)).toBe(false);
  });

  test('is bad where a header of the sample isn’t sent', async () => {
    const headers = ['X-LS-Api-Bucket-Level', 'X-Shop-Mood'];
    const [one] = await judged({ ...sample(item, { Item: { itemID: '1' } }), headers });
    expect(one?.deviations.map(({ what }) => what)).toContain('-header X-Shop-Mood');
    expect(isGood(one!)).toBe(false);
  });

  test('of an error without a cause in the request is made by ordering one', async () => {
    const body = { httpCode: '503', httpMessage: 'x', message: 'y', errorClass: 'z' };
    const [one, other] = await judged({ ...sample(item, body), status: 503 }, { ...sample(item, body), status: 429 });
    expect(one).toMatchObject({ total: 4, agreed: 4, deviations: [] });
    expect(other).toMatchObject({ agreed: 4, resource: 'error 429' });
  });

  test('leaves out what the sandbox doesn’t stand for, with the reason', async () => {
    const path = '/API/V3/Account/{accountID}/Workorder.json';
    expect(await judge([sample(path, {})], shops)).toMatchObject([
      { kind: 'notCovered', resource: 'Workorder', reason: 'resource not covered' },
    ]);
  });
});

describe('a shape', () => {
  test('holds nothing of what the reply said', () => {
    const reply = { Customer: [{ firstName: 'Ann', vatNumber: '', dob: '1990-05-02T08:00:00+00:00' }, { phone: '4' }] };
    expect(shapeOf(reply)).toEqual({
      Customer: [{ firstName: 'text', vatNumber: '', dob: '2026-01-01T00:00:00+00:00', phone: '1' }],
    });
  });

  test('of a request keeps the words that the API gives meaning to', () => {
    const request = {
      description: 'Red Chair',
      itemType: 'default',
      tax: 'true',
      discountID: '0',
      shopID: '3',
      amount: '1.20',
    };
    expect(requestShapeOf(request)).toEqual({
      description: 'text',
      itemType: 'default',
      tax: 'true',
      discountID: '0',
      shopID: '1',
      amount: '1.5',
    });
  });
});
