import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCShop } from '../../support/c-shop.ts';
import { type Row, startStillSandbox } from '../../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let shop: Awaited<ReturnType<typeof openCShop>>;
beforeAll(async () => {
  world = await startStillSandbox();
  shop = await openCShop(world.sandbox, world.control);
});
afterAll(() => world.sandbox.close());

const inside = (reply: { body: Row }) => Object.values(reply.body)[0] as Row;
const linkedId = (link: unknown) => (link as { resource: { id: number } }).resource.id;

describe('products', () => {
  test('a new one comes with a variant, and its title is known in one language', async () => {
    const created = await shop.post('products.json', {
      product: { title: 'Zoë’s Hat', brand: 2, content: '<b>x</b>' },
    });
    expect(created.status).toBe(201);
    const product = inside(created);
    expect(product).toMatchObject({ title: 'Zoë’s Hat', fulltitle: 'Zoë’s Hat', url: 'zoe-s-hat', type: false });
    expect(linkedId(product.brand)).toBe(2);
    const variants = await shop.rows(`variants.json?product=${product.id}`);
    expect(variants).toMatchObject([{ isDefault: true, stockLevel: 0, priceIncl: 0 }]);
    const inDutch = inside(await shop.send('GET', `nl/products/${product.id}.json`));
    expect(inDutch).toMatchObject({ title: '', url: '' });
    await shop.send('PUT', `nl/products/${product.id}.json`, { product: { title: 'Hoed' } });
    expect(inside(await shop.get(`products/${product.id}.json`)).title).toBe('Zoë’s Hat');
    expect(inside(await shop.send('GET', `nl/products/${product.id}.json`)).title).toBe('Hoed');
  });

  test('a write without its envelope, or of no JSON, is refused', async () => {
    for (const body of [{ title: 'x' }, [], 'x', { product: [] }])
      expect((await shop.post('products.json', body)).status).toBe(400);
  });

  test('what can not be is refused with a message for each field, and nothing of it is kept', async () => {
    const { count } = (await shop.get('products/count.json')).body;
    const refused = await shop.post('products.json', { product: { title: '', visibility: 'maybe', brand: 99_999 } });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      error: {
        code: 422,
        method: 'POST',
        request: '/en/products.json',
        errors: { title: [expect.any(String)], visibility: [expect.any(String)], brand: [expect.any(String)] },
      },
    });
    expect((await shop.get('products/count.json')).body).toEqual({ count });
  });

  test('a product that goes takes its variants, movements, joins and pictures along', async () => {
    const id = 20;
    const [variant] = await shop.rows(`variants.json?product=${id}`);
    expect((await shop.remove(`products/${id}.json`)).status).toBe(204);
    expect((await shop.get(`products/${id}.json`)).status).toBe(404);
    expect((await shop.get(`products/${id}/images.json`)).status).toBe(404);
    for (const path of ['variants', 'variants/movements', 'categories/products', 'tags/products'])
      expect(await shop.rows(`${path}.json?product=${id}`)).toEqual([]);
    expect((await shop.get(`variants/${variant?.id}.json`)).status).toBe(404);
  });

  test('visible and hidden are said in two fields that agree', async () => {
    const put = async (fields: Row) => inside(await shop.put('products/5.json', { product: fields }));
    expect(await put({ visibility: 'hidden' })).toMatchObject({ isVisible: false, visibility: 'hidden' });
    expect(await put({ isVisible: true })).toMatchObject({ isVisible: true, visibility: 'visible' });
  });
});

