import { setImmediate } from 'node:timers/promises';
import { candidates, type Walk } from '../rows/order.ts';
import { fieldOf, idsWhere, rowOf } from '../rows/rows.ts';
import { ApiError } from './errors.ts';
import { textIn, type View } from './fields.ts';
import type { Resource, Row } from './resource.ts';
import { showRow } from './show.ts';
import { readStamp } from './stamp.ts';

const MOST_ROWS = 250;
/** When no limit is asked for (unsure). */
const USUAL_ROWS = 50;
/** Other requests get their turn after this many rows of a long search. */
const ROWS_IN_A_TURN = 2000;

/** A list as it is asked for. */
export interface ListQuery {
  limit: number;
  /** Rows of the pages before. */
  skip: number;
  sinceId: number;
  only: ReadonlySet<string> | undefined;
  /** Values that fields must hold, as texts. */
  equals: { field: string; value: string }[];
  /** Times that fields must lie between, ends included, epoch seconds. */
  between: { field: string; low?: number | undefined; high?: number | undefined }[];
}

const timeParameters = [
  ['created_at_min', 'createdAt', 'low'],
  ['created_at_max', 'createdAt', 'high'],
  ['updated_at_min', 'updatedAt', 'low'],
  ['updated_at_max', 'updatedAt', 'high'],
] as const;

/** Reads the parameters of a list; those it doesn't know are ignored (unsure). Throws ApiError. */
export function readListQuery(
  resource: Resource,
  query: URLSearchParams,
  parent?: { field: string; id: number },
): ListQuery {
  const limit = Math.min(MOST_ROWS, readCount(query, 'limit', 1) ?? USUAL_ROWS);
  const fields = query.get('fields');
  const equals = Object.entries(resource.filters).flatMap(([name, field]) => {
    const value = query.get(name);
    return value === null ? [] : [{ field, value }];
  });
  if (parent) equals.unshift({ field: parent.field, value: String(parent.id) });
  const between = timeParameters.flatMap(([name, field, end]) => {
    const given = query.get(name);
    if (given === null || !(field in resource.fields)) return [];
    const at = readStamp(given);
    if (at === undefined) throw new ApiError(400, `${name} is not a time.`);
    return [{ field, [end]: at }];
  });
  return {
    limit,
    skip: ((readCount(query, 'page', 1) ?? 1) - 1) * limit,
    sinceId: readCount(query, 'since_id', 0) ?? 0,
    only: fields === null || fields === '' ? undefined : new Set(fields.split(',').map((one) => one.trim())),
    equals,
    between,
  };
}

function readCount(query: URLSearchParams, name: string, least: number): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least) return number;
  throw new ApiError(400, `${name} should be a whole number from ${least}.`);
}

/** One page of a list, in the order of ids. */
export async function readPage(resource: Resource, query: ListQuery, view: View): Promise<Row[]> {
  const rows: Row[] = [];
  let skipped = 0;
  for await (const id of wanted(resource, query, view)) {
    if (skipped < query.skip) {
      skipped += 1;
      continue;
    }
    rows.push(showRow(resource, rowOf(view.tables.store, resource, id), view, query.only));
    if (rows.length === query.limit) break;
  }
  return rows;
}

export async function countRows(resource: Resource, query: ListQuery, view: View): Promise<number> {
  let count = 0;
  for await (const _ of wanted(resource, query, view)) count += 1;
  return count;
}

/** Ids of rows that pass. A row is made only where a filter looks at a field that can't be had alone. */
async function* wanted(resource: Resource, query: ListQuery, view: View): AsyncGenerator<number> {
  const { store } = view.tables;
  const { equals, between, sinceId } = query;
  const isLookedUp = ({ field }: { field: string }) => resource.madeWhere?.[field] !== undefined;
  const lookUp = equals.find(isLookedUp);
  const walk: Walk = {
    sort: 'id',
    descending: false,
    start: { value: sinceId, id: sinceId },
    bounds: between,
    only: lookUp && idsWhere(store, resource, lookUp.field, lookUp.value),
  };
  let seen = 0;
  for (const id of candidates(store, resource, walk)) {
    seen += 1;
    if (seen % ROWS_IN_A_TURN === 0) await setImmediate();
    const holds = (field: string) => fieldOf(store, resource, id, field);
    if (!equals.every(({ field, value }) => isEqual(holds(field), value, view.language))) continue;
    if (between.every(({ field, low = 0, high = Infinity }) => isWithin(Number(holds(field)), low, high))) yield id;
  }
}

const isWithin = (at: number, low: number, high: number) => at >= low && at <= high;

/** Whether a raw value is what a parameter names: flags as true or 1, translated texts in the language of the path. */
function isEqual(raw: unknown, value: string, language: string): boolean {
  if (typeof raw === 'boolean') return raw === (value === 'true' || value === '1');
  return (typeof raw === 'object' ? textIn(raw, language) : String(raw ?? '')) === value;
}
