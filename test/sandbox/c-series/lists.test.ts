import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resources } from '../../../src/sandbox/c-series/resources.ts';
import { cClient, openCShop } from '../../support/c-shop.ts';
import { startStillSandbox } from '../../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let shop: Awaited<ReturnType<typeof openCShop>>;
beforeAll(async () => {
  world = await startStillSandbox();
  shop = await openCShop(world.sandbox, world.control);
});
afterAll(() => world.sandbox.close());

const five = ['products', 'variants', 'customers', 'orders', 'categories'];
const idsOf = (rows: Record<string, unknown>[]) => rows.map(({ id }) => Number(id));

describe('who may ask', () => {
  test('a key is known on its own cluster alone', async () => {
    const elsewhere = cClient(world.sandbox, shop.store, 'api.shoplightspeed.com');
    expect((await shop.get('products.json')).status).toBe(200);
    const refused = await elsewhere.get('products.json');
    expect(refused.status).toBe(401);
    expect(refused.body).toEqual({
      error: { code: 401, method: 'GET', request: '/en/products.json', message: 'Access denied.' },
    });
  });

  test('a shop of the other cluster has its own host, languages, clock and money', async () => {
    const there = await openCShop(world.sandbox, world.control, { cluster: 'us1', languages: ['fr', 'en'] });
    const client = cClient(world.sandbox, there.store, 'api.shoplightspeed.com');
    expect((await there.get('shop.json')).status).toBe(401);
    const { shop: shown } = (await client.get('shop.json')).body as { shop: Record<string, unknown> };
    expect(shown).toMatchObject({ currency: { shortcode: 'CAD' }, country: { code: 'ca' } });
    expect(shown.createdAt).toMatch(/-0[45]:00$/);
    expect((await client.send('GET', 'nl/shop.json')).status).toBe(404);
    const codes = (await client.rows('languages.json')).map(({ code, isDefault }) => [code, isDefault]);
    expect(codes).toEqual([
      ['fr', true],
      ['en', false],
    ]);
  });

  test('a key with the right to read orders can neither write them nor read products', async () => {
    const key = await world.control.call<{ apiKey: string; apiSecret: string }>(
      'POST',
      `stores/${shop.store.id}/grants`,
      { scopes: ['orders:read'] },
    );
    const reader = cClient(world.sandbox, key);
    expect((await reader.get('orders.json')).status).toBe(200);
    expect((await reader.put('orders/1.json', { order: { memo: 'x' } })).status).toBe(403);
    expect((await reader.get('products.json')).status).toBe(403);
    const { accountPermissions } = (await reader.get('account/permissions.json')).body;
    expect(accountPermissions).toMatchObject({ orders: { read: true, write: false }, products: { read: false } });
  });

  test.each(['fr', 'xx', '__proto__'])('language %s is not active: 404 that says so', async (language) => {
    const { status, body } = await shop.send('GET', `${language}/products.json`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { code: 404, message: 'Unknown or inactive language.' } });
  });
});

describe('limits', () => {
  test('three windows count at once, and follow the clock', async () => {
    const limited = await openCShop(world.sandbox, world.control, { limits: 'real' });
    const { headers } = await limited.get('shop.json');
    expect(headers.get('x-ratelimit-limit')).toBe('300/3000/12000');
    expect(headers.get('x-ratelimit-remaining')).toBe('299/2999/11999');
    expect(headers.get('x-ratelimit-reset')).toBe('300/3600/50400');
    const { accountRatelimit } = (await limited.get('account/ratelimit.json')).body;
    expect(accountRatelimit).toMatchObject({
      limit5Min: { limit: 300, remaining: 298, reset: 300, resetTime: '2026-03-20T10:05:00+00:00' },
      limitDay: { limit: 12_000, remaining: 11_998 },
    });
  });

  test('a full window answers 429 until it ends, and Retry-After says when', async () => {
    const limited = await openCShop(world.sandbox, world.control, { limits: { requests: 2, windowSeconds: 10 } });
    const ask = async () => (await limited.get('brands.json')).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    const refused = await limited.get('brands.json');
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(refused.headers.get('x-ratelimit-remaining')?.split('/')[0]).toBe('0');
    expect(refused.body).toMatchObject({ error: { code: 429 } });
    world.time.ms += 10_000;
    expect(await ask()).toBe(200);
    world.time.ms -= 10_000;
  });
});