describe('variants', () => {
  test('the last one of a product stays', async () => {
    const refused = await shop.remove('variants/2.json');
    expect(refused.status).toBe(422);
    const created = await shop.post('variants.json', { variant: { product: 2, title: 'Other', priceIncl: 12 } });
    expect(inside(created)).toMatchObject({ isDefault: false, priceIncl: 12, priceExcl: 10 });
    expect((await shop.remove('variants/2.json')).status).toBe(204);
  });

  test('a price without tax sets the one with tax', async () => {
    const { variant } = (await shop.put('variants/4.json', { variant: { priceExcl: 100 } })).body;
    expect(variant).toMatchObject({ priceExcl: 100, priceIncl: 120 });
  });

  test('stock that is set leaves a movement', async () => {
    const { stockLevel } = inside(await shop.get('variants/6.json'));
    await shop.put('variants/6.json', { variant: { stockLevel: Number(stockLevel) + 5 } });
    expect((await shop.rows('variants/movements.json?variant=6')).at(-1)).toMatchObject({
      channel: 'api',
      stockLevelChange: 5,
    });
  });

  test('many are changed at once, or none of them', async () => {
    const both = await shop.put('variants/bulk.json', {
      variant: [
        { id: 7, sku: 'A' },
        { id: 8, sku: 'B' },
      ],
    });
    expect((both.body.variants as Row[]).map(({ sku }) => sku)).toEqual(['A', 'B']);
    const refused = await shop.put('variants/bulk.json', {
      variant: [
        { id: 7, sku: 'C' },
        { id: 99_999, sku: 'D' },
      ],
    });
    expect(refused.status).toBe(422);
    expect(inside(await shop.get('variants/7.json')).sku).toBe('A');
  });
});

describe('categories', () => {
  test('depth, path and address follow from the parents', async () => {
    const top = inside(await shop.post('categories.json', { category: { title: 'Été' } }));
    const below = inside(await shop.post('categories.json', { category: { title: 'Hats', parent: top.id } }));
    expect(top).toMatchObject({ depth: 1, path: [String(top.id)], url: 'ete', parent: false });
    expect(below).toMatchObject({ depth: 2, path: [String(below.id), String(top.id)], url: 'ete/hats' });
    const round = await shop.put(`categories/${top.id}.json`, { category: { parent: below.id } });
    expect(round.status).toBe(422);
    await shop.remove(`categories/${top.id}.json`);
    expect((await shop.get(`categories/${below.id}.json`)).status).toBe(404);
  });

  test('products are put in one by one or many at once, and never twice', async () => {
    const { id } = inside(await shop.post('categories.json', { category: { title: 'Mix' } }));
    const join = { categoriesProduct: { category: id, product: 7 } };
    const first = await shop.post('categories/products.json', join);
    expect(first.status).toBe(201);
    expect(linkedId(inside(first).product)).toBe(7);
    expect((await shop.post('categories/products.json', join)).status).toBe(422);
    const many = await shop.post('categories/products/bulk.json', {
      categoriesProduct: { category: id, product: [8, 9] },
    });
    expect(many.status).toBe(201);
    expect(await shop.rows(`categories/products.json?category=${id}`)).toHaveLength(3);
    await shop.remove(`categories/products/${inside(first).id}.json`);
    expect(await shop.rows(`categories/products.json?category=${id}`)).toHaveLength(2);
  });
});

test('an attribute of a product is set by PUT, in the language of the path, and never posted', async () => {
  expect((await shop.post('products/3/attributes.json', { productAttribute: { value: 'x' } })).status).toBe(405);
  const set = await shop.put('products/3/attributes/1.json', { productAttribute: { value: 'Wool' } });
  expect(inside(set)).toMatchObject({ id: 1, value: 'Wool' });
  expect(await shop.rows('products/3/attributes.json')).toMatchObject([{ id: 1, value: 'Wool' }]);
  await shop.remove('products/3/attributes/1.json');
  expect(await shop.rows('products/3/attributes.json')).toEqual([]);
});

test('a picture comes as base64, shows its kind and size, and is the product’s first when there is no other', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
  const { id } = inside(await shop.post('products.json', { product: { title: 'Pictured' } }));
  expect((await shop.post(`products/${id}/images.json`, { productImage: { attachment: 'bm8=' } })).status).toBe(422);
  const sent = await shop.post(`products/${id}/images.json`, {
    productImage: { attachment: png, filename: 'a b.png' },
  });
  expect(sent.status).toBe(201);
  expect(inside(sent)).toMatchObject({ sortOrder: 1, extension: 'png', size: 10, title: 'a b' });
  expect(inside(await shop.get(`products/${id}.json`)).image).toMatchObject({ extension: 'png', size: 10 });
});

