import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../web/src/api/scopes.ts';
import { budgetNow, windowNow } from '../../../web/src/screens/connection/budget-now.ts';
import { scopeRows } from '../../../web/src/screens/connection/scope-rows.ts';
import { tokenLine } from '../../../web/src/screens/connection/token-line.ts';

const at = (clock: string) => `2026-11-24T${clock}:00.000Z`;
const ms = (clock: string) => Date.parse(at(clock));

describe("a token's life as a line", () => {
  const token = { issuedAt: at('11:40'), renewsAt: at('12:30'), expiresAt: at('12:40') };

  test('now moves from issued to expired', () => {
    expect(tokenLine(token, ms('11:40'))?.nowPercent).toBe(0);
    expect(tokenLine(token, ms('12:10'))?.nowPercent).toBe(50);
    expect(tokenLine(token, ms('12:40'))).toMatchObject({ nowPercent: 100, isExpired: true });
  });

  test('the renewal has its place on it', () =>
    expect(tokenLine(token, ms('12:10'))).toMatchObject({ renewsPercent: (100 * 50) / 60, isExpired: false }));

  test('nothing ever lies outside of it', () =>
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const percent = tokenLine(token, date.getTime())?.nowPercent ?? Number.NaN;
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }),
    ));

  test('a token without an end has no line', () =>
    expect(tokenLine({ ...token, expiresAt: null }, ms('12:10'))).toBeNull());
});

describe('the rate budget by now', () => {
  const budget = { levelDrips: 60, sizeDrips: 90, dripPerSecond: 1.5 };

  test('drips on since it was read', () =>
    expect(budgetNow(budget, 0, 10_000)).toEqual({
      level: 45,
      percent: 50,
      room: 45,
      untilEmptyMs: 30_000,
      isFull: false,
    }));

  test('is empty in the end, never below', () =>
    expect(budgetNow(budget, 0, 3_600_000)).toMatchObject({ level: 0, room: 90, untilEmptyMs: 0 }));

  test('is full when not even the cheapest call fits in', () => {
    expect(budgetNow({ ...budget, levelDrips: 89.5 }, 0, 0)).toMatchObject({ room: 0, isFull: true });
    expect(budgetNow({ ...budget, levelDrips: 89 }, 0, 0)).toMatchObject({ room: 1, isFull: false });
  });
});

describe('a window of the rate budget by now', () => {
  const window = { requests: 350, remaining: 70, seconds: 300, resetsAt: at('12:05') };

  test('is used as it was read until it ends', () =>
    expect(windowNow(window, ms('12:04'))).toEqual({ ...window, used: 280, percent: 80 }));

  test('is a full one afterwards', () =>
    expect(windowNow(window, ms('12:05'))).toMatchObject({ remaining: 350, used: 0, percent: 0, resetsAt: null }));

  test('that allows nothing is used up', () =>
    expect(windowNow({ ...window, requests: 0, remaining: 0 }, ms('12:04'))).toMatchObject({ used: 0, percent: 100 }));
});

describe('scopes, asked for and granted', () => {
  const known = (scope: string) => ({ scope, title: scope, access: 'read' }) as Scope;
  const grantOf = (...scopes: string[]) => ({ scopes }) as Parameters<typeof scopeRows>[0]['grant'];

  test('what is missing comes first, what came on top comes last', () => {
    const rows = scopeRows(
      {
        settings: { scopes: ['employee:register_read', 'employee:reports'] },
        grant: grantOf('employee:register_read', 'employee:tags'),
        missingScopes: ['employee:reports'],
      },
      [known('employee:reports')],
    );
    expect(rows.map(({ scope, state }) => [scope, state])).toEqual([
      ['employee:reports', 'missing'],
      ['employee:register_read', 'granted'],
      ['employee:tags', 'extra'],
    ]);
    expect(rows.map(({ about }) => about?.title ?? null)).toEqual(['employee:reports', null, null]);
  });

  test('before the first authorization all are only asked for', () =>
    expect(scopeRows({ settings: { scopes: ['employee:reports'] }, grant: null, missingScopes: [] }, [])).toMatchObject(
      [{ prefix: 'employee:', name: 'reports', state: 'asked' }],
    ));
});