describe.each(five)('the list of %s', (resource) => {
  test('has 50 rows when no limit is asked for and at most 250, by id', async () => {
    const all = await shop.all(resource);
    expect(idsOf(all)).toEqual([...idsOf(all)].sort((left, right) => left - right));
    const { count } = (await shop.get(`${resource}/count.json`)).body;
    expect(all).toHaveLength(Number(count));
    expect(await shop.rows(`${resource}.json`)).toEqual(all.slice(0, 50));
    expect(await shop.rows(`${resource}.json?limit=9999`)).toEqual(all.slice(0, 250));
  });

  test('is cut alike by pages and by since_id', async () => {
    const all = await shop.all(resource);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }), async (limit, page) => {
        const wanted = idsOf(all).slice((page - 1) * limit, page * limit);
        expect(idsOf(await shop.rows(`${resource}.json?limit=${limit}&page=${page}`))).toEqual(wanted);
        const since = page === 1 ? 0 : (idsOf(all)[(page - 1) * limit - 1] ?? 1e9);
        expect(idsOf(await shop.rows(`${resource}.json?limit=${limit}&since_id=${since}`))).toEqual(wanted);
      }),
      { numRuns: 8 },
    );
  });

  test('holds rows of the same fields as one row alone, with links to where the client is', async () => {
    const [first] = await shop.rows(`${resource}.json?limit=1`);
    const { body } = await shop.get(`${resource}/${first?.id}.json`);
    expect(Object.values(body)).toEqual([first]);
    const links = JSON.stringify(first).match(/"link":"[^"]+/g) ?? [];
    for (const link of links) expect(link).toContain(`"link":"${world.sandbox.url}/api.webshopapp.com/en/`);
    expect(links.length).toBeGreaterThan(0);
  });

  test('takes times in UTC and with an offset, and shows them with the offset of the shop', async () => {
    const all = await shop.all(resource);
    const some = all[Math.floor(all.length / 3)];
    const at = String(some?.updatedAt);
    const utc = new Date(at).toISOString().slice(0, 19).replace('T', ' ');
    const wanted = idsOf(all.filter((row) => Date.parse(String(row.updatedAt)) >= Date.parse(at)));
    for (const from of [at, utc]) {
      const query = `updated_at_min=${encodeURIComponent(from)}`;
      expect((await shop.get(`${resource}/count.json?${query}`)).body).toEqual({ count: wanted.length });
      expect(idsOf(await shop.rows(`${resource}.json?limit=250&${query}`))).toEqual(wanted.slice(0, 250));
    }
    const until = await shop.rows(`${resource}.json?limit=250&updated_at_max=${encodeURIComponent(at)}`);
    expect(until.map(({ id }) => id)).toContain(some?.id);
  });

  test('shows only the fields that are named', async () => {
    const rows = await shop.rows(`${resource}.json?limit=2&fields=id,createdAt`);
    for (const row of rows) expect(Object.keys(row)).toEqual(['id', 'createdAt']);
  });
});

/** Links to what is done there, not read. */
const doing = /\/(signout|login)\.json$/;

test('every link of every row leads somewhere', async () => {
  const paths = [...resources.values()].map(({ path }) => path).filter((path) => path !== '' && !path.includes('{'));
  const links = new Set<string>();
  for (const path of [...paths, 'account', 'orders/1/products', 'quotes/1/products']) {
    const { body } = await shop.get(`${path}.json?limit=3`);
    for (const [, link] of JSON.stringify(body).matchAll(/"link":"([^"]+)"/g)) if (link) links.add(link);
  }
  expect(links.size).toBeGreaterThan(100);
  for (const link of links) if (!doing.test(link)) expect((await shop.send('GET', link)).status, link).toBe(200);
});

test('times carry summer and winter time of the shop', async () => {
  const offsets = new Set((await shop.all('orders')).map(({ createdAt }) => String(createdAt).slice(19)));
  expect(offsets).toEqual(new Set(['+01:00', '+02:00']));
});

test.each([
  ['variants', 'product', '19'],
  ['variants', 'sku', 'SKU-00001'],
  ['products', 'isVisible', 'false'],
  ['products', 'brand', '3'],
  ['orders', 'customer', '7'],
  ['orders', 'number', 'ORD00012'],
  ['orders', 'status', 'cancelled'],
  ['categories', 'parent', '1'],
  ['categories/products', 'product', '5'],
  ['categories/products', 'category', '4'],
  ['tags/products', 'tag', '1'],
  ['variants/movements', 'variant', '3'],
])('%s are narrowed by %s', async (resource, name, value) => {
  const shownValue = (row: Record<string, unknown>) => {
    const shown = row[name] as { resource?: { id: number } };
    return String(shown?.resource?.id ?? shown);
  };
  const wanted = (await shop.all(resource)).filter((row) => shownValue(row) === value);
  expect(await shop.rows(`${resource}.json?limit=250&${name}=${value}`)).toEqual(wanted);
  expect(wanted.length).toBeGreaterThan(0);
});

test.each(['limit=0', 'limit=x', 'page=0', 'since_id=-1', 'updated_at_min=yesterday'])(
  'a parameter that makes no sense is refused: %s',
  async (query) => expect((await shop.get(`products.json?${query}`)).status).toBe(400),
);

test('a shop that has nothing to sell and nobody to sell to answers all the same', async () => {
  const empty = await openCShop(world.sandbox, world.control, { sizes: { items: 0, customers: 0, sales: 0 } });
  for (const { path } of resources.values())
    if (path !== '') expect((await empty.get(`${path.replace(/\{\w+\}/, '1')}.json`)).status, path).toBeLessThan(500);
  expect((await empty.get('orders/count.json')).body).toEqual({ count: 0 });
  const happened = { store: empty.store.id, edits: 1, sales: 1, archives: 1, voids: 1, deletes: 1 };
  expect(await world.control.call('POST', 'changes', happened)).toMatchObject({ edits: [], sales: [], voids: [] });
});
