import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundles, scopes as catalogue } from '../../../src/connectors/lightspeed/r-series/scopes.ts';
import {
  changeLists,
  coveredBy,
  rowsOf,
  type ScopeAction,
  type ScopeLists,
  type Side,
  scopeLists,
} from '../../../web/src/screens/connection-form/scopes/scope-lists.ts';

const all = catalogue.map(({ scope }) => scope);
const short = (scope: string | null) => scope?.replace('employee:', '') ?? null;
const full = (...names: string[]) => names.map((name) => `employee:${name}`);
const played = (lists: ScopeLists, ...actions: ScopeAction[]) =>
  actions.reduce((state, action) => changeLists(catalogue, state, action), lists);
const names = (lists: ScopeLists, side: Side) => rowsOf(lists, catalogue, side).map(({ scope }) => short(scope));
const go = (to: 'next' | 'previous' | 'first' | 'last', side: Side = 'available'): ScopeAction => ({
  type: 'go',
  side,
  to,
});
const enter: ScopeAction = { type: 'enter', side: 'available' };
const toggle: ScopeAction = { type: 'toggle', side: 'available' };
const add: ScopeAction = { type: 'move', from: 'available', which: 'checked' };

describe('the two lists of the scopes picker', () => {
  test('> adds what is checked, in the order of the catalogue, whatever the order of checking', () => {
    const lists = played(
      scopeLists([]),
      { type: 'toggle', side: 'available', scope: 'employee:reports' },
      { type: 'toggle', side: 'available', scope: 'employee:register' },
      add,
    );
    expect(names(lists, 'selected')).toEqual(['register', 'reports']);
    expect(lists.checked.available.size).toBe(0);
  });

  test('» adds all; with a search text it adds what is shown', () => {
    const shown: ScopeAction = { type: 'move', from: 'available', which: 'shown' };
    expect(names(played(scopeLists([]), shown), 'selected')).toHaveLength(30);
    const found = played(scopeLists([]), { type: 'search', search: 'customer' });
    const expected = names(found, 'available');
    expect(expected.length).toBeGreaterThan(1);
    expect(expected.length).toBeLessThan(10);
    expect(names(played(found, shown), 'selected')).toEqual(expected);
  });

  test('search finds by name, by meaning and by resource, and every word has to be there', () => {
    const found = (search: string) => names(played(scopeLists([]), { type: 'search', search }), 'available');
    expect(found('SaleLine')).toEqual(['register', 'register_read']);
    expect(found('gift card')).toEqual(['customers_view_gift_card_numbers']);
    expect(found('employee:vendors')).toEqual(['vendors']);
    expect(found('gift inventory')).toEqual([]);
  });

  test('a checked option that the search hides is not moved', () => {
    const lists = played(
      scopeLists([]),
      { type: 'toggle', side: 'available', scope: 'employee:reports' },
      { type: 'search', search: 'vendor' },
      { type: 'go', side: 'available', to: 'first' },
      { type: 'toggle', side: 'available', scope: 'employee:vendors' },
      add,
      { type: 'search', search: '' },
    );
    expect(names(lists, 'selected')).toEqual(['vendors']);
  });

  test('Enter adds the option the keyboard is on when none is checked, and stays on the next one', () => {
    const lists = played(scopeLists([]), enter, go('next'), go('next'), add);
    expect(names(lists, 'selected')).toEqual(['register_read']);
    expect(short(lists.active.available)).toBe('register_layaway');
  });

  test('after the last options are moved the keyboard stays on the last that remains', () => {
    const lists = played(scopeLists([]), go('last'), { type: 'extend', side: 'available', to: 'previous' }, add);
    expect(names(lists, 'selected')).toEqual(['admin_purchases', 'admin_shops']);
    expect(short(lists.active.available)).toBe('admin_inventory');
  });

  test('Delete removes from the right list; the removed scope is back in its place at the left', () => {
    const start = scopeLists(full('register_read', 'reports'));
    const lists = played(
      start,
      { type: 'enter', side: 'selected' },
      { type: 'move', from: 'selected', which: 'checked' },
    );
    expect(names(lists, 'selected')).toEqual(['reports']);
    expect(names(lists, 'available').slice(1, 3)).toEqual(['register', 'register_read']);
    expect(short(lists.active.selected)).toBe('reports');
  });

  test('Shift and an arrow check a range; Ctrl+A checks all or none', () => {
    const ranged = played(scopeLists([]), enter, { type: 'extend', side: 'available', to: 'next' });
    expect([...ranged.checked.available].map(short)).toEqual(['all', 'register']);
    const clicked = played(ranged, { type: 'extend', side: 'available', to: { scope: 'employee:register_layaway' } });
    expect(clicked.checked.available.size).toBe(4);
    const toggleAll: ScopeAction = { type: 'toggleAll', side: 'available' };
    expect(played(ranged, toggleAll).checked.available.size).toBe(30);
    expect(played(ranged, toggleAll, toggleAll).checked.available.size).toBe(0);
  });

  test('typing goes to the next scope that begins so, without the prefix they all share, and around the end', () => {
    const type = (typed: string): ScopeAction => ({ type: 'typeAhead', side: 'available', typed });
    const once = played(scopeLists([]), enter, type('c'));
    expect(short(once.active.available)).toBe('categories');
    expect(short(played(once, type('c')).active.available)).toBe('customers');
    expect(short(played(once, type('ca')).active.available)).toBe('categories');
    expect(short(played(once, type('a')).active.available)).toBe('admin');
    expect(short(played(once, type('a'), type('a'), type('z')).active.available)).toBe('admin_employees');
    expect(short(played(scopeLists([]), go('last'), type('r')).active.available)).toBe('register');
  });

  test('the arrows stop at both ends', () => {
    expect(short(played(scopeLists([]), enter, go('previous')).active.available)).toBe('all');
    expect(short(played(scopeLists([]), go('last'), go('next')).active.available)).toBe('admin_shops');
  });

  test('a bundle adds, and with Shift replaces', () => {
    const [readOnly] = bundles;
    const start = scopeLists(full('vendors'));
    const bundle = (replaces: boolean): ScopeAction => ({ type: 'bundle', scopes: readOnly?.scopes ?? [], replaces });
    expect(played(start, bundle(false)).selected.size).toBe(5);
    expect(played(start, bundle(true)).selected).toEqual(new Set(readOnly?.scopes));
  });

  test('a scope is covered by a selected one that contains it', () => {
    const inventoryRead = catalogue.find(({ scope }) => scope === 'employee:inventory_read');
    expect(inventoryRead && coveredBy(inventoryRead, new Set(full('inventory')))).toBe('employee:inventory');
    expect(inventoryRead && coveredBy(inventoryRead, new Set(full('register')))).toBeUndefined();
  });

  const side = fc.constantFrom<Side>('available', 'selected');
  const scope = fc.constantFrom(...all);
  const anyAction: fc.Arbitrary<ScopeAction> = fc.oneof(
    fc.record({ type: fc.constant('search' as const), search: fc.constantFrom('', 'inv', 'sale', 'nothing at all') }),
    fc.record({ type: fc.constant('enter' as const), side }),
    fc.record({ type: fc.constant('go' as const), side, to: fc.constantFrom('next', 'previous', 'first', 'last') }),
    fc.record({ type: fc.constant('typeAhead' as const), side, typed: fc.constantFrom('a', 'in', 'x') }),
    fc.record({ type: fc.constant('toggle' as const), side, scope }),
    fc.record({
      type: fc.constant('extend' as const),
      side,
      to: fc.constantFrom('next' as const, 'previous' as const),
    }),
    fc.record({ type: fc.constant('toggleAll' as const), side }),
    fc.record({
      type: fc.constant('move' as const),
      from: side,
      which: fc.oneof(fc.constantFrom('checked' as const, 'shown' as const), fc.record({ scope })),
    }),
    fc.record({ type: fc.constant('bundle' as const), scopes: fc.subarray(all), replaces: fc.boolean() }),
  );

  test('whatever is pressed, each scope stands in one list only and the keyboard is on an option or nowhere', () =>
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 30 }), (actions) => {
        const lists = played(scopeLists([]), ...actions);
        const cleared = played(lists, { type: 'search', search: '' });
        const both = [...names(cleared, 'available'), ...names(cleared, 'selected')];
        expect(both).toHaveLength(30);
        expect(new Set(both).size).toBe(30);
        for (const each of ['available', 'selected'] as const) {
          const active = lists.active[each];
          expect(active === null || all.includes(active)).toBe(true);
        }
      }),
    ));

  test('Space checks and unchecks the option the keyboard is on', () => {
    const checked = played(scopeLists([]), enter, toggle);
    expect([...checked.checked.available].map(short)).toEqual(['all']);
    expect(played(checked, toggle).checked.available.size).toBe(0);
  });
});
