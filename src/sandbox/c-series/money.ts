/** An amount of cents as the API shows it: a number, `3.49`. */
export const fromCents = (cents: number) => Math.round(cents) / 100 + 0;

/** Cents of a number, halves away from zero. */
export const toCents = (amount: number) => Math.sign(amount) * Math.round(Math.abs(amount) * 100 + 1e-7) + 0;

/** Prices of variants without tax have four digits after the point (recorded: 3.49 at 21 percent is 2.8843). */
export const fourDigits = (amount: number) => Math.round(amount * 10_000) / 10_000 + 0;

/** What is left of cents with tax in them when it is taken out; halves away from zero, so that a refund is what was paid. */
export const withoutTax = (cents: number, rate: number) =>
  Math.sign(cents) * Math.round(Math.abs(cents) / (1 + rate)) + 0;
