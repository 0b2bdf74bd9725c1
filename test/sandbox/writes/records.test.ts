import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { below, type Row, startStillSandbox } from '../../support/sandbox-client.ts';
import type { SandboxStore } from '../../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 12, customers: 6, sales: 8 } });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const send = (method: string, path: string, body?: object | string, as = token) =>
  world.client.write(store, method, path, as, body);
const read = async (path: string) => (await world.client.list(store, path, token)).body;
const post = async (resource: string, body: object) => {
  const reply = await send('POST', `${resource}.json`, body);
  expect([reply.status, reply.body.message]).toEqual([200, undefined]);
  return reply.body[resource] as Row;
};
const later = (seconds: number) => {
  world.time.ms += seconds * 1000;
};

describe('a new item', () => {
  test('is answered with 200, all of its fields, its prices and its stock in every shop and in all', async () => {
    const reply = await send('POST', 'Item.json', { description: 'Onesie' });
    expect(reply.status).toBe(200);
    expect(reply.body['@attributes']).toEqual({ count: '1' });
    const item = reply.body.Item as Row;
    expect(item).toMatchObject({ description: 'Onesie', tax: 'true', archived: 'false', modelYear: '0', upc: '' });
    expect(item.systemSku).toBe(String(210_000_000_000 + Number(item.itemID)));
    expect(below(item, 'Prices', 'ItemPrice').map(({ useType }) => useType)).toEqual(['Default', 'MSRP', 'Online']);
    expect(below(item, 'ItemShops', 'ItemShop').map(({ qoh }) => qoh)).toEqual(['0', '0', '0', '0']);
    expect((await read(`Item/${item.itemID}.json`)).Item).toMatchObject({ description: 'Onesie' });
  });

  test('takes numbers and booleans as they are, and shows them as text', async () => {
    const item = await post('Item', {
      description: 1200,
      defaultCost: 4.5,
      tax: false,
      modelYear: '2024',
      archived: 0,
    });
    expect(item).toMatchObject({ description: '1200', defaultCost: '4.5', tax: 'false', modelYear: '2024' });
  });

  test.each([
    { what: 'no description', body: {}, message: 'Item not created. An Item must have a description.' },
    { what: 'a blank description', body: { description: '  ' }, message: /must have a description/ },
    { what: 'a word for a number', body: { description: 'x', modelYear: 'new' }, message: /modelYear must be/ },
    { what: 'a record for a number', body: { description: 'x', defaultCost: { amount: 1 } }, message: /defaultCost/ },
    { what: 'a type that is none', body: { description: 'x', itemType: 'thing' }, message: /itemType must be one of/ },
    { what: 'a link to nothing', body: { description: 'x', categoryID: 99_999 }, message: /categoryID 99999/ },
    { what: 'a body that is no record', body: '[1]', message: /one record/ },
    { what: 'a body that is no JSON', body: '{"description": "x",}', message: /neither JSON nor XML/ },
  ])('is refused with $what, in the documented shape', async ({ body, message }) => {
    const reply = await send('POST', 'Item.json', body);
    expect(reply.status).toBe(400);
    expect(reply.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(reply.body).toMatchObject({ httpCode: '400', httpMessage: 'Bad Request', errorClass: 'Exception' });
    expect(reply.body.message).toMatch(message);
  });

  test('ignores fields that are computed and names that are no field', async () => {
    const sent = JSON.stringify({ description: 'x', systemSku: '1', itemID: '1', avgCost: '9', colour: 'red' });
    const reply = await send('POST', 'Item.json', sent.replace('{', '{"__proto__":{"upc":"9"},'));
    const item = reply.body.Item as Row;
    expect(item).toMatchObject({ avgCost: '0', upc: '' });
    expect(item.systemSku).not.toBe('1');
    expect(item).not.toHaveProperty('colour');
  });
});

describe('a change', () => {
  test('leaves fields that were not sent, and empties those sent empty or null', async () => {
    const { itemID } = await post('Item', { description: 'Cup', customSku: 'C-1', upc: '123', defaultCost: 3 });
    const reply = await send('PUT', `Item/${itemID}.json`, { customSku: '', defaultCost: null });
    expect(reply.body.Item).toMatchObject({ description: 'Cup', upc: '123', customSku: '', defaultCost: '0' });
  });

  test('moves the time of the row only when something differs', async () => {
    const { itemID, timeStamp } = await post('Item', { description: 'Cup' });
    later(5);
    const same = await send('PUT', `Item/${itemID}.json`, { description: 'Cup' });
    expect(same.body.Item?.timeStamp).toBe(timeStamp);
    const other = await send('PUT', `Item/${itemID}.json`, { description: 'Mug' });
    expect(other.body.Item?.timeStamp).not.toBe(timeStamp);
  });

  test('of prices reaches those that were sent, by number or name of their level', async () => {
    const { itemID } = await post('Item', {
      description: 'Cup',
      Prices: { ItemPrice: { amount: 10, useTypeID: '1' } },
    });
    const put = { Prices: { ItemPrice: [{ amount: '12.5', useType: 'MSRP' }] } };
    const item = (await send('PUT', `Item/${itemID}.json`, put)).body.Item;
    expect(below(item, 'Prices', 'ItemPrice').map(({ amount }) => amount)).toEqual(['10', '12.5', '0']);
  });

  test('reaches a row as made, and lists and filters see it', async () => {
    await send('PUT', 'Item/3.json', { description: 'Found again' });
    expect((await read(`Item.json?${new URLSearchParams({ description: '~,Found%' })}`)).Item).toMatchObject({
      itemID: '3',
    });
  });

  test('may come in XML, and wrapped in the name of the resource', async () => {
    const xml = '<?xml version="1.0"?><Item><description>Caf&#xE9; &amp; co</description><tax>false</tax></Item>';
    expect((await send('PUT', 'Item/4.json', xml)).body.Item).toMatchObject({ description: 'Café & co', tax: 'false' });
    expect((await send('PUT', 'Item/4.json', { Item: { description: 'Bar' } })).body.Item).toMatchObject({
      description: 'Bar',
    });
  });

  test('of a row that is not there is 404, of a resource that is not 404, with a verb it has not 405', async () => {
    expect((await send('PUT', 'Item/999999.json', {})).status).toBe(404);
    expect((await send('POST', 'Things.json', {})).status).toBe(404);
    expect((await send('POST', 'ItemShop.json', {})).status).toBe(405);
    expect((await send('PATCH', 'Item/1.json', {})).status).toBe(405);
  });
});

describe('deleting', () => {
  test('archives an item, which lists hide then, and empties its stock; it can be taken back', async () => {
    const reply = await send('DELETE', 'Item/5.json');
    expect([reply.status, reply.body.Item?.archived]).toEqual([200, 'true']);
    const archived = await read('Item/5.json?load_relations=["ItemShops"]');
    expect(below(archived.Item as Row, 'ItemShops', 'ItemShop').map(({ qoh }) => qoh)).toEqual(['0', '0', '0', '0']);
    expect((await read('Item.json?itemID=5')).Item).toBeUndefined();
    expect((await send('PUT', 'Item/5.json', { archived: 'false' })).body.Item?.archived).toBe('false');
  });

  test('really deletes a category, and is refused while others are below it', async () => {
    const { categoryID } = await post('Category', { name: 'Attic' });
    const below = await post('Category', { name: 'Boxes', parentID: categoryID });
    expect((await send('DELETE', `Category/${categoryID}.json`)).status).toBe(400);
    expect((await send('DELETE', `Category/${below.categoryID}.json`)).body.Category).toMatchObject({ name: 'Boxes' });
    expect((await send('DELETE', `Category/${categoryID}.json`)).status).toBe(200);
    expect((await read(`Category/${categoryID}.json`)).httpCode).toBe('404');
  });
});

describe('who may write', () => {
  test.each([
    { scopes: ['employee:inventory_read'], status: 403 },
    { scopes: ['employee:register'], status: 403 },
    { scopes: ['employee:inventory'], status: 200 },
    { scopes: ['employee:all'], status: 200 },
  ])('an owner with $scopes: $status', async ({ scopes, status }) => {
    const { accessToken } = await world.control.grant(store.id, scopes);
    expect((await send('PUT', 'Item/1.json', { description: 'Mine' }, accessToken)).status).toBe(status);
  });
});

describe('an employee who is locked out', () => {
  test('can write nothing any more, until taken back', async () => {
    const login = `manager@${store.accountId}.example`;
    const grant = await world.control.call<{ accessToken: string }>('POST', `stores/${store.id}/grants`, { login });
    const session = await world.client.get('/API/Session.json', grant.accessToken);
    const lock = (lockOut: boolean) => send('PUT', `Employee/${session.body.employeeID}.json`, { lockOut });
    const write = async () => (await send('PUT', 'Item/2.json', { description: 'Mine' }, grant.accessToken)).status;
    expect(await write()).toBe(200);
    expect((await lock(true)).body.Employee).toMatchObject({ lockOut: 'true' });
    expect(await write()).toBe(401);
    await lock(false);
    expect(await write()).toBe(200);
    expect((await send('PUT', 'Employee/1.json', { lockOut: true })).status).toBe(400);
  });
});

describe('the older API', () => {
  test('writes the same, and answers in XML unless JSON is asked for', async () => {
    const url = `${world.client.api}/API/Account/${store.accountId}/Tag.xml`;
    const body = '<Tag><name>été &amp; mer</name></Tag>';
    const reply = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/xml; charset=UTF-8']);
    expect(await reply.text()).toMatch(/<Tag><tagID>\d+<\/tagID><name>été &amp; mer<\/name><\/Tag>/);
  });
});

describe('changes by the control interface', () => {
  test('make late voids, refunds, counts, merges and receipts happen, and name the rows', async () => {
    const { id } = await world.control.createStore({ sizes: { items: 40, customers: 30, sales: 300 } });
    const asked = { lateVoids: 2, refunds: 2, counts: 3, mergeItems: 1, mergeCustomers: 1, sales: 1 };
    const done = await world.control.call<Record<string, string[]>>('POST', 'changes', {
      store: id,
      seed: 3,
      ...asked,
    });
    for (const [kind, count] of Object.entries(asked)) expect(done[kind], kind).toHaveLength(count);
    expect(await world.control.call('POST', 'changes', { store: id, receives: 1 })).toMatchObject({ receives: [] });
  });
});
