import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cClient, openCShop } from '../../support/c-shop.ts';
import { type Row, startStillSandbox } from '../../support/sandbox-client.ts';

interface Told {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let shop: Awaited<ReturnType<typeof openCShop>>;
/** What came to the address that webhooks were given. */
const told: Told[] = [];
let status = 200;
const listener = createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  told.push({ path: request.url ?? '', headers: request.headers, body });
  response.writeHead(status).end();
});
let address: string;
beforeAll(async () => {
  world = await startStillSandbox();
  shop = await openCShop(world.sandbox, world.control);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await world.sandbox.close();
  listener.close();
});

const hook = (fields: Row) => ({ webhook: { isActive: true, format: 'json', language: 'en', ...fields } });
const eventOf = ({ headers }: Told) => String(headers['x-event']);
const fares = () => world.control.call('GET', `stores/${shop.store.id}/webhooks`);
const arrived = (path: string, count: number) =>
  vi.waitFor(() => {
    const found = told.filter((one) => one.path === path);
    expect(found).toHaveLength(count);
    return found;
  });

describe('webhooks', () => {
  test('show a language object and an address, whichever name it was sent under; the same may be added twice', async () => {
    const body = hook({ itemGroup: 'tickets', itemAction: 'answered', url: `${address}/twice` });
    const replies = [await shop.post('webhooks.json', body), await shop.post('webhooks.json', body)];
    for (const reply of replies) {
      expect(reply.status).toBe(201);
      expect(reply.body.webhook).toMatchObject({
        address: `${address}/twice`,
        language: { code: 'en', locale: 'en_GB', title: 'English' },
      });
      expect(reply.body.webhook).not.toHaveProperty('url');
    }
    expect(await shop.rows('webhooks.json?itemGroup=tickets')).toHaveLength(2);
  });

  test.each([
    [{ itemGroup: 'products', itemAction: 'paid', address: 'https://x.example' }, 'itemAction'],
    [{ itemGroup: 'shoes', itemAction: 'created', address: 'https://x.example' }, 'itemGroup'],
    [{ itemGroup: 'products', itemAction: 'created', address: 'here' }, 'address'],
  ])('%j is refused for its %s', async (fields, field) => {
    const { status: refused, body } = await shop.post('webhooks.json', hook(fields));
    expect(refused).toBe(422);
    expect((body.error as Row).errors).toHaveProperty(field);
  });

  test('are sent the record in its envelope, in their language, signed', async () => {
    await shop.post('webhooks.json', hook({ itemGroup: 'products', itemAction: '*', address: `${address}/products` }));
    const { product } = (await shop.post('products.json', { product: { title: 'Told' } })).body as { product: Row };
    await shop.put(`products/${product.id}.json`, { product: { data01: 'x' } });
    await shop.remove(`products/${product.id}.json`);
    // Several are sent at once: they may come in another order.
    const came = (await arrived('/products', 3)).sort((left, right) => (eventOf(left) < eventOf(right) ? -1 : 1));
    expect(came.map(eventOf)).toEqual(['products/created', 'products/deleted', 'products/updated']);
    expect(JSON.parse(came[0]?.body ?? '')).toEqual({ product });
    expect(came[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-shop-id': shop.store.shopId,
      'x-cluster-id': 'eu1',
      'x-format': 'json',
      'x-language': 'en',
      'x-product-id': String(product.id),
      'x-signature': createHash('md5').update(`${came[0]?.body}${shop.store.apiSecret}`).digest('hex'),
    });
  });

  test('speak XML when they are asked to', async () => {
    const about = { itemGroup: 'customers', itemAction: 'updated', format: 'xml', address: `${address}/xml` };
    await shop.post('webhooks.json', hook(about));
    await shop.put('customers/2.json', { customer: { firstname: 'A & B' } });
    const [came] = await arrived('/xml', 1);
    expect(came?.headers['content-type']).toBe('application/xml');
    expect(came?.body).toMatch(/^<\?xml .*<customer>.*<firstname>A &amp; B<\/firstname>/s);
  });

  test('hear of an order that is paid, of one change once, and of what the merchant does', async () => {
    await shop.post('webhooks.json', hook({ itemGroup: 'orders', itemAction: 'paid', address: `${address}/paid` }));
    await shop.post('webhooks.json', hook({ itemGroup: 'orders', itemAction: 'created', address: `${address}/new` }));
    await world.control.call('POST', 'changes', { store: shop.store.id, sales: 1 });
    const [[created], [paid]] = [await arrived('/new', 1), await arrived('/paid', 1)];
    expect(JSON.parse(created?.body ?? '').order).toMatchObject({ number: 'ORD00091', paymentStatus: 'paid' });
    expect(paid?.headers['x-order-id']).toBe('91');
  });

  test('that fail are tried again, those that are switched off are not told', async () => {
    status = 500;
    const made = await shop.post(
      'webhooks.json',
      hook({ itemGroup: 'invoices', itemAction: 'updated', address: `${address}/again` }),
    );
    await shop.put('invoices/3.json', { invoice: { doNotifyNew: true } });
    await arrived('/again', 1);
    status = 200;
    await vi.waitFor(async () => expect(await fares()).toMatchObject({ failed: 1, waiting: 1 }));
    world.time.ms += 1000;
    const [first, second] = await vi.waitFor(
      () => {
        const found = told.filter(({ path }) => path === '/again');
        expect(found).toHaveLength(2);
        return found;
      },
      { timeout: 5000 },
    );
    expect(second?.body).toBe(first?.body);
    await shop.put(`webhooks/${(made.body.webhook as Row).id}.json`, { webhook: { isActive: false } });
    await shop.put('invoices/3.json', { invoice: { doNotifyNew: false } });
    await shop.post('webhooks.json', hook({ itemGroup: 'invoices', itemAction: '*', address: `${address}/after` }));
    await shop.put('invoices/3.json', { invoice: { doNotifyNew: true } });
    await arrived('/after', 1);
    expect(told.filter(({ path }) => path === '/again')).toHaveLength(2);
  });

  test('of an app go when it is uninstalled; those of other keys stay', async () => {
    const installed = await world.control.call<{ location: string; appKey: string; appSecret: string }>(
      'POST',
      `stores/${shop.store.id}/install`,
      { successUrl: 'http://127.0.0.1:4400/installed' },
    );
    const token = new URL(installed.location).searchParams.get('token') ?? '';
    const apiSecret = createHash('md5').update(`${token}${installed.appSecret}`).digest('hex');
    const app = cClient(world.sandbox, { apiKey: installed.appKey, apiSecret });
    const before = (await shop.rows('webhooks.json')).length;
    await app.post('webhooks.json', hook({ itemGroup: 'orders', itemAction: '*', address: `${address}/app` }));
    expect(await shop.rows('webhooks.json')).toHaveLength(before + 1);
    const grants = await world.control.call<{ family: string; server: string }[]>(
      'GET',
      `grants?store=${shop.store.id}`,
    );
    const family = grants.find(({ server }) => server === 'app')?.family;
    await world.control.call('DELETE', `grants/${family}`);
    expect((await app.get('webhooks.json')).status).toBe(401);
    expect(await shop.rows('webhooks.json')).toHaveLength(before);
  });
});
