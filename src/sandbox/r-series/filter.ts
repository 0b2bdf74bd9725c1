import { fitsPattern } from '../wildcard.ts';

export class BadQuery extends Error {}

const operators = ['>=', '<=', '!=', '!~', '><', '>', '<', '~', '=', 'IN'] as const;
type Operator = (typeof operators)[number];

/** A filter `field=[operator,]value`. A field may be one of a relation: `ItemShops.qoh`. */
export interface Filter {
  field: string;
  operator: Operator;
  /** One value; two for `><`, many for `IN`. */
  values: string[];
  passes(value: string): boolean;
}

const MOST_VALUES = 100;

/** Reads one filter, operator and comma decoded. Source: filter page (firm). Throws BadQuery. */
export function readFilter(field: string, text: string): Filter {
  const operator = operators.find((one) => text.startsWith(`${one},`)) ?? '=';
  const value = text.startsWith(`${operator},`) ? text.slice(operator.length + 1) : text;
  if (operator === 'IN') {
    const values = value
      .replace(/^\[|\]$/g, '')
      .split(',')
      .map((one) => one.trim().replace(/^"|"$/g, ''));
    if (values.length > MOST_VALUES) throw new BadQuery(`IN accepts at most ${MOST_VALUES} values.`);
    return { field, operator, values, passes: (given) => values.some((one) => compare(given, one) === 0) };
  }
  if (operator === '><') {
    const [low = '', high = ''] = value.split(',');
    const passes = (given: string) => compare(given, low) >= 0 && compare(given, high) <= 0;
    return { field, operator, values: [low, high], passes };
  }
  return { field, operator, values: [value], passes: (given) => rules[operator](given, value) };
}

const rules: Record<Exclude<Operator, 'IN' | '><'>, (given: string, value: string) => boolean> = {
  '=': (given, value) => compare(given, value) === 0,
  '!=': (given, value) => compare(given, value) !== 0,
  '>': (given, value) => compare(given, value) > 0,
  '>=': (given, value) => compare(given, value) >= 0,
  '<': (given, value) => compare(given, value) < 0,
  '<=': (given, value) => compare(given, value) <= 0,
  '~': (given, value) => like(given, value),
  '!~': (given, value) => !like(given, value),
};

/** `or=a%3D1|b%3D~,x`: alternatives, joined by a pipe. */
export function readOr(text: string): Filter[] {
  return text.split('|').map((one) => {
    const at = one.indexOf('=');
    if (at < 1) throw new BadQuery('or needs field=value pairs joined by |.');
    return readFilter(one.slice(0, at), one.slice(at + 1));
  });
}

/** Numbers as numbers, times as times, the rest as text without regard to case. */
function compare(left: string, right: string): number {
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  const [a, b] = [secondsOf(left), secondsOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  const [lowLeft, lowRight] = [left.toLowerCase(), right.toLowerCase()];
  return lowLeft < lowRight ? -1 : lowLeft > lowRight ? 1 : 0;
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

/** Epoch seconds of a stamp; offsets `-0400`, `+00:00`, `Z` or none, fractions allowed (seen in clients). */
export function secondsOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d([T ]|$)/.test(text)) return undefined;
  const zoned = /([+-]\d\d:?\d\d|Z)$/.test(text.slice(10)) ? text : text.length > 10 ? `${text}Z` : text;
  const ms = Date.parse(zoned.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

/** `%` stands for any text; letter case does not count. */
const like = (given: string, pattern: string) => fitsPattern(given.toLowerCase(), pattern.toLowerCase(), '%');
