import { setImmediate } from 'node:timers/promises';
import { fieldOf, highestId, idsWhere, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { type View, wholeNumber } from '../list.ts';
import { type Call, Refused, type Reply } from '../operation.ts';
import { isLive } from '../pen.ts';
import type { Row, XResource } from '../resource.ts';
import { oldTime } from './views.ts';

const PAGE_SIZE = 50;
const LARGEST_PAGE = 200;
const AT_ONCE = 5000;

export interface OldList {
  /** Name of the rows in a reply. */
  plural: string;
  resource: XResource;
  view: View;
  /** Query parameters by the field that must be equal to them. */
  filters?: Record<string, string>;
  /** Where the fields of the paging lie: in `pagination`, or at the top and only when there are several pages. */
  paging?: 'below' | 'top';
}

/** A list of 0.9 and 1.0: by page numbers, 200 rows at most; `since` leaves out what was changed before. */
export async function oldList(
  { plural, resource, view, filters = {}, paging = 'below' }: OldList,
  call: Call,
): Promise<Reply> {
  const { store, query } = call;
  const size = Math.min(LARGEST_PAGE, atLeastOne(query, 'page_size', PAGE_SIZE));
  const page = atLeastOne(query, 'page', 1);
  const wanted = Object.entries(filters).flatMap(([parameter, field]) =>
    query.has(parameter) ? [{ field, value: query.get(parameter) ?? '' }] : [],
  );
  const since = sinceIn(query);
  const rows: Row[] = [];
  let results = 0;
  let seen = 0;
  for (const number of numbersOf(store, resource, wanted)) {
    seen += 1;
    if (seen % AT_ONCE === 0) await setImmediate();
    if (!isLive(store, resource, number)) continue;
    if (wanted.some(({ field, value }) => String(fieldOf(store, resource, number, field) ?? '') !== value)) continue;
    if (since !== undefined && oldTime(fieldOf(store, resource, number, 'updated_at')) < since) continue;
    results += 1;
    if (results > (page - 1) * size && rows.length < size) rows.push(view(store, rowOf(store, resource, number)));
  }
  const pages = Math.max(1, Math.ceil(results / size));
  const fields = { results, page, page_size: size, pages };
  if (paging === 'top') return { status: 200, body: { ...(pages > 1 ? fields : {}), [plural]: rows } };
  return { status: 200, body: { pagination: fields, [plural]: rows } };
}

function* numbersOf(store: XStore, resource: XResource, wanted: { field: string; value: string }[]): Generator<number> {
  const one = wanted.find(({ field }) => resource.madeWhere?.[field]);
  if (one) yield* idsWhere(store, resource, one.field, one.value);
  else for (let number = 1; number <= highestId(store, resource); number += 1) yield number;
}

const atLeastOne = (query: URLSearchParams, name: string, otherwise: number) =>
  Math.max(1, wholeNumber(query, name) ?? otherwise);

function sinceIn(query: URLSearchParams): string | undefined {
  const text = query.get('since') ?? '';
  if (text === '') return undefined;
  const ms = Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  if (Number.isNaN(ms) || Math.abs(ms) > 8e13) throw new Refused(400, 'Bad Request', 'since must be a time.');
  return oldTime(new Date(ms).toISOString());
}
