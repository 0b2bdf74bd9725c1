/** What a reply is made of, without what it says: JSON in which every value is a stand-in, and rows of a list are one row. */
export type Shape = string | number | boolean | null | Shape[] | { [name: string]: Shape };

/**
 * The shape of a JSON value. Texts become stand-ins of the same kind (`""`, number, boolean, time, other), the rows of a
 * list are laid over each other into one: `[{a: '7'}, {b: ''}]` becomes `[{a: '1', b: ''}]`.
 */
export function shapeOf(value: unknown): Shape {
  if (typeof value === 'string') return standIn(value);
  if (typeof value === 'number') return 1;
  if (typeof value === 'boolean') return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(merged)];
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [anyId(name), shapeOf(one)]));
}

/** The names of a map's entries are ids of another account. */
const anyId = (name: string) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(name) ? '00000000-0000-4000-8000-000000000001' : name;

function standIn(text: string): string {
  if (text === '') return '';
  if (/^-?\d+(\.\d+)?$/.test(text)) return text.includes('.') ? '1.5' : '1';
  if (text === 'true' || text === 'false') return 'true';
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return '2026-01-01';
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return '2026-01-01T00:00:00+00:00';
  return 'text';
}

/**
 * The shape of a request's body: as above, but words of the API (`default`, `printed`), `0`, shares below one, e-mail addresses as such
 * and true or false stay, so that the request still means the same.
 */
export function requestShapeOf(value: unknown): Shape {
  if (typeof value === 'string') {
    if (/^([a-z][a-z ]{0,20}|[a-z]+_[a-z_]+|0|true|false)$/.test(value)) return value;
    if (/^\[email|@/.test(value)) return 'person@example.com';
    return /^0\.\d+$/.test(value) ? '0.5' : standIn(value);
  }
  if (typeof value === 'number') return value === 0 ? 0 : 1;
  if (Array.isArray(value)) return value.map(requestShapeOf);
  if (typeof value !== 'object' || value === null) return shapeOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, requestShapeOf(one)]));
}

/** Two shapes as one: what either has; a row beats `""` and nothing, since those stand for its absence. */
function merged(left: Shape, right: Shape): Shape {
  if (Array.isArray(left) && Array.isArray(right)) {
    const [one, other] = [left[0], right[0]];
    return one === undefined ? right : other === undefined ? left : [merged(one, other)];
  }
  if (Array.isArray(left) && isRow(right)) return merged(left, [right]);
  if (isRow(left) && Array.isArray(right)) return merged([left], right);
  if (isRow(left) && isRow(right)) {
    const both: { [name: string]: Shape } = { ...left };
    for (const [name, shape] of Object.entries(right)) {
      const known = both[name];
      both[name] = known === undefined ? shape : merged(known, shape);
    }
    return both;
  }
  return isAbsence(left) ? right : left;
}

const isAbsence = (shape: Shape) => shape === '' || shape === null || shape === false;

function isRow(shape: Shape): shape is { [name: string]: Shape } {
  return typeof shape === 'object' && shape !== null && !Array.isArray(shape);
}

/** `false` and `true` are apart since C-Series says `false` where there is nothing. */
export type PathType =
  | 'string'
  | 'number'
  | 'true'
  | 'false'
  | 'null'
  | 'object'
  | 'objects'
  | 'values'
  | 'emptyText'
  | 'emptyList';

/**
 * Every path of a value with the types found there, e.g. `Item.Prices.ItemPrice.amount`. One row and many rows have the
 * same paths; the types tell them apart.
 */
export function pathsOf(value: unknown): Map<string, Set<PathType>> {
  const paths = new Map<string, Set<PathType>>();
  collect(value, '', paths);
  return paths;
}

function collect(value: unknown, path: string, paths: Map<string, Set<PathType>>): void {
  if (path !== '') {
    const types = paths.get(path) ?? new Set();
    paths.set(path, types.add(typeOf(value)));
  }
  const rows = Array.isArray(value) ? value : [value];
  for (const row of rows) {
    if (typeof row !== 'object' || row === null) continue;
    for (const [name, one] of Object.entries(row))
      collect(one, path === '' ? step(name) : `${path}.${step(name)}`, paths);
  }
}

/** The names of a map's entries are ids, which differ from account to account. */
const step = (name: string) => (/^[0-9a-f]{8}-[0-9a-f]{4}-|^\d+$/.test(name) ? '{id}' : name);

function typeOf(value: unknown): PathType {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === '') return 'emptyText';
  if (Array.isArray(value)) return value.length === 0 ? 'emptyList' : isObject(value[0]) ? 'objects' : 'values';
  if (isObject(value)) return 'object';
  return typeof value as 'string' | 'number';
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
