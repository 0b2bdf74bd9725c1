import type { Addressed } from '../hosts.ts';
import type { Claims } from '../oauth/access-tokens.ts';
import type { Store } from '../store.ts';
import { category, item, itemShop, shop } from './catalog.ts';
import { BadQuery } from './filter.ts';
import { countRows, readListQuery, readPage, readRelations, withRelations } from './list.ts';
import { customer } from './people.ts';
import { nested, type Resource } from './resource.ts';
import { sale, salePayment } from './sales.ts';
import { rightNames } from './scopes.ts';

const resources: Record<string, Resource> = Object.fromEntries(
  [item, itemShop, category, customer, sale, salePayment, shop].map((resource) => [resource.name, resource]),
);

export interface Reply {
  status: number;
  body: unknown;
  /** Errors of this API are JSON that calls itself HTML (recorded). */
  contentType?: string;
}

/** Cost of a request in drips, known before it is answered. Rules of 2026-03-17 (firm). */
export function costOf(addressedTo: Addressed): number {
  const found = route(addressedTo.path);
  if (!found?.resource) return 1;
  if (addressedTo.query.get('count') === '1') return 10;
  const text = addressedTo.query.get('load_relations');
  let names: string[] = [];
  try {
    names = readRelations(found.resource, text);
  } catch {
    return 1;
  }
  const isList = found.id === undefined;
  const cost = names.reduce((sum, name) => {
    const relation = found.resource?.relations[name.split('.')[0] ?? ''];
    const underMany = name.includes('.') && relation?.many;
    const toMany = relation?.many && !name.includes('.');
    return sum + (toMany ? 0.2 : 0.1) * (isList ? 2 : 1) * (underMany ? 2 : 1);
  }, 1);
  return Math.round(cost * 1000) / 1000;
}

interface Route {
  kind: 'accounts' | 'account' | 'session' | 'resource';
  accountId?: string;
  resource?: Resource;
  id?: number;
}

function route(path: string): Route | undefined {
  const plain = path.replace(/\.json$/, '');
  if (plain === '/API/Session') return { kind: 'session' };
  if (plain === '/API/V3/Account') return { kind: 'accounts' };
  const [, accountId, name, id] = /^\/API\/V3\/Account\/([^/]+)(?:\/([A-Za-z]+)(?:\/(\d+))?)?$/.exec(plain) ?? [];
  if (accountId === undefined) return undefined;
  if (name === undefined) return { kind: 'account', accountId };
  const resource = resources[name];
  return resource && { kind: 'resource', accountId, resource, ...(id === undefined ? {} : { id: Number(id) }) };
}

/** Answers a request whose token was found good. Shapes as documented (firm unless docs/sandbox.md says otherwise). */
export function answer(store: Store, addressedTo: Addressed, method: string, claims: Claims): Reply {
  const found = route(addressedTo.path);
  if (!found) return failure(404, 'Not Found', `No resource at ${addressedTo.path}.`);
  if (method !== 'GET') return failure(405, 'Method Not Allowed', `${method} is not supported for this resource.`);
  if (found.accountId !== undefined && found.accountId !== store.accountId) {
    return failure(403, 'Forbidden', 'You do not have access to this account.');
  }
  if (found.kind === 'session') return { status: 200, body: sessionOf(store, claims) };
  if (found.kind === 'accounts') return { status: 200, body: accountsOf(store, addressedTo.base) };
  if (found.kind === 'account' || !found.resource) return { status: 200, body: accountOf(store) };
  const { resource } = found;
  if (!mayRead(resource, claims.scope.split(' '))) {
    return failure(403, 'Forbidden', `Missing scope for ${resource.name}.`);
  }
  try {
    return found.id === undefined
      ? list(store, resource, addressedTo)
      : single(store, resource, found.id, addressedTo.query);
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

function list(store: Store, resource: Resource, addressedTo: Addressed): Reply {
  const query = readListQuery(resource, addressedTo.query);
  if (query.countOnly)
    return { status: 200, body: { '@attributes': { count: String(countRows(store, resource, query.tests)) } } };
  const page = readPage(store, resource, query);
  const urlOf = (name: 'after' | 'before', cursor: string | undefined) => {
    if (cursor === undefined) return '';
    const params = new URLSearchParams(addressedTo.query);
    for (const gone of ['after', 'before']) params.delete(gone);
    params.set('sort', `${query.descending ? '-' : ''}${query.sort}`);
    params.set('limit', String(query.limit));
    params.set(name, cursor);
    return `${addressedTo.base}${addressedTo.path}?${params}`;
  };
  const attributes = { next: urlOf('after', page.next), previous: urlOf('before', page.previous) };
  const { rows } = page;
  if (rows.length === 0) return { status: 200, body: { '@attributes': attributes } };
  return { status: 200, body: { '@attributes': attributes, [resource.name]: rows.length === 1 ? rows[0] : rows } };
}

function single(store: Store, resource: Resource, id: number, query: URLSearchParams): Reply {
  if (id < 1 || id > resource.count(store)) return failure(404, 'Not Found', `${resource.name} ${id} was not found.`);
  const row = withRelations(
    store,
    resource,
    resource.row(store, id),
    readRelations(resource, query.get('load_relations')),
  );
  return { status: 200, body: { '@attributes': { count: '1' }, [resource.name]: row } };
}

export function failure(status: number, httpMessage: string, message: string): Reply {
  return {
    status,
    body: { httpCode: String(status), httpMessage, message, errorClass: 'Exception' },
    contentType: 'text/html; charset=UTF-8',
  };
}

function accountsOf(store: Store, base: string): object {
  return {
    '@attributes': { count: '1' },
    Account: {
      accountID: store.accountId,
      name: store.name,
      link: { '@attributes': { href: `${base}/API/V3/Account/${store.accountId}.json` } },
    },
  };
}

function accountOf(store: Store): object {
  return {
    '@attributes': { systemCustomerID: store.accountId },
    status: 'customer',
    name: store.name,
    employeeCount: String(store.employees.length),
    employeeLimit: '30',
    uniqueSubscriptionIdentifier: `SBX-${store.accountId}`,
    defaultCurrency: { code: 'CAD', symbol: '$' },
    purchasingCurrencies: nested('purchasingCurrency', [
      { code: 'CAD', symbol: '$', rate: '1' },
      { code: 'EUR', symbol: '€', rate: '0.68' },
    ]),
  };
}

function sessionOf(store: Store, claims: Claims): object {
  const employee = store.employees.find(({ userId }) => String(userId) === claims.sub) ?? store.employees[0];
  const rights = new Set(employee?.rights ?? []);
  return {
    sessionID: '',
    sessionCookie: 'PHPSESSID=; path=/',
    employeeID: String(employee?.id ?? 0),
    systemCustomerID: store.accountId,
    systemUserID: claims.sub,
    systemAPIClientID: '0',
    systemAPIKeyID: '0',
    ecomUrl: '',
    shopCount: String(shop.count(store)),
    Employee: {
      employeeID: String(employee?.id ?? 0),
      firstName: employee?.firstName ?? '',
      lastName: employee?.lastName ?? '',
      singleShop: 'false',
      hasPin: 'true',
      isCheckedIn: 'false',
      checkedInAt: '',
    },
    Rights: Object.fromEntries(rightNames.map((name) => [name, String(rights.has(name))])),
  };
}
