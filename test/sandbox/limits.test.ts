import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

async function opened(settings: object) {
  const store = await world.control.createStore(settings);
  const { accessToken } = await world.control.grant(store.id);
  return { store, get: (path: string) => world.client.list(store, path, accessToken) };
}

/** What section 8 of the facts says, written a second time: drips leak by time, bursts count in whole seconds. */
class Model {
  level = 0;
  atMs: number;
  second = -1;
  inSecond = 0;
  readonly size: number;
  readonly drip: number;
  readonly burst: number;

  constructor(size: number, drip: number, burst: number, atMs: number) {
    [this.size, this.drip, this.burst, this.atMs] = [size, drip, burst, atMs];
  }

  request(cost: number, nowMs: number): { status: number; type?: string } {
    this.level = Math.max(0, this.level - ((nowMs - this.atMs) / 1000) * this.drip);
    this.atMs = nowMs;
    const second = Math.floor(nowMs / 1000);
    this.inSecond = second === this.second ? this.inSecond : 0;
    this.second = second;
    if (this.inSecond >= this.burst) return { status: 429, type: 'api-burst-limiter' };
    this.inSecond += 1;
    if (this.level >= this.size) return { status: 429, type: 'api-leaky-bucket' };
    this.level += cost;
    return { status: 200 };
  }
}

const kinds = [
  { path: 'Shop.json', cost: 1 },
  { path: 'Item.json?limit=1&load_relations=["ItemShops"]', cost: 1.4 },
  { path: 'Item/1.json?load_relations=["ItemShops","Category"]', cost: 1.3 },
  { path: 'Sale.json?limit=1&load_relations=["SaleLines","SaleLines.Item"]', cost: 1.8 },
  { path: 'Item.json?count=1', cost: 10 },
];

test('bucket and burst follow the model over any sequence of requests, header by header', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        size: fc.integer({ min: 5, max: 30 }),
        dripPerSecond: fc.constantFrom(0.5, 1, 2, 7),
        burst: fc.integer({ min: 2, max: 12 }),
      }),
      fc.array(fc.record({ afterMs: fc.constantFrom(0, 0, 10, 333, 1000, 4500), kind: fc.constantFrom(...kinds) }), {
        minLength: 5,
        maxLength: 40,
      }),
      async (limits, requests) => {
        const { store, get } = await opened({ limits, sizes: { items: 3, customers: 1, sales: 2 } });
        const model = new Model(limits.size, limits.dripPerSecond, limits.burst, world.time.ms);
        for (const { afterMs, kind } of requests) {
          world.time.ms += afterMs;
          const expected = model.request(kind.cost, world.time.ms);
          const { status, headers } = await get(kind.path);
          expect(status).toBe(expected.status);
          const [level, size] = (headers.get('x-ls-api-bucket-level') ?? '').split('/').map(Number);
          expect(level).toBeCloseTo(model.level, 1);
          expect(size).toBe(limits.size);
          expect(headers.get('x-ls-api-burst-level')).toBe(`${model.inSecond}/${limits.burst}`);
          expect(headers.get('x-ls-api-drip-rate')).toBe(String(limits.dripPerSecond));
          expect(headers.get('x-ls-api-request-cost')).toBe(String(kind.cost));
          expect(headers.get('x-ls-acct-id')).toBe(store.accountId);
          expect(headers.get('x-ls-oauth-client-id')).toBe(store.clientId);
          expect(headers.get('x-ls-api-ratelimit-type')).toBe(expected.type ?? null);
        }
      },
    ),
    { numRuns: 25 },
  ));

describe('limits of an account', () => {
  test.each([
    { registers: 1, size: '90', drip: '1', burst: '20' },
    { registers: 2, size: '100', drip: '1.5', burst: '22' },
    { registers: 5, size: '130', drip: '3', burst: '28' },
  ])('with $registers registers: size $size, $drip drips a second', async ({ registers, size, drip, burst }) => {
    const { headers } = await (await opened({ limits: 'real', registers })).get('Shop.json');
    expect(headers.get('x-ls-api-bucket-level')).toBe(`1/${size}`);
    expect(headers.get('x-ls-api-drip-rate')).toBe(drip);
    expect(headers.get('x-ls-api-burst-level')).toBe(`1/${burst}`);
  });

  test('the request that passes the size is let through, the next one waits as long as Retry-After says', async () => {
    const { get } = await opened({ limits: { size: 10, dripPerSecond: 2, burst: 100 } });
    expect((await get('Item.json?count=1')).status).toBe(200);
    const refused = await get('Item.json?count=1');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ httpCode: '429', message: 'Rate limit exceeded' });
    const seconds = Number(refused.headers.get('retry-after'));
    world.time.ms += seconds * 1000;
    expect((await get('Item.json?count=1')).status).toBe(200);
  });

  test('a burst is refused by name, and free again in the next second', async () => {
    const { get } = await opened({ limits: { size: 90, dripPerSecond: 1, burst: 2 } });
    world.time.ms = Math.ceil(world.time.ms / 1000) * 1000;
    await get('Shop.json');
    await get('Shop.json');
    expect(await get('Shop.json')).toMatchObject({ status: 429, body: { message: 'burst rate limit exceeded' } });
    world.time.ms += 1000;
    expect((await get('Shop.json')).status).toBe(200);
  });

  test('each account and client has its own bucket', async () => {
    const limits = { size: 2, dripPerSecond: 1, burst: 50 };
    const one = await opened({ limits });
    const other = await opened({ limits, clientId: one.store.clientId });
    for (let requests = 0; requests < 3; requests += 1) await one.get('Shop.json');
    expect((await one.get('Shop.json')).status).toBe(429);
    expect((await other.get('Shop.json')).status).toBe(200);
  });

  test('off means that nobody is ever held back; the headers come all the same', async () => {
    const { get } = await opened({ limits: 'off' });
    const replies = await Promise.all(Array.from({ length: 200 }, () => get('Item.json?count=1')));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(replies[0]?.headers.get('x-ls-api-bucket-level')).toMatch(/^[\d.]+\/\d+$/);
  });

  test('a change of limits counts from the next request on', async () => {
    const { store, get } = await opened({ limits: 'off' });
    await world.control.call('PATCH', `stores/${store.id}`, { limits: { size: 1, dripPerSecond: 1 } });
    await get('Shop.json');
    expect((await get('Shop.json')).status).toBe(429);
  });
});

test.each([
  { query: 'or=itemID%3D1|itemID%3D2', cost: '1' },
  { query: 'or=itemID%3D1|upc%3D2', cost: '3' },
  { query: 'or=itemID%3D%3E,1|upc%3D%3E,2', cost: '12' },
  { query: 'load_relations=["CustomFieldValues","CustomFieldValues.value"]', cost: '1.8' },
  { query: 'load_relations=["Nothing"]', cost: '1' },
])('the list Item.json?$query costs $cost', async ({ query, cost }) => {
  const { get } = await opened({ limits: 'off' });
  expect((await get(`Item.json?${query}`)).headers.get('x-ls-api-request-cost')).toBe(cost);
});
