import type { Addressed } from '../hosts.ts';
import type { Claims } from '../oauth/access-tokens.ts';
import { exists, rowOf } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { accountOf, accountsOf, sessionOf } from './account.ts';
import { category } from './categories.ts';
import { readCost } from './cost.ts';
import { customer } from './customers.ts';
import { BadQuery, readFilter } from './filter.ts';
import { item, itemShop } from './items.ts';
import { countRows, readPage } from './list.ts';
import { readListQuery, readRelations } from './list-query.ts';
import { type Resource, withRelations } from './resource.ts';
import { saleLine } from './sale-lines.ts';
import { salePayment } from './sale-payments.ts';
import { sale } from './sales.ts';
import { shop } from './shops.ts';

const resources = new Map(
  [item, itemShop, category, customer, sale, saleLine, salePayment, shop].map((resource) => [resource.name, resource]),
);

/** Resources that also hang below a row of another one: `Sale/{id}/SaleLine`. */
const below = new Map([['Sale/SaleLine', saleLine]]);

export interface Reply {
  status: number;
  body: unknown;
  /** Errors of this API are JSON that calls itself HTML (recorded). */
  contentType?: string;
}

type Route =
  | { kind: 'session' | 'accounts' }
  | { kind: 'account'; accountId: string }
  | { kind: 'rows'; accountId: string; resource: Resource; id?: number; parent?: { resource: Resource; id: number } };

function routeOf(path: string): Route | undefined {
  const plain = path.replace(/\.json$/, '');
  if (plain === '/API/Session') return { kind: 'session' };
  if (plain === '/API/V3/Account') return { kind: 'accounts' };
  const [, accountId, rest = ''] = /^\/API\/V3\/Account\/([^/]+)(?:\/(.+))?$/.exec(plain) ?? [];
  if (accountId === undefined) return undefined;
  if (rest === '') return { kind: 'account', accountId };
  const [, name = '', id, innerName, innerId] =
    /^([A-Za-z]+)(?:\/(\d+)(?:\/([A-Za-z]+)(?:\/(\d+))?)?)?$/.exec(rest) ?? [];
  const resource = resources.get(name);
  if (innerName === undefined) return resource && rowsRoute(accountId, resource, id);
  const inner = below.get(`${name}/${innerName}`);
  return resource && inner && { ...rowsRoute(accountId, inner, innerId), parent: { resource, id: Number(id) } };
}

const rowsRoute = (accountId: string, resource: Resource, id: string | undefined) => ({
  kind: 'rows' as const,
  accountId,
  resource,
  ...(id === undefined ? {} : { id: Number(id) }),
});

/** Cost of a request in drips. */
export function costOf(addressedTo: Addressed): number {
  const route = routeOf(addressedTo.path);
  return route?.kind === 'rows' ? readCost(route.resource, addressedTo.query, route.id === undefined) : 1;
}

/** Answers a request whose token was found good. Shapes as documented (firm unless docs/sandbox.md says otherwise). */
export async function answer(store: RStore, addressedTo: Addressed, method: string, claims: Claims): Promise<Reply> {
  const route = routeOf(addressedTo.path);
  if (!route) return failure(404, 'Not Found', `No resource at ${addressedTo.path}.`);
  if (method !== 'GET') return failure(405, 'Method Not Allowed', `${method} is not supported for this resource.`);
  if ('accountId' in route && route.accountId !== store.accountId) {
    return failure(403, 'Forbidden', 'You do not have access to this account.');
  }
  switch (route.kind) {
    case 'session':
      return { status: 200, body: sessionOf(store, claims) };
    case 'accounts':
      return { status: 200, body: accountsOf(store, addressedTo.base) };
    case 'account':
      return { status: 200, body: accountOf(store) };
    case 'rows':
      return rowsReply(store, route, addressedTo, claims);
  }
}

async function rowsReply(
  store: RStore,
  { resource, id, parent }: Route & { kind: 'rows' },
  addressedTo: Addressed,
  claims: Claims,
): Promise<Reply> {
  if (!mayRead(resource, claims.scope.split(' '))) {
    return failure(403, 'Forbidden', `Missing scope for ${resource.name}.`);
  }
  if (parent && !exists(store, parent.resource, parent.id)) {
    return failure(404, 'Not Found', `${parent.resource.name} ${parent.id} was not found.`);
  }
  try {
    return id === undefined
      ? await list(store, resource, addressedTo, parent)
      : single(store, resource, id, addressedTo.query, parent);
  } catch (cause) {
    if (cause instanceof BadQuery) return failure(400, 'Bad Request', cause.message);
    throw cause;
  }
}

/** Any listed scope, or `employee:all`, opens a resource (unsure: the two official lists don't match). */
function mayRead({ scopes }: Resource, granted: string[]): boolean {
  return (
    scopes.length === 0 ||
    granted.includes('employee:all') ||
    scopes.some((scope) => granted.includes(`employee:${scope}`))
  );
}

interface Parent {
  resource: Resource;
  id: number;
}

async function list(store: RStore, resource: Resource, to: Addressed, parent: Parent | undefined): Promise<Reply> {
  const query = readListQuery(resource, to.query);
  if (parent) query.filters.push(readFilter(parent.resource.key, String(parent.id)));
  if (query.countOnly) {
    return { status: 200, body: { '@attributes': { count: String(await countRows(store, resource, query)) } } };
  }
  const page = await readPage(store, resource, query);
  const urlOf = (name: 'after' | 'before', cursor: string | undefined) => {
    if (cursor === undefined) return '';
    const params = new URLSearchParams(to.query);
    for (const gone of ['after', 'before']) params.delete(gone);
    params.set('sort', `${query.descending ? '-' : ''}${query.sort}`);
    params.set('limit', String(query.limit));
    params.set(name, cursor);
    return `${to.base}${to.path}?${params}`;
  };
  const attributes = { next: urlOf('after', page.next), previous: urlOf('before', page.previous) };
  const { rows } = page;
  if (rows.length === 0) return { status: 200, body: { '@attributes': attributes } };
  return { status: 200, body: { '@attributes': attributes, [resource.name]: rows.length === 1 ? rows[0] : rows } };
}

function single(
  store: RStore,
  resource: Resource,
  id: number,
  query: URLSearchParams,
  parent: Parent | undefined,
): Reply {
  const missing = failure(404, 'Not Found', `${resource.name} ${id} was not found.`);
  if (!exists(store, resource, id)) return missing;
  const row = rowOf(store, resource, id);
  if (parent && row[parent.resource.key] !== String(parent.id)) return missing;
  const relations = readRelations(resource, query.get('load_relations'));
  const body = {
    '@attributes': { count: '1' },
    [resource.name]: withRelations(store, resource.relations, row, relations),
  };
  return { status: 200, body };
}

export function failure(status: number, httpMessage: string, message: string): Reply {
  return {
    status,
    body: { httpCode: String(status), httpMessage, message, errorClass: 'Exception' },
    contentType: 'text/html; charset=UTF-8',
  };
}
