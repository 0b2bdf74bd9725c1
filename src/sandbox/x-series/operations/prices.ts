import { fieldOf, idsWhere, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { fieldsOf } from '../body-fields.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import { createRow, type ListWrites, updateRow } from '../list-writes.ts';
import { type Call, invalid, notFound, type Operation, ok, operation } from '../operation.ts';
import { isLive, type Pen, write } from '../pen.ts';
import { idOf, numberIn, type Row, shown, stamp } from '../resource.ts';
import { customerGroups } from '../tables/customers.ts';
import { outlets } from '../tables/outlets.ts';
import { priceBookProducts, priceBooks } from '../tables/price-books.ts';
import { products } from '../tables/products.ts';
import { NO_TAX, taxes } from '../tables/taxes.ts';

const readBooks = ['products:read:price_books', 'customers:read', 'outlets:read'];
const writeBooks = ['products:write:price_books', 'customers:read'];
const readPrices = ['products:read:price_books'];
const writePrices = ['products:write:price_books', 'products:read'];

const bookWrites: ListWrites = {
  scopes: writeBooks,
  table: 'PriceBookCreateRequest',
  defaults: () => ({
    type: 'GENERAL',
    valid_from: null,
    valid_to: null,
    outlet_id: null,
    restrict_to_platform_key: null,
  }),
  shaped(store, { restrict_to_platform, ...fields }, before) {
    const { customer_group_id: group, outlet_id: outlet } = fields;
    if (group !== undefined && !isLive(store, customerGroups, numberIn(store, customerGroups, group)))
      throw invalid(`customer_group_id ${group} is not a customer group.`);
    if (typeof outlet === 'string' && !isLive(store, outlets, numberIn(store, outlets, outlet)))
      throw invalid(`outlet_id ${outlet} is not an outlet.`);
    if (before?.type === 'BASE') throw invalid('The general price book stays as it is.');
    return restrict_to_platform === undefined ? fields : { ...fields, restrict_to_platform_key: restrict_to_platform };
  },
};

/** A price book as API 2.0 shows it, with its group and its outlet; 3.0 has lists of them. */
const withGroup = (store: XStore, row: Row): Row => ({
  ...row,
  customer_group: groupOf(store, row),
  outlet: outletOf(store, row) ?? {},
});

function withGroups(store: XStore, row: Row): Row {
  const { customer_group_id: _, outlet_id: __, ...rest } = row;
  return { ...rest, customer_groups: [groupOf(store, row)], outlets: [outletOf(store, row)].filter((one) => one) };
}

const groupOf = (store: XStore, row: Row) =>
  shown(customerGroups, rowOf(store, customerGroups, numberIn(store, customerGroups, row.customer_group_id)));

function outletOf(store: XStore, row: Row): Row | undefined {
  const number = numberIn(store, outlets, row.outlet_id);
  return number === 0 ? undefined : shown(outlets, rowOf(store, outlets, number));
}

/** 3.0 names several groups and outlets; the first of each is kept. */
const inThree = ({ body, ...call }: Call): Call => {
  if (typeof body !== 'object' || body === null) return { ...call, body };
  const { customer_group_ids, outlet_ids, ...rest } = body as Row;
  const first = (value: unknown) => (Array.isArray(value) ? value[0] : undefined);
  return {
    ...call,
    body: { ...rest, customer_group_id: first(customer_group_ids), outlet_id: first(outlet_ids) ?? null },
  };
};

export const priceOperations: Operation[] = [
  versionList(priceBooks, { scopes: readBooks, view: withGroup }),
  singleRow(priceBooks, { scopes: readBooks, view: withGroup }),
  operation('POST /price_books', writeBooks, (call) =>
    ok(createdBook(call.store, createRow(priceBooks, bookWrites, call))),
  ),
  operation('POST /price_books/{}', writeBooks, (call) =>
    ok(shown(priceBooks, withGroup(call.store, updateRow(priceBooks, bookWrites, call)))),
  ),
  operation('DELETE /price_books/{}', writeBooks, ({ store, ids, nowMs }) => {
    const number = found(store, priceBooks, ids[0]);
    if (rowOf(store, priceBooks, number).type === 'BASE') throw invalid('The general price book can’t be deleted.');
    write(store, nowMs, (pen) => pen.remove(priceBooks, number));
    return ok(shown(priceBooks, withGroup(store, rowOf(store, priceBooks, number))));
  }),
  operation(
    'GET /price_books',
    readBooks,
    (call) =>
      listReply(
        priceBooks,
        { scopes: [], deleted: true, view: withGroups, filters: { customer_group_id: 'customer_group_id' } },
        call,
      ),
    ['3.0'],
  ),
  operation(
    'GET /price_books/{}',
    readBooks,
    ({ store, ids }) =>
      ok(shown(priceBooks, withGroups(store, rowOf(store, priceBooks, found(store, priceBooks, ids[0]))))),
    ['3.0'],
  ),
  operation(
    'POST /price_books',
    writeBooks,
    (call) => ok(shown(priceBooks, withGroups(call.store, createRow(priceBooks, bookWrites, inThree(call))))),
    ['3.0'],
  ),
  operation(
    'PUT /price_books/{}',
    writeBooks,
    (call) => ok(shown(priceBooks, withGroups(call.store, updateRow(priceBooks, bookWrites, inThree(call))))),
    ['3.0'],
  ),
  versionList(priceBookProducts, { scopes: readPrices }),
  operation('GET /price_books/{}/products', readPrices, (call) =>
    listReply(
      priceBookProducts,
      {
        scopes: [],
        only: () => ({ field: 'price_book_id', value: bookId(call) }),
        filters: { product_ids: 'product_id' },
      },
      call,
    ),
  ),
  operation('GET /products/{}/price_book_products', readPrices, (call) =>
    listReply(
      priceBookProducts,
      { scopes: [], only: ({ ids }) => ({ field: 'product_id', value: String(ids[0]).toLowerCase() }) },
      call,
    ),
  ),
  ...(['POST', 'PUT', 'PATCH'] as const).map((method) =>
    operation(`${method} /price_books/{}/products`, writePrices, (call) => {
      const { data = [] } = fieldsOf('PriceBookProductCollection', call.body) as { data?: Row[] };
      const book = bookId(call);
      write(call.store, call.nowMs, (pen) => {
        for (const price of data) putPrice(call.store, pen, book, price);
      });
      return ok({ message: `${data.length} products were written.` });
    }),
  ),
  operation('DELETE /price_books/{}/products', ['products:write:price_books'], (call) => {
    const { data } = fieldsOf('PriceBookProductIdCollection', call.body) as {
      data?: { price_book_product_ids: string[] };
    };
    const ids = data?.price_book_product_ids ?? [];
    const book = bookId(call);
    write(call.store, call.nowMs, (pen) => {
      for (const id of ids) {
        const number = found(call.store, priceBookProducts, id);
        if (fieldOf(call.store, priceBookProducts, number, 'price_book_id') !== book) throw notFound(`Price ${id}`);
        pen.remove(priceBookProducts, number);
      }
    });
    return ok({ message: `${ids.length} products were taken out.` });
  }),
];

const bookId = ({ store, ids }: Call) => String(idOf(store, priceBooks, found(store, priceBooks, ids[0])));

function createdBook(store: XStore, row: Row): Row {
  const { id, type, name, customer_group_id, outlet_id, valid_from, valid_to, restrict_to_platform_key } = row;
  const optional = { outlet_id, valid_from, valid_to, restrict_to_platform: restrict_to_platform_key };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { id, retailer_id: store.retailerId, type, name, customer_group_id, ...given };
}

/** A product has one price in a book for each number of units it begins with. */
function putPrice(store: XStore, pen: Pen, book: string, price: Row): void {
  found(store, products, String(price.product_id));
  const same = idsWhere(store, priceBookProducts, 'price_book_id', book).find((number) => {
    const row = rowOf(store, priceBookProducts, number);
    return row.product_id === price.product_id && (row.min_units ?? null) === (price.min_units ?? null);
  });
  const { id: _, version: __, ...given } = price;
  const fields: Row = { ...given, price_book_id: book, deleted_at: null };
  if (same !== undefined) {
    pen.edit(priceBookProducts, same, fields);
    return;
  }
  const times = { created_at: stamp(pen.at), updated_at: stamp(pen.at) };
  const none = { tax_id: idOf(store, taxes, NO_TAX), loyalty_value: null, min_units: null, max_units: null };
  pen.create(priceBookProducts, { ...none, ...fields, ...times });
}
