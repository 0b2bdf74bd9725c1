import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, startXWorld } from './x-world.ts';

const RUNS = 500;
let x: Awaited<ReturnType<typeof startXWorld>>;
const ids: string[] = [];
/** Lists of which ids are known, and those of rows that are there. */
const owned = [
  'products',
  'customers',
  'sales',
  'outlets',
  'registers',
  'taxes',
  'brands',
  'consignments',
  'price_books',
];
const owners = new Map<string, string[]>();
beforeAll(async () => {
  x = await startXWorld({ sizes: { items: 25, customers: 10, sales: 30 } });
  for (const list of owned) {
    const own = (await x.rows(`2.0/${list}?page_size=2`)).map(({ id }: Row) => String(id));
    owners.set(list, own);
    ids.push(...own);
  }
});
afterAll(() => x.sandbox.close());

const things = [
  ...[
    'products',
    'customers',
    'customer_groups',
    'sales',
    'inventory',
    'outlets',
    'registers',
    'users',
    'user',
    'taxes',
  ],
  ...['brands', 'suppliers', 'supplier', 'tags', 'product_types', 'variant_attributes', 'payment_types', 'retailer'],
  ...[
    'consignments',
    'consignment',
    'consignment_product',
    'price_books',
    'price_book_products',
    'gift_cards',
    'quotes',
  ],
  ...['services', 'promotions', 'promotions/search', 'search', 'webhooks', 'register_sales', 'product_categories'],
  ...['product_images', 'outlet_taxes', 'service_items/customer', 'nothing', '__proto__', 'constructor', '%2e%2e', ''],
];
const tails = [
  ...[
    '',
    'products',
    'inventory',
    'customers',
    'totals',
    'bulk',
    'all',
    'actions/return',
    'actions/open',
    'actions/close',
  ],
  ...['actions/image_upload', 'payments_summary', 'price_book_products', 'transactions', 'x'],
];
const anyId = () =>
  fc.oneof(fc.constantFrom(...ids), fc.string({ maxLength: 40 }), fc.constantFrom('1', 'null', '%00', '..'));
/** Half of the paths name a thing that is there. */
const anyPath = () =>
  fc
    .tuple(
      fc.constantFrom(
        '',
        '2.0/',
        '2.0/',
        '2026-07/',
        '2026-07/',
        '1.0/',
        '2.1/',
        '3.0/',
        '2001-01/',
        '9999-12/',
        '2.0.0/',
      ),
      fc.oneof(fc.constantFrom(...things), fc.constantFrom(...owned)),
      fc.option(fc.oneof({ weight: 3, arbitrary: fc.constant('own') }, { weight: 1, arbitrary: anyId() }), {
        nil: undefined,
      }),
      fc.constantFrom(...tails, '', '', '', ''),
      fc.nat(),
    )
    .map(([version, thing, id, tail, at]) => {
      const own = owners.get(thing) ?? ids;
      const named = id === 'own' ? own[at % own.length] : id;
      return named === undefined
        ? `${version}${thing}`
        : `${version}${thing}/${encodeURIComponent(named)}${tail === '' ? '' : `/${tail}`}`;
    });

const parameters = [
  'after',
  'before',
  'page_size',
  'page',
  'deleted',
  'sku',
  'since',
  'type',
  'limit',
  'offset',
  'order_by',
  'date_from',
  '_id',
  '-sku',
  'tag_id',
  'since_version',
  'customer_group_id',
  'order_direction',
];
const anyQuery = () =>
  fc.dictionary(
    fc.constantFrom(...parameters),
    fc.oneof(
      anyId(),
      fc.constantFrom('sales', 'products', 'customers', 'true', '0', '-1', '1e309', '99999999999999999999', 'asc'),
      fc.integer().map(String),
    ),
    { maxKeys: 4 },
  );

