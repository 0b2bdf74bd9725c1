import type { CountModel, ListPage, ListQuery, ListRequest } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { count as counted, filterQuery, LARGEST_PAGE, sinceQuery } from './requests.ts';

/**
 * One list request of the API before V3: `limit` and `offset`, `orderby` the incremental field when read since a time, else
 * by id, its default order (firm).
 */
export function listRequest({ resource, relations, filters, pageSize, since }: ListQuery): ListRequest {
  const query: [string, string][] = [
    ['limit', String(Math.min(pageSize, LARGEST_PAGE))],
    ['offset', '0'],
  ];
  if (relations.length > 0) query.push(['load_relations', JSON.stringify(relations)]);
  query.push(...filterQuery(filters));
  if (since) query.push(['orderby', since.field], ...sinceQuery(resource, since));
  return { path: resource.path, query };
}

/** Every list tells its total in `@attributes.count` (recorded): the smallest one is asked for. */
export const count: CountModel = {
  costDrips: 1,
  request: ({ resource, filters, since }) => ({
    path: resource.path,
    query: [['limit', '1'], ...filterQuery(filters), ...(since ? sinceQuery(resource, since) : [])],
  }),
  read: counted.read,
};

/** The same address with the next offset, while `@attributes` (`count`, `offset`, `limit`, all texts) say that rows are left. */
export function nextPage({ url, json }: ListPage): string | undefined {
  const attributes = isObject(json) ? json['@attributes'] : undefined;
  if (!isObject(attributes)) return undefined;
  const next = Number(attributes.offset) + Number(attributes.limit);
  if (!(next > Number(attributes.offset) && next < Number(attributes.count))) return undefined;
  const address = new URL(url);
  address.searchParams.set('offset', String(next));
  return address.toString();
}
