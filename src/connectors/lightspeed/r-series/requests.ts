import type { BudgetReading, CountModel, ListPage, ListQuery, ListRequest, Resource } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { asRows, normalise } from './normalise.ts';

/** Largest page of either version; firm. */
export const LARGEST_PAGE = 100;

/**
 * One list request. Sorted by the incremental field when read since a time, else by id (V3's default order), so that
 * rows which change meanwhile are never skipped. Source: r-series paging and filter pages (firm).
 */
export function listRequest({ resource, relations, filters, pageSize, since }: ListQuery): ListRequest {
  const query: [string, string][] = [['limit', String(Math.min(pageSize, LARGEST_PAGE))]];
  if (relations.length > 0) query.push(['load_relations', JSON.stringify(relations)]);
  query.push(...filterQuery(filters));
  if (since) query.push(['sort', since.field], ...sinceQuery(resource, since));
  return { path: resource.path, query };
}

export const filterQuery = (filters: ListQuery['filters']) =>
  filters.map(({ field, operator, value }): [string, string] => [
    field,
    operator === '=' ? value : `${operator},${value}`,
  ]);

export function sinceQuery(resource: Resource, since: NonNullable<ListQuery['since']>): [string, string][] {
  const query: [string, string][] = since.from ? [[since.field, `>=,${since.from}`]] : [];
  if (resource.incremental?.includeArchived) query.push(['archived', 'true']);
  return query;
}

/** `count=1` answers `{"@attributes": {"count": "764"}}` and no rows; it refuses limit and sort, and costs 10 drips (firm). */
export const count: CountModel = {
  costDrips: 10,
  request: ({ resource, filters, since }) => ({
    path: resource.path,
    query: [['count', '1'], ...filterQuery(filters), ...(since ? sinceQuery(resource, since) : [])],
  }),
  read(json) {
    const attributes = isObject(json) ? json['@attributes'] : undefined;
    const total = isObject(attributes) ? Number(attributes.count ?? Number.NaN) : Number.NaN;
    return Number.isInteger(total) && total >= 0 ? total : undefined;
  },
};

/** Every list carries `@attributes`, also one without rows (firm for v2, presumed for V3). */
export function isList(json: unknown): boolean {
  return isObject(json) && isObject(json['@attributes']);
}

/** Rows of a reply under the resource's name: none, one (an object) or many. */
export function rowsOf(json: unknown, resource: Resource): Record<string, unknown>[] {
  if (!isObject(json)) return [];
  return asRows(json[resource.name]).filter(isObject).map(normalise);
}

/** `@attributes.next` of a V3 list: the whole URL of the next page, `""` at the end (firm). */
export function nextPage({ json }: Pick<ListPage, 'json'>): string | undefined {
  const attributes = isObject(json) ? json['@attributes'] : undefined;
  const next = isObject(attributes) ? attributes.next : undefined;
  return typeof next === 'string' && next !== '' ? next : undefined;
}

/** Cost in drips by the rules of 2026-03-17: 1, and for each relation 0.1 (to one) or 0.2 (to many), doubled on lists. */
export function costOf(request: {
  method: string;
  relations: string[];
  relationsOf: Resource | undefined;
  many: boolean;
}): number {
  const each = request.relations.map((name) => {
    const known = request.relationsOf?.relations.find((relation) => relation.name === name);
    const base = known?.many ? 0.2 : 0.1;
    const parent = request.relationsOf?.relations.find((relation) => relation.name === name.split('.')[0]);
    const underMany = name.includes('.') && parent?.many;
    return base * (request.many ? 2 : 1) * (underMany ? 2 : 1);
  });
  return Math.round((1 + each.reduce((sum, cost) => sum + cost, 0)) * 1000) / 1000;
}

/**
 * The bucket as a reply's headers tell it: `X-LS-API-Bucket-Level: 76.47/90`, `X-LS-API-Drip-Rate: 1`,
 * `X-LS-API-Burst-Level: 1/20` (firm; letter case varies). Undefined when no level was sent.
 */
export function budgetOf(headers: Headers): BudgetReading | undefined {
  const level = /^([\d.]+)\/([\d.]+)$/.exec(headers.get('x-ls-api-bucket-level')?.trim() ?? '');
  if (!level) return undefined;
  const burst = /^[\d.]+\/([\d.]+)$/.exec(headers.get('x-ls-api-burst-level')?.trim() ?? '');
  const drip = Number(headers.get('x-ls-api-drip-rate') ?? Number.NaN);
  return {
    kind: 'bucket',
    levelDrips: Number(level[1]),
    sizeDrips: Number(level[2]),
    dripPerSecond: drip > 0 ? drip : undefined,
    burst: burst ? Number(burst[1]) : undefined,
  };
}
