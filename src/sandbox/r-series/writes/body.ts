import { Refused } from './refused.ts';
import { readXml } from './xml-reader.ts';

export type Fields = Record<string, unknown>;

/** What a client sent, with own fields only: `__proto__` is a name like any other. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The record of a request: JSON or XML by what it starts with, since clients send JSON under any content type. It may stand
 * in a wrapper of the resource's name (seen in clients); an empty body is an empty record.
 */
export function readRecord(text: string, name: string): Fields {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (trimmed.startsWith('<')) {
    const { value } = readXml(trimmed);
    return isFields(value) ? disarmed(value) : {};
  }
  const json = readJson(trimmed);
  if (!isFields(json)) throw new Refused('The body must be one record.');
  const [only, ...others] = Object.keys(json);
  const inner = only === name && others.length === 0 ? json[only] : undefined;
  return isFields(inner) ? inner : json;
}

/** A value without the two names that would make an object throw where it is read as text; no field has them. */
function disarmed<T>(root: T): T {
  const left: unknown[] = [root];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    Reflect.deleteProperty(value, 'toString');
    Reflect.deleteProperty(value, 'valueOf');
    for (const one of Object.values(value)) if (typeof one === 'object' && one !== null) left.push(one);
  }
  return root;
}

function readJson(text: string): unknown {
  try {
    return disarmed(JSON.parse(text));
  } catch {
    throw new Refused('The body is neither JSON nor XML.');
  }
}

/**
 * Rows of a nested list in any shape that is in use: `{SaleLine: [..]}`, `{SaleLine: {..}}`, a list of either, a plain list.
 * Empty text and null are an empty list.
 */
export function rowsIn(value: unknown, rowName: string): Fields[] {
  if (Array.isArray(value))
    return value.flatMap((one) => (isWrapper(one, rowName) ? rowsIn(one, rowName) : asRow(one, rowName)));
  if (isWrapper(value, rowName)) {
    const inner = value[rowName];
    return (Array.isArray(inner) ? inner : [inner]).flatMap((one) => asRow(one, rowName));
  }
  if (value === undefined || value === null || value === '') return [];
  if (isFields(value) && Object.keys(value).every((key) => key === '@attributes')) return [];
  throw new Refused(`A list of ${rowName} is expected.`);
}

const isWrapper = (value: unknown, rowName: string): value is Fields =>
  isFields(value) && Object.hasOwn(value, rowName);

function asRow(value: unknown, rowName: string): Fields[] {
  if (value === undefined || value === null || value === '') return [];
  if (!isFields(value)) throw new Refused(`A list of ${rowName} is expected.`);
  return [value];
}

/** How many records stand below a record: what has a value of its own is one, what only holds lists is a container. */
export function nestedCount(record: Fields, depth = 0): number {
  if (depth > 16) return 0;
  return Object.values(record)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isFields)
    .reduce((sum, one) => sum + (hasScalar(one) ? 1 : 0) + nestedCount(one, depth + 1), 0);
}

const hasScalar = (record: Fields) => Object.values(record).some((value) => typeof value !== 'object');
