import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paceSetter, timeLeft } from '../../src/flows/pace.ts';
import { stretchSeconds } from '../../src/flows/run-history.ts';

const idle = { budgetMs: 0, sourceMs: 0, mappingMs: 0, destinationMs: 0 };

describe('what sets the pace of a run', () => {
  test.each([
    {
      of: 'a bucket that is used up',
      times: { ...idle, budgetMs: 690, sourceMs: 310, destinationMs: 14 },
      by: 'budget',
    },
    { of: 'a slow API', times: { ...idle, budgetMs: 20, sourceMs: 900, destinationMs: 14 }, by: 'source' },
    { of: 'an API next door, with room in the bucket', times: { ...idle, budgetMs: 24, sourceMs: 9 }, by: 'source' },
    { of: 'a slow database', times: { ...idle, sourceMs: 100, mappingMs: 5, destinationMs: 200 }, by: 'destination' },
    { of: 'a large mapping', times: { ...idle, sourceMs: 10, mappingMs: 40, destinationMs: 30 }, by: 'mapping' },
    {
      of: 'a write that goes on while the budget is waited for',
      times: { ...idle, budgetMs: 690, sourceMs: 310, destinationMs: 800 },
      by: 'budget',
    },
  ])('$of', ({ times, by }) => expect(paceSetter(times)).toBe(by));
});

describe('time left of a run', () => {
  const times = { ...idle, sourceMs: 100 };
  const full = { levelDrips: 90, sizeDrips: 90, dripPerSecond: 1, costDrips: 1 };

  test('with a full bucket it is the cost of the pages left at the drip rate', () =>
    expect(timeLeft({ pagesLeft: 60, times, pageMs: 1000, budget: full })).toBe(60_000));

  test('the free part of the bucket costs no time', () =>
    expect(timeLeft({ pagesLeft: 60, times, pageMs: 100, budget: { ...full, levelDrips: 50 } })).toBe(20_000));

  test('relations that double the cost double the time', () =>
    expect(timeLeft({ pagesLeft: 60, times, pageMs: 1000, budget: { ...full, costDrips: 2 } })).toBe(120_000));

  test('with budget to spare it is the work of the pages left', () =>
    expect(timeLeft({ pagesLeft: 60, times, pageMs: 400, budget: { ...full, levelDrips: 0 } })).toBe(6000));

  test('where others share the bucket the pace of late counts', () => {
    const waiting = { ...times, budgetMs: 1900 };
    expect(timeLeft({ pagesLeft: 60, times: waiting, pageMs: 2000, budget: full })).toBe(120_000);
  });

  test.each([
    { pagesLeft: 40, leftMs: 4000, why: 'what is left of the window suffices' },
    { pagesLeft: 41, leftMs: 20_000, why: 'the last page is one of the next window' },
    { pagesLeft: 140, leftMs: 20_000, why: 'the next window suffices' },
    { pagesLeft: 141, leftMs: 320_000, why: 'it takes two more windows' },
    { pagesLeft: 1000, leftMs: 3_000_000, why: 'the hour is what binds' },
  ])('of $pagesLeft pages it is $leftMs ms where an API counts by windows: $why', ({ pagesLeft, leftMs }) => {
    const windows = [
      { requests: 100, seconds: 300, remaining: 40, resetsInMs: 20_000 },
      { requests: 900, seconds: 3600, remaining: 840, resetsInMs: 3_000_000 },
    ];
    expect(timeLeft({ pagesLeft, times, pageMs: 100, budget: { windows } })).toBe(leftMs);
  });

  test('without a budget it is the pace of late', () =>
    expect(timeLeft({ pagesLeft: 10, times, pageMs: 250, budget: undefined })).toBe(2500));

  test('it is never negative, and more pages never take less time', () =>
    fc.assert(
      fc.property(
        fc.record({
          pages: fc.nat(10_000),
          more: fc.nat(1000),
          level: fc.nat(200),
          pageMs: fc.nat(5000),
          wait: fc.nat(5000),
        }),
        ({ pages, more, level, pageMs, wait }) => {
          const of = (pagesLeft: number) =>
            timeLeft({
              pagesLeft,
              times: { ...times, budgetMs: wait },
              pageMs,
              budget: { ...full, levelDrips: level },
            });
          expect(of(pages)).toBeGreaterThanOrEqual(0);
          expect(of(pages + more)).toBeGreaterThanOrEqual(of(pages));
        },
      ),
    ));
});

test('stretches of a history are whole seconds, and at most sixty cover the run', () =>
  fc.assert(
    fc.property(fc.nat(90 * 86_400_000), (spanMs) => {
      const seconds = stretchSeconds(spanMs);
      expect(Number.isInteger(seconds)).toBe(true);
      expect(spanMs / (seconds * 1000)).toBeLessThanOrEqual(60);
    }),
  ));
