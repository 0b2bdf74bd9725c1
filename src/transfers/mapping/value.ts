import type { ValueType } from '../import-schema.ts';

/** A value that does not fit its type; `is` says what it is in words, with its first characters at most. */
export class Misfit {
  readonly is: string;
  constructor(value: unknown) {
    this.is = describe(value);
  }
}

/**
 * One value turned into `type`: null, text (numbers and times stay text, so that no digit is lost), true or false, or any
 * JSON for `jsonb`. Lightspeed sends every scalar as text and an empty one for "nothing", so `""` is null but in text.
 */
export function valueAs(type: ValueType, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'jsonb') return value;
  if (type === 'text') return typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (value === '') return null;
  return readers[type](value) ?? new Misfit(value);
}

type Reader = (value: unknown) => string | boolean | undefined;

const readers: Record<Exclude<ValueType, 'text' | 'jsonb'>, Reader> = {
  integer: (value) => matching(/^[+-]?\d+$/, value),
  numeric: (value) => matching(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i, value),
  boolean: (value) => {
    if (value === true || value === 'true' || value === '1' || value === 1) return true;
    if (value === false || value === 'false' || value === '0' || value === 0) return false;
    return undefined;
  },
  timestamptz: (value) => readTime(value)?.text,
  date: (value) => {
    const time = readTime(value);
    if (!time) return undefined;
    return time.hasClock ? new Date(time.ms).toISOString().slice(0, 10) : time.text.slice(0, 10);
  },
};

function matching(pattern: RegExp, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value);
  return pattern.test(text) ? text : undefined;
}

const timePattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/;

/**
 * A time as ISO 8601 text in UTC, fractions of a second digit by digit as they came; one without a zone is UTC, as
 * Lightspeed's are. Undefined for days that don't exist.
 */
export function readTime(value: unknown): { text: string; ms: number; hasClock: boolean } | undefined {
  const found = typeof value === 'string' ? timePattern.exec(value) : null;
  const day = found?.[1];
  if (!day) return undefined;
  const clock = found[2];
  const zone = zoneOf(found[3]);
  const ms = Date.parse(`${day}T${clock ?? '00:00'}${zone}`);
  if (Number.isNaN(ms) || !isInItsMonth(day)) return undefined;
  if (!clock) return { text: `${day}T00:00:00+00:00`, ms, hasClock: false };
  // PostgreSQL drops the zone of a text that goes into a column without one: only UTC means the same there.
  const utc = zone === '+00:00' ? `${day}T${clock}` : shiftedToUtc(ms, clock);
  return { text: `${utc}+00:00`, ms, hasClock: true };
}

/** `Date.parse` takes the 31st of every month for a day. */
function isInItsMonth(day: string): boolean {
  const ofMonth = Number(day.slice(8));
  if (ofMonth <= 28) return true;
  const last = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0));
  return ofMonth <= last.getUTCDate();
}

function shiftedToUtc(ms: number, clock: string): string {
  const fraction = /\.\d+$/.exec(clock)?.[0] ?? '';
  return `${new Date(ms).toISOString().replace(/\.\d+Z$/, '')}${fraction}`;
}

function zoneOf(zone: string | undefined): string {
  if (zone === undefined || zone === 'Z') return '+00:00';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

const SHOWN = 12;

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  const text = String(value);
  const shown = text.length > SHOWN ? `${beginningOf(text)}…` : text.toWellFormed();
  return typeof value === 'string' ? `the text "${shown}"` : `the ${typeof value} ${shown}`;
}

/** Whole characters only: half of one could neither be stored nor shown. */
const beginningOf = (text: string) => [...text.slice(0, 2 * SHOWN)].slice(0, SHOWN).join('').toWellFormed();
