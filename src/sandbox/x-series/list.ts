import { setImmediate } from 'node:timers/promises';
import { candidates } from '../rows/order.ts';
import { exists, fieldOf, idsWhere, rowOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { type Call, notFound, type Operation, ok, operation, Refused, type Reply } from './operation.ts';
import { isLive } from './pen.ts';
import { numberIn, type Row, shown, type XResource } from './resource.ts';

const PAGE_SIZE = 100;
/** Not documented; clients ask for up to this. Larger ones are cut to it. */
const LARGEST_PAGE = 10_000;
/** Rows looked at before others have their turn. */
const AT_ONCE = 500;

/** How the rows of a list go out. */
export type View = (store: XStore, row: Row) => Row;

export interface ListOptions {
  scopes: readonly string[];
  /** Left out: `/name`. */
  path?: string;
  /** Whether `deleted=true` adds deleted rows. */
  deleted?: boolean;
  /** Query parameters by the field that must be equal to them. */
  filters?: Record<string, string>;
  view?: View;
  /** Only rows with this in this field, e.g. those of the row that the path names. */
  only?: (call: Call) => { field: string; value: string };
}

/** A list that pages by version: `after`, `before`, `page_size`; the end is an empty page. */
export function versionList(resource: XResource, options: ListOptions): Operation {
  const { path = `/${resource.name}`, scopes } = options;
  return operation(`GET ${path}`, scopes, (call) => listReply(resource, options, call));
}

/** One row by its id. A deleted one is shown where its list would show it. */
export function singleRow(resource: XResource, options: ListOptions): Operation {
  const { path = `/${resource.name}`, scopes, deleted = false, view = plain } = options;
  return operation(`GET ${path}/{}`, scopes, ({ store, ids }) => {
    const number = found(store, resource, ids[0], deleted);
    return ok(shown(resource, view(store, rowOf(store, resource, number))));
  });
}

/** The number of the row that a path names. Throws `Refused` with 404 where there is none. */
export function found(store: XStore, resource: XResource, id: string | undefined, isDeletedFound = false): number {
  const number = numberIn(store, resource, id);
  if (isDeletedFound ? exists(store, resource, number) : isLive(store, resource, number)) return number;
  throw notFound(`${resource.name} ${id}`);
}

const plain: View = (_, row) => row;

/** The page of a list that a query asks for. */
export async function listReply(resource: XResource, options: ListOptions, call: Call): Promise<Reply> {
  const { store, query } = call;
  const { deleted = false, filters = {}, view = plain } = options;
  const page = pageOf(query);
  const wanted = Object.entries(filters)
    .map(([parameter, field]) => ({ field, value: query.get(parameter) ?? '' }))
    .filter(({ value }) => value !== '');
  if (options.only) wanted.push(options.only(call));
  const isDeletedShown = deleted && query.get('deleted') === 'true';
  const passes = (number: number) =>
    (isDeletedShown || isLive(store, resource, number)) &&
    wanted.every(({ field, value }) => textOf(fieldOf(store, resource, number, field)) === value);
  const show = (number: number) => {
    const row = rowOf(store, resource, number);
    return { version: Number(row.version), data: shown(resource, view(store, row)) };
  };
  const rows = await rowsOfPage(store, resource, page, { passes, show, only: indexed(store, resource, wanted) });
  const version = { min: rows[0]?.version ?? 0, max: rows.at(-1)?.version ?? 0 };
  return { status: 200, body: { data: rows.map(({ data }) => data), version } };
}

interface Page {
  after: number | undefined;
  before: number | undefined;
  size: number;
}

/** A row as it goes out, with the version it had then. */
interface Shown {
  version: number;
  data: Row;
}

interface Wanted {
  passes(number: number): boolean;
  show(number: number): Shown;
  /** Numbers that a filter leaves; undefined for all. */
  only: number[] | undefined;
}

/**
 * Rows in the order of versions. While others have their turn rows may change, so that each turn walks on behind the last
 * row it has seen, and a row is read when it is met.
 */
async function rowsOfPage(
  store: XStore,
  resource: XResource,
  { after, before, size }: Page,
  { passes, show, only }: Wanted,
): Promise<Shown[]> {
  const bounds = before === undefined ? [] : [{ field: 'version', high: before - 1 }];
  const rows: Shown[] = [];
  let start = after === undefined ? undefined : behind(after);
  for (let isAtEnd = false; !isAtEnd; ) {
    let left = AT_ONCE;
    for (const number of candidates(store, resource, { sort: 'version', descending: false, start, bounds, only })) {
      const version = Number(fieldOf(store, resource, number, 'version'));
      if (before !== undefined && version >= before) break;
      if (passes(number)) rows.push(show(number));
      if (rows.length >= size) break;
      start = behind(version);
      left -= 1;
      if (left === 0) break;
    }
    isAtEnd = left > 0;
    if (!isAtEnd) await setImmediate();
  }
  return rows;
}

const behind = (version: number) => ({ value: version, id: Number.POSITIVE_INFINITY });

/** Numbers that a filter leaves, where they are known without a look at every row. */
function indexed(store: XStore, resource: XResource, wanted: { field: string; value: string }[]): number[] | undefined {
  const one = wanted.find(({ field }) => resource.madeWhere?.[field]);
  return one && idsWhere(store, resource, one.field, one.value);
}

function pageOf(query: URLSearchParams): Page {
  const size = wholeNumber(query, 'page_size') ?? PAGE_SIZE;
  return {
    after: wholeNumber(query, 'after'),
    before: wholeNumber(query, 'before'),
    size: size < 1 ? PAGE_SIZE : Math.min(size, LARGEST_PAGE),
  };
}

/** A parameter as a number; undefined when it is left out or empty. Throws `Refused` for another text. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Refused(400, 'Bad Request', `${name} must be a whole number.`);
  return value;
}

const textOf = (value: unknown): string => String(value ?? '');
