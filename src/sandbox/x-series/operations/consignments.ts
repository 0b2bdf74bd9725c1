import { idsWhere, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { fieldsOf } from '../body-fields.ts';
import { consignmentEffect, finishCount, moveByEffect } from '../consignment-stock.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import {
  type Call,
  invalid,
  notFound,
  nothing,
  type Operation,
  ok,
  operation,
  Refused,
  type Reply,
} from '../operation.ts';
import { isLive, type Pen, write } from '../pen.ts';
import { idOf, numberIn, type Row, shown, stamp, type XResource } from '../resource.ts';
import { suppliers } from '../tables/catalogue.ts';
import { consignmentProducts, consignments, over, statuses, types } from '../tables/consignments.ts';
import { outlets } from '../tables/outlets.ts';
import { products } from '../tables/products.ts';

const read = ['consignments:read'];

/** Which scope a kind of consignment is written with (firm names; which kind needs which is read from them). */
const scopeOf: Record<string, string> = {
  SUPPLIER: 'consignments:write:stock_order',
  RETURN: 'consignments:write:stock_order',
  OUTLET: 'consignments:write:stock_transfer',
  STOCKTAKE: 'consignments:write:inventory_count',
};

export const consignmentOperations: Operation[] = [
  versionList(consignments, {
    scopes: read,
    filters: { type: 'type', status: 'status', outlet_id: 'outlet_id' },
  }),
  singleRow(consignments, { scopes: read }),
  operation('POST /consignments', [], (call) => ok(createConsignment(call), 201)),
  operation('PUT /consignments/{}', [], (call) => ok(updateConsignment(call))),
  operation('DELETE /consignments/{}', [], removeConsignment),
  operation('GET /consignments/{}/products', read, (call) => {
    const value = String(idOf(call.store, consignments, found(call.store, consignments, call.ids[0])));
    return listReply(consignmentProducts, { scopes: [], only: () => ({ field: '_consignment', value }) }, call);
  }),
  operation('GET /consignments/{}/totals', read, ({ store, ids }) => {
    const rows = productsOf(store, found(store, consignments, ids[0]));
    const sum = (field: string, cost: boolean) =>
      rows.reduce((total, row) => total + Number(row[field] ?? 0) * (cost ? Number(row.cost ?? 0) : 1), 0);
    return ok([
      {
        total_sent_count: sum('count', false).toFixed(5),
        total_sent_cost: sum('count', true).toFixed(10),
        total_received_count: sum('received', false).toFixed(5),
        total_received_cost: sum('received', true).toFixed(10),
      },
    ]);
  }),
  operation('POST /consignments/{}/products', [], (call) => {
    const row = putProducts(call, [inData('ConsignmentProduct', call.body)])[0] as Row;
    return ok({ ...row, product_sku: row.product_sku ?? '', deleted_at: '' });
  }),
  operation('PUT /consignments/{}/products/{}', [], (call) => {
    const number = productIn(call, found(call.store, consignments, call.ids[0]));
    const { product_id } = rowOf(call.store, consignmentProducts, number);
    const given = { ...(inData('ConsignmentProduct', call.body, true) as Row), product_id };
    return ok({ data: putProducts(call, [given]) });
  }),
  operation('DELETE /consignments/{}/products/{}', [], (call): Reply => {
    const consignment = writable(call);
    const number = productIn(call, consignment);
    change(call, consignment, (pen) => pen.remove(consignmentProducts, number));
    return nothing;
  }),
  operation('POST /consignments/{}/bulk', [], (call) => {
    if (!Array.isArray(call.body)) throw new Refused(400, 'Bad Request', 'The body must be a JSON array.');
    const rows = putProducts(
      call,
      call.body.map((one) => fieldsOf('ConsignmentProduct', one)),
    );
    return ok(Object.fromEntries(rows.map(({ product_id, count }) => [String(product_id), { count }])));
  }),
];

