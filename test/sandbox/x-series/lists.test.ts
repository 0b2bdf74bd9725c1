import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, startXWorld } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
beforeAll(async () => {
  x = await startXWorld({ sizes: { items: 130, customers: 60, sales: 90 } });
});
afterAll(() => x.sandbox.close());

const lists = [
  'products',
  'customers',
  'sales',
  'inventory',
  'outlets',
  'registers',
  'users',
  'taxes',
  'payment_types',
  'customer_groups',
  'suppliers',
  'brands',
  'tags',
  'product_types',
  'consignments',
  'outlet_taxes',
  'price_book_products',
];

describe('lists that page by version', () => {
  test.each(lists)('%s: pages after one another give every row once, in the order of versions', async (list) => {
    const all = (await x.get(`2.0/${list}?page_size=10000`)).body.data as Row[];
    expect(all.length).toBeGreaterThan(0);
    expect(await x.walk(`2.0/${list}`, 7)).toEqual(all);
  });

  test.each(lists)('%s: a date version gives the same rows', async (list) => {
    expect(await x.rows(`2026-07/${list}`)).toEqual(await x.rows(`2.0/${list}`));
  });

  test('no two rows of all lists share a version', async () => {
    const rows = (
      await Promise.all(['products', 'customers', 'sales', 'inventory'].map((one) => x.walk(`2.0/${one}`)))
    ).flat();
    const versions = rows.map(({ version }) => version);
    expect(new Set(versions).size).toBe(versions.length);
  });

  test('the bounds of a page are those of its rows, and an empty page ends a walk', async () => {
    const { body } = await x.get('2.0/products?page_size=3');
    const rows = body.data as Row[];
    expect(body.version).toEqual({ min: rows[0]?.version, max: rows[2]?.version });
    const last = await x.get('2.0/products?after=999999999999');
    expect(last.body.data).toEqual([]);
  });

  test('`before` leaves out the version it names and all above it', async () => {
    const rows = (await x.rows('2.0/products?page_size=5')) as { version: number }[];
    const before = rows[3]?.version ?? 0;
    expect(await x.rows(`2.0/products?before=${before}`)).toEqual(rows.slice(0, 3));
  });

  test('a page has 100 rows when nobody says how many', async () => {
    expect(await x.rows('2.0/products')).toHaveLength(100);
  });

  test.each(['products', 'customers'])(
    '%s: `deleted=true` adds deleted rows, which no list has otherwise',
    async (list) => {
      const living = await x.walk(`2.0/${list}`);
      const all = await x.walk(`2.0/${list}?deleted=true`);
      expect(living.every(({ deleted_at }) => deleted_at === null)).toBe(true);
      expect(all.filter(({ deleted_at }) => deleted_at === null)).toEqual(living);
      expect(all.length).toBeGreaterThan(living.length);
    },
  );

  test('a store has as many rows as its sizes say', async () => {
    const count = async (list: string) => (await x.walk(`2.0/${list}`)).length;
    expect([await count('products'), await count('customers'), await count('sales')]).toEqual([130, 60, 90]);
  });

  test('a row is found by its id, in any letters', async () => {
    for (const list of ['products', 'customers', 'sales', 'outlets', 'registers', 'users', 'brands', 'consignments']) {
      const [row] = await x.rows(`2.0/${list}?page_size=1`);
      expect((await x.get(`2.0/${list}/${String(row?.id).toUpperCase()}`)).body.data).toEqual(row);
    }
  });

  test('an id of another list, or of none, is not found', async () => {
    const [customer] = await x.rows('2.0/customers?page_size=1');
    for (const id of [customer?.id, '00000000-0000-0000-0000-000000000000', 'x', '1', '%00', "';--"]) {
      expect((await x.get(`2.0/products/${id}`)).status).toBe(404);
    }
  });

  test.each(['after=x', 'page_size=1.5', 'before=1e400'])('%s is refused', async (query) => {
    expect((await x.get(`2.0/products?${query}`)).status).toBe(400);
  });
});

