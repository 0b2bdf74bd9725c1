import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Row, rowsIn, startStillSandbox } from '../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

const changes = fc.record({
  edits: fc.nat({ max: 6 }),
  archives: fc.nat({ max: 2 }),
  sales: fc.nat({ max: 4 }),
  voids: fc.nat({ max: 4 }),
  laterMs: fc.nat({ max: 5000 }),
});

/** Walks a list while the store changes between pages; the ids as they came. */
async function walkWhileChanging(resource: string, sort: string, limit: number, between: fc.GeneratorValue) {
  const store = await world.control.createStore({ sizes: { items: 60, customers: 5, sales: 50 } });
  const { accessToken } = await world.control.grant(store.id);
  const id = `${resource.toLowerCase()}ID`;
  const seen: unknown[] = [];
  let reply = await world.client.list(store, `${resource}.json?archived=true&sort=${sort}&limit=${limit}`, accessToken);
  const whole = await world.client.list(store, `${resource}.json?archived=true`, accessToken);
  const throughout = rowsIn(whole, resource).map((row: Row) => row[id]);
  for (let pages = 0; pages < 200; pages += 1) {
    seen.push(...rowsIn(reply, resource).map((row) => row[id]));
    const next = reply.body['@attributes']?.next ?? '';
    if (next === '') return { throughout, seen };
    // An endless stream of changes would never let a walk by time end: it stops at some point, as it does at night.
    if (pages < 12) {
      const { laterMs, ...some } = between(() => changes);
      world.time.ms += laterMs;
      await world.control.call('POST', 'changes', { store: store.id, ...some });
    }
    reply = await world.client.get(next, accessToken);
  }
  throw new Error('The walk never ended.');
}

const cases = [
  { resource: 'Item', time: 'timeStamp' },
  { resource: 'Sale', time: 'updatetime' },
];

test.each(cases)(
  '$resource: a walk by id sees every row that was there all the time exactly once, whatever changes meanwhile',
  ({ resource }) =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 20 }), fc.boolean(), fc.gen(), async (limit, descending, between) => {
        const id = `${resource.toLowerCase()}ID`;
        const { throughout, seen } = await walkWhileChanging(resource, descending ? `-${id}` : id, limit, between);
        for (const row of throughout) expect(seen.filter((one) => one === row)).toHaveLength(1);
      }),
      { numRuns: 12 },
    ),
);

test.each(cases)(
  '$resource: a walk by time sees every row that was there all the time at least once',
  ({ resource, time }) =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 20 }), fc.gen(), async (limit, between) => {
        const { throughout, seen } = await walkWhileChanging(resource, time, limit, between);
        expect(new Set(seen)).toEqual(new Set([...seen, ...throughout]));
      }),
      { numRuns: 12 },
    ),
);
