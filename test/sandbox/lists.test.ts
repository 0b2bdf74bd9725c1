import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { below, type Row, rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 230, customers: 120, sales: 150 }, registers: 2 });
  token = (await world.control.grant(store.id)).accessToken;
  await world.control.call('POST', 'changes', { store: store.id, edits: 20, archives: 5, voids: 8, sales: 6 });
});
afterAll(() => world.sandbox.close());

const list = (path: string) => world.client.list(store, path, token);
const rows = async (resource: string, query: Record<string, string> = {}) => {
  const reply = await list(`${resource}.json?${new URLSearchParams(query)}`);
  expect(reply.status).toBe(200);
  return rowsIn(reply, resource);
};

/** All pages in one direction, from an address on. */
async function walk(url: string, resource: string, way: 'next' | 'previous'): Promise<Row[][]> {
  const pages: Row[][] = [];
  for (let at = url; at !== ''; ) {
    const reply = await world.client.get(at, token);
    expect(reply.status).toBe(200);
    pages.push(rowsIn(reply, resource));
    at = reply.body['@attributes']?.[way] ?? '';
  }
  return pages;
}

/** Every row of a resource, by id. */
const everything = async (resource: string) =>
  (
    await walk(`${world.client.api}/API/V3/Account/${store.accountId}/${resource}.json?archived=true`, resource, 'next')
  ).flat();

const sortable: Record<string, string[]> = {
  Item: ['itemID', 'timeStamp', 'description'],
  ItemShop: ['itemShopID', 'timeStamp'],
  Category: ['categoryID', 'timeStamp', 'leftNode', 'rightNode'],
  Customer: ['customerID', 'timeStamp', 'firstName', 'lastName'],
  Sale: ['saleID', 'timeStamp', 'completeTime', 'updatetime'],
  SaleLine: ['saleLineID', 'timeStamp', 'saleID'],
  SalePayment: ['salePaymentID', 'timeStamp', 'saleID'],
  Shop: ['shopID'],
};
const idOf = (resource: string) => `${resource.charAt(0).toLowerCase()}${resource.slice(1)}ID`;
const sorts = Object.entries(sortable).flatMap(([resource, fields]) =>
  fields.flatMap((field) => [
    { resource, sort: field },
    { resource, sort: `-${field}` },
  ]),
);

describe('walking by cursor', () => {
  test.each(sorts)('$resource by $sort: every row once, in order, there and back', async ({ resource, sort }) => {
    const id = idOf(resource);
    const all = new Set((await everything(resource)).map((row) => row[id]));
    const base = `${world.client.api}/API/V3/Account/${store.accountId}/${resource}.json?archived=true`;
    const pages = await walk(`${base}&limit=37&sort=${sort}`, resource, 'next');
    const there = pages.flat();
    expect(there.map((row) => row[id]).toSorted()).toEqual([...all].toSorted());
    const field = sort.replace('-', '');
    const shown = resource === 'SalePayment' && field === 'timeStamp' ? 'createTime' : field;
    // An open sale has its place among the completed ones without showing a `completeTime`.
    const values = there.filter((row) => shown in row).map((row) => sortKey(String(row[shown]), shown));
    const inOrder = values.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    expect(values).toEqual(sort.startsWith('-') ? inOrder.toReversed() : inOrder);

    const last = pages.at(-1)?.[0] as Row;
    const cursor = Buffer.from(JSON.stringify(shown === id ? [Number(last[id])] : [last[shown], Number(last[id])]));
    const back = await walk(
      `${base}&limit=37&sort=${sort}&before=${encodeURIComponent(cursor.toString('base64'))}`,
      resource,
      'previous',
    );
    const before = there.slice(0, there.length - (pages.at(-1)?.length ?? 0));
    expect(
      back
        .toReversed()
        .flat()
        .map((row) => row[id]),
    ).toEqual(before.map((row) => row[id]));
  });

  test('next carries all that was asked, with sort, limit and cursor, at the address the client used', async () => {
    const reply = await list('Item.json?archived=true&limit=10&load_relations=["Category"]&timeStamp=%3E,2020-01-01');
    const next = new URL(reply.body['@attributes']?.next ?? '');
    expect(next.toString().startsWith(`${world.client.api}/API/V3/Account/${store.accountId}/Item.json?`)).toBe(true);
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      archived: 'true',
      limit: '10',
      sort: 'itemID',
      load_relations: '["Category"]',
      timeStamp: '>,2020-01-01',
      after: Buffer.from('[10]').toString('base64'),
    });
  });

  test('the first page has no previous one, the last no next one', async () => {
    const first = await list('Item.json?limit=10');
    expect(first.body['@attributes']?.previous).toBe('');
    const last = await list('Item.json?limit=100&sort=-itemID&itemID=%3C,5');
    expect(last.body['@attributes']?.next).toBe('');
  });
});