describe('rows that link to each other', () => {
  test('variants name the first of their family, which counts them', async () => {
    const products = await x.walk('2.0/products');
    const families = products.filter(({ has_variants }) => has_variants);
    expect(families.length).toBeGreaterThan(2);
    for (const parent of families) {
      const others = products.filter(({ variant_parent_id }) => variant_parent_id === parent.id);
      expect(others.length + 1).toBe(parent.variant_count);
      expect(parent.variant_parent_id).toBeNull();
      expect(new Set(others.map(({ handle }) => handle))).toEqual(new Set([parent.handle]));
    }
  });

  test('every product has a stock in each outlet', async () => {
    const outlets = (await x.rows('2.0/outlets')).map(({ id }) => id);
    const [product] = await x.rows('2.0/products?page_size=1');
    const stock = await x.rows(`2.0/products/${product?.id}/inventory`);
    expect(stock.map(({ outlet_id }) => outlet_id)).toEqual(outlets);
    expect(stock.every(({ product_id }) => product_id === product?.id)).toBe(true);
  });

  test.each([
    ['sku', 'sku'],
    ['family_name', 'name'],
    ['handle', 'handle'],
  ])('products by %s: those that hold it, and no others', async (parameter, field) => {
    const products = await x.walk('2.0/products');
    const value = String(products[40]?.[field]);
    const wanted = products.filter((row) => row[field] === value);
    expect(await x.rows(`2.0/products?${new URLSearchParams({ [parameter]: value })}`)).toEqual(wanted);
  });

  test('what a sale shows adds up: lines, taxes and payments, to the cent', async () => {
    const sales = await x.walk('2.0/sales');
    const sum = (rows: unknown, field: string) =>
      (rows as Record<string, number>[]).reduce((total, row) => total + (row[field] ?? 0), 0);
    for (const sale of sales) {
      const [price, tax] = [Number(sale.total_price), Number(sale.total_tax)];
      expect(Math.abs(sum(sale.line_items, 'price_total') - price)).toBeLessThanOrEqual(0.011);
      expect(Math.abs(sum(sale.line_items, 'tax_total') - tax)).toBeLessThanOrEqual(0.011);
      expect(sum(sale.taxes, 'amount')).toBeCloseTo(tax, 6);
      if (sale.status !== 'LAYBY') expect(sum(sale.payments, 'amount')).toBeCloseTo(price + tax, 6);
    }
  });

  test('a return names the sale it takes back, in the same outlet, by its lines', async () => {
    const returned = (await x.walk('2.0/sales')).filter(({ return_for }) => return_for !== null);
    expect(returned.length).toBeGreaterThan(0);
    for (const sale of returned) {
      const { data } = (await x.get(`2.0/sales/${sale.return_for}`)).body as { data: Row };
      expect(data.outlet_id).toBe(sale.outlet_id);
      expect((sale.line_items as Row[]).every(({ is_return }) => is_return === true)).toBe(true);
    }
  });
});

describe('versions of the API', () => {
  test.each(['2019-01', '2025-10', '2026-01', '2026-04', '2026-07', '2026-10'])('%s answers', async (version) => {
    expect((await x.get(`${version}/outlets`)).status).toBe(200);
  });

  test.each(['2027-01', '2.5', '4.0'])('there is no version %s', async (version) => {
    expect((await x.get(`${version}/outlets`)).status).toBe(404);
  });

  test('both domains of a retailer answer', async () => {
    const { sandbox, store, token } = x;
    const reply = await fetch(`${sandbox.url}/${store.domainPrefix}.vendhq.com/api/2.0/outlets`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(reply.status).toBe(200);
  });
});

describe('rows that changed', () => {
  test('stand at the end by their new version, out of reach of a `before` that names it', async () => {
    const { edits } = await x.control.call<{ edits: string[] }>('POST', 'changes', { store: x.store.id, edits: 3 });
    const changed = (await x.walk('2.0/products')).slice(-3);
    expect(changed.map(({ id }) => id)).toEqual(edits);
    const [first, second] = changed as [Row, Row];
    const between = await x.rows(`2.0/products?after=${Number(first.version) - 1}&before=${second.version}`);
    expect(between).toEqual([first]);
  });

  test('a filter by a field of the head of a sale gives what its rows show', async () => {
    const all = await x.walk('2.0/sales');
    for (const field of ['status', 'customer_id', 'outlet_id', 'user_id', 'invoice_number']) {
      const value = String(all.find((row) => row[field] !== undefined)?.[field]);
      const found = await x.rows(`2.0/search?type=sales&page_size=1000&${field}=${value}`);
      expect(found.map(({ id }) => id).toSorted()).toEqual(
        all
          .filter((row) => row[field] === value)
          .map(({ id }) => id)
          .toSorted(),
      );
    }
  });
});

describe('walking while rows change', () => {
  const change = fc.record({
    edits: fc.nat(2),
    archives: fc.nat(1),
    deletes: fc.nat(1),
    sales: fc.nat(2),
    voids: fc.nat(1),
    seed: fc.integer({ min: 1, max: 1000 }),
  });

  test.each(['products', 'customers', 'sales', 'inventory'])(
    '%s: every row that is there throughout is seen, and the walk ends',
    async (list) => {
      const ids = async () => (await x.walk(`2.0/${list}`, 1000)).map(({ id }) => id);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 5, max: 60 }),
          fc.array(change, { maxLength: 10 }),
          async (size, changes) => {
            const before = await ids();
            const seen = new Set<unknown>();
            for (let after = 0, pages = 0; ; pages += 1) {
              expect(pages).toBeLessThan(200);
              const { body } = await x.get(`2.0/${list}?after=${after}&page_size=${size}`);
              const page = body.data as Row[];
              if (page.length === 0) break;
              for (const { id } of page) seen.add(id);
              after = body.version?.max ?? 0;
              const next = changes[pages];
              if (next) await x.control.call('POST', 'changes', { store: x.store.id, ...next });
            }
            const after = new Set(await ids());
            expect(before.filter((id) => after.has(id) && !seen.has(id))).toEqual([]);
          },
        ),
        { numRuns: 4 },
      );
    },
  );
});
