import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import type { Exchange } from '../exchange.ts';
import type { Addressed } from '../hosts.ts';
import type { Claims } from '../oauth/access-tokens.ts';
import { exists, rowOf } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { accountOf, accountsOf, sessionOf } from './account.ts';
import { readCost } from './cost.ts';
import { BadQuery, readFilter } from './filter.ts';
import { formatOf, textOf } from './format.ts';
import { asLegacy } from './legacy-rows.ts';
import { countRows, readPage } from './list.ts';
import { type ListQuery, readListQuery, readRelations } from './list-query.ts';
import { mayRead, type View, viewOf } from './permissions.ts';
import type { Report } from './reports.ts';
import { elementOf, withRelations } from './resource.ts';
import { accountPathOf, type Parent, type Route, routeOf } from './routes.ts';
import { answerWrite, costOfWrite } from './writes/answer.ts';
import { Refused } from './writes/refused.ts';
import { plural } from './xml.ts';

/** What a part of the API answers, before it is written as JSON or XML. */
export interface Reply {
  status: number;
  body: object;
  /** Name of the element around it in XML. */
  root: string;
}

type RowsRoute = Route & { kind: 'rows' };

/** Cost of a request in drips. */
export function costOf({ to: { path, query }, method, body }: Pick<Exchange, 'to' | 'method' | 'body'>): number {
  if (method !== 'GET') return costOfWrite(method, accountPathOf(path)?.rest ?? '', body);
  const route = routeOf(path);
  return route?.kind === 'rows' ? readCost(route.resource, query, route.id === undefined, route.version) : 1;
}

/** A request whose token was found good. */
export interface Call {
  store: RStore;
  to: Addressed;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
  claims: Claims;
  nowMs: number;
}

/** Answers a call. Shapes as documented (firm unless docs/sandbox.md says otherwise). */
export async function answer(call: Call): Promise<Written> {
  const reply = await replyTo(call);
  const isLegacy = reply.status === 200 && routeOf(call.to.path)?.version === 'legacy';
  return written(isLegacy ? { ...reply, body: asLegacy(call.store, reply.body) } : reply, call.to, call.headers);
}

async function replyTo(call: Call): Promise<Reply> {
  const { store, to, method, claims } = call;
  if (method !== 'GET') return writeReply(call);
  const route = routeOf(to.path);
  if (!route) return failure(404, 'Not Found', `No resource at ${to.path}.`);
  if ('accountId' in route && route.accountId !== store.accountId)
    return failure(403, 'Forbidden', 'You do not have access to this account.');
  switch (route.kind) {
    case 'session':
      return { status: 200, body: sessionOf(store, claims), root: 'Session' };
    case 'accounts':
      return { status: 200, body: accountsOf(store, to.base), root: 'Accounts' };
    case 'account':
      return { status: 200, body: accountOf(store), root: 'Account' };
    case 'report':
      return reportReply(call, route.report);
    case 'rows':
      return rowsReply(call, route);
  }
}

async function reportReply({ store, to, claims }: Call, report: Report): Promise<Reply> {
  const employee = employeeOf(store, claims);
  if (!mayRead({ scopes: ['reports'] }, claims.scope.split(' '), employee))
    return failure(403, 'Forbidden', `Missing scope or right for ${report.name}.`);
  const rows = await report.rows(store, to.query);
  if (typeof rows === 'string') return failure(400, 'Bad Request', rows);
  const shown = rows.length === 0 ? {} : { [report.element]: rows };
  return { status: 200, body: { '@attributes': { next: '', previous: '' }, ...shown }, root: report.name };
}

const employeeOf = (store: RStore, { sub }: Claims) => store.employees.find(({ userId }) => String(userId) === sub);

/** Replies to writes are the same in both versions of the API (firm). */
function writeReply({ store, to, method, headers, body, bytes, claims, nowMs }: Call): Reply {
  const place = accountPathOf(to.path);
  if (!place) return failure(404, 'Not Found', `No resource at ${to.path}.`);
  if (place.accountId !== store.accountId) return failure(403, 'Forbidden', 'You do not have access to this account.');
  const scopes = claims.scope.split(' ');
  try {
    const { query, base } = to;
    const contentType = headers['content-type'] ?? '';
    const sent = { path: place.rest, query, base, body, bytes, contentType };
    const call = { store, method, ...sent, scopes, userId: claims.sub, nowMs };
    const { body: row, name } = answerWrite(call);
    return { status: 200, body: row, root: plural(name) };
  } catch (cause) {
    if (cause instanceof Refused) return failure(cause.status, STATUS_CODES[cause.status] ?? '', cause.message);
    if (cause instanceof BadQuery) return failure(400, 'Bad Request', cause.message);
    throw cause;
  }
}

