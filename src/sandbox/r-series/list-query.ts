import fields from '../facts/r-series-fields.json' with { type: 'json' };
import { placeIn } from '../rows/order.ts';
import type { Position } from '../rows/source.ts';
import type { RStore } from '../store.ts';
import { BadQuery, type Filter, readFilter, readOr } from './filter.ts';
import { elementOf, type Relation, type Resource, type Row } from './resource.ts';
import type { Version } from './routes.ts';

const LARGEST_PAGE = 100;
const common = ['limit', 'load_relations', 'archived', 'or', 'pretty_print'];
const known: Record<Version, ReadonlySet<string>> = {
  v3: new Set([...common, 'after', 'before', 'sort', 'count']),
  legacy: new Set([...common, 'offset', 'orderby', 'orderby_desc']),
};
const listed: Record<string, Record<string, string>> = fields;

export interface ListQuery {
  limit: number;
  sort: string;
  descending: boolean;
  after: Position | undefined;
  before: Position | undefined;
  /** Rows left out before the first one; the legacy way to page. */
  offset: number;
  relations: string[];
  /** All of these must pass. */
  filters: Filter[];
  /** Of each of these at least one must pass. */
  alternatives: Filter[][];
  archived: 'hidden' | 'shown' | 'only';
  countOnly: boolean;
}

/** Reads the query of a list. Throws BadQuery with the sentence the API would send. */
export function readListQuery(resource: Resource, query: URLSearchParams, version: Version): ListQuery {
  const limit = Number(query.get('limit') ?? LARGEST_PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_PAGE)
    throw new BadQuery(`limit must be from 1 to ${LARGEST_PAGE}.`);
  const relations = readRelations(resource, query.get('load_relations'), version);
  const filters = [...query]
    .filter(([field]) => !known[version].has(field))
    .map(([field, text]) => readFilter(field, text));
  for (const [field, text] of Object.entries(resource.unlessAsked ?? {}))
    if (!query.has(field)) filters.push(readFilter(field, text));
  const alternatives = query.getAll('or').map(readOr);
  for (const filter of [...filters, ...alternatives.flat()]) checkFilter(resource, relations, filter);
  return {
    limit,
    relations,
    filters,
    alternatives,
    archived: readArchived(query.get('archived')),
    ...(version === 'v3' ? readCursors(resource, query) : readOffset(resource, query)),
  };
}

type Paging = Pick<ListQuery, 'sort' | 'descending' | 'after' | 'before' | 'offset' | 'countOnly'>;

/** V3: `sort` by listed fields, cursors, `count=1` alone (firm). */
function readCursors(resource: Resource, query: URLSearchParams): Paging {
  const sortText = query.get('sort') ?? resource.key;
  const sort = sortText.replace(/^-/, '');
  if (!resource.sortable.includes(sort))
    throw new BadQuery(`${sort} is not a sortable field. Sortable fields: ${resource.sortable.join(', ')}.`);
  const countOnly = query.get('count') === '1';
  if (countOnly && ['limit', 'after', 'before', 'sort'].some((name) => query.has(name)))
    throw new BadQuery('count can not be combined with limit, after, before or sort.');
  return {
    sort,
    descending: sortText.startsWith('-'),
    after: readCursor(resource, sort, query.get('after')),
    before: readCursor(resource, sort, query.get('before')),
    offset: 0,
    countOnly,
  };
}

/** Legacy: how many rows are skipped. Throws BadQuery for what is no whole number that counts exactly. */
export function offsetOf(query: URLSearchParams): number {
  const offset = Number(query.get('offset') ?? 0);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new BadQuery('offset must be 0 or more.');
  return offset;
}

/** Legacy: `orderby` any field, `orderby_desc=1`, `offset` (firm). */
function readOffset(resource: Resource, query: URLSearchParams): Paging {
  const sort = query.get('orderby') ?? resource.key;
  if (!isField(resource, sort)) throw new BadQuery(`${sort} is not a field of ${resource.name}.`);
  const offset = offsetOf(query);
  const descending = query.get('orderby_desc') === '1' || query.get('orderby_desc') === 'true';
  return { sort, descending, after: undefined, before: undefined, offset, countOnly: false };
}