/** As the API orders: ids and nodes as numbers, the rest as text without regard to case. */
function sortKey(value: string, field: string): number | string {
  return /(ID|Node)$/.test(field) ? Number(value) : value.toLowerCase();
}

describe('one row, no row', () => {
  test('one row of a list is an object', async () => {
    const { body } = await list('Item.json?itemID=3&archived=true');
    expect(body.Item).toMatchObject({ itemID: '3' });
  });

  test('no row: the key is missing', async () => {
    const { body } = await list('Item.json?itemID=99999');
    expect(body).toEqual({ '@attributes': { next: '', previous: '' } });
  });

  test('a row by its id comes with a count', async () => {
    const { body } = await list('Item/3.json');
    expect(body).toMatchObject({ '@attributes': { count: '1' }, Item: { itemID: '3' } });
  });

  test.each(['Item/99999', 'Item/0', 'Nothing', 'Sale/1/Nothing', 'Sale/99999/SaleLine', 'SaleLine/99999999'])(
    '%s is not found, and says so as this API does',
    async (path) => {
      const reply = await list(`${path}.json`);
      expect(reply.status).toBe(404);
      expect(reply.headers.get('content-type')).toBe('text/html; charset=UTF-8');
      expect(reply.body).toMatchObject({ httpCode: '404', httpMessage: 'Not Found', errorClass: 'Exception' });
    },
  );
});

describe('counts and archived rows', () => {
  const total = async (query: string) => Number((await list(`Item.json?count=1${query}`)).body['@attributes']?.count);

  test('count tells the rows of a list and sends none', async () => {
    const all = await everything('Item');
    const archived = all.filter((row) => row.archived === 'true').length;
    expect(archived).toBeGreaterThan(5);
    expect(await total('&archived=true')).toBe(all.length);
    expect(await total('&archived=only')).toBe(archived);
    expect(await total('')).toBe(all.length - archived);
  });

  test('count can’t stand with limit, sort, after or before', async () => {
    for (const more of ['limit=10', 'sort=itemID', 'after=WzFd', 'before=WzFd']) {
      expect((await list(`Item.json?count=1&${more}`)).status).toBe(400);
    }
  });

  test('archived rows show only when asked for', async () => {
    expect((await rows('Item')).every((row) => row.archived === 'false')).toBe(true);
    const only = await rows('Item', { archived: 'only' });
    expect(only.length).toBeGreaterThan(0);
    expect(only.every((row) => row.archived === 'true')).toBe(true);
  });
});

