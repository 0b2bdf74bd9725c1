import facts from '../../facts/r-series-fields.json' with { type: 'json' };
import { Refused } from './refused.ts';

const types: Record<string, Record<string, string>> = facts;

/** Type of a field as documented; undefined for a field that the resource doesn't have. */
export function typeOf(resource: string, field: string): string | undefined {
  const fields = types[resource];
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** Whether a field holds text or a number, not rows. */
export const isScalar = (type: string) => !/^(object|collection|reference|mixed)$/.test(type);

/** Amounts and numbers have at most this many digits before the point. */
const NUMBER = /^[+-]?\d{1,12}(?:\.\d{0,12})?$/;
/** What is kept of a fraction: rates are written with six places (recorded). */
const PLACES = 6;

/**
 * A value as rows show it, text whatever was sent. Null and empty text empty a field: numbers are 0 then, yes and no is no.
 * Real numbers and booleans are taken as well as their texts (firm).
 */
export function textOf(type: string, field: string, value: unknown, zone: string): string {
  const refused = (expected: string) => new Refused(`${field} must be ${expected}.`);
  if (typeof value === 'object' && value !== null) throw refused('a single value');
  const text = value === null || value === undefined ? '' : String(value).toWellFormed();
  switch (type) {
    case 'integer':
      if (text === '') return '0';
      if (!NUMBER.test(text.trim()) || !Number.isInteger(Number(text))) throw refused('a whole number');
      return String(Number(text) + 0);
    case 'float':
      if (text === '') return '0';
      if (!NUMBER.test(text.trim())) throw refused('a number');
      return decimal(Number(text));
    case 'boolean':
    case 'bool':
      if (/^(false|0|)$/i.test(text)) return 'false';
      if (/^(true|1)$/i.test(text)) return 'true';
      throw refused('true or false');
    case 'datetime':
    case 'date':
      return text === '' ? '' : (timeIn(text, zone) ?? fail(refused('a date or a time')));
    default:
      return text;
  }
}

function fail(cause: Error): never {
  throw cause;
}

/** A number as a decimal text without a fixed scale and without an exponent: `0`, `4.39`, `0.09975` (firm). */
export function decimal(value: number): string {
  const text = value.toFixed(PLACES).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/** A time in UTC, whole seconds. A date alone is midnight of the shop's zone (recorded); a time without an offset is UTC. */
function timeIn(text: string, zone: string): string | undefined {
  const [, year, month, day, hour, minute, second = '00', offset = 'Z'] = TIME.exec(text.trim()) ?? [];
  if (year === undefined) return undefined;
  const colon = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase();
  const iso =
    hour === undefined
      ? `${year}-${month}-${day}T00:00:00Z`
      : `${year}-${month}-${day}T${hour}:${minute}:${second}${colon}`;
  const ms = Date.parse(iso);
  const isRealDay = new Date(Date.parse(`${year}-${month}-${day}T00:00:00Z`)).getUTCDate() === Number(day);
  if (Number.isNaN(ms) || !isRealDay || ms < Date.UTC(1000)) return undefined;
  const utcMs = hour === undefined ? ms - offsetMs(ms, zone) : ms;
  return `${new Date(utcMs).toISOString().slice(0, 19)}+00:00`;
}

/** How far a zone is ahead of UTC at a time. */
function offsetMs(ms: number, zone: string): number {
  const shown = new Date(ms).toLocaleString('sv-SE', { timeZone: zone });
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;
}
