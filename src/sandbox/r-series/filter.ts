import type { Row } from './resource.ts';

export class BadQuery extends Error {}

export type Test = (row: Row) => boolean;

const operators = ['>=', '<=', '!=', '!~', '><', '>', '<', '~', '=', 'IN'] as const;

/** A filter `field=[operator,]value` as a test of rows. Source: filter page (firm); operator and comma come decoded. */
export function readFilter(field: string, text: string): Test {
  const operator = operators.find((one) => text.startsWith(`${one},`));
  const value = operator ? text.slice(operator.length + 1) : text;
  const of = (row: Row) => String(row[field] ?? '');
  switch (operator) {
    case '>=':
      return (row) => compare(of(row), value) >= 0;
    case '<=':
      return (row) => compare(of(row), value) <= 0;
    case '>':
      return (row) => compare(of(row), value) > 0;
    case '<':
      return (row) => compare(of(row), value) < 0;
    case '!=':
      return (row) => compare(of(row), value) !== 0;
    case '~':
      return (row) => like(of(row), value);
    case '!~':
      return (row) => !like(of(row), value);
    case '><': {
      const [low = '', high = ''] = value.split(',');
      return (row) => compare(of(row), low) >= 0 && compare(of(row), high) <= 0;
    }
    case 'IN': {
      const wanted = value
        .replace(/^\[|\]$/g, '')
        .split(',')
        .map((one) => one.replace(/^"|"$/g, ''));
      if (wanted.length > 100) throw new BadQuery('IN accepts at most 100 values.');
      return (row) => wanted.some((one) => compare(of(row), one) === 0);
    }
    default:
      return (row) => compare(of(row), value) === 0;
  }
}

/** `or=a%3D1|b%3D~,x`: alternatives, joined by a pipe. */
export function readOr(text: string): Test {
  const tests = text.split('|').map((one) => {
    const at = one.indexOf('=');
    if (at < 1) throw new BadQuery('or needs field=value pairs joined by |.');
    return readFilter(one.slice(0, at), one.slice(at + 1));
  });
  return (row) => tests.some((test) => test(row));
}

/** Numbers as numbers, times as times, the rest as text without regard to case. */
function compare(left: string, right: string): number {
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  const [a, b] = [timeOf(left), timeOf(right)];
  if (a !== undefined && b !== undefined) return a - b;
  const [lowLeft, lowRight] = [left.toLowerCase(), right.toLowerCase()];
  return lowLeft < lowRight ? -1 : lowLeft > lowRight ? 1 : 0;
}

const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

/** Epoch seconds of a stamp; offsets `-0400`, `+00:00`, `Z` or none, fractions allowed (seen in clients). */
export function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d([T ]|$)/.test(text)) return undefined;
  const zoned = /([+-]\d\d:?\d\d|Z)$/.test(text.slice(10)) ? text : text.length > 10 ? `${text}Z` : text;
  const ms = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

function like(text: string, pattern: string): boolean {
  const source = pattern
    .split('%')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'isu').test(text);
}
