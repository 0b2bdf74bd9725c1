import { amount, type Row } from '../resource.ts';

/** Tax rates are kept in millionths, taxes of lines in millionths of a cent: whole numbers, so that sums are exact. */
const MILLION = 1_000_000;

/** What lines of a sale are reckoned by. */
export interface Terms {
  /** Whether prices hold the taxes. */
  taxInclusive: boolean;
  /** Off the whole sale: a part of one, or cents. */
  discountPercent: number;
  discountCents: number;
}

/** A line as it is written. */
export interface LineTerms {
  quantity: number;
  unitPrice: number;
  isTaxed: boolean;
  /** Millionths. */
  tax1Rate: number;
  tax2Rate: number;
  /** Off this line: a part of one, and cents. */
  discountPercent: number;
  discountCents: number;
  cost: number;
}

interface Reckoned extends LineTerms {
  grossCents: number;
  lineDiscount: number;
  saleDiscount: number;
  netCents: number;
  /** Millionths of a cent. */
  tax1: number;
  tax2: number;
}

/** Cents of an amount as text; halves away from zero. */
export const centsOf = (text: unknown): number => nearest(Number((Number(text) * 100).toPrecision(15)));

export const millionths = (rate: unknown): number => Math.round(Number(rate) * MILLION);

/** Cents of a product of decimals, whose halves binary fractions would miss. */
const product = (left: number, right: number) => nearest(Number((left * right).toPrecision(14)));

const nearest = (value: number) => (value < 0 ? 0 - Math.round(-value) : Math.round(value) + 0);

/**
 * Lines of a sale with their discounts and taxes. Discounts are rounded to the cent line by line, taxes of lines are not
 * rounded (recorded).
 */
export function reckon(lines: LineTerms[], terms: Terms): Reckoned[] {
  const started = lines.map((line) => {
    const grossCents = product(line.unitPrice * 100, line.quantity);
    const off = product(grossCents, line.discountPercent) + (line.quantity < 0 ? -1 : 1) * line.discountCents;
    return { ...line, grossCents, lineDiscount: off, left: grossCents - off };
  });
  const all = started.reduce((sum, { left }) => sum + left, 0);
  let given = 0;
  let passed = 0;
  return started.map(({ left, ...line }) => {
    passed += left;
    // A discount of an amount is spread over the lines by what they cost; what rounding leaves goes to the later ones.
    const spread = all === 0 ? 0 : nearest((terms.discountCents * passed) / all) - given;
    given += spread;
    const saleDiscount = product(left, terms.discountPercent) + spread;
    const netCents = left - saleDiscount;
    return { ...line, saleDiscount, netCents, ...taxesOn(line.isTaxed ? netCents : 0, line, terms.taxInclusive) };
  });
}

function taxesOn(
  cents: number,
  { tax1Rate, tax2Rate }: LineTerms,
  taxInclusive: boolean,
): { tax1: number; tax2: number } {
  if (!taxInclusive) return { tax1: cents * tax1Rate + 0, tax2: cents * tax2Rate + 0 };
  const whole = MILLION + tax1Rate + tax2Rate;
  return { tax1: nearest((cents * tax1Rate * MILLION) / whole), tax2: nearest((cents * tax2Rate * MILLION) / whole) };
}

/** Computed fields of a line. Where prices hold the taxes, `calcSubtotal` is without and the displayable one with them (unsure). */
export function lineFields(line: Reckoned, terms: Terms): Row {
  const taxes = line.tax1 + line.tax2;
  return {
    calcLineDiscount: amount(line.lineDiscount),
    calcTransactionDiscount: amount(line.saleDiscount),
    calcSubtotal: exact(line.grossCents, terms.taxInclusive ? -taxes : 0),
    calcTax1: exact(0, line.tax1),
    calcTax2: exact(0, line.tax2),
    calcTotal: exact(line.netCents, terms.taxInclusive ? 0 : taxes),
    displayableSubtotal: amount(line.grossCents - line.lineDiscount),
  };
}

/** Computed fields of a sale. Each tax is the sum of the unrounded taxes of lines, rounded once (seen in clients and records). */
export function saleFields(lines: Reckoned[], terms: Terms): Row {
  const sum = (of: (line: Reckoned) => number) => lines.reduce((total, line) => total + of(line), 0);
  const [tax1, tax2] = [nearest(sum((line) => line.tax1) / MILLION), nearest(sum((line) => line.tax2) / MILLION)];
  const gross = sum(({ netCents }) => netCents);
  const total = terms.taxInclusive ? gross : gross + tax1 + tax2;
  const net = total - tax1 - tax2;
  const untaxed = sum((line) => (line.isTaxed ? 0 : line.netCents));
  const discount = sum((line) => line.lineDiscount + line.saleDiscount);
  const cost = amount(sum((line) => product(line.cost * 100, line.quantity)));
  return {
    displayableSubtotal: amount(gross),
    calcDiscount: amount(discount),
    calcTotal: amount(total),
    calcSubtotal: amount(net + discount),
    calcTaxable: amount(net - untaxed),
    calcNonTaxable: amount(untaxed),
    calcAvgCost: cost,
    calcFIFOCost: cost,
    calcTax1: amount(tax1),
    calcTax2: amount(tax2),
    total: amount(total),
    totalDue: amount(total),
    displayableTotal: amount(total),
    taxTotal: amount(tax1 + tax2),
  };
}

/** A decimal text of cents and millionths of a cent: `4.48875`. */
function exact(cents: number, millionthsOfACent: number): string {
  const text = ((cents * MILLION + millionthsOfACent) / (100 * MILLION)).toFixed(8).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}