test('an app’s own values hang on rows as metafields', async () => {
  const made = await shop.post('orders/3/metafields.json', { orderMetafield: { key: 'sync', value: 'ø' } });
  expect(inside(made)).toMatchObject({ key: 'sync', value: 'ø' });
  expect(await shop.rows('orders/3/metafields.json')).toHaveLength(1);
  expect(await shop.rows('orders/4/metafields.json')).toEqual([]);
  expect((await shop.get('orders/99999/metafields.json')).status).toBe(404);
});

describe('orders', () => {
  test('are neither created nor deleted by the API', async () => {
    expect((await shop.post('orders.json', { order: { email: 'a@b.example' } })).status).toBe(405);
    expect((await shop.remove('orders/1.json')).status).toBe(405);
  });

  test('a checkout becomes one: lines, invoice, shipment, and the stock goes down', async () => {
    const before = inside(await shop.put('variants/9.json', { variant: { stockLevel: 3, priceIncl: 19.99 } }));
    const checkout = await shop.post('checkouts.json', { mode: 'guest', customer: { email: 'new@shop.example' } });
    expect(checkout.status).toBe(201);
    const at = `checkouts/${checkout.body.id}`;
    expect((await shop.get(`${at}/validate.json`)).body).toMatchObject({ validated: false });
    expect((await shop.post(`${at}/order.json`, {})).status).toBe(422);
    const line = await shop.post(`${at}/products.json`, { variant_id: 9, quantity: 2 });
    expect(line.body).toMatchObject({ cart_id: checkout.body.id, price_incl: 19.99, stock_available: true });
    expect((await shop.get(`${at}/validate.json`)).body).toEqual({ validated: true, errors: [] });
    const ordered = await shop.post(`${at}/order.json`, {});
    expect(ordered.status).toBe(201);
    const id = Number(ordered.body.order_id);
    const order = inside(await shop.get(`orders/${id}.json`));
    expect(order).toMatchObject({ email: 'new@shop.example', priceIncl: 44.93, shipmentPriceIncl: 4.95 });
    expect(await shop.rows(`orders/${id}/products.json`)).toMatchObject([{ quantityOrdered: 2, priceIncl: 39.98 }]);
    expect(await shop.rows(`invoices.json?order=${id}`)).toMatchObject([{ priceIncl: 44.93, status: 'not_paid' }]);
    expect(await shop.rows(`shipments.json?order=${id}`)).toMatchObject([{ status: 'not_shipped' }]);
    expect(inside(await shop.get('variants/9.json'))).toMatchObject({
      stockLevel: 1,
      stockSold: Number(before.stockSold) + 2,
    });
    expect((await shop.post(`${at}/order.json`, {})).status).toBe(422);
  });

  test('one that is cancelled gives its stock back, and stays cancelled', async () => {
    const [order] = (await shop.rows('orders.json?status=processing_awaiting_shipment')).slice(-1);
    const lines = await shop.rows(`orders/${order?.id}/products.json`);
    const stockOf = async (id: number) => inside(await shop.get(`variants/${id}.json`));
    const first = linkedId(lines[0]?.variant);
    const pieces = lines.filter(({ variant }) => linkedId(variant) === first);
    const sum = pieces.reduce((total, { quantityOrdered }) => total + Number(quantityOrdered), 0);
    const before = await stockOf(first);
    const cancelled = await shop.put(`orders/${order?.id}.json`, { order: { status: 'cancelled' } });
    expect(inside(cancelled)).toMatchObject({ paymentStatus: 'cancelled', shipmentStatus: 'cancelled' });
    const counted = before.stockTracking === 'enabled' ? sum : 0;
    expect((await stockOf(first)).stockLevel).toBe(Number(before.stockLevel) + counted);
    expect(await shop.rows(`invoices.json?order=${order?.id}`)).toMatchObject([{ status: 'cancelled' }]);
    expect((await shop.put(`orders/${order?.id}.json`, { order: { status: 'completed' } })).status).toBe(422);
  });

  test('invoice and order say the same of payment, shipment and order of shipping', async () => {
    const [order] = await shop.rows('orders.json?status=processing_awaiting_payment');
    const [invoice] = await shop.rows(`invoices.json?order=${order?.id}`);
    const [shipment] = await shop.rows(`shipments.json?order=${order?.id}`);
    await shop.put(`invoices/${invoice?.id}.json`, { invoice: { status: 'paid' } });
    await shop.put(`shipments/${shipment?.id}.json`, { shipment: { status: 'shipped', trackingCode: '3S1' } });
    const after = inside(await shop.get(`orders/${order?.id}.json`));
    expect(after).toMatchObject({ paymentStatus: 'paid', shipmentStatus: 'shipped' });
  });
});

