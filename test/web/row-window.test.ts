import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellValue, fullValue } from '../../web/src/screens/table/cell-value.ts';
import { columnWidth, isNearEnd, ROW_PX, rowWindow } from '../../web/src/screens/table/row-window.ts';

describe('the rows that are drawn of a long table', () => {
  test('hold all that is in sight, and never many more', () =>
    fc.assert(
      fc.property(fc.nat(5_000_000), fc.integer({ min: 100, max: 3000 }), fc.nat(200_000), (top, height, count) => {
        const { from, to } = rowWindow(top, height, count);
        const firstSeen = Math.floor(top / ROW_PX);
        const lastSeen = Math.floor((top + height) / ROW_PX);
        expect(from).toBeLessThanOrEqual(Math.min(firstSeen, count));
        expect(to).toBeGreaterThanOrEqual(Math.min(lastSeen + 1, count));
        expect(to - from).toBeLessThanOrEqual(height / ROW_PX + 70);
      }),
    ));

  test('stay the same over a small step of the wheel', () =>
    expect(rowWindow(ROW_PX * 80, 700, 10_000)).toEqual(rowWindow(ROW_PX * 80 + 100, 700, 10_000)));

  test('ask for more before the end of what is loaded is in sight', () => {
    expect(isNearEnd(rowWindow(0, 700, 200), 200)).toBe(false);
    expect(isNearEnd(rowWindow(ROW_PX * 150, 700, 200), 200)).toBe(true);
  });

  test('keep columns between 84 and 320 pixels wide', () =>
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (name, texts) => {
        const width = columnWidth(name, texts);
        expect(width).toBeGreaterThanOrEqual(84);
        expect(width).toBeLessThanOrEqual(320);
      }),
    ));
});

describe('a cell of a table', () => {
  test.each([
    { value: null, type: 'text', kind: 'null', text: '' },
    { value: '', type: 'text', kind: 'empty', text: '' },
    { value: '0012.50', type: 'numeric', kind: 'number', text: '0012.50' },
    { value: false, type: 'boolean', kind: 'text', text: 'false' },
    { value: { a: [1] }, type: 'jsonb', kind: 'json', text: '{"a":[1]}' },
    { value: 'soon', type: 'timestamp with time zone', kind: 'text', text: 'soon' },
  ])('$value of $type is shown as $kind', ({ value, type, kind, text }) =>
    expect(cellValue(value, type)).toEqual({ kind, text }),
  );

  test('shows a moment in the zone of the reader, and in full also as it is stored', () => {
    const stored = '2026-11-24T11:12:51+00:00';
    const { kind, text } = cellValue(stored, 'timestamp with time zone');
    expect(kind).toBe('time');
    expect(text).toContain('2026');
    expect(fullValue(stored, 'timestamp with time zone').text).toContain(stored);
  });
});
