import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations } from '../../../src/sandbox/fidelity/x-schemas.ts';
import { type Row, startXWorld, type XReply } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
let [outlets, products, types, register]: [string[], Row[], string[], string] = [[], [], [], ''];
beforeAll(async () => {
  x = await startXWorld();
  const ids = async (list: string) => (await x.rows(`2.0/${list}`)).map(({ id }) => String(id));
  [outlets, types] = [await ids('outlets'), await ids('payment_types')];
  products = (await x.rows('2.0/products')).filter((row) => row.has_inventory === true);
  [register = ''] = await ids('registers');
});
afterAll(() => x.sandbox.close());

async function stock(): Promise<Map<string, number>> {
  const rows = await x.walk('2.0/inventory', 1000);
  return new Map(rows.map((row) => [`${row.outlet_id} ${row.product_id}`, Number(row.inventory_level)]));
}

const rowOf = ({ status, body }: XReply): Row => {
  expect([status, body.message]).toEqual([status < 300 ? status : 200, undefined]);
  return body.data as Row;
};
const sum = (rows: unknown, field: string) => (rows as Row[]).reduce((total, row) => total + Number(row[field]), 0);
const cents = (value: number) => Math.round(value * 100);
const paid = (sale: Row) => [
  { retailer_payment_type_id: types[0], amount: Number(sale.total_price) + Number(sale.total_tax) },
];
const line = (at: number, quantity: number) => ({ product_id: products[at]?.id, quantity });

