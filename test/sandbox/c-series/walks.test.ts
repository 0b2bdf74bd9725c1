import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCShop } from '../../support/c-shop.ts';
import { startStillSandbox } from '../../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

const changes = fc.record({
  edits: fc.nat({ max: 6 }),
  sales: fc.nat({ max: 3 }),
  archives: fc.nat({ max: 2 }),
  voids: fc.nat({ max: 3 }),
  deletes: fc.nat({ max: 2 }),
  laterMs: fc.nat({ max: 5000 }),
});

const open = () => openCShop(world.sandbox, world.control, { sizes: { items: 60, customers: 5, sales: 50 } });
type Shop = Awaited<ReturnType<typeof open>>;
const idsOf = async (shop: Shop, path: string) => (await shop.rows(path)).map(({ id }) => Number(id));

async function happen(shop: Shop, { laterMs, ...some }: { laterMs: number; deletes?: number }) {
  world.time.ms += laterMs;
  return world.control.call<Record<string, number[]>>('POST', 'changes', { store: shop.store.id, ...some });
}

test.each(['products', 'variants', 'orders', 'variants/movements'])(
  '%s: a walk by since_id sees every row that was there all the time exactly once, whatever changes meanwhile',
  (resource) =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 20 }), fc.gen(), async (limit, between) => {
        const shop = await open();
        const before = await idsOf(shop, `${resource}.json?limit=250`);
        const seen: number[] = [];
        for (let since = 0, more = true; more; since = seen.at(-1) ?? 0) {
          const page = await idsOf(shop, `${resource}.json?limit=${limit}&since_id=${since}`);
          seen.push(...page);
          // An endless stream of new rows would never let a walk end: changes stop at some point, as they do at night.
          if (seen.length < 150)
            await happen(
              shop,
              between(() => changes),
            );
          more = page.length === limit;
        }
        const after = new Set((await shop.all(resource)).map(({ id }) => Number(id)));
        for (const id of before.filter((one) => after.has(one)))
          expect(seen.filter((one) => one === id)).toHaveLength(1);
        expect(new Set(seen).size).toBe(seen.length);
      }),
      { numRuns: 6 },
    ),
);

test.each([
  { resource: 'products', kinds: ['edits', 'archives'] },
  { resource: 'orders', kinds: ['sales', 'voids'] },
])(
  '$resource: a walk by updated_at_min and page sees every row that was changed since at least once, while none is deleted',
  ({ resource, kinds }) =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 9 }), fc.gen(), async (limit, between) => {
        const shop = await open();
        world.time.ms += 10_000;
        const since = new Date(world.time.ms).toISOString();
        const made = await happen(shop, { ...between(() => changes), deletes: 0 });
        const changed = kinds.flatMap((kind) => made[kind] ?? []);
        const seen: number[] = [];
        for (let page = 1, more = true; more; page += 1) {
          const ids = await idsOf(shop, `${resource}.json?limit=${limit}&page=${page}&updated_at_min=${since}`);
          seen.push(...ids);
          if (page < 6) await happen(shop, { ...between(() => changes), deletes: 0 });
          more = ids.length === limit;
        }
        expect(new Set(seen)).toEqual(new Set([...seen, ...changed]));
      }),
      { numRuns: 6 },
    ),
);

/** What clients do that moves stock. */
const write = fc.oneof(
  fc.record({
    kind: fc.constant('stock' as const),
    variant: fc.integer({ min: 1, max: 60 }),
    level: fc.nat({ max: 50 }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), order: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    kind: fc.constant('convert' as const),
    variant: fc.integer({ min: 1, max: 60 }),
    pieces: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('change' as const), some: changes }),
);

test('the stock of each variant is the sum of its movements, whatever is sold, cancelled, set and deleted', () =>
  fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
      const shop = await open();
      for (const one of writes) {
        if (one.kind === 'stock')
          await shop.put(`variants/${one.variant}.json`, { variant: { stockLevel: one.level } });
        if (one.kind === 'cancel') await shop.put(`orders/${one.order}.json`, { order: { status: 'cancelled' } });
        if (one.kind === 'change') await happen(shop, one.some);
        if (one.kind === 'convert') {
          const { quote } = (await shop.post('quotes.json', { quote: {} })).body as { quote: { id: number } };
          await shop.post(`quotes/${quote.id}/products.json`, {
            quoteProduct: { variant: one.variant, quantity: one.pieces },
          });
          await shop.post(`quotes/${quote.id}/convert.json`, {});
        }
      }
      const sums = new Map<number, number>();
      for (const { variant, stockLevelChange } of await shop.all('variants/movements')) {
        const { id } = (variant as { resource: { id: number } }).resource;
        sums.set(id, (sums.get(id) ?? 0) + Number(stockLevelChange));
      }
      for (const { id, stockLevel } of await shop.all('variants'))
        expect(sums.get(Number(id)) ?? 0, `stock of variant ${id}`).toBe(stockLevel);
      expect(sums.size).toBeLessThanOrEqual((await shop.all('variants')).length);
    }),
    { numRuns: 12 },
  ));

const cents = (amount: unknown) => Math.round(Number(amount) * 100);
const total = (rows: Record<string, unknown>[], name: string) => rows.reduce((sum, row) => sum + cents(row[name]), 0);

test('what an order comes to equals its lines, shipping and taxes to the cent, and its invoice the same', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.nat({ max: 4 }), async (seed, sales) => {
      const shop = await openCShop(world.sandbox, world.control, {
        seed,
        sizes: { items: 60, customers: 5, sales: 25 },
      });
      await happen(shop, { laterMs: 0, ...{ sales } });
      for (const order of await shop.all('orders')) {
        const lines = await shop.rows(`orders/${order.id}/products.json`);
        for (const name of ['priceExcl', 'priceIncl'] as const)
          expect(total(lines, name) + cents(order[name.replace('price', 'shipmentPrice')])).toBe(cents(order[name]));
        const taxes = order.taxRates as Record<string, unknown>[];
        expect(cents(order.priceExcl) + total(taxes, 'amount')).toBe(cents(order.priceIncl));
        const [invoice] = await shop.rows(`invoices.json?order=${order.id}`);
        const items = await shop.rows(`invoices/${invoice?.id}/items.json`);
        for (const name of ['priceExcl', 'priceIncl']) {
          expect(invoice?.[name]).toBe(order[name]);
          expect(total(items, name)).toBe(cents(order[name]));
        }
      }
    }),
    { numRuns: 5 },
  ));
