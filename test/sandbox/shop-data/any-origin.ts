import fc from 'fast-check';
import type { Origin } from '../../../src/sandbox/shop-data/origin.ts';

/** 2026-06-15T12:34:56Z */
export const SUMMER = 1_781_526_896;

export const origin = (settings: Partial<Origin> = {}): Origin => ({
  seed: 1,
  bornAt: SUMMER,
  items: 1000,
  customers: 500,
  sales: 2000,
  registers: 3,
  employees: 2,
  ...settings,
});

export const anyOrigin = fc.record({
  seed: fc.integer(),
  // Few of them, since each has a table of hours of its own.
  bornAt: fc.constantFrom(SUMMER, SUMMER + 1234, SUMMER - 200 * 86_400, SUMMER + 145 * 86_400, SUMMER + 400 * 86_400),
  items: fc.integer({ min: 0, max: 300_000 }),
  customers: fc.integer({ min: 0, max: 2000 }),
  sales: fc.integer({ min: 1, max: 1_000_000 }),
  registers: fc.integer({ min: 1, max: 9 }),
  employees: fc.integer({ min: 1, max: 5 }),
});

export const idsUpTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