async function rowsReply({ store, to, claims }: Call, route: RowsRoute): Promise<Reply> {
  const { resource, id, parent } = route;
  if (!mayRead(resource, claims.scope.split(' '), employeeOf(store, claims)))
    return failure(403, 'Forbidden', `Missing scope or right for ${resource.name}.`);
  if (parent && !exists(store, parent.resource, parent.id))
    return failure(404, 'Not Found', `${parent.resource.name} ${parent.id} was not found.`);
  try {
    const seen = viewOf(resource, claims.scope.split(' '));
    return id === undefined ? await list(store, to, route, seen) : single(store, { ...route, id }, to.query, seen);
  } catch (cause) {
    if (cause instanceof BadQuery) return failure(400, 'Bad Request', cause.message);
    throw cause;
  }
}

async function list(
  store: RStore,
  to: Addressed,
  { resource, parent, version }: RowsRoute,
  seen: View,
): Promise<Reply> {
  const query = readListQuery(resource, to.query, version);
  if (parent) query.filters.push(readFilter(parent.resource.key, String(parent.id)));
  const element = elementOf(resource);
  const root = plural(element);
  if (query.countOnly)
    return { status: 200, body: { '@attributes': { count: String(await countRows(store, resource, query)) } }, root };
  const page = await readPage(store, resource, query);
  const attributes =
    version === 'legacy'
      ? legacyPlace(await countRows(store, resource, query), query)
      : { next: neighbour(to, query, 'after', page.next), previous: neighbour(to, query, 'before', page.previous) };
  const texts = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
  const rows = page.rows.map(seen);
  const shown = rows.length === 0 ? {} : { [element]: rows.length === 1 ? rows[0] : rows };
  return { status: 200, body: { '@attributes': texts, ...shown }, root };
}

/** Where a page of the older API lies; of a list without rows it says only that (recorded). */
const legacyPlace = (count: number, { offset, limit }: ListQuery) =>
  count === 0 ? { count } : { count, offset, limit };

/** The address of the page after or before; empty when there is none (firm). */
function neighbour(to: Addressed, query: ListQuery, name: 'after' | 'before', cursor: string | undefined): string {
  if (cursor === undefined) return '';
  const params = new URLSearchParams(to.query);
  for (const gone of ['after', 'before']) params.delete(gone);
  params.set('sort', `${query.descending ? '-' : ''}${query.sort}`);
  params.set('limit', String(query.limit));
  params.set(name, cursor);
  return `${to.base}${to.path}?${params}`;
}

function single(
  store: RStore,
  { resource, id, parent, version }: RowsRoute & { id: number },
  query: URLSearchParams,
  seen: View,
): Reply {
  if (!exists(store, resource, id) || !isBelow(store, resource, id, parent))
    return failure(404, 'Not Found', `${resource.name} ${id} was not found.`);
  const relations = readRelations(resource, query.get('load_relations'), version);
  const row = withRelations(store, resource.relations, seen(rowOf(store, resource, id)), relations);
  const element = elementOf(resource);
  return { status: 200, body: { '@attributes': { count: '1' }, [element]: row }, root: plural(element) };
}

const isBelow = (store: RStore, resource: RowsRoute['resource'], id: number, parent: Parent | undefined) =>
  !parent || rowOf(store, resource, id)[parent.resource.key] === String(parent.id);

export function failure(status: number, httpMessage: string, message: string): Reply {
  return { status, body: { httpCode: String(status), httpMessage, message, errorClass: 'Exception' }, root: 'Error' };
}

/** A reply as it goes out. */
export interface Written {
  status: number;
  body: string;
  contentType: string;
}

/** Errors in JSON call themselves HTML (recorded). */
export function written({ status, body, root }: Reply, to: Addressed, headers: IncomingHttpHeaders): Written {
  const format = formatOf(to.path, headers.accept);
  const text = textOf(body, root, format, to.query);
  if (format === 'xml') return { status, body: text, contentType: 'text/xml; charset=UTF-8' };
  return { status, body: text, contentType: status < 400 ? 'application/json' : 'text/html; charset=UTF-8' };
}