const fields = [
  ...['id', 'name', 'first_name', 'last_name', 'customer_code', 'customer_group_id', 'note', 'email', 'sku', 'handle'],
  ...[
    'price_excluding_tax',
    'supply_price',
    'brand_id',
    'supplier_id',
    'tag_ids',
    'variants',
    'inventory',
    'outlet_id',
  ],
  ...[
    'product_codes',
    'variant_definitions',
    'all_outlets_tax',
    'common',
    'details',
    'line_items',
    'payments',
    'status',
  ],
  ...[
    'register_id',
    'product_id',
    'quantity',
    'price',
    'tax',
    'tax_id',
    'amount',
    'sale_date',
    'return_for',
    'type',
    'url',
  ],
  ...[
    'active',
    'data',
    'customer_ids',
    'price_book_product_ids',
    'count',
    'received',
    'cost',
    'number',
    'position',
    'contact',
  ],
  ...[
    'register_sale_products',
    'register_sale_payments',
    'source_outlet_id',
    'user_ids',
    'rate',
    'tags',
    'brand_name',
    '__proto__',
  ],
];
const anyValue = () =>
  fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(
        anyId(),
        fc.double(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.constantFrom('CLOSED', 'OUTLET', 'SUPPLIER', 'RECEIVED', '2026-01-01', '😀'),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...fields), tie('value'), { maxKeys: 8 }),
    ),
  })).value;

const targets: [method: string, path: string][] = [
  ['POST', '2.0/products'],
  ['POST', '2.1/products'],
  ['PUT', '2.1/products/{products}'],
  ['POST', 'products'],
  ['POST', '2026-07/sales'],
  ['PUT', '2026-07/sales/{sales}'],
  ['POST', 'register_sales'],
  ['POST', '2.0/customers'],
  ['PUT', '2.0/customers/{customers}'],
  ['POST', 'customers'],
  ['POST', '2.0/consignments'],
  ['PUT', '2.0/consignments/{consignments}'],
  ['POST', '2.0/consignments/{consignments}/products'],
  ['POST', 'consignment'],
  ['POST', '2.0/price_books'],
  ['POST', '2.0/price_books/{price_books}/products'],
  ['POST', '3.0/price_books'],
  ['POST', '2.0/gift_cards'],
  ['POST', '2.0/webhooks'],
  ['POST', 'taxes'],
  ['POST', 'supplier'],
];

/** A body in which most fields have a value of their kind: ids that exist, amounts, lines. */
function likelyBody() {
  const one = (list: string) => fc.constant(list).map((name) => owners.get(name)?.[0]);
  const amount = fc.oneof(
    fc.integer({ min: -3, max: 99 }),
    fc.double({ noNaN: true }),
    fc.constantFrom('1.5', '1e9', -0, 1e11),
  );
  const line = fc.record(
    {
      product_id: one('products'),
      quantity: amount,
      price: amount,
      tax: amount,
      tax_id: one('taxes'),
      note: fc.string(),
    },
    { requiredKeys: ['product_id'] },
  );
  const level = fc.record(
    { outlet_id: one('outlets'), current_amount: amount, count: amount },
    { requiredKeys: ['outlet_id'] },
  );
  const right = {
    name: fc.string({ minLength: 1 }),
    first_name: fc.string(),
    last_name: fc.string(),
    note: fc.string(),
    outlet_id: one('outlets'),
    source_outlet_id: one('outlets'),
    register_id: one('registers'),
    customer_id: one('customers'),
    product_id: one('products'),
    brand_id: one('brands'),
    tax_id: one('taxes'),
    return_for: one('sales'),
    type: fc.constantFrom('SUPPLIER', 'OUTLET', 'RETURN', 'STOCKTAKE', 'sale.update'),
    status: fc.constantFrom('SAVED', 'CLOSED', 'LAYBY', 'VOIDED', 'OPEN', 'SENT', 'RECEIVED', 'STOCKTAKE_COMPLETE'),
    line_items: fc.array(line, { maxLength: 3 }),
    register_sale_products: fc.array(line, { maxLength: 3 }),
    payments: fc.array(fc.record({ amount }), { maxLength: 2 }),
    inventory: fc.array(level, { maxLength: 3 }),
    variants: fc.array(fc.record({ sku: fc.string(), inventory: fc.array(level, { maxLength: 1 }) }), { maxLength: 3 }),
    price_excluding_tax: amount,
    supply_price: amount,
    retail_price: amount,
    amount,
    rate: amount,
    count: amount,
    url: fc.constantFrom('http://127.0.0.1:1/', 'https://x.invalid/a?b#c', 'http://'),
    data: fc.array(fc.record({ product_id: one('products'), price: amount, tax_id: one('taxes') }), { maxLength: 2 }),
  };
  const body = fc.record(right, { requiredKeys: ['name', 'outlet_id', 'first_name', 'last_name'] });
  const wrong = fc.dictionary(fc.constantFrom(...fields), anyValue(), { maxKeys: 2 });
  return fc
    .tuple(body, fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: wrong }))
    .map(([most, some]) => ({ ...most, ...some }));
}