describe('a sale', () => {
  test('saved it holds no stock, closed it takes it, voided it gives it back', async () => {
    const product = String(products[0]?.id);
    const left = async () => (await stock()).get(`${outlets[0]} ${product}`) ?? 0;
    const before = await left();
    const saved = rowOf(await x.send('POST', '2026-07/sales', { register_id: register, line_items: [line(0, 2)] }));
    expect([saved.status, await left()]).toEqual(['SAVED', before]);
    const closed = await x.send('PUT', `2026-07/sales/${saved.id}`, { status: 'CLOSED', payments: paid(saved) });
    expect(violations('GetSaleByID', 200, closed.body)).toEqual([]);
    expect([rowOf(closed).status, await left()]).toEqual(['CLOSED', before - 2]);
    await x.send('PUT', `2026-07/sales/${saved.id}`, { status: 'VOIDED' });
    expect(await left()).toBe(before);
    expect((await x.send('PUT', `2026-07/sales/${saved.id}`, { status: 'CLOSED' })).status).toBe(422);
  });

  test('a return takes back all lines, names the sale, and puts stock back when it is closed', async () => {
    const before = await stock();
    const body = { register_id: register, line_items: [line(1, 3), line(2, 1)] };
    const saved = rowOf(await x.send('POST', '2026-07/sales', body));
    const sold = rowOf(await x.send('PUT', `2026-07/sales/${saved.id}`, { status: 'CLOSED', payments: paid(saved) }));
    const back = await x.send('PUT', `2.0/sales/${sold.id}/actions/return`);
    expect(violations('initReturnSale', 200, back.body)).toEqual([]);
    const row = rowOf(back);
    expect(row).toMatchObject({ return_for: sold.id, status: 'SAVED', total_price: -Number(sold.total_price) });
    expect(row.total_tax).toBe(-Number(sold.total_tax));
    rowOf(await x.send('PUT', `2026-07/sales/${row.id}`, { status: 'CLOSED', payments: paid(row) }));
    expect(await stock()).toEqual(before);
    expect((await x.send('POST', `2026-07/sales/${row.id}/actions/return`)).status).toBe(422);
  });

  test.each([
    { what: 'an unknown product', body: { line_items: [{ product_id: 'x', quantity: 1 }] } },
    { what: 'an unknown status', body: { status: 'LOST' } },
    { what: 'a time that is none', body: { sale_date: 'yesterday' } },
    { what: 'an unknown customer', body: { customer_id: '00000000-0000-0000-0000-000000000000' } },
  ])('$what is refused, and nothing of it is kept', async ({ body }) => {
    const before = (await x.walk('2.0/sales')).length;
    expect((await x.send('POST', '2026-07/sales', { ...body, register_id: register })).status).toBe(422);
    expect((await x.walk('2.0/sales')).length).toBe(before);
  });

  test('closed but not paid in full it is refused', async () => {
    const body = { register_id: register, status: 'CLOSED', line_items: [line(0, 1)], payments: [{ amount: 0.01 }] };
    expect((await x.send('POST', '2026-07/sales', body)).status).toBe(422);
  });

  test('the paths of date versions are not in 2.0', async () => {
    expect((await x.send('POST', '2.0/sales', {})).status).toBe(405);
  });

  test('any lines: totals are those of lines and taxes to the cent, and stock is what was there less what was sold', async () => {
    const anyLine = fc.record({
      at: fc.integer({ min: 0, max: 9 }),
      quantity: fc.integer({ min: -5, max: 9 }),
      price: fc.option(fc.integer({ min: 0, max: 500_000 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { minLength: 1, maxLength: 6 }), async (lines) => {
        const before = await stock();
        const line_items = lines.map(({ at, quantity, price }) => ({
          ...line(at, quantity),
          ...(price === undefined ? {} : { price: price / 1000 }),
        }));
        const saved = rowOf(await x.send('POST', '2026-07/sales', { register_id: register, line_items }));
        expect(sum(saved.taxes, 'amount')).toBeCloseTo(Number(saved.total_tax), 6);
        expect(
          Math.abs(cents(sum(saved.line_items, 'price_total')) - cents(Number(saved.total_price))),
        ).toBeLessThanOrEqual(1);
        expect(Math.abs(sum(saved.line_items, 'tax_total') - Number(saved.total_tax))).toBeLessThan(0.0151);
        rowOf(await x.send('PUT', `2026-07/sales/${saved.id}`, { status: 'CLOSED', payments: paid(saved) }));
        for (const { at, quantity } of lines) {
          const key = `${outlets[0]} ${products[at]?.id}`;
          before.set(key, (before.get(key) ?? 0) - quantity);
        }
        expect(await stock()).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a consignment', () => {
  const make = async (body: object, count: number, product = products[5]) => {
    const made = rowOf(await x.send('POST', '2.0/consignments', { name: 'Test', outlet_id: outlets[1], ...body }));
    rowOf(
      await x.send('POST', `2.0/consignments/${made.id}/products`, {
        product_id: product?.id,
        count: String(count),
        cost: '2',
      }),
    );
    return String(made.id);
  };
  const put = (id: string, status: string) => x.send('PUT', `2.0/consignments/${id}`, { status });
  const level = async (outlet: number, product = products[5]) =>
    (await stock()).get(`${outlets[outlet]} ${product?.id}`) ?? 0;

  test('from a supplier brings stock when it is received, once', async () => {
    const before = await level(1);
    const id = await make({ type: 'SUPPLIER' }, 12);
    await put(id, 'SENT');
    expect(await level(1)).toBe(before);
    expect(rowOf(await put(id, 'RECEIVED'))).toMatchObject({ status: 'RECEIVED', received_at: expect.any(String) });
    expect(await level(1)).toBe(before + 12);
    expect((await put(id, 'RECEIVED')).status).toBe(422);
    const totals = ((await x.get(`2.0/consignments/${id}/totals`)).body.data as Row[])[0];
    expect(totals).toEqual({
      total_sent_count: '12.00000',
      total_sent_cost: '24.0000000000',
      total_received_count: '12.00000',
      total_received_cost: '24.0000000000',
    });
  });

  test('between outlets leaves one when it is sent and is in the other when it is received', async () => {
    const before = [await level(0), await level(1)] as const;
    const id = await make({ type: 'OUTLET', source_outlet_id: outlets[0] }, 3);
    await put(id, 'SENT');
    expect([await level(0), await level(1)]).toEqual([before[0] - 3, before[1]]);
    await put(id, 'RECEIVED');
    expect([await level(0), await level(1)]).toEqual([before[0] - 3, before[1] + 3]);
  });

  test('cancelled on its way gives back what it took', async () => {
    const before = await level(0);
    const id = await make({ type: 'OUTLET', source_outlet_id: outlets[0] }, 3);
    await put(id, 'SENT');
    await put(id, 'CANCELLED');
    expect(await level(0)).toBe(before);
  });

  test('a return to the supplier takes stock when it is sent', async () => {
    const before = await level(1);
    await put(await make({ type: 'RETURN' }, 2), 'SENT');
    expect(await level(1)).toBe(before - 2);
  });

  test('a stocktake makes stock what was counted, and says what was gained', async () => {
    const before = await level(1);
    const id = await make({ type: 'STOCKTAKE' }, before + 4);
    const done = rowOf(await put(id, 'STOCKTAKE_COMPLETE'));
    expect(await level(1)).toBe(before + 4);
    expect(done).toMatchObject({ total_count_gain: 4, total_cost_gain: 8, total_count_loss: 0 });
  });

  test('each kind needs its own scope', async () => {
    const narrow = await startXWorld({ scopes: ['consignments:read', 'consignments:write:stock_order'] }, x);
    const outlet_id = (await x.rows('2.0/outlets'))[0]?.id;
    const create = (type: string) => narrow.send('POST', '2.0/consignments', { name: 'A', outlet_id, type });
    expect((await create('SUPPLIER')).status).toBe(201);
    expect((await create('STOCKTAKE')).status).toBe(403);
  });

  test.each([
    { what: 'an unknown kind', body: { type: 'GIFT' } },
    { what: 'no source', body: { type: 'OUTLET' } },
    { what: 'an outlet that is none', body: { type: 'SUPPLIER', outlet_id: 'x' } },
  ])('$what is refused', async ({ body }) => {
    expect((await x.send('POST', '2.0/consignments', { name: 'A', outlet_id: outlets[0], ...body })).status).toBe(422);
  });
});

describe('what merchants do', () => {
  test('sales take stock, voids give it back, archived products are off, deleted customers are gone', async () => {
    const before = await stock();
    const { sales, voids, archives, deletes } = await x.control.call<Record<string, string[]>>('POST', 'changes', {
      store: x.store.id,
      sales: 3,
      voids: 2,
      archives: 1,
      deletes: 1,
    });
    const sold = (await Promise.all((sales ?? []).map((id) => x.get(`2.0/sales/${id}`)))).map(
      ({ body }) => body.data as Row,
    );
    expect(sold).toHaveLength(3);
    expect((await x.get(`2.0/sales/${voids?.[0]}`)).body.data).toMatchObject({ status: 'VOIDED' });
    expect((await x.get(`2.0/products/${archives?.[0]}`)).body.data).toMatchObject({ active: false });
    expect((await x.get(`2.0/customers/${deletes?.[0]}`)).body.data).toMatchObject({ deleted_at: expect.any(String) });
    expect(await stock()).not.toEqual(before);
  });
});
