import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeStore } from '../../src/sandbox/fidelity/ask.ts';
import { compare } from '../../src/sandbox/fidelity/compare.ts';
import { isGood, type Judgement, judge } from '../../src/sandbox/fidelity/judge.ts';
import { pathsOf, shapeOf } from '../../src/sandbox/fidelity/shape.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { shapes } from '../support/shapes.ts';

describe('the sandbox against the shapes of documented replies', () => {
  let sandbox: Sandbox;
  let judgements: Judgement[];
  let store: Awaited<ReturnType<typeof makeStore>>;
  beforeAll(async () => {
    sandbox = await startSandbox();
    store = await makeStore(sandbox.url);
    judgements = await judge(shapes, store);
  });
  afterAll(() => sandbox.close());

  test('agrees in 98 percent of the paths or more, and adds nothing that no field table knows', () => {
    const bad = judgements.filter((one) => !isGood(one));
    expect(bad).toEqual([]);
  });

  test.each(['Item', 'ItemShop', 'Category', 'Customer', 'Sale', 'SaleLine', 'SalePayment', 'Shop'])(
    '%s with all relations holds nothing that no field table knows',
    async (resource) => {
      const path = `/API/V3/Account/{accountID}/${resource}.json?load_relations=all`;
      const sample = { file: '', method: 'GET', path, status: 200, headers: [], body: {} };
      expect(await judge([sample], store)).toMatchObject([{ kind: 'compared', deviations: [] }]);
    },
  );

  test('every resource that this API version stands for is compared', () => {
    const compared = judgements.filter(({ kind }) => kind === 'compared').map(({ resource }) => resource);
    expect([...new Set(compared)].toSorted()).toEqual([
      'Account',
      'Category',
      'Customer',
      'Item',
      'ItemShop',
      'Sale',
      'Sale/SaleLine',
      'SaleLine',
      'SalePayment',
      'Session',
      'Shop',
    ]);
  });
});

describe('the rules of a comparison', () => {
  const compared = (sample: object, sandbox: object) => compare(pathsOf(sample), pathsOf(sandbox), 'Item');

  test.each([
    {
      rule: 'an object and an array of objects, either way',
      sample: { Item: { itemID: '1' } },
      sandbox: { Item: [{ itemID: '2' }] },
    },
    {
      rule: 'an array of objects and an object',
      sample: { Item: [{ itemID: '1' }] },
      sandbox: { Item: { itemID: '2' } },
    },
    {
      rule: 'an empty text and a list',
      sample: { Item: { ItemShops: '' } },
      sandbox: { Item: { ItemShops: { ItemShop: [] } } },
    },
    {
      rule: 'null and false for nothing',
      sample: { Item: { Note: null } },
      sandbox: { Item: { Note: { note: 'x' } } },
    },
    { rule: 'false for nothing', sample: { Item: { Note: false } }, sandbox: { Item: { Note: 'x' } } },
    { rule: 'different texts', sample: { Item: { description: 'a' } }, sandbox: { Item: { description: '' } } },
  ])('count as equal: $rule', ({ sample, sandbox }) => {
    expect(compared(sample, sandbox)).toMatchObject({ agreement: 1, deviations: [] });
  });

  test('a missing path is a deviation', () => {
    const { agreement, deviations } = compared({ Item: { itemID: '1', upc: '2' } }, { Item: { itemID: '1' } });
    expect(deviations).toEqual(['-Item.upc']);
    expect(agreement).toBeCloseTo(2 / 3);
  });

  test('another type is a deviation', () => {
    expect(compared({ Item: { itemID: '1' } }, { Item: { itemID: 1 } }).deviations).toEqual([
      '~Item.itemID: string, here number',
    ]);
  });

  test('a path beside the sample’s is fine where a field table has it, else a deviation that fails', () => {
    expect(compared({ Item: {} }, { Item: { ean: '1' } }).deviations).toEqual([]);
    const { agreement, deviations } = compared({ Item: {} }, { Item: { invented: '1' } });
    expect({ agreement, deviations }).toEqual({ agreement: 1, deviations: ['+Item.invented'] });
  });

  test('the field tables are asked by the row a field stands in', () => {
    expect(compared({ Item: {} }, { Item: { ItemShops: { ItemShop: { qoh: '1' } } } }).deviations).toEqual([]);
    expect(compared({ Item: {} }, { Item: { qoh: '1' } }).deviations).toEqual(['+Item.qoh']);
  });
});

test('a shape holds nothing of what the reply said', () => {
  const reply = { Customer: [{ firstName: 'Ann', vatNumber: '', dob: '1990-05-02T08:00:00+00:00' }, { phone: '4' }] };
  expect(shapeOf(reply)).toEqual({
    Customer: [{ firstName: 'text', vatNumber: '', dob: '2026-01-01T00:00:00+00:00', phone: '1' }],
  });
});