async function ask(method: string, path: string, init: RequestInit = {}): Promise<number> {
  const url = new URL(`${x.host}/api/${path}`);
  // Dots of a path that lead out of the host make it no request to it.
  fc.pre(url.href.startsWith(`${x.host}/`));
  const reply = await fetch(url, { method, ...init, headers: { authorization: `Bearer ${x.token}`, ...init.headers } });
  const text = await reply.text();
  expect([path, reply.status < 500, reply.status], text.slice(0, 300)).toEqual([path, true, reply.status]);
  if (text !== '') JSON.parse(text);
  return reply.status;
}

describe('whatever is sent, there is an answer, and it is no 500', () => {
  test('any path and query', async () => {
    await fc.assert(
      fc.asyncProperty(anyPath(), anyQuery(), async (path, query) => {
        await ask('GET', `${path}?${new URLSearchParams(query)}`);
      }),
      { numRuns: RUNS },
    );
  }, 60_000);

  test('any JSON to any path', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        anyPath(),
        anyValue(),
        async (method, path, value) => {
          // Registers, outlets and the like stay: a store without them is another test.
          await ask(method, path, { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });
        },
      ),
      { numRuns: RUNS },
    );
  }, 60_000);

  test('bodies that look right but for a field or two', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), likelyBody(), async ([method, path], body) => {
        const at = path.replace(/\{(\w+)\}/, (_, list) => owners.get(list)?.[0] ?? '');
        await ask(method, at, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
      }),
      { numRuns: RUNS * 2 },
    );
  }, 60_000);

  test('any bytes, types and headers', async () => {
    const anyType = fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      'text/xml',
      'multipart/form-data',
      'image/png',
      'x',
    );
    const anyHeaders = fc.record({
      'content-type': anyType,
      accept: fc.constantFrom('*/*', 'text/html', 'application/xml;q=x', ''),
    });
    await fc.assert(
      fc.asyncProperty(anyPath(), fc.uint8Array({ maxLength: 60 }), anyHeaders, async (path, body, headers) => {
        await ask('POST', path, { body: Buffer.from(body), headers });
      }),
      { numRuns: RUNS / 2 },
    );
  }, 60_000);

  test('after all this every list answers as before', async () => {
    for (const list of [
      'products',
      'customers',
      'sales',
      'inventory',
      'outlets',
      'registers',
      'users',
      'taxes',
      'brands',
      'consignments',
      'price_books',
    ])
      expect([list, await ask('GET', `2.0/${list}?page_size=1000&deleted=true`)]).toEqual([list, 200]);
    for (const list of ['products', 'register_sales', 'customers', 'supplier', 'consignment_product'])
      expect([list, await ask('GET', list)]).toEqual([list, 200]);
  });
});
