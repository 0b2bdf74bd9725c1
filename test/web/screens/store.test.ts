import { describe, expect, test } from 'vitest';
import type { Fault, StoreRequest } from '../../../web/src/api/stores.ts';
import { clockWords, shownTime } from '../../../web/src/screens/store/clock-now.ts';
import { faultOrder, scopeWords, timesWords } from '../../../web/src/screens/store/fault-words.ts';
import { happeningOf } from '../../../web/src/screens/store/happening.ts';
import { filtered, limitUse, summed } from '../../../web/src/screens/store/request-figures.ts';

const request = (n: number, more: Partial<StoreRequest> = {}): StoreRequest => ({
  n,
  at: '2026-03-20T10:00:00.000Z',
  method: 'GET',
  host: 'api.lightspeedapp.com',
  path: '/API/V3/Account/1/Item.json',
  query: '',
  status: 200,
  cost: 1,
  generation: 1,
  limit: null,
  faults: [],
  ...more,
});

describe('the request log', () => {
  const log = [
    request(4, { status: 503, faults: ['status'] }),
    request(3, { status: 429 }),
    request(2, { cost: 10 }),
    request(1, { status: 401 }),
  ];

  test.each([
    { show: 'all' as const, n: [4, 3, 2, 1] },
    { show: 'limited' as const, n: [3] },
    { show: 'failed' as const, n: [4, 1] },
    { show: 'faults' as const, n: [4] },
  ])('shows $n for "$show"', ({ show, n }) => expect(filtered(log, show).map((one) => one.n)).toEqual(n));

  test('is summed up', () => expect(summed(log)).toEqual({ cost: 13, limited: 1, failed: 2 }));

  test.each([
    { limit: { level: 45, size: 90 }, use: { used: 45, size: 90, percent: 50, room: 45 } },
    { limit: { level: 90.4, size: 90 }, use: { used: 90.4, size: 90, percent: (100 * 90.4) / 90, room: 0 } },
    { limit: { remaining: 300, limit: 350 }, use: { used: 50, size: 350, percent: (100 * 50) / 350, room: 300 } },
  ])('a limit of $limit is $use.percent % used', ({ limit, use }) => expect(limitUse(limit)).toEqual(use));
});

describe('faults', () => {
  test.each([
    { kind: 'rateLimit' as const, times: '3' as const, order: { times: 3 } },
    { kind: 'html' as const, times: 'always' as const, order: {} },
    { kind: 'html' as const, times: 'tenth' as const, order: { probability: 0.1 } },
    { kind: 'status' as const, times: '1' as const, order: { times: 1, status: 503 } },
    { kind: 'revoke' as const, times: 'always' as const, order: { times: 1 } },
  ])('$kind, $times, orders $order', ({ kind, times, order }) =>
    expect(faultOrder(kind, { times, scope: 'all', storeId: 's1' })).toEqual({ kind, storeId: 's1', ...order }),
  );

  test('can be narrowed to token requests, and widened to every store', () =>
    expect(faultOrder('delay', { times: '1', scope: 'token', storeId: null })).toEqual({
      kind: 'delay',
      storeId: null,
      times: 1,
      path: '*/token',
      delayMs: 3000,
    }));

  const fault: Fault = {
    id: 'f1',
    kind: 'delay',
    storeId: 's1',
    host: null,
    method: null,
    path: null,
    times: null,
    probability: null,
    after: null,
    status: null,
    delayMs: null,
    met: 0,
    isOver: false,
  };
  test.each([
    { change: {}, words: 'All: Always' },
    { change: { times: 1, method: 'GET', path: '*/Item.json' }, words: 'GET */Item.json: Once' },
    { change: { times: 3, storeId: null }, words: 'All, every store: 3 times' },
    { change: { probability: 0.1 }, words: 'All: 10 % of them' },
  ])('are put into words: $words', ({ change, words }) => {
    const some = { ...fault, ...change };
    expect(`${scopeWords(some)}: ${timesWords(some)}`).toBe(words);
  });
});

describe('the clock', () => {
  test('runs on at its rate since it was read', () => {
    const clock = { now: '2026-03-20T10:00:00.000Z', offsetMs: 0, rate: 60, readAtMs: 5_000 };
    expect(new Date(shownTime(clock, 7_000)).toISOString()).toBe('2026-03-20T10:02:00.000Z');
  });

  test.each([
    { rate: 1, aheadMs: 40, words: 'Real time' },
    { rate: 1, aheadMs: 90_000_000, words: '1 day 1 hr ahead of real time' },
    { rate: 60, aheadMs: -3_600_000, words: '1 hr behind real time, runs 60 times as fast' },
  ])('$words', ({ rate, aheadMs, words }) => expect(clockWords({ rate }, aheadMs)).toBe(words));
});

describe('what happened', () => {
  const nothing = { edits: [], sales: [], archives: [], voids: [], deletes: [], at: '2026-03-20T10:00:00+00:00' };
  const ids = Array.from({ length: 10 }, (_, at) => at + 1);
  test.each([
    { changes: { ...nothing, sales: [6, 7] }, words: 'Sold 2 times', rows: '6, 7' },
    { changes: { ...nothing, edits: ids }, words: 'Edited 10 items', rows: '1, 2, 3, 4, 5, 6, 7, 8 and 2 more' },
    { changes: nothing, words: 'Nothing there to change', rows: '' },
  ])('$words: $rows', ({ changes, words, rows }) => expect(happeningOf(changes)).toMatchObject({ words, rows }));
});
