import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiReply, type Row, rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 250, customers: 20, sales: 30 } });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const legacy = (path: string) => world.client.get(`/API/Account/${store.accountId}/${path}`, token);
const idsIn = (reply: ApiReply) => rowsIn(reply, 'Item').map(({ itemID }) => itemID);

/** A request with an Accept header of its own; the body as text. */
async function asked(path: string, accept?: string) {
  const reply = await fetch(`${world.client.api}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(accept ? { accept } : {}) },
  });
  return { status: reply.status, type: reply.headers.get('content-type'), text: await reply.text() };
}

describe('the legacy API beside V3', () => {
  test('lists page by offset and always tell count, offset and limit as text', async () => {
    const first = await legacy('Item.json?limit=40&archived=true');
    expect(first.body['@attributes']).toEqual({ count: '250', offset: '0', limit: '40' });
    const last = await legacy('Item.json?limit=40&offset=240&archived=true');
    expect(last.body['@attributes']).toEqual({ count: '250', offset: '240', limit: '40' });
    expect(rowsIn(last, 'Item')).toHaveLength(10);
    const beyond = await legacy('Item.json?offset=250&archived=true');
    expect(beyond.body).toEqual({ '@attributes': { count: '250', offset: '250', limit: '100' } });
  });

  test('all pages together hold every row once while nothing changes', async () => {
    const pages = await Promise.all([0, 100, 200].map((offset) => legacy(`Item.json?archived=true&offset=${offset}`)));
    expect(new Set(pages.flatMap(idsIn)).size).toBe(250);
  });

  test('rows shift between offset pages when one before them goes away', async () => {
    const shop = await world.control.createStore({ sizes: { items: 200, customers: 1, sales: 1 } });
    const { accessToken } = await world.control.grant(shop.id);
    const page = async (offset: number) =>
      idsIn(await world.client.get(`/API/Account/${shop.accountId}/Item.json?limit=50&offset=${offset}`, accessToken));
    const before = await page(50);
    for (let tries = 0; tries < 50 && (await page(50))[0] === before[0]; tries += 1)
      await world.control.call('POST', 'changes', { store: shop.id, archives: 1, seed: tries });
    expect((await page(50))[0]).not.toBe(before[0]);
    expect(await page(0)).toContain(before[0]);
  });

  test('orderby takes any field, in both directions', async () => {
    const costs = async (way: string) =>
      rowsIn(await legacy(`Item.json?orderby=upc${way}`), 'Item').map(({ upc }) => String(upc));
    const up = await costs('');
    expect(up).toEqual(up.toSorted());
    const down = await costs('&orderby_desc=1');
    expect(down).toEqual(down.toSorted().reverse());
    expect((await legacy('Item.json?orderby=nothing')).status).toBe(400);
  });

  test('each version refuses the paging of the other', async () => {
    expect((await legacy('Item.json?sort=itemID')).status).toBe(400);
    expect((await legacy('Item.json?after=WzFd')).status).toBe(400);
    expect((await world.client.list(store, 'Item.json?offset=10', token)).status).toBe(400);
  });

  test('deep offsets and odd orders cost more', async () => {
    const cost = async (query: string) => (await legacy(`Item.json?${query}`)).headers.get('x-ls-api-request-cost');
    expect(await cost('limit=1')).toBe('1');
    expect(await cost('limit=1&offset=200')).toBe('1.1');
    expect(await cost('limit=1&orderby=timeStamp')).toBe('1');
    expect(await cost('limit=1&orderby=upc')).toBe('5');
  });

  test('single rows, the account and the session are the same in both', async () => {
    const both = await Promise.all([legacy('Shop/2.json'), world.client.list(store, 'Shop/2.json', token)]);
    expect(both[0]?.body).toEqual(both[1]?.body);
    const account = (await world.client.get('/API/Account.json', token)).body.Account as Row;
    expect(account.accountID).toBe(store.accountId);
  });

  test('some rows show more than in V3, and links of their own where they hang below others', async () => {
    const load = 'load_relations=["SaleLines.Item"]';
    const [here, there] = await Promise.all([
      legacy(`SaleLine/1.json?load_relations=["Item"]`),
      world.client.list(store, `SaleLine/1.json?load_relations=["Item"]`, token),
    ]);
    const item = (there.body.SaleLine as Row).Item as Row;
    const links = { itemAttributesID: expect.any(String), noteID: expect.any(String) };
    expect((here.body.SaleLine as Row).Item).toEqual({ ...item, itemECommerceID: '0', ...links });
    expect((await legacy(`Item/${item.itemID}.json`)).body.Item).toEqual({ ...item, itemECommerceID: '0' });
    const sales = rowsIn(await legacy(`Sale.json?completed=true&${load}`), 'Sale');
    const taxed = sales.filter(({ calcTax1 }) => Number(calcTax1) > 0);
    for (const sale of taxed) {
      const taxes = [(sale.TaxClassTotals as Row).Tax].flat() as Row[];
      const sum = taxes.reduce((all, { amount }) => all + Number(amount), 0);
      expect(Math.abs(sum - Number(sale.calcTax1) - Number(sale.calcTax2)), String(sale.saleID)).toBeLessThan(0.011);
    }
    expect(taxed.length).toBeGreaterThan(3);
  });

  test('all loads custom fields too, which V3 leaves out', async () => {
    const [first] = rowsIn(await legacy('Item.json?limit=1&load_relations=all'), 'Item');
    expect(first).toHaveProperty('CustomFieldValues');
  });

  test('a list without rows says only so', async () => {
    expect((await legacy('Item.json?itemID=999999999')).body).toEqual({ '@attributes': { count: '0' } });
  });

  test('refuses a token that is none as the old service did', async () => {
    const reply = await world.client.get('/API/Account.json', 'nonsense');
    expect(reply).toMatchObject({
      status: 401,
      body: { httpCode: '401', errorClass: 'BadAuthenticationRequestError' },
    });
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    const v3 = await world.client.get('/API/V3/Account.json', 'nonsense');
    expect(v3).toMatchObject({ status: 401, body: { error: 'access_denied' } });
  });

  test('the older host serves the same', async () => {
    const reply = await fetch(`${world.sandbox.url}/api.merchantos.com/API/Account/${store.accountId}/Shop.json`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await reply.json()).toEqual((await legacy('Shop.json')).body);
  });
});

describe('formats', () => {
  const path = () => `/API/V3/Account/${store.accountId}/Sale/3`;
  const relations = '?load_relations=["SaleLines","SalePayments"]';
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false });

  test.each([
    ['no suffix', '', undefined, 'xml'],
    ['no suffix, any type welcome', '', '*/*', 'xml'],
    ['suffix .xml', '.xml', undefined, 'xml'],
    ['suffix .json', '.json', undefined, 'json'],
    ['suffix .json, Accept XML', '.json', 'application/xml', 'xml'],
    ['suffix .xml, Accept JSON', '.xml', 'application/json', 'json'],
    ['no suffix, JSON first', '', 'application/json, text/plain, */*', 'json'],
    ['suffix .json in a browser', '.json', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json'],
  ])('%s', async (_, suffix, accept, expected) => {
    const { type, text } = await asked(`${path()}${suffix}`, accept);
    expect(type).toMatch(expected === 'xml' ? /^text\/xml/ : /^application\/json/);
    expect(text.startsWith(expected === 'xml' ? '<?xml' : '{')).toBe(true);
  });

  test('XML holds what JSON holds', async () => {
    const [xml, json] = await Promise.all(['.xml', '.json'].map((suffix) => asked(`${path()}${suffix}${relations}`)));
    const read = parser.parse(xml?.text ?? '') as { Sales: { Sale: unknown } };
    expect(read.Sales.Sale).toEqual((JSON.parse(json?.text ?? '') as { Sale: unknown }).Sale);
  });

  test('errors come in the format that was asked for', async () => {
    const { status, text } = await asked(`/API/Account/${store.accountId}/Item/999999.xml`);
    expect(status).toBe(404);
    expect(parser.parse(text)).toMatchObject({ Error: { httpCode: '404', httpMessage: 'Not Found' } });
  });

  test('pretty_print indents JSON and changes nothing else', async () => {
    const [plain, pretty] = await Promise.all(['', '?pretty_print=1'].map((query) => asked(`${path()}.json${query}`)));
    expect(pretty?.text).toContain('\n    "Sale"');
    expect(JSON.parse(pretty?.text ?? '')).toEqual(JSON.parse(plain?.text ?? ''));
  });
});

describe('what an employee may do limits what a token may', () => {
  test('a token of a seller opens what the seller may see, whatever scopes it has', async () => {
    const [, number] = store.user.login.split('@');
    const consent = await world.control.consent(
      world.client.authorizeUrl({ response_type: 'code', client_id: store.clientId, scope: 'employee:all' }),
      { login: `seller@${number}` },
    );
    const { body } = await world.client.token({
      grant_type: 'authorization_code',
      client_id: store.clientId,
      client_secret: store.clientSecret,
      code: new URL(consent).searchParams.get('code') ?? '',
    });
    const status = async (path: string) => (await world.client.list(store, path, body.access_token ?? '')).status;
    expect(await status('Sale.json?limit=1')).toBe(200);
    expect(await status('Customer.json?limit=1')).toBe(200);
    expect(await status('ItemShop.json?limit=1')).toBe(403);
  });
});
