import type { CountModel, ListPage, ListQuery, ListRequest, Resource } from '../../connector.ts';
import { isObject } from '../json-object.ts';

/** Largest page; firm. */
const LARGEST_PAGE = 250;

/**
 * One list request, by id from the lowest on: deep pages by number are slow or cut off (seen in clients), `since_id` is the
 * safe way through a big set (firm). Filters are equalities, the only ones there are beside times.
 */
export function listRequest({ resource, filters, pageSize }: ListQuery): ListRequest {
  const limit = String(Math.min(pageSize, LARGEST_PAGE));
  return { path: resource.path, query: [['limit', limit], ['since_id', '0'], ...wanted(filters)] };
}

const wanted = (filters: ListQuery['filters']) => filters.map(({ field, value }): [string, string] => [field, value]);

/** `GET products/count.json` answers `{"count": N}` (firm). */
export const count: CountModel = {
  costDrips: 1,
  request: ({ resource, filters }) => ({ path: `${resource.name}/count.json`, query: wanted(filters) }),
  read(json) {
    const total = isObject(json) ? json.count : undefined;
    return typeof total === 'number' && total >= 0 ? total : undefined;
  },
};

/** A list is an object with one list under its name: `{"products": [...]}` (firm). */
export function isList(json: unknown): boolean {
  return isObject(json) && Object.values(json).some(Array.isArray);
}

/** Rows with null where the API says `false` for nothing (firm), so that a price or date is never a boolean. */
export function rowsOf(json: unknown, resource: Resource): Record<string, unknown>[] {
  const rows = isObject(json) ? json[resource.name] : undefined;
  if (!Array.isArray(rows)) return [];
  const neverFalse = resource.fields.filter(({ type }) => type !== 'boolean').map(({ path }) => path.split('.'));
  return rows.filter(isObject).map((row) => neverFalse.reduce(withoutFalse, row));
}

function withoutFalse(row: Record<string, unknown>, [name = '', ...below]: string[]): Record<string, unknown> {
  const value = row[name];
  if (value === false) return { ...row, [name]: null };
  if (below.length === 0 || !isObject(value)) return row;
  const inner = withoutFalse(value, below);
  return inner === value ? row : { ...row, [name]: inner };
}

/** The same address from the last id on; a page that is not full is the end: no reply says where it is (firm). */
export function nextPage({ url, rows }: ListPage): string | undefined {
  const address = new URL(url);
  const last = rows.at(-1)?.id;
  if (last === undefined || rows.length < Number(address.searchParams.get('limit'))) return undefined;
  address.searchParams.set('since_id', String(last));
  return address.toString();
}
