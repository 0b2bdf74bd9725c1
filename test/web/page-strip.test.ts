import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stripParts } from '../../web/src/components/page-strip-parts.ts';

const kinds = (pages: Parameters<typeof stripParts>[0]) => stripParts(pages).map(({ kind }) => kind);

describe('the strip of pages', () => {
  test('shows what is done, in hand and to come', () =>
    expect(kinds({ done: 2, total: 5, isLive: true, withErrors: [] })).toEqual([
      'done',
      'done',
      'hand',
      'ahead',
      'ahead',
    ]));

  test('marks the pages in which a record failed', () =>
    expect(kinds({ done: 3, total: 4, isLive: true, withErrors: [2] })).toEqual(['done', 'errors', 'done', 'hand']));

  test('ends with the page in hand where no total is known', () =>
    expect(kinds({ done: 2, total: null, isLive: true, withErrors: [] })).toEqual(['done', 'done', 'hand']));

  test('has nothing in hand once the run stands', () =>
    expect(kinds({ done: 2, total: 4, isLive: false, withErrors: [] })).toEqual(['done', 'done', 'ahead', 'ahead']));

  test('grows with a run that is longer than was thought', () =>
    expect(kinds({ done: 5, total: 4, isLive: false, withErrors: [] })).toHaveLength(5));

  test('covers every page once, in order, in at most 96 parts, whatever their number', () =>
    fc.assert(
      fc.property(
        fc.record({ done: fc.nat(20_000), total: fc.option(fc.nat(20_000)), isLive: fc.boolean() }),
        (pages) => {
          const parts = stripParts({ ...pages, withErrors: [] });
          expect(parts.length).toBeLessThanOrEqual(96);
          let next = 1;
          for (const { from, to } of parts) {
            expect(from).toBe(next);
            expect(to).toBeGreaterThanOrEqual(from);
            next = to + 1;
          }
          expect(next - 1).toBeGreaterThanOrEqual(Math.max(pages.done, pages.total ?? 0));
          expect(parts.filter(({ kind }) => kind === 'hand').length).toBeLessThanOrEqual(1);
        },
      ),
    ));

  test('shows every part with a failed page, however long the run', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), fc.nat(), (done, seed) => {
        const page = (seed % done) + 1;
        const failed = stripParts({ done, total: done, isLive: false, withErrors: [page] }).filter(
          ({ kind }) => kind === 'errors',
        );
        expect(failed).toHaveLength(1);
        expect(failed[0]?.from).toBeLessThanOrEqual(page);
        expect(failed[0]?.to).toBeGreaterThanOrEqual(page);
      }),
    ));
});
