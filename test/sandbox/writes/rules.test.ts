import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { category } from '../../../src/sandbox/r-series/categories.ts';
import { changes } from '../../../src/sandbox/r-series/changes.ts';
import { inventoryLog } from '../../../src/sandbox/r-series/inventory-log.ts';
import { itemShop } from '../../../src/sandbox/r-series/items.ts';
import { rightNames } from '../../../src/sandbox/r-series/scopes.ts';
import { answerWrite, costOfWrite } from '../../../src/sandbox/r-series/writes/answer.ts';
import { places } from '../../../src/sandbox/r-series/writes/places.ts';
import { Refused } from '../../../src/sandbox/r-series/writes/refused.ts';
import { KeptRows } from '../../../src/sandbox/rows/kept-rows.ts';
import { idsOf, rowOf } from '../../../src/sandbox/rows/rows.ts';
import { Purpose } from '../../../src/sandbox/shop-data/dice.ts';
import type { RStore } from '../../../src/sandbox/store.ts';

/** The rules alone, without server and journal: a store in this process. */
let store: RStore;
beforeEach(() => {
  store = newStore();
});

const AT = Date.UTC(2026, 2, 20, 10);
const newStore = (): RStore => ({
  series: 'r',
  id: 's',
  number: 100_001,
  name: 'Demo',
  seed: 7,
  sizes: { items: 12, customers: 10, sales: 60 },
  registers: 1,
  limits: 'off',
  employees: [
    {
      id: 1,
      userId: 1,
      firstName: 'Olive',
      lastName: 'Owner',
      login: 'o',
      password: 'p',
      role: 'owner',
      isLocked: false,
      rights: rightNames,
    },
  ],
  bornAt: AT / 1000,
  rows: new KeptRows(),
  clientId: 'c',
  accessSeconds: 1800,
  accountId: '100001',
  repeatHonours: 'last',
});

/** Writes as the owner; the status, and the row of the reply. */
function send(method: string, path: string, body: string): { status: number; row: Record<string, unknown> } {
  try {
    const bytes = Buffer.from(body);
    const rest = {
      bytes,
      contentType: '',
      base: '',
      query: new URLSearchParams(),
      scopes: ['employee:all'],
      userId: '1',
    };
    const reply = answerWrite({ store, method, path, body, nowMs: AT, ...rest });
    const { '@attributes': _, ...named } = reply.body as Record<string, object>;
    return { status: 200, row: (Object.values(named)[0] ?? {}) as Record<string, unknown> };
  } catch (cause) {
    if (cause instanceof Refused) return { status: cause.status, row: {} };
    throw cause;
  }
}
const everything = () => JSON.stringify([...store.rows.all()]);

describe('the category tree', () => {
  const change = fc.oneof(
    fc.record({ method: fc.constant('POST'), name: fc.string({ minLength: 1, maxLength: 3 }), parent: fc.nat(60) }),
    fc.record({ method: fc.constant('PUT'), of: fc.nat(60), parent: fc.nat(60), name: fc.string({ maxLength: 3 }) }),
    fc.record({ method: fc.constant('DELETE'), of: fc.nat(60) }),
  );

  test('stays a nested set with right depths and paths, whatever is created, moved, renamed and deleted', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (steps) => {
        store = newStore();
        for (const step of steps) {
          const path = 'of' in step ? `Category/${step.of}` : 'Category';
          const body = 'name' in step ? { name: step.name, parentID: step.parent } : {};
          send(step.method, path, JSON.stringify(body));
        }
        isNestedSet();
      }),
      { numRuns: 60 },
    );
  });

  function isNestedSet(): void {
    const rows = idsOf(store, category).map((id) => rowOf(store, category, id));
    const nodes = rows.flatMap(({ leftNode, rightNode }) => [Number(leftNode), Number(rightNode)]);
    expect(nodes.toSorted((a, b) => a - b)).toEqual(nodes.map((_, at) => at + 1));
    const byId = new Map(rows.map((row) => [row.categoryID, row]));
    for (const row of rows) {
      const parent = byId.get(row.parentID);
      const above = rows.filter(
        (one) => Number(one.leftNode) < Number(row.leftNode) && Number(one.rightNode) > Number(row.rightNode),
      );
      expect(Number(row.nodeDepth)).toBe(above.length);
      expect(parent === undefined).toBe(row.parentID === '0');
      expect(above.includes(parent ?? row)).toBe(parent !== undefined);
      expect(row.fullPathName).toBe(parent ? `${parent.fullPathName}/${row.name}` : row.name);
    }
  }
});