/** Whether rows of a resource have a field that can be compared. */
function isField(resource: Resource, field: string): boolean {
  const table = listed[elementOf(resource)] ?? {};
  return (Object.hasOwn(table, field) && table[field] !== 'object') || resource.sortable.includes(field);
}

/** Archived rows are hidden unless asked for (firm). */
function readArchived(text: string | null): ListQuery['archived'] {
  if (text === 'only') return 'only';
  return text === 'true' || text === '1' ? 'shown' : 'hidden';
}

/** Fields are those of the row; of a relation only where `load_relations` names it; `itemCode` of Item has no ranges (firm). */
function checkFilter(resource: Resource, relations: string[], { field, operator }: Filter): void {
  const [name = '', inner] = field.split('.');
  if (resource.name === 'Item' && field === 'itemCode') {
    if (operator !== '=' && operator !== 'IN') throw new BadQuery(`itemCode can not be filtered by ${operator}.`);
    return;
  }
  if (inner === undefined) {
    if (isField(resource, field)) return;
    throw new BadQuery(`${field} is not a field of ${resource.name}.`);
  }
  if (!relations.includes(name)) throw new BadQuery(`Filtering by ${field} needs load_relations=["${name}"].`);
}

/** The name under which rows show a field that sorts and filters call otherwise. */
export const shownName = (resource: Resource, field: string): string => resource.shownAs?.[field] ?? field;

/** Names of relations: `["ItemShops","Category"]`, or `all`, which leaves out custom fields in V3 only (firm, recorded). */
export function readRelations(resource: Resource, text: string | null, version: Version = 'v3'): string[] {
  if (!text) return [];
  if (text === 'all')
    return namesOf(resource.relations).filter((name) => version === 'legacy' || !name.startsWith('CustomFieldValues'));
  const wrong = new BadQuery('load_relations must be a JSON array of names, or all.');
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    throw wrong;
  }
  if (!Array.isArray(names) || names.some((name) => typeof name === 'object')) throw wrong;
  const strange = names.find((name) => !relationOf(resource.relations, String(name).split('.')));
  if (strange !== undefined) throw new BadQuery(`${String(strange)} is not a relation of ${resource.name}.`);
  return [...new Set(names.map(String))];
}

/** The relation a path of names leads to. */
export function relationOf(relations: Record<string, Relation>, path: string[]): Relation | undefined {
  const [name = '', ...below] = path;
  const found = Object.hasOwn(relations, name) ? relations[name] : undefined;
  return below.length === 0 ? found : found && relationOf(found.below ?? {}, below);
}

function namesOf(relations: Record<string, Relation>): string[] {
  return Object.entries(relations).flatMap(([name, { below = {} }]) => [
    name,
    ...namesOf(below).map((inner) => `${name}.${inner}`),
  ]);
}

/** Base64 of a JSON array: `[104]`, or `["2021-11-01T14:55:51+00:00",544]` (read off the documentation's own samples). */
function readCursor(resource: Resource, sort: string, text: string | null): Position | undefined {
  if (text === null) return undefined;
  try {
    const parts = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown[];
    const id = Number(parts.at(-1));
    if (!Number.isInteger(id)) throw new BadQuery('The cursor is invalid.');
    return { value: sort === resource.key ? id : resource.sortValue(shownName(resource, sort), parts[0]), id };
  } catch {
    throw new BadQuery('The cursor is invalid.');
  }
}

/** The cursor of a row, by the place it has in the order: a row may have one there without showing the field. */
export function cursorOf(store: RStore, resource: Resource, sort: string, row: Row): string {
  const id = Number(row[resource.key]);
  const parts = sort === resource.key ? [id] : [placeIn(store, resource, shownName(resource, sort), id), id];
  return Buffer.from(JSON.stringify(parts)).toString('base64');
}
