import type { Shop } from './shops.ts';

/** Taxes of lines are kept in hundred-thousandths of a cent, whole numbers: 4.48875 of a dollar is 44,887,500. */
export const TAX_UNITS = 100_000;

/**
 * The two taxes on an amount in cents, in `TAX_UNITS`. Not rounded where taxes come on top: lines show fractions of a cent
 * (firm: 9.975 percent of 45.00 is shown as 4.48875). Where prices hold the taxes, each is its share of them, to the nearest
 * unit; how Lightspeed cuts these is not known.
 */
export function taxesOn(shop: Shop, cents: number): [number, number] {
  const [one, two] = [shop.taxes[0].rate, shop.taxes[1].rate];
  // Zero is added since -1 times 0 is -0.
  if (!shop.taxInclusive) return [cents * one + 0, cents * two + 0];
  const whole = TAX_UNITS + one + two;
  return [nearest((cents * one * TAX_UNITS) / whole), nearest((cents * two * TAX_UNITS) / whole)];
}

/** Halves go away from zero, so that what is taken back is what was paid. */
const nearest = (value: number) => (value < 0 ? 0 - Math.round(-value) : Math.round(value) + 0);

/**
 * Cents of a tax of a whole sale: line taxes are added up as they are, then rounded once, half a cent away from zero. That
 * each tax is rounded once is seen in recorded sales and in clients (25.97 at 5 and 9.975 percent is taxed 1.30 and 2.59);
 * the direction of exact halves is not.
 */
export function roundedTax(units: number): number {
  return nearest(units / TAX_UNITS);
}