/** Official bodies lie in `data`; those of the official collection of requests don't. Both are taken. */
function inData(table: string, body: unknown, partial = false): Row {
  const inner = typeof body === 'object' && body !== null && 'data' in body ? (body as Row).data : body;
  return fieldsOf(table, inner, { partial });
}

export function createConsignment(call: Call): Row {
  const { store, nowMs } = call;
  const fields = inData('Consignment', call.body);
  const type = String(fields.type);
  if (!types.has(type)) throw invalid(`type ${type} is none of ${[...types].join(', ')}.`);
  mayWrite(call, type);
  checkLinks(store, fields);
  if (type === 'OUTLET' && typeof fields.source_outlet_id !== 'string') throw invalid('source_outlet_id is missing.');
  return write(store, nowMs, (pen) => {
    const { id: _, version: __, ...own } = fields;
    const row = {
      ...none,
      status: type === 'STOCKTAKE' ? 'STOCKTAKE_SCHEDULED' : 'OPEN',
      consignment_date: stamp(pen.at),
      show_inactive: true,
      filters: [],
      ...own,
      created_at: stamp(pen.at),
      updated_at: stamp(pen.at),
      deleted_at: null,
    };
    return shown(consignments, rowOf(store, consignments, pen.create(consignments, row)));
  });
}

export function removeConsignment(call: Call): Reply {
  const number = writable(call);
  change(call, number, (pen) => pen.remove(consignments, number));
  return nothing;
}

const none = Object.fromEntries(
  [
    ...['due_at', 'received_at', 'supplier_id', 'source_outlet_id', 'supplier_invoice', 'reference'],
    ...['total_count_gain', 'total_cost_gain', 'total_count_loss', 'total_cost_loss'],
  ].map((field) => [field, null]),
);

export function updateConsignment(call: Call): Row {
  const { store } = call;
  const number = writable(call);
  const before = rowOf(store, consignments, number);
  const {
    id: _,
    version: __,
    type: ___,
    created_at: ____,
    deleted_at: _____,
    ...fields
  } = inData('Consignment', call.body, true);
  checkLinks(store, fields);
  change(call, number, (pen) => {
    const isReceived = fields.status === 'RECEIVED';
    const event = { _event: eventOf(before.status, fields.status) };
    pen.edit(consignments, number, { ...fields, ...event, ...(isReceived ? { received_at: stamp(pen.at) } : {}) });
    if (isReceived) receiveAll(store, pen, number);
    if (before.type === 'STOCKTAKE' && fields.status === 'STOCKTAKE_COMPLETE') {
      const totals = finishCount(store, pen, String(before.outlet_id), productsOf(store, number));
      pen.edit(consignments, number, totals);
    }
  });
  return shown(consignments, rowOf(store, consignments, number));
}

/** What webhooks hear of a change of state. */
function eventOf(before: unknown, after: unknown): 'send' | 'receive' | null {
  if (after === undefined || after === before) return null;
  if (after === 'SENT' || after === 'DISPATCHED') return 'send';
  return after === 'RECEIVED' ? 'receive' : null;
}

/** What was sent and not counted on arrival has arrived whole. */
function receiveAll(store: XStore, pen: Pen, consignment: number): void {
  for (const number of productNumbers(store, consignment)) {
    const { received, count } = rowOf(store, consignmentProducts, number);
    const arrived = Number(received) === 0 ? count : received;
    pen.edit(consignmentProducts, number, { received: arrived ?? '0.00000', status: 'RECEIVE_SUCCESS' });
  }
}

/** Adds products to a consignment, or changes those that are in it. Their rows. */
export function putProducts(call: Call, given: Row[]): Row[] {
  const { store } = call;
  const consignment = writable(call);
  const numbers = change(call, consignment, (pen) =>
    given.map((fields) => {
      const product = numberIn(store, products, fields.product_id);
      if (!isLive(store, products, product)) throw invalid(`product_id ${String(fields.product_id)} was not found.`);
      return putProduct(store, pen, consignment, product, fields);
    }),
  );
  return numbers.map((number) => shown(consignmentProducts, rowOf(store, consignmentProducts, number)));
}

