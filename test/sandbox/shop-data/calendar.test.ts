import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeOf } from '../../../src/sandbox/shop-data/calendar.ts';
import {
  localDay,
  localMidnight,
  offsetSeconds,
  weekdayOf,
  type ZoneName,
} from '../../../src/sandbox/shop-data/zones.ts';
import { anyOrigin, idsUpTo, origin } from './any-origin.ts';

const zoneNames: ZoneName[] = ['America/Toronto', 'Europe/London'];
const formats = new Map(
  zoneNames.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
  ]),
);
const wallClock = (zone: ZoneName, at: number) => formats.get(zone)!.format(at * 1000);

describe('clocks of the shops', () => {
  test('agree with the time zone database at any second of 2008 to 2040', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...zoneNames),
        fc.integer({ min: Date.UTC(2008, 0) / 1000, max: Date.UTC(2040, 0) / 1000 }),
        (zone, at) => {
          const local = new Date((at + offsetSeconds(zone, at)) * 1000).toISOString();
          expect(`${local.slice(0, 10)} ${local.slice(11, 19)}`).toBe(wallClock(zone, at));
          expect(localDay(zone, at)).toBe(local.slice(0, 10));
          expect(weekdayOf(at + offsetSeconds(zone, at))).toBe(new Date(local).getUTCDay());
        },
      ),
      { numRuns: 300 },
    ));

  test.each([
    ['America/Toronto', 1_741_503_600], // 2025-03-09, 02:00 becomes 03:00
    ['America/Toronto', 1_762_063_200], // 2025-11-02, 02:00 becomes 01:00
    ['Europe/London', 1_743_296_400],
    ['Europe/London', 1_761_440_400],
  ] as const)('turn in %s at exactly %i', (zone, at) => {
    expect(Math.abs(offsetSeconds(zone, at) - offsetSeconds(zone, at - 1))).toBe(3600);
    expect(wallClock(zone, at).slice(11, 13)).toBe(
      String(new Date((at + offsetSeconds(zone, at)) * 1000).getUTCHours()).padStart(2, '0'),
    );
  });

  test.each(zoneNames)('turn in %s on the days of the time zone database, every spring and autumn', (zone) => {
    for (let year = 2008; year < 2040; year += 1) {
      for (const month of [2, 9, 10]) {
        for (let day = 1; day <= 31; day += 1) {
          const noon = Date.UTC(year, month, day, 12) / 1000;
          const local = new Date((noon + offsetSeconds(zone, noon)) * 1000);
          expect(`${local.toISOString().slice(11, 13)} ${noon}`).toBe(`${wallClock(zone, noon).slice(11, 13)} ${noon}`);
        }
      }
    }
  });

  test('strike midnight at the start of a day', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...zoneNames),
        fc.integer({ min: 2008, max: 2039 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        (zone, year, month, day) => {
          const text = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
          expect(wallClock(zone, localMidnight(zone, year, month, day))).toBe(`${text} 00:00:00`);
        },
      ),
    ));
});

describe('times of rows', () => {
  test('never fall as ids grow, and lie in the two years before the store was born', () =>
    fc.assert(
      fc.property(anyOrigin, fc.nat(999_999), (shop, start) => {
        const from = 1 + (start % shop.sales);
        let before = timeOf(shop, from, shop.sales);
        for (let id = from; id <= Math.min(shop.sales, from + 300); id += 1) {
          const at = timeOf(shop, id, shop.sales);
          expect(at).toBeGreaterThanOrEqual(before);
          before = at;
        }
        expect(timeOf(shop, 1, shop.sales)).toBeGreaterThanOrEqual(shop.bornAt - 731 * 86_400);
        expect(timeOf(shop, shop.sales, shop.sales)).toBeLessThanOrEqual(shop.bornAt);
        expect(Number.isInteger(before)).toBe(true);
      }),
    ));

  test('are the same for a seed, whatever was asked before', () => {
    const all = () => idsUpTo(500).map((id) => timeOf(origin(), id, 500));
    const times = all();
    for (let hour = 1; hour < 20; hour += 1) timeOf(origin({ bornAt: origin().bornAt - hour * 3600 }), 1, 500);
    expect(all()).toEqual(times);
  });

  const sales = 40_000;
  const times = idsUpTo(sales).map((id) => timeOf(origin(), id, sales));
  const local = times.map((at) => new Date((at + offsetSeconds('America/Toronto', at)) * 1000));
  const count = (matches: (date: Date) => boolean) => local.filter(matches).length;

  test('are many in December and on Saturdays, few on Sundays and at night', () => {
    expect(count((date) => date.getUTCMonth() === 11)).toBeGreaterThan(2.5 * count((date) => date.getUTCMonth() === 0));
    expect(count((date) => date.getUTCDay() === 6)).toBeGreaterThan(2 * count((date) => date.getUTCDay() === 0));
    const atNight = count((date) => date.getUTCHours() < 4);
    expect(atNight).toBeGreaterThan(0);
    expect(atNight).toBeLessThan(sales / 50);
  });

  test('are often shared by two to four rows, and by more than two pages of an import', () => {
    const shared = [...Map.groupBy(times, (at) => at).values()].map((rows) => rows.length);
    expect(shared.filter((rows) => rows > 1 && rows < 5).length).toBeGreaterThan(sales / 100);
    expect(Math.max(...shared)).toBeGreaterThan(200);
  });

  test.each([60, 500, 40_000])('fall into the hour that clocks go through twice, in a store of %i', (size) => {
    const zone = 'America/Toronto';
    const first = Date.UTC(2025, 10, 2, 5) / 1000;
    const doubled = idsUpTo(size)
      .map((id) => timeOf(origin({ seed: 3 }), id, size))
      .filter((at) => at >= first && at < first + 7200);
    expect(doubled.length).toBeGreaterThanOrEqual(2);
    const clocks = doubled.map((at) => wallClock(zone, at));
    expect(clocks.every((clock) => clock.startsWith('2025-11-02 01:'))).toBe(true);
    expect(new Set(doubled.map((at) => offsetSeconds(zone, at))).size).toBe(2);
  });
});
