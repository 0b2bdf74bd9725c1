import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, startXWorld } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
beforeAll(async () => {
  x = await startXWorld();
});
afterAll(() => x.sandbox.close());

const body = async (path: string) => (await x.get(path)).body as Record<string, Row[]> & { pagination: Row };
const post = async (path: string, value: object) => {
  const reply = await x.send('POST', path, value);
  expect([reply.status, reply.body.message]).toEqual([200, undefined]);
  return reply.body as Record<string, Row>;
};

describe('lists of 0.9', () => {
  test.each(['products', 'customers', 'register_sales', 'outlets', 'registers', 'payment_types', 'taxes', 'users'])(
    '%s page by number and give each row once',
    async (list) => {
      const first = await body(`${list}?page_size=4`);
      const { results, pages } = first.pagination as { results: number; pages: number };
      expect(first.pagination).toEqual({ results, page: 1, page_size: 4, pages: Math.ceil(results / 4) });
      const ids = new Set<unknown>();
      for (let page = 1; page <= pages; page += 1)
        for (const row of (await body(`${list}?page_size=4&page=${page}`))[list] ?? []) ids.add(row.id);
      expect(ids.size).toBe(results);
      expect(ids).toEqual(
        new Set((await x.walk(`2.0/${list === 'register_sales' ? 'sales' : list}`)).map(({ id }) => id)),
      );
    },
  );

  test('suppliers say how many pages there are only where there are several', async () => {
    expect(Object.keys(await body('supplier'))).toEqual(['suppliers']);
    expect(await body('supplier?page_size=2')).toMatchObject({ results: 5, page: 1, page_size: 2, pages: 3 });
  });

  test('1.0 is the same by another path, 200 rows are the most', async () => {
    expect(await body('1.0/products')).toEqual(await body('products'));
    expect((await body('products?page_size=5000')).pagination).toMatchObject({ page_size: 200 });
  });

  test('a product is found by id, SKU and handle, as a list of one', async () => {
    const [wanted] = await x.rows('2.0/products');
    for (const path of [`products/${wanted?.id}`, `products?sku=${wanted?.sku}`, `products?handle=${wanted?.handle}`]) {
      const found = (await body(path)).products ?? [];
      expect([path, found.map(({ id, sku }) => [id, sku])]).toEqual([path, [[wanted?.id, wanted?.sku]]]);
    }
  });

  test('times are without zone, and `since` leaves out what was changed before', async () => {
    const products = (await body('products?page_size=200')).products ?? [];
    const times = products.map(({ updated_at }) => String(updated_at));
    expect(times.every((time) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(time))).toBe(true);
    const since = times.toSorted()[30] ?? '';
    const left = (await body(`products?page_size=200&since=${encodeURIComponent(since)}`)).products ?? [];
    expect(left).toHaveLength(times.filter((time) => time >= since).length);
  });
});

describe('writes of 0.9', () => {
  test('a product is made with the names of what it links to, and changed by its id', async () => {
    const outlet_id = (await x.rows('2.0/outlets'))[0]?.id;
    const inventory = [{ outlet_id, count: '4', reorder_point: '1' }];
    const fields = { name: 'Tee', sku: 'T-9', retail_price: '9.50', brand_name: 'Brandnew', tags: 'a, b', inventory };
    const { product } = await post('products', fields);
    expect(product).toMatchObject({ sku: 'T-9', price: 9.5, brand_name: 'Brandnew', tags: 'a, b' });
    expect(product).toMatchObject({
      inventory: expect.arrayContaining([expect.objectContaining({ outlet_id, count: '4.00000' })]),
    });
    const changed = await post('products', { id: product?.id, retail_price: 8 });
    expect(changed.product).toMatchObject({ id: product?.id, sku: 'T-9', price: 8 });
    expect((await x.rows('2.0/brands')).map(({ name }) => name)).toContain('Brandnew');
    expect((await x.send('DELETE', `products/${product?.id}`)).body).toEqual({ status: 'success' });
    expect((await x.get(`products/${product?.id}`)).status).toBe(404);
  });

  test('a customer has its addresses in `contact`', async () => {
    const contact = { physical_address1: '1 Harbour Road', physical_city: 'Montréal' };
    const { customer } = await post('customers', { first_name: 'Ann', last_name: 'Lee', contact });
    expect(customer).toMatchObject({ name: 'Ann Lee', contact });
    const changed = await post('customers', { id: customer?.id, email: 'ann@shop.example' });
    expect(changed.customer).toMatchObject({ id: customer?.id, name: 'Ann Lee', email: 'ann@shop.example', contact });
  });

  test('a register sale adds up, takes stock, and is changed by its id', async () => {
    const [product] = (await x.rows('2.0/products')).filter((row) => row.has_inventory === true);
    const level = async () =>
      (await x.rows(`2.0/products/${product?.id}/inventory`)).reduce(
        (sum, row) => sum + Number(row.inventory_level),
        0,
      );
    const before = await level();
    const register_sale_products = [{ product_id: product?.id, quantity: 2, price: 5, tax: 0.5, price_set: 1 }];
    const { register_sale: saved } = await post('register_sales', { register_sale_products, status: 'SAVED' });
    expect(saved?.totals).toEqual({ total_price: 10, total_tax: 1, total_payment: 0, total_to_pay: 11 });
    expect(await level()).toBe(before);
    const register_sale_payments = [{ amount: 11, payment_date: '2026-03-20 09:00:00' }];
    const { register_sale: closed } = await post('register_sales', {
      id: saved?.id,
      status: 'CLOSED',
      register_sale_payments,
    });
    expect(closed?.totals).toMatchObject({ total_payment: 11, total_to_pay: 0 });
    expect(await level()).toBe(before - 2);
  });

  test('a consignment of a supplier is made, filled and received', async () => {
    const [outlet] = await x.rows('2.0/outlets');
    const [product] = await x.rows('2.0/products');
    const made = await post('consignment', { name: 'Order', outlet_id: outlet?.id, type: 'SUPPLIER', status: 'OPEN' });
    await post('consignment_product', { consignment_id: made.id, product_id: product?.id, count: 3, cost: 1 });
    const listed = (await body(`consignment_product?consignment_id=${made.id}`)).consignment_products;
    expect(listed).toMatchObject([{ product_id: product?.id, consignment_id: made.id, count: '3.00000' }]);
    const received = await x.send('PUT', `1.0/consignment/${made.id}`, { status: 'RECEIVED' });
    expect(received.body).toMatchObject({ id: made.id, status: 'RECEIVED' });
  });

  test('a supplier and a tax', async () => {
    const supplier = await post('supplier', { name: 'Acme', contact: { phone: '1' } });
    expect(await post('supplier', { id: supplier.id, name: 'Acme Ltd' })).toMatchObject({
      id: supplier.id,
      name: 'Acme Ltd',
    });
    const tax = await post('taxes', { name: 'Eco', rate: 0.02 });
    expect((await body(`taxes/${tax.id}`)).taxes).toMatchObject([{ name: 'Eco', rate: 0.02 }]);
  });

  test.each([
    { path: 'products', value: {} },
    { path: 'products', value: { name: 'A', retail_price: 'much' } },
    { path: 'register_sales', value: { register_sale_products: [{ quantity: 1 }] } },
    { path: 'taxes', value: { name: 'A' } },
    { path: 'consignment', value: { outlet_id: 'x' } },
  ])('POST $path with $value is refused', async ({ path, value }) => {
    expect((await x.send('POST', path, value)).status).toBe(422);
  });
});
