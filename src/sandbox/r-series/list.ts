import type { Store } from '../store.ts';
import { BadQuery, readFilter, readOr, type Test, timeOf } from './filter.ts';
import { orderOf, type Position } from './order.ts';
import type { Resource, Row } from './resource.ts';

const LARGEST_PAGE = 100;
const known = new Set([
  'limit',
  'after',
  'before',
  'sort',
  'count',
  'load_relations',
  'archived',
  'or',
  'pretty_print',
]);

export interface ListQuery {
  limit: number;
  sort: string;
  descending: boolean;
  after: Position | undefined;
  before: Position | undefined;
  relations: string[];
  tests: Test[];
  countOnly: boolean;
}

/** Reads the query of a V3 list. Throws BadQuery with the sentence the API would send. */
export function readListQuery(resource: Resource, query: URLSearchParams): ListQuery {
  const sortText = query.get('sort') ?? resource.key;
  const sort = sortText.replace(/^-/, '');
  if (!resource.sortable.includes(sort)) {
    throw new BadQuery(`${sort} is not a sortable field. Sortable fields: ${resource.sortable.join(', ')}.`);
  }
  const limit = Number(query.get('limit') ?? LARGEST_PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_PAGE)
    throw new BadQuery(`limit must be from 1 to ${LARGEST_PAGE}.`);
  const countOnly = query.get('count') === '1';
  if (countOnly && ['limit', 'after', 'before', 'sort'].some((name) => query.has(name))) {
    throw new BadQuery('count can not be combined with limit, after, before or sort.');
  }
  const tests = [archivedTest(query.get('archived'))];
  for (const [field, text] of query) if (!known.has(field)) tests.push(readFilter(field, text));
  for (const text of query.getAll('or')) tests.push(readOr(text));
  return {
    limit,
    sort,
    descending: sortText.startsWith('-'),
    after: readCursor(query.get('after'), sort === resource.key),
    before: readCursor(query.get('before'), sort === resource.key),
    relations: readRelations(resource, query.get('load_relations')),
    tests,
    countOnly,
  };
}

/** Archived rows are hidden unless asked for (firm). */
function archivedTest(archived: string | null): Test {
  if (archived === 'true' || archived === '1') return () => true;
  if (archived === 'only') return (row) => row.archived === 'true';
  return (row) => row.archived !== 'true';
}

/** `["ItemShops","Category"]`, or `all` (firm). */
export function readRelations(resource: Resource, text: string | null): string[] {
  if (!text) return [];
  if (text === 'all') return Object.keys(resource.relations);
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    throw new BadQuery('load_relations must be a JSON array of names, or all.');
  }
  if (!Array.isArray(names)) throw new BadQuery('load_relations must be a JSON array of names, or all.');
  const strange = names.find((name) => !resource.relations[String(name).split('.')[0] ?? '']);
  if (strange !== undefined) throw new BadQuery(`${String(strange)} is not a relation of ${resource.name}.`);
  return names.map(String);
}

/** Base64 of a JSON array: `[104]`, or `["2021-11-01T14:55:51+00:00",544]` (read off the documentation's own samples). */
function readCursor(text: string | null, isId: boolean): Position | undefined {
  if (text === null) return undefined;
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as (string | number)[];
    const id = Number(parts.at(-1));
    if (!Number.isInteger(id)) throw new BadQuery('The cursor is invalid.');
    if (isId) return { value: id, id };
    const value = parts[0] ?? '';
    return { value: typeof value === 'string' ? (timeOf(value) ?? value.toLowerCase()) : value, id };
  } catch {
    throw new BadQuery('The cursor is invalid.');
  }
}

function cursorOf(resource: Resource, sort: string, row: Row): string {
  const id = Number(row[resource.key]);
  const parts = sort === resource.key ? [id] : [row[sort], id];
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}

export interface Page {
  rows: Row[];
  next: string | undefined;
  previous: string | undefined;
}

/** One page of a list, and the cursors of its neighbours. */
export function readPage(store: Store, resource: Resource, query: ListQuery): Page {
  const order = orderOf(store, resource, query.sort);
  const backwards = query.before !== undefined;
  const descending = query.descending !== backwards;
  const start = query.before ?? query.after;
  const rows: Row[] = [];
  let more = false;
  for (const id of order.ids(start, descending)) {
    const row = resource.row(store, id);
    if (!query.tests.every((test) => test(row))) continue;
    if (rows.length === query.limit) {
      more = true;
      break;
    }
    rows.push(row);
  }
  if (backwards) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  const hasNext = backwards ? rows.length > 0 : more;
  const hasPrevious = backwards ? more : query.after !== undefined && rows.length > 0;
  return {
    rows: rows.map((row) => withRelations(store, resource, row, query.relations)),
    next: hasNext && last ? cursorOf(resource, query.sort, last) : undefined,
    previous: hasPrevious && first ? cursorOf(resource, query.sort, first) : undefined,
  };
}

export function countRows(store: Store, resource: Resource, tests: Test[]): number {
  let count = 0;
  for (let id = 1; id <= resource.count(store); id += 1) {
    const row = resource.row(store, id);
    if (tests.every((test) => test(row))) count += 1;
  }
  return count;
}

/** A row with what was asked to be loaded; a link that leads nowhere loads nothing. */
export function withRelations(store: Store, resource: Resource, row: Row, names: string[]): Row {
  if (names.length === 0) return row;
  const result = { ...row };
  for (const name of new Set(names.map((one) => one.split('.')[0] ?? ''))) {
    const below = names.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1));
    const value = resource.relations[name]?.load(store, row, below);
    if (value !== undefined) result[name] = value;
  }
  return result;
}
