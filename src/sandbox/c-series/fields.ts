import type { Row } from '../rows/source.ts';
import { countryView, isCountry } from './countries.ts';
import { BadValue } from './errors.ts';
import { languageView } from './language-names.ts';
import { readStamp, stamp } from './stamp.ts';
import type { Tables } from './tables.ts';

/** For whom a row is shown: the language of the path, and what stands before it in URLs. */
export interface View {
  tables: Tables;
  language: string;
  /** Address of the host as the client used it. */
  base: string;
}

/** What stands for no value; the API is not of one mind (firm). */
export type Nothing = false | null | '';

/** A field of a resource: how a raw value goes out, and what clients may send. */
export interface Field {
  show(raw: unknown, row: Row, view: View): unknown;
  /** The raw value of what was sent; left out where clients can't write. Throws BadValue. */
  read?(sent: unknown, view: View, before: unknown): unknown;
  /** Raw value of a row that was created without it; undefined where nothing is kept. */
  initial: unknown;
}

const isNothing = (sent: unknown) => sent === null || sent === false || sent === '' || sent === undefined;

function readText(sent: unknown): string {
  if (isNothing(sent)) return '';
  if (typeof sent === 'string') return sent;
  if (typeof sent === 'number') return String(sent);
  throw new BadValue('This value should be a text.');
}

function readNumber(sent: unknown): number {
  if (isNothing(sent)) return 0;
  const number = typeof sent === 'string' ? Number(sent) : sent;
  if (typeof number === 'number' && Number.isFinite(number) && Math.abs(number) < 1e12) return number;
  throw new BadValue('This value should be a number.');
}

function readWhole(sent: unknown): number {
  const number = readNumber(sent);
  if (Number.isInteger(number)) return number;
  throw new BadValue('This value should be a whole number.');
}

function readFlag(sent: unknown): boolean {
  if (isNothing(sent) || sent === 0 || sent === '0' || sent === 'false') return false;
  if (sent === true || sent === 1 || sent === '1' || sent === 'true') return true;
  throw new BadValue('This value should be true or false.');
}

function readTime(sent: unknown): number {
  if (isNothing(sent)) return 0;
  const at = typeof sent === 'string' ? readStamp(sent) : undefined;
  if (at === undefined) throw new BadValue('This value should be a time.');
  return at;
}

/** A text; where it is empty, `nothing` is shown. */
export const text = (initial = '', nothing: Nothing = ''): Field => ({
  show: (raw) => (raw === '' || raw === undefined ? nothing : raw),
  read: readText,
  initial,
});

/** A text of which each language has its own; a write concerns the language of the path alone (firm). */
export const translated = (nothing: Nothing = ''): Field => ({
  show: (raw, _, { language }) => textIn(raw, language) || nothing,
  read: (sent, { tables, language }, before) => {
    const one = readText(sent);
    const { languages } = tables.store;
    return Object.fromEntries(languages.map((code) => [code, code === language ? one : textIn(before, code)]));
  },
  initial: '',
});

/** A translated text in a language; '' where it has none. */
export function textIn(raw: unknown, language: string): string {
  if (typeof raw === 'string') return raw;
  if (typeof raw !== 'object' || raw === null) return '';
  return Object.hasOwn(raw, language) ? String((raw as Record<string, unknown>)[language]) : '';
}

export const number = (initial = 0): Field => ({ show: (raw) => raw ?? initial, read: readNumber, initial });
export const whole = (initial = 0): Field => ({ show: (raw) => raw ?? initial, read: readWhole, initial });
export const flag = (initial = false): Field => ({ show: (raw) => raw ?? initial, read: readFlag, initial });

export const choice = (choices: readonly string[], initial = choices[0] ?? ''): Field => ({
  show: (raw) => raw ?? initial,
  read: (sent) => {
    if (typeof sent === 'string' && choices.includes(sent)) return sent;
    throw new BadValue(`This value should be one of ${choices.join(', ')}.`);
  },
  initial,
});

/** A time, raw in epoch seconds; 0 is none. */
export const time = (nothing: Nothing = false): Field => ({
  show: (raw, _, { tables }) => (typeof raw === 'number' && raw !== 0 ? stamp(tables.store, raw) : nothing),
  read: readTime,
  initial: 0,
});

/** Times that the API keeps itself. */
export const stamps = { createdAt: fixed(time()), updatedAt: fixed(time()) };

/** The same, but clients can't write it. */
export function fixed({ show, initial }: Field): Field {
  return { show, initial };
}

/** Worked out from the row when it is shown; nothing is kept. */
export const shown = (show: (row: Row, view: View) => unknown): Field => ({
  show: (_, row, view) => show(row, view),
  initial: undefined,
});

/** A row of another resource; a link that leads nowhere shows `nothing`. Clients send the id, or the link as it was shown. */
export const link = (name: string, nothing: Nothing = false): Field => ({
  show: (raw, _, view) => linkTo(view, name, raw) ?? nothing,
  read: (sent, { tables }) => {
    const id = idIn(sent);
    if (id === 0 || (Number.isInteger(id) && tables.exists(name, id))) return String(id);
    throw new BadValue('This value does not exist.');
  },
  initial: '0',
});

export function linkTo(view: View, name: string, raw: unknown): unknown {
  const id = Number(raw);
  return view.tables.exists(name, id) ? linkView(view, id, `${view.tables.of(name).path}/${id}`) : undefined;
}

/** The id in `5`, `"5"`, `{"id": 5}` or `{"resource": {"id": 5}}`; 0 for nothing, NaN for what is no id. */
function idIn(sent: unknown): number {
  if (isNothing(sent)) return 0;
  if (typeof sent === 'number' || typeof sent === 'string') return Number(sent);
  if (typeof sent !== 'object') return Number.NaN;
  const { resource, id } = sent as { resource?: { id?: unknown } | null; id?: unknown };
  const inner = resource?.id ?? id;
  return typeof inner === 'object' ? Number.NaN : idIn(inner);
}

/** Rows below this one, as a link to their list. */
export const list = (urlOf: (row: Row) => string): Field => shown((row, view) => linkView(view, false, urlOf(row)));

/** `{"resource": {id, url, link}}` (firm); `url` is `products?brand=5`, its link has `.json` before the question mark. */
function linkView({ base, language }: View, id: number | false, url: string): unknown {
  const [path, query] = url.split('?');
  return { resource: { id, url, link: `${base}/${language}/${path}.json${query === undefined ? '' : `?${query}`}` } };
}

/** A country, raw as two small letters. */
export const country: Field = {
  show: (raw) => countryView(raw) ?? false,
  read: (sent) => {
    if (isNothing(sent)) return '';
    const code = typeof sent === 'object' ? (sent as { code?: unknown }).code : sent;
    if (typeof code === 'string' && isCountry(code.toLowerCase())) return code.toLowerCase();
    throw new BadValue('This country does not exist.');
  },
  initial: '',
};

/** A language, raw as its code; shown as an object though a code is sent (firm). */
export const language: Field = {
  show: (raw) => languageView(raw) ?? false,
  read: (sent, { tables }) => {
    if (isNothing(sent)) return '';
    const code = typeof sent === 'object' ? (sent as { code?: unknown }).code : sent;
    if (typeof code === 'string' && tables.store.languages.includes(code)) return code;
    throw new BadValue('This language is unknown or inactive.');
  },
  initial: '',
};

/** Any JSON, as it is kept. */
export const json = (initial: unknown): Field => ({ show: (raw) => raw ?? initial, initial });
/** Always the same. */
export const always = (value: unknown): Field => ({ show: () => value, initial: undefined });