function putProduct(store: XStore, pen: Pen, consignment: number, product: number, fields: Row): number {
  const productId = idOf(store, products, product);
  const amounts = Object.fromEntries(
    ['count', 'received', 'cost']
      .filter((field) => fields[field] !== undefined && fields[field] !== null)
      .map((field) => [field, countIn(field, fields[field])]),
  );
  const own = { ...amounts, ...(fields.is_included === undefined ? {} : { is_included: fields.is_included }) };
  const same = productNumbers(store, consignment).find(
    (one) => rowOf(store, consignmentProducts, one).product_id === productId,
  );
  if (same !== undefined) {
    pen.edit(consignmentProducts, same, own);
    return same;
  }
  return pen.create(consignmentProducts, {
    product_id: productId,
    product_sku: rowOf(store, products, product).sku,
    count: null,
    received: '0.00000',
    cost: '0.00000',
    is_included: true,
    status: 'PENDING',
    ...own,
    created_at: stamp(pen.at),
    updated_at: stamp(pen.at),
    deleted_at: null,
    _consignment: idOf(store, consignments, consignment),
  });
}

function countIn(field: string, value: unknown): string {
  const number = Number(value);
  if (String(value).trim() === '' || !(Math.abs(number) < 1e9)) throw invalid(`${field} must be a number.`);
  return number.toFixed(5);
}

/** Makes a change of a consignment and moves the stock that it makes a difference to. */
function change<T>({ store, nowMs }: Call, number: number, make: (pen: Pen) => T): T {
  return write(store, nowMs, (pen) => {
    const effect = () =>
      isLive(store, consignments, number)
        ? consignmentEffect(rowOf(store, consignments, number), productsOf(store, number))
        : new Map<string, number>();
    const before = effect();
    const result = make(pen);
    moveByEffect(store, pen, before, effect());
    return result;
  });
}

/** The number of the path's consignment. Throws `Refused` when it may not be changed, by this token or any more. */
function writable(call: Call): number {
  const number = found(call.store, consignments, call.ids[0]);
  const { type, status } = rowOf(call.store, consignments, number);
  mayWrite(call, String(type));
  if (over.has(String(status))) throw invalid(`A consignment that is ${String(status)} stays as it is.`);
  return number;
}

function mayWrite({ caller }: Call, type: string): void {
  const scope = scopeOf[type] ?? '';
  if (!caller.scopes.includes(scope)) throw new Refused(403, 'Forbidden', `The token lacks the scope ${scope}.`);
}

function checkLinks(store: XStore, fields: Row): void {
  const check = (to: XResource, field: string) => {
    const id = fields[field];
    if (typeof id === 'string' && !isLive(store, to, numberIn(store, to, id)))
      throw invalid(`${field} ${id} was not found.`);
  };
  check(outlets, 'outlet_id');
  check(outlets, 'source_outlet_id');
  check(suppliers, 'supplier_id');
  if (fields.status !== undefined && !statuses.has(String(fields.status)))
    throw invalid(`status ${String(fields.status)} is unknown.`);
}

const productNumbers = (store: XStore, consignment: number) =>
  idsWhere(store, consignmentProducts, '_consignment', String(idOf(store, consignments, consignment))).filter((one) =>
    isLive(store, consignmentProducts, one),
  );

const productsOf = (store: XStore, consignment: number): Row[] =>
  productNumbers(store, consignment).map((number) => rowOf(store, consignmentProducts, number));

function productIn({ store, ids }: Call, consignment: number): number {
  const number = productNumbers(store, consignment).find(
    (one) => rowOf(store, consignmentProducts, one).product_id === String(ids[1]).toLowerCase(),
  );
  if (number === undefined) throw notFound(`Product ${ids[1]}`);
  return number;
}
