import type { ListPage, ListQuery, ListRequest, Resource } from '../../connector.ts';
import { isObject } from '../json-object.ts';

/** Pages are not told a largest size (unsure); old clients asked for 500. */
const LARGEST_PAGE = 500;

/**
 * One list request; rows come in order of `version`, so that one which changes meanwhile comes again later (firm). Filters
 * are equalities, the only ones there are.
 */
export function listRequest({ resource, filters, pageSize }: ListQuery): ListRequest {
  const query: [string, string][] = [['page_size', String(Math.min(pageSize, LARGEST_PAGE))]];
  for (const { field, value } of filters) query.push([field, value]);
  return { path: resource.path, query };
}

/** `{"data": [...], "version": {"min", "max"}}` (firm). */
export function isList(json: unknown): boolean {
  return isObject(json) && Array.isArray(json.data);
}

/** Rows of a list, or the one row of a single reply, both under `data`. */
export function rowsOf(json: unknown, _resource: Resource): Record<string, unknown>[] {
  if (!isObject(json)) return [];
  return (Array.isArray(json.data) ? json.data : [json.data]).filter(isObject);
}

/** The same address after the highest version of this page; a page without rows is the end (firm). */
export function nextPage({ url, json }: ListPage): string | undefined {
  if (!isObject(json) || !Array.isArray(json.data) || json.data.length === 0) return undefined;
  const highest = isObject(json.version) ? json.version.max : undefined;
  if (typeof highest !== 'number') return undefined;
  const address = new URL(url);
  address.searchParams.set('after', String(highest));
  return address.toString();
}
