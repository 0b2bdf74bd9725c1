import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { axisEnd, linesOf } from '../../web/src/components/plot-scale.ts';

describe('the scale of a plot', () => {
  test.each([
    { most: 0, end: 1 },
    { most: 0.8, end: 0.8 },
    { most: 1, end: 1 },
    { most: 47, end: 50 },
    { most: 101, end: 120 },
    { most: 130, end: 150 },
    { most: 243, end: 250 },
  ])('holds $most below $end', ({ most, end }) => expect(axisEnd(most)).toBeCloseTo(end));

  test('ends at the most or above it, and leaves less than half of the plot empty', () =>
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), (most) => {
        const end = axisEnd(most);
        expect(end).toBeGreaterThanOrEqual(most * 0.999);
        expect(end).toBeLessThanOrEqual(most * 2.001);
      }),
    ));

  test('draws a line for each stretch between gaps, inside the plot', () => {
    const points = [3, 5, null, null, 4, null, 1].map((value, at) => ({ at, value }));
    const lines = linesOf(points, 5);
    expect(lines.map((line) => line.length)).toEqual([2, 1, 1]);
    for (const { x, y } of lines.flat()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(100);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(100);
    }
    expect(lines[0]?.[1]).toMatchObject({ y: 0 });
  });
});