describe('filters', () => {
  const all = { archived: 'true' };
  test.each([
    { filter: { itemID: '7' }, passes: (row: Row) => row.itemID === '7' },
    { filter: { itemID: '=,7' }, passes: (row: Row) => row.itemID === '7' },
    { filter: { itemID: '>,225' }, passes: (row: Row) => Number(row.itemID) > 225 },
    { filter: { itemID: '>=,225' }, passes: (row: Row) => Number(row.itemID) >= 225 },
    { filter: { itemID: '<,5' }, passes: (row: Row) => Number(row.itemID) < 5 },
    { filter: { itemID: '<=,5' }, passes: (row: Row) => Number(row.itemID) <= 5 },
    { filter: { itemID: '><,5,9' }, passes: (row: Row) => Number(row.itemID) >= 5 && Number(row.itemID) <= 9 },
    { filter: { itemID: 'IN,[3,9,400]' }, passes: (row: Row) => ['3', '9'].includes(String(row.itemID)) },
    { filter: { itemID: 'IN,3,9' }, passes: (row: Row) => ['3', '9'].includes(String(row.itemID)) },
    { filter: { manufacturerID: '!=,0' }, passes: (row: Row) => row.manufacturerID !== '0' },
    { filter: { customSku: '' }, passes: (row: Row) => row.customSku === '' },
    { filter: { description: '~,%kettle%' }, passes: (row: Row) => /kettle/i.test(String(row.description)) },
    { filter: { description: '!~,%e%' }, passes: (row: Row) => !/e/i.test(String(row.description)) },
    { filter: { itemCode: '210000000003' }, passes: () => false },
    {
      filter: { or: 'itemID=3|itemID=4|customSku=' },
      passes: (row: Row) => ['3', '4'].includes(String(row.itemID)) || row.customSku === '',
    },
    {
      filter: { tax: 'false', publishToEcom: 'true' },
      passes: (row: Row) => row.tax === 'false' && row.publishToEcom === 'true',
    },
  ])('$filter', async ({ filter, passes }) => {
    const expected = (await everything('Item')).filter(passes).map((row) => row.itemID);
    const found = await rows('Item', { ...all, ...(filter as Record<string, string>) });
    expect(found.map((row) => row.itemID)).toEqual(expected.slice(0, 100));
  });

  test('itemCode finds by id, upc or ean', async () => {
    const coded = (await everything('Item')).find((row) => row.upc !== '' && row.ean !== '') as Row;
    for (const code of [coded.itemID, coded.upc, coded.ean]) {
      expect(await rows('Item', { ...all, itemCode: String(code) })).toMatchObject([{ itemID: coded.itemID }]);
    }
  });

  test.each(['+00:00', 'Z', '-00:00', '', '+0000'])('a time with the offset "%s" is the same time', async (offset) => {
    const [middle] = (await everything('Sale')).slice(70, 71);
    const from = String(middle?.updatetime).replace('+00:00', offset);
    const expected = (await everything('Sale')).filter((row) => String(row.updatetime) >= String(middle?.updatetime));
    const found = await rows('Sale', { archived: 'true', sort: 'updatetime', updatetime: `>=,${from}` });
    expect(found.map((row) => row.saleID).toSorted()).toEqual(expected.map((row) => row.saleID).toSorted());
  });

  test('changed rows are found by their new time, whichever way the list is sorted', async () => {
    const changed = (await everything('Item')).filter((row) => String(row.timeStamp) >= '2026-03-20');
    expect(changed.length).toBeGreaterThan(15);
    for (const sort of ['timeStamp', '-timeStamp', 'itemID', 'description']) {
      const found = await rows('Item', { archived: 'true', sort, timeStamp: '>=,2026-03-20T00:00:00+00:00' });
      expect(found.map((row) => row.itemID).toSorted()).toEqual(changed.map((row) => row.itemID).toSorted());
    }
  });

  test('open sales have no time of completion, whichever way the list is sorted', async () => {
    for (const sort of ['saleID', 'completeTime']) {
      const completed = await rows('Sale', { sort, completeTime: '>,2020-01-01', limit: '100' });
      expect(completed.length).toBeGreaterThan(90);
      expect(completed.every((row) => row.completed === 'true')).toBe(true);
    }
    expect((await rows('Sale', { completed: 'false' })).length).toBeGreaterThan(1);
  });

  test('of a relation, when it is loaded', async () => {
    const found = await rows('Item', { 'ItemShops.qoh': '>,100', load_relations: '["ItemShops"]' });
    expect(found.length).toBeGreaterThan(0);
    for (const row of found) {
      const shops = below(row, 'ItemShops', 'ItemShop');
      expect(shops.some(({ qoh }) => Number(qoh) > 100)).toBe(true);
    }
    const mailed = await rows('Customer', { 'Contact.email': '~,%7@shop.example', load_relations: '["Contact"]' });
    expect(mailed.length).toBeGreaterThan(0);
    expect((await list('Item.json?ItemShops.qoh=%3E,1')).status).toBe(400);
  });

  test.each([
    { wrong: 'an unknown field', query: 'colour=red', says: 'colour is not a field of Item' },
    { wrong: 'a relation as a field', query: 'Category=Bikes', says: 'Category is not a field of Item' },
    { wrong: 'a range of codes', query: 'itemCode=%3E,1', says: 'itemCode can not be filtered by >' },
    {
      wrong: 'a sort that is not listed',
      query: 'sort=customSku',
      says: 'Sortable fields: itemID, timeStamp, description',
    },
    {
      wrong: 'more than 100 values',
      query: `itemID=IN,${Array.from({ length: 101 }, (_, at) => at)}`,
      says: 'at most 100',
    },
    { wrong: 'an unknown relation', query: 'load_relations=["Colour"]', says: 'Colour is not a relation of Item' },
    { wrong: 'relations that are no array', query: 'load_relations=Category', says: 'JSON array' },
    { wrong: 'a page that is too long', query: 'limit=101', says: 'limit' },
    { wrong: 'a broken cursor', query: 'after=xyz', says: 'cursor' },
  ])('$wrong is a 400 that says so', async ({ query, says }) => {
    const reply = await list(`Item.json?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { message: expect.stringContaining(says), httpCode: '400' } });
  });
});

describe('relations', () => {
  test('a list hangs under its container: many as an array, one as an object, none as an empty text', async () => {
    const customers = await rows('Customer', { load_relations: '["Contact"]' });
    const phones = customers.map((row) => (row.Contact as Row).Phones as '' | { ContactPhone: Row | Row[] });
    const kinds = phones.map((one) => (one === '' ? 'none' : Array.isArray(one.ContactPhone) ? 'many' : 'one'));
    expect(new Set(kinds)).toEqual(new Set(['none', 'one', 'many']));
  });

  test('a link to nothing loads nothing', async () => {
    for (const row of await rows('Sale', { load_relations: '["Customer"]' })) {
      expect('Customer' in row).toBe(row.customerID !== '0');
    }
  });

  test('rows below rows', async () => {
    const [sale] = await rows('Sale', {
      saleID: '5',
      load_relations: '["SaleLines","SaleLines.Item","SalePayments.PaymentType"]',
    });
    const lines = below(sale, 'SaleLines', 'SaleLine');
    for (const line of lines) expect((line.Item as Row).itemID).toBe(line.itemID);
    const [payment] = below(sale, 'SalePayments', 'SalePayment');
    expect(payment?.PaymentType).toMatchObject({ paymentTypeID: payment?.paymentTypeID });
  });

  test('every relation of the documentation is known, and all loads all of them but custom fields', async () => {
    const [item] = await rows('Item', { limit: '1', load_relations: 'all' });
    expect(item).toMatchObject({ Images: '', ItemComponents: '', ItemShops: { ItemShop: expect.any(Array) } });
    expect(item).not.toHaveProperty('CustomFieldValues');
    const named =
      '["ItemAttributes.ItemAttributeSet","CustomFieldValues.value","TagRelations.Tag","ItemECommerce","Note"]';
    expect((await list(`Item.json?load_relations=${named}`)).status).toBe(200);
  });

  test('sale lines below their sale are the lines the sale shows', async () => {
    const [sale] = await rows('Sale', { saleID: '8', load_relations: '["SaleLines"]' });
    const shown = below(sale, 'SaleLines', 'SaleLine');
    expect(rowsIn(await list('Sale/8/SaleLine.json'), 'SaleLine')).toEqual(shown);
    const one = await list(`Sale/8/SaleLine/${shown[0]?.saleLineID}.json`);
    expect(one.body.SaleLine).toEqual(shown[0]);
    expect((await list(`Sale/9/SaleLine/${shown[0]?.saleLineID}.json`)).status).toBe(404);
  });
});

describe('rights', () => {
  test.each([
    { scope: 'employee:inventory_read', opens: ['Item', 'ItemShop', 'Category', 'Shop'], closed: ['Sale', 'Customer'] },
    { scope: 'employee:register_read', opens: ['Sale', 'SaleLine', 'SalePayment', 'Item'], closed: ['ItemShop'] },
    { scope: 'employee:customers_read', opens: ['Customer', 'Shop'], closed: ['Sale', 'ItemShop'] },
  ])('$scope opens $opens and not $closed', async ({ scope, opens, closed }) => {
    const { accessToken } = await world.control.grant(store.id, [scope]);
    const status = async (name: string) => (await world.client.list(store, `${name}.json?limit=1`, accessToken)).status;
    for (const name of opens) expect(await status(name), name).toBe(200);
    for (const name of closed) expect(await status(name), name).toBe(403);
  });

  test('another account is closed', async () => {
    const other = await world.control.createStore();
    expect((await world.client.list(other, 'Item.json', token)).status).toBe(403);
  });

  test('Session tells who consented and what that employee may do', async () => {
    const { body } = await world.client.get('/API/Session.json', token);
    expect(body).toMatchObject({
      systemCustomerID: store.accountId,
      Employee: { firstName: 'Olive' },
      Rights: { admin: 'true' },
    });
    const location = await world.control.consent(
      world.client.authorizeUrl({ client_id: store.clientId, scope: 'employee:register_read' }),
      { login: store.user.login.replace('owner', 'seller') },
    );
    const seller = await world.client.token({
      grant_type: 'authorization_code',
      client_id: store.clientId,
      client_secret: store.clientSecret,
      code: new URL(location).searchParams.get('code') ?? '',
    });
    const theirs = await world.client.get('/API/Session.json', seller.body.access_token ?? '');
    expect(theirs.body).toMatchObject({ Employee: { firstName: 'Sam' }, Rights: { admin: 'false', register: 'true' } });
  });
});
