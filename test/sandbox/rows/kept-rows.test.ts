import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeptRow, KeptRows } from '../../../src/sandbox/rows/kept-rows.ts';
import { candidates } from '../../../src/sandbox/rows/order.ts';
import { exists, fieldOf, idsWhere, nextId, rowOf } from '../../../src/sandbox/rows/rows.ts';
import type { Source } from '../../../src/sandbox/rows/source.ts';
import type { Store } from '../../../src/sandbox/store.ts';

const MADE = 12;

/** Twelve rows as made: `time` grows with the id, `rank` falls, `group` is one of three. */
const source: Source = {
  name: 'Thing',
  key: 'id',
  growing: ['time'],
  made: () => MADE,
  makeRow: (_, id) => ({ id, time: id * 10, rank: 100 - id, group: String(id % 3) }),
  sortValue: (_, value) => Number(value),
};

const step = fc.record({
  what: fc.constantFrom('edit', 'create', 'remove'),
  id: fc.integer({ min: 1, max: MADE + 6 }),
  fields: fc.record(
    { time: fc.nat(200), rank: fc.nat(200), group: fc.constantFrom('0', '1', '2') },
    { requiredKeys: [] },
  ),
});
const change = fc.record({ steps: fc.array(step, { maxLength: 6 }), fails: fc.boolean() });
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** A store with nothing but its rows: all that sources of this test look at. */
const storeOf = (rows: KeptRows) => ({ rows }) as unknown as Store;

/** Does the same to the store and to a plain map of whole rows, which is how it should look. */
function play(store: Store, model: Map<number, Record<string, unknown>>, { steps, fails }: Change): void {
  const after = new Map(model);
  const refused = new Error('refused');
  try {
    store.rows.change((draft) => {
      for (const { what, id, fields } of steps) {
        const isThere = exists(store, source, id);
        if (what === 'create') {
          const created = { id: nextId(store, source), time: 5, rank: 5, group: '1', ...fields };
          after.set(created.id, created);
          draft.put('Thing', created.id, created);
        } else if (isThere && what === 'edit') {
          after.set(id, { ...after.get(id), ...fields });
          draft.put('Thing', id, fields);
        } else if (isThere) {
          after.delete(id);
          draft.remove('Thing', id);
        }
      }
      if (fails) throw refused;
    });
    model.clear();
    for (const [id, row] of after) model.set(id, row);
  } catch (cause) {
    if (cause !== refused) throw cause;
  }
}

const asMade = () =>
  new Map(Array.from({ length: MADE }, (_, at) => [at + 1, source.makeRow({} as Store, at + 1)] as const));

const sorted = (model: Map<number, Record<string, unknown>>, field: string) =>
  [...model.values()]
    .toSorted((left, right) => Number(left[field]) - Number(right[field]) || Number(left.id) - Number(right.id))
    .map(({ id }) => id);

/** Everything the rows say equals the model: single rows, fields, children, and every order from both ends. */
function expectEqual(store: Store, model: Map<number, Record<string, unknown>>): void {
  for (let id = 1; id <= MADE + 20; id += 1) {
    expect(exists(store, source, id)).toBe(model.has(id));
    if (model.has(id)) expect(rowOf(store, source, id)).toEqual(model.get(id));
    if (model.has(id)) expect(fieldOf(store, source, id, 'group')).toBe(model.get(id)?.group);
  }
  for (const group of ['0', '1', '2'])
    expect(idsWhere(store, source, 'group', group)).toEqual(
      sorted(model, 'id').filter((id) => model.get(Number(id))?.group === group),
    );
  for (const sort of ['id', 'time', 'rank'])
    for (const descending of [false, true]) {
      const ids = [...candidates(store, source, { sort, descending, start: undefined, bounds: [] })];
      expect(ids, `${sort} ${descending}`).toEqual(descending ? sorted(model, sort).reverse() : sorted(model, sort));
    }
}

test('after any changes, some of them refused halfway, rows, links and orders are those of a plain table', () =>
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const store = storeOf(new KeptRows());
      const model = asMade();
      expectEqual(store, model);
      for (const one of changes) {
        play(store, model, one);
        expectEqual(store, model);
      }
    }),
    { numRuns: 150 },
  ));

test('a walk goes on after any row that it stopped at, in either direction', () =>
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), fc.constantFrom('id', 'time', 'rank'), (changes, sort) => {
      const store = storeOf(new KeptRows());
      const model = asMade();
      for (const one of changes) play(store, model, one);
      const all = sorted(model, sort);
      for (const [at, id] of all.entries()) {
        const start = { value: Number(model.get(Number(id))?.[sort]), id: Number(id) };
        const walk = (descending: boolean) => [...candidates(store, source, { sort, descending, start, bounds: [] })];
        expect(walk(false)).toEqual(all.slice(at + 1));
        expect(walk(true)).toEqual(all.slice(0, at).reverse());
      }
    }),
    { numRuns: 60 },
  ));

test('listeners hear of each change once, whole, and never of a refused one; what they heard restores the rows', () =>
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      const rows = new KeptRows();
      const [store, model] = [storeOf(rows), asMade()];
      const heard: KeptRow[][] = [];
      rows.listen((told) => heard.push(structuredClone(told)));
      for (const one of changes) {
        const before = heard.length;
        play(store, model, one);
        expect(heard.length - before).toBeLessThanOrEqual(one.fails ? 0 : 1);
      }
      const restored = new KeptRows();
      for (const told of heard) restored.restore(told);
      expectEqual(storeOf(restored), model);
      const compacted = new KeptRows();
      compacted.restore([...restored.all()]);
      expectEqual(storeOf(compacted), model);
    }),
    { numRuns: 60 },
  ));

test('a change inside a change is a part of it: what the outer one refuses is undone with it', () => {
  const store = storeOf(new KeptRows());
  expect(() =>
    store.rows.change(() => {
      store.rows.change((draft) => draft.put('Thing', 1, { group: 'x' }));
      throw new Error('refused');
    }),
  ).toThrow('refused');
  expect(fieldOf(store, source, 1, 'group')).toBe('1');
  store.rows.change((draft) => {
    draft.put('Thing', 2, { rank: 1 });
    store.rows.change((inner) => inner.put('Thing', 2, { group: 'y' }));
  });
  expect(rowOf(store, source, 2)).toEqual({ id: 2, time: 20, rank: 1, group: 'y' });
});
