import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, startXWorld, xClient, xGrant } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
beforeAll(async () => {
  x = await startXWorld({ sizes: { items: 60, customers: 40, sales: 200 } });
});
afterAll(() => x.sandbox.close());

describe('lists with a paging of their own', () => {
  test('gift cards come newest first, and `before` is the last id seen', async () => {
    const all = (await x.rows('2.0/gift_cards')).map(({ number }) => number);
    expect(all.length).toBeGreaterThan(3);
    expect(all).toEqual([...all].sort().reverse());
    const [first, second] = await x.rows('2.0/gift_cards?page_size=2');
    const rest = await x.rows(`2.0/gift_cards?before=${second?.id}`);
    expect([first?.number, second?.number, ...rest.map(({ number }) => number)]).toEqual(all);
  });

  test('quotes and service orders say how many there are and whether more follow', async () => {
    const first = (await x.get('2.0/quotes?limit=2')).body as unknown as {
      Quotes: Row[];
      TotalCount: number;
      HasNext: boolean;
    };
    expect([first.Quotes.length, first.TotalCount, first.HasNext]).toEqual([2, 3, true]);
    const last = (await x.get(`2.0/quotes?limit=2&after=${first.Quotes[1]?.id}`)).body;
    expect([(last.Quotes as Row[]).length, last.HasNext]).toEqual([1, false]);
  });

  test('product categories go on after the last one seen', async () => {
    const page = async (query: string) =>
      (await x.get(`2.0/product_categories?${query}`)).body as unknown as {
        data: { categories: Row[] };
        page_info: { has_next: boolean; last_seen: string };
      };
    const all = (await page('')).data.categories.map(({ id }) => id);
    const seen: unknown[] = [];
    for (let after = '', more = true; more; ) {
      const { data, page_info } = await page(`page_size=2&after=${after}`);
      seen.push(...data.categories.map(({ id }) => id));
      [after, more] = [page_info.last_seen, page_info.has_next];
    }
    expect(seen).toEqual(all);
  });

  test('search wants a type, goes by fields, and pages by offset', async () => {
    expect((await x.get('2.0/search')).status).toBe(400);
    const sales = await x.walk('2.0/sales');
    const outlet = sales[0]?.outlet_id;
    const wanted = sales
      .filter(({ outlet_id, status }) => outlet_id === outlet && status === 'CLOSED')
      .map(({ id }) => id);
    const found = async (query: string) =>
      (await x.rows(`2.0/search?type=sales&outlet_id=${outlet}&status=closed&${query}`)).map(({ id }) => id);
    expect((await found('page_size=500')).toSorted()).toEqual(wanted.toSorted());
    expect([...(await found('page_size=4')), ...(await found('page_size=500&offset=4'))]).toEqual(
      await found('page_size=500'),
    );
    const [product] = await x.rows('2.0/products');
    expect(await x.rows(`2.0/search?type=products&sku=${product?.sku}`)).toEqual([product]);
    expect((await x.rows(`2.0/search?type=products&-sku=${product?.sku}&page_size=1000`)).length).toBe(59);
  });
});

describe('gift cards', () => {
  test('are issued once, redeemed to nothing and no further, and voided', async () => {
    const made = (await x.send('POST', '2.0/gift_cards', { number: 'MINE-1', amount: 20 })).body.data as Row;
    expect(made).toMatchObject({ balance: 20, status: 'ACTIVE' });
    expect((await x.send('POST', '2.0/gift_cards', { number: 'MINE-1', amount: 20 })).status).toBe(409);
    const move = (type: string, amount: number) =>
      x.send('POST', '2.0/gift_cards/MINE-1/transactions', { type, amount });
    const spent = (await move('REDEEMING', 15)).body.data as Row;
    expect(await x.rows(`2.0/gift_cards/transactions/${spent.id}`)).toEqual([spent]);
    expect((await move('REDEEMING', 6)).status).toBe(422);
    await move('RELOADING', 1);
    expect((await x.get('2.0/gift_cards/MINE-1')).body.data).toMatchObject({ balance: 6, total_redeemed: 15 });
    await x.send('DELETE', '2.0/gift_cards/MINE-1');
    expect((await move('REDEEMING', 1)).status).toBe(422);
  });
});

describe('webhooks', () => {
  const hook = { type: 'sale.update', url: 'https://shop.example/hook', active: true };

  test('are made, listed, changed and deleted; the same type and url are refused', async () => {
    const made = await x.send('POST', '2.0/webhooks', hook);
    expect(made.body).toEqual({ ...hook, id: expect.any(String), retailer_id: x.store.retailerId });
    const second = await x.send('POST', '2.0/webhooks', hook);
    expect([second.status, Object.keys(second.body)]).toEqual([409, ['error']]);
    expect(await x.rows('2.0/webhooks')).toEqual([made.body]);
    const id = made.body.id;
    expect((await x.send('PUT', `2.0/webhooks/${id}`, { active: false })).body).toMatchObject({ active: false });
    expect((await x.send('DELETE', `2.0/webhooks/${id}`)).status).toBe(200);
    expect((await x.get(`2.0/webhooks/${id}`)).status).toBe(404);
    expect((await x.send('POST', '2.0/webhooks', hook)).status).toBe(200);
  });

  test('older calls send a form whose field `data` is JSON', async () => {
    const reply = await fetch(`${x.host}/api/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${x.token}` },
      body: new URLSearchParams({ data: JSON.stringify({ ...hook, type: 'product.update' }) }),
    });
    expect([reply.status, await reply.json()]).toMatchObject([200, { type: 'product.update' }]);
  });

  test('those of another application are not seen', async () => {
    const { accessToken } = await xGrant(x.control, x.store.id, { server: 'personal' });
    expect(await xClient(x.sandbox.url, x.store.domainPrefix, accessToken).rows('2.0/webhooks')).toEqual([]);
  });

  test.each([{ type: 'sale.create' }, { url: 'ftp://shop.example' }, { url: 'javascript:alert(1)' }, { url: '' }])(
    '%o is refused',
    async (wrong) => {
      expect((await x.send('POST', '2.0/webhooks', { ...hook, ...wrong })).status).toBe(422);
    },
  );
});
