import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { category } from '../../../src/sandbox/r-series/categories.ts';
import { changes } from '../../../src/sandbox/r-series/changes.ts';
import { inventoryLog } from '../../../src/sandbox/r-series/inventory-log.ts';
import { itemShop } from '../../../src/sandbox/r-series/items.ts';
import { saleLine } from '../../../src/sandbox/r-series/sale-lines.ts';
import { salePayment } from '../../../src/sandbox/r-series/sale-payments.ts';
import { sale } from '../../../src/sandbox/r-series/sales.ts';
import { rightNames } from '../../../src/sandbox/r-series/scopes.ts';
import { answerWrite, costOfWrite } from '../../../src/sandbox/r-series/writes/answer.ts';
import { places } from '../../../src/sandbox/r-series/writes/places.ts';
import { Refused } from '../../../src/sandbox/r-series/writes/refused.ts';
import { KeptRows } from '../../../src/sandbox/rows/kept-rows.ts';
import { idsOf, rowOf, rowsWhere } from '../../../src/sandbox/rows/rows.ts';
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
function send(
  method: string,
  path: string,
  body: string,
  contentType = '',
): { status: number; row: Record<string, unknown> } {
  try {
    const bytes = Buffer.from(body);
    const rest = {
      bytes,
      contentType,
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

/** Stock of every item in every shop, and the total of all, is the sum of its log. */
function stockIsSumOfLog(): void {
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
}

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
        stockIsSumOfLog();
      }),
      { numRuns: 40 },
    );
  });
});

describe('sales', () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('sell' as const),
        item: fc.integer({ min: 1, max: 4 }),
        quantity: fc.integer({ min: -3, max: 5 }),
        price: fc.integer({ min: 0, max: 9999 }),
        discount: fc.constantFrom(0, 0.1, 0.333),
        saleDiscount: fc.constantFrom(0, 0.05, 0.125),
        taxes: fc.constantFrom('1', '2', '3', '4', '0'),
        pays: fc.boolean(),
        shop: fc.integer({ min: 1, max: 3 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('void', 'refund', 'line'), of: fc.nat() }) },
    fc.record({
      kind: fc.constant('count' as const),
      item: fc.integer({ min: 1, max: 4 }),
      qoh: fc.integer({ min: -5, max: 50 }),
    }),
    fc.record({ kind: fc.constant('archive' as const), item: fc.integer({ min: 1, max: 4 }) }),
  );
  const write = (method: string, path: string, record: object) => send(method, path, JSON.stringify(record));

  type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

  /** Does one thing; much of it is refused. */
  function take(one: Step, sales: string[]): void {
    if (one.kind === 'sell' && 'quantity' in one) {
      const line = {
        itemID: one.item,
        unitQuantity: one.quantity,
        unitPrice: one.price / 100,
        discountPercent: one.discount,
      };
      const SaleLines = { SaleLine: [line, { ...line, unitQuantity: 1, tax: false }] };
      const terms = { shopID: one.shop, taxCategoryID: one.taxes, discountPercent: one.saleDiscount };
      const { row } = write('POST', 'Sale', { ...terms, SaleLines });
      sales.push(String(row.saleID));
      const SalePayments = { SalePayment: { amount: row.calcTotal, paymentTypeID: 1 } };
      if (one.pays) write('PUT', `Sale/${row.saleID}`, { completed: true, SalePayments });
    } else if (one.kind === 'count' && 'qoh' in one) {
      write('PUT', `Item/${one.item}`, { ItemShops: { ItemShop: { shopID: 2, qoh: one.qoh } } });
    } else if (one.kind === 'archive' && 'item' in one) {
      write('DELETE', `Item/${one.item}`, {});
      write('PUT', `Item/${one.item}`, { archived: false });
    } else if ('of' in one) {
      const sale = sales[one.of % sales.length];
      if (one.kind === 'void') write('PUT', `Sale/${sale}`, { voided: true });
      if (one.kind === 'refund') write('POST', `Sale/${sale}/Refund`, { completed: true });
      if (one.kind === 'line') write('POST', `Sale/${sale}/SaleLine`, { itemID: 1, unitQuantity: 1 });
    }
  }

  test('add up to the cent and leave stock the sum of its log, whatever is sold, changed and taken back', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 12 }), (steps) => {
        store = newStore();
        write('POST', 'TaxCategory', { tax1Name: 'In', tax1Rate: 0.06, tax2Rate: 0.0225, isTaxInclusive: true });
        write('POST', 'TaxCategory', { tax1Name: 'On', tax1Rate: 0.05, tax2Rate: 0.09975 });
        const sales = ['3', '5'];
        for (const one of steps) take(one, sales);
        stockIsSumOfLog();
        for (const id of idsOf(store, sale)) addsUp(rowOf(store, sale, id));
      }),
      { numRuns: 100 },
    );
  });

  /** The relations of amounts that hold in every sale. */
  function addsUp(row: Record<string, unknown>): void {
    const id = String(row.saleID);
    const cents = (value: unknown) => Math.round(Number(value) * 100);
    const sum = (list: Record<string, unknown>[], field: string) =>
      list.reduce((total, one) => total + Number(one[field]), 0);
    const lines = rowsWhere(store, saleLine, 'saleID', id);
    const paid = sum(rowsWhere(store, salePayment, 'saleID', id), 'amount');
    expect(cents(row.calcTotal)).toBe(cents(row.calcTaxable) + cents(row.calcNonTaxable) + cents(row.taxTotal));
    expect(cents(row.calcTotal)).toBe(cents(row.calcSubtotal) - cents(row.calcDiscount) + cents(row.taxTotal));
    for (const tax of ['calcTax1', 'calcTax2'])
      expect(Math.abs(Number(row[tax]) - sum(lines, tax))).toBeLessThan(0.005_000_1);
    expect(Math.abs(Number(row.calcTotal) - sum(lines, 'calcTotal'))).toBeLessThan(0.010_000_1);
    expect(cents(row.calcPayments)).toBe(cents(paid));
    expect(cents(row.balance)).toBe(cents(row.calcTotal) - cents(row.calcPayments));
    if (row.completed === 'true' && row.voided === 'false') expect(row.balance).toBe('0');
  }
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
  test.each([
    '{"itemCode":[{"toString":[]}]}',
    '{"itemID":{"valueOf":1}}',
    '<SaleLine><itemCode><toString/></itemCode></SaleLine>',
  ])('a body that overrides how an object is read as text does no harm: %s', (text) => {
    store = newStore();
    expect([200, 400]).toContain(send('PUT', 'SaleLine/1', text).status);
  });

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

  test('in a form of any shape are refused or done as well', () => {
    const part = fc.record({
      head: fc.constantFrom('name="data"', 'name="image"; filename="a.png"', 'name=image', ''),
      type: fc.constantFrom('', 'Content-Type: image/png', 'Content-Type: text/html', 'Content-Type:'),
      body: fc.oneof(fc.string(), fc.constant('{"itemID":1}')),
      end: fc.constantFrom('\r\n', '\n', ''),
    });
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 4 }),
        fc.constantFrom('b', '"b"', '', 'x'.repeat(300)),
        (parts, boundary) => {
          const text = parts
            .map(({ head, type, body, end }) => `--b\r\n${head}\r\n${type}\r\n\r\n${body}${end}`)
            .join('');
          send('POST', 'Item/1/Image', `${text}--b--`, `multipart/form-data; boundary=${boundary}`);
        },
      ),
      { numRuns: 300 },
    );
  });
});