test('a quote is locked once an order was made of it', async () => {
  const { id } = inside(await shop.post('quotes.json', { quote: { customer: 1 } }));
  const line = { quoteProduct: { variant: 10, quantity: 1, discountPercentage: 50 } };
  await shop.put('variants/10.json', { variant: { stockLevel: 5, priceIncl: 80 } });
  expect((await shop.post(`quotes/${id}/products.json`, line)).status).toBe(201);
  expect(inside(await shop.get(`quotes/${id}.json`))).toMatchObject({ priceIncl: 44.95, productsCount: 1 });
  const converted = await shop.post(`quotes/${id}/convert.json`, {});
  expect(converted.status).toBe(201);
  expect(converted.body.order).toMatchObject({ priceIncl: 44.95 });
  expect((await shop.post(`quotes/${id}/convert.json`, {})).status).toBe(422);
  expect((await shop.post(`quotes/${id}/products.json`, line)).status).toBe(422);
});

describe('what a shop is and has', () => {
  test.each([
    ['shop', { id: expect.any(Number), currency: { shortcode: 'EUR' } }],
    ['account', { appId: false, apiKey: expect.any(String) }],
  ])('%s is one row', async (name, wanted) => {
    expect((await shop.get(`${name}.json`)).body).toMatchObject({ [name]: wanted });
  });

  test.each([
    'languages',
    'taxes',
    'types',
    'types/attributes',
    'groups',
    'orders/customstatuses',
    'suppliers',
    'discounts',
    'discountrules',
    'sets',
    'quotes',
    'returns',
    'reviews',
    'tags',
    'brands',
    'deliverydates',
    'checkouts',
    'subscriptions',
    'tickets',
    'textpages',
    'redirects',
  ])('the short list %s has 2 to 5 rows', async (name) => {
    const rows = await shop.get(`${name}.json`);
    const list = (Array.isArray(rows.body) ? rows.body : inside(rows)) as unknown as Row[];
    expect(list.length).toBeGreaterThanOrEqual(2);
    expect(list.length).toBeLessThanOrEqual(5);
    expect((await shop.get(`${name}/count.json`)).body).toEqual({ count: list.length });
  });
});

test('changes on order: a product is edited, hidden, deleted; an order is made, another cancelled', async () => {
  const fresh = await openCShop(world.sandbox, world.control);
  const made = await world.control.call<Record<string, number[]>>('POST', 'changes', {
    store: fresh.store.id,
    edits: 1,
    sales: 2,
    archives: 1,
    voids: 1,
    deletes: 1,
  });
  expect(inside(await fresh.get(`products/${made.edits?.[0]}.json`)).title).toContain('(changed');
  expect(inside(await fresh.get(`products/${made.archives?.[0]}.json`)).visibility).toBe('hidden');
  expect(inside(await fresh.get(`orders/${made.voids?.[0]}.json`)).status).toBe('cancelled');
  expect(made.sales).toEqual([91, 92]);
  expect((await fresh.get(`products/${made.deletes?.[0]}.json`)).status).toBe(404);
});
