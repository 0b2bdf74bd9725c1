import { idsOf, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { found, wholeNumber } from '../list.ts';
import { type Call, notFound, type Operation, operation } from '../operation.ts';
import { isLive } from '../pen.ts';
import { type Row, shown, type XResource } from '../resource.ts';
import { customers } from '../tables/customers.ts';
import { promotions, quotes, serviceItem, serviceNote, services } from '../tables/services.ts';

const PAGE_SIZE = 50;

/** Lists that page in ways of their own: by `after` an id and `limit`, or by `offset` and `page_size`. */
export const outlierOperations: Operation[] = [
  operation('GET /quotes', ['sales:read'], (call) => countedPage(call, 'Quotes', rowsOf(call.store, quotes))),
  operation('GET /quotes/{}', ['sales:read'], ({ store, ids }) => ({
    status: 200,
    body: rowNamed(store, quotes, ids[0]),
  })),
  operation('GET /services', ['services:read'], (call) => countedPage(call, 'jobs', rowsOf(call.store, services))),
  operation('GET /services/{}', ['services:read'], ({ store, ids }) => {
    const rows = idsOf(store, services);
    const number = rows.find((one) => rowOf(store, services, one).id === ids[0]);
    if (number === undefined) return { status: 404, body: { error: 'service not found' } };
    const body = {
      service: shown(services, rowOf(store, services, number)),
      notes: serviceNote(store, number),
      serviceItem: serviceItem(number),
    };
    return { status: 200, body };
  }),
  operation('GET /service_items/customer/{}', ['services:read'], ({ store, ids }) => {
    const customer = found(store, customers, ids[0]);
    const number = idsOf(store, services).find((one) => rowOf(store, services, one)._customer === customer);
    if (number === undefined) return { status: 200, body: { ServiceItems: [], TotalCount: 0, HasNext: false } };
    return { status: 200, body: { serviceItems: serviceItem(number), TotalCount: 1, HasNext: false } };
  }),
  operation('GET /promotions', ['promotions:read'], (call) => offsetPage(call, rowsOf(call.store, promotions))),
  operation('GET /promotions/search', ['promotions:read'], (call) => {
    const name = (call.query.get('name') ?? '').toLowerCase();
    const rows = rowsOf(call.store, promotions).filter((row) => String(row.name).toLowerCase().includes(name));
    return offsetPage(call, rows);
  }),
  operation('GET /promotions/{}', ['promotions:read'], ({ store, ids }) => ({
    status: 200,
    body: rowNamed(store, promotions, ids[0]),
  })),
];

const rowsOf = (store: XStore, resource: XResource): Row[] =>
  idsOf(store, resource)
    .filter((number) => isLive(store, resource, number))
    .map((number) => shown(resource, rowOf(store, resource, number)));

/** Ids of these are numbers as text. */
function rowNamed(store: XStore, resource: XResource, id: string | undefined): Row {
  const row = rowsOf(store, resource).find((one) => one.id === id);
  if (!row) throw notFound(`${resource.name} ${id}`);
  return row;
}

function countedPage({ query }: Call, name: string, rows: Row[]) {
  const limit = Math.max(1, wholeNumber(query, 'limit') ?? wholeNumber(query, 'page_size') ?? PAGE_SIZE);
  const after = query.get('after') ?? '';
  const from = after === '' ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  const page = rows.slice(from, from + limit);
  return { status: 200, body: { [name]: page, TotalCount: rows.length, HasNext: from + limit < rows.length } };
}

function offsetPage({ query }: Call, rows: Row[]) {
  const size = Math.max(1, wholeNumber(query, 'page_size') ?? PAGE_SIZE);
  const offset = Math.max(0, wholeNumber(query, 'offset') ?? 0);
  return { status: 200, body: { data: rows.slice(offset, offset + size) } };
}