describe('what merchants do', () => {
  const kind = fc.constantFrom(
    ...([
      'sales',
      'sales',
      'voids',
      'lateVoids',
      'refunds',
      'archives',
      'counts',
      'mergeItems',
      'mergeCustomers',
      'edits',
      'deletes',
    ] as const),
  );

  test('leaves stock the sum of its log in every shop, and the total that of the shops', () => {
    fc.assert(
      fc.property(fc.array(kind, { minLength: 1, maxLength: 20 }), fc.nat(), (kinds, seed) => {
        store = newStore();
        const dice = new Purpose('test').dice(seed, 0);
        for (const [at, one] of kinds.entries()) changes[one](store, dice, AT / 1000 + at * 60);
        const logged = new Map<string, number>();
        for (const id of idsOf(store, inventoryLog)) {
          const { itemID, shopID, qohChange } = rowOf(store, inventoryLog, id);
          for (const shop of ['0', shopID]) {
            const key = `${itemID} ${shop}`;
            logged.set(key, (logged.get(key) ?? 0) + Number(qohChange));
          }
        }
        for (const id of idsOf(store, itemShop)) {
          const { itemID, shopID, qoh, sellable } = rowOf(store, itemShop, id);
          expect(Number(qoh), `item ${itemID} in shop ${shopID}`).toBe(logged.get(`${itemID} ${shopID}`) ?? 0);
          if (shopID !== '0') expect(Number(sellable)).toBe(Math.max(0, Number(qoh)));
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** A path of a place, with ids that exist and others. */
const somewhere = fc
  .tuple(
    fc.constantFrom(...places),
    fc.constantFrom('1', '2', '7', '999999', '0'),
    fc.constantFrom('', '/1', '/3', '/99999'),
  )
  .map(([{ pattern }, id, last]) => {
    const plain = pattern.source.replace(/^\^/, '').replace(/\$$/, '');
    const row = plain.endsWith('(?:\\/(?<id>\\d+))?') ? plain.replace('(?:\\/(?<id>\\d+))?', last) : plain;
    return row.replaceAll(/\(\?<\w+>\\d\+\)/g, id).replaceAll('\\/', '/');
  });

const nasty = fc.constantFrom<unknown>(
  ...[
    '',
    ' ',
    '0',
    '-1',
    'NaN',
    '1e308',
    '1e-9',
    '99999999999999999999',
    'true',
    '\u0000',
    '\ud800',
    '__proto__',
    '2026-02-30',
    '0000-00-00',
    '10000-01-01T00:00:00Z',
    'Europe/Nowhere',
  ],
  ...[
    null,
    true,
    0,
    -0,
    1.5,
    -1,
    1e21,
    1e-7,
    2 ** 53,
    [],
    {},
    [[]],
    [{}],
    { a: { b: {} } },
    ['x', null],
    'x'.repeat(5000),
  ],
);
const fieldNames = [
  ...[
    'name',
    'description',
    'tax1Name',
    'tax1Rate',
    'serial',
    'lastName',
    'code',
    'giftCard',
    'type',
    'archived',
    'timeZone',
  ],
  ...[
    'shopID',
    'itemID',
    'saleID',
    'vendorID',
    'customerID',
    'orderID',
    'parentID',
    'categoryID',
    'inventoryCountID',
    'itemMatrixID',
  ],
  ...[
    'sendingShopID',
    'receivingShopID',
    'qty',
    'quantity',
    'numReceived',
    'price',
    'complete',
    'completed',
    'voided',
    'completeTime',
  ],
  ...[
    'unitQuantity',
    'unitPrice',
    'discountPercent',
    'discountID',
    'discountAmount',
    'taxCategoryID',
    'tax',
    'itemCode',
    'dob',
    'creditAccountID',
  ],
  ...[
    'SaleLines',
    'SalePayments',
    'SalesAccounts',
    'Prices',
    'ItemShops',
    'Contact',
    'Note',
    'Tags',
    'CustomFieldValues',
    'ItemVendorNums',
  ],
  ...[
    'ItemAttributes',
    'TransferItems',
    'TransferItem',
    'emailAddress',
    'orderedDate',
    'itemType',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...[
    'SaleLine',
    'SalePayment',
    'ItemPrice',
    'ItemShop',
    'ContactEmail',
    'Emails',
    'amount',
    'paymentTypeID',
    'useTypeID',
    'toSend',
  ],
  ...[
    'qoh',
    'value',
    'customFieldID',
    'reorderPoint',
    'salePaymentID',
    'saleLineID',
    'transferItemID',
    'address',
    'useType',
    'note',
  ],
];
const record = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    nasty,
    fc.integer({ min: 1, max: 3 }).map(String),
    fc.array(tie('record'), { maxLength: 2 }),
    tie('record'),
  ),
  record: fc.dictionary(fc.constantFrom(...fieldNames), tie('value'), { maxKeys: 8 }),
})).record;
const xml = fc.oneof(
  record.map(
    (one) =>
      `<Item>${Object.entries(one)
        .map(([name, value]) => `<${name}>${typeof value === 'object' ? '<a/>' : String(value)}</${name}>`)
        .join('')}</Item>`,
  ),
  fc.constantFrom(
    '<a>',
    '</a>',
    '<a/><b/>',
    '<a>&bogus;</a>',
    '<a>&#x110000;</a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a b=">',
  ),
  fc.constant('<a>'.repeat(40) + '</a>'.repeat(40)),
);
const body = fc.oneof(
  { weight: 8, arbitrary: record.map((one) => JSON.stringify(one)) },
  xml,
  fc.json(),
  fc.string(),
  fc.constant('['.repeat(50_000)),
);
const verb = fc.constantFrom('POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');

describe('hostile writes', () => {
  test('are refused or done, and nothing of a refused one stays', () => {
    let [done, refused] = [0, 0];
    fc.assert(
      fc.property(fc.array(fc.tuple(verb, somewhere, body), { minLength: 1, maxLength: 15 }), (writes) => {
        store = newStore();
        let told = 0;
        store.rows.listen(() => {
          told += 1;
        });
        for (const [method, path, text] of writes) {
          const [before, toldBefore] = [everything(), told];
          expect(costOfWrite(method, path, text)).toBeGreaterThanOrEqual(1);
          const { status } = send(method, path, text);
          if (status === 200) done += 1;
          else {
            refused += 1;
            expect(everything()).toBe(before);
            expect(told).toBe(toldBefore);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(Math.min(done, refused)).toBeGreaterThan(100);
  });
});
