import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let stores: Record<'r' | 'x' | 'c', SandboxStore>;
let credentials: Record<'r' | 'old' | 'x' | 'c', string>;
beforeAll(async () => {
  world = await startStillSandbox();
  const make = (series: string) => world.control.createStore({ series });
  stores = { r: await make('r'), x: await make('x'), c: await make('c') };
  const { r, x, c } = stores;
  credentials = {
    r: (await world.control.grant(r.id)).accessToken,
    old: (await world.control.grantBy(r.id, { server: 'old' })).accessToken,
    x: (await world.control.grant(x.id)).accessToken,
    c: Buffer.from(`${c.apiKey}:${c.apiSecret}`).toString('base64'),
  };
});
afterAll(() => world.sandbox.close());

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request with the very letters of its path, which fetch would encode; answers status and body. */
function send({ method = 'GET', path, headers = {}, body }: Sent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: world.sandbox.port, host: '127.0.0.1', method, path, headers }, async (reply) => {
      let text = '';
      for await (const part of reply) text += part;
      resolve({ status: reply.statusCode ?? 0, body: text });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('requests in the forms that public clients send are understood', () => {
  const v3 = (path: string) => `/api.lightspeedapp.com/API/V3/Account/${stores.r.accountId}/${path}`;
  const legacy = (path: string) => `/api.merchantos.com/API/Account/${stores.r.accountId}/${path}`;
  const x = (path: string) => `/${stores.x.domainPrefix}.vendhq.com/api/${path}`;

  test.each([
    { form: 'relations without encoding', path: 'Item.json?load_relations=["ItemShops","Images"]' },
    { form: 'relations with encoding', path: 'Item.json?load_relations=%5B%22ItemShops%22%5D' },
    { form: 'all relations', path: 'Item.json?limit=100&load_relations=all' },
    { form: 'an operator without encoding', path: 'Item.json?timeStamp=>,2020-01-01T00:00:00.000Z' },
    {
      form: 'an operator with its comma encoded',
      path: 'Item.json?timeStamp=%3E%3D%2C2020-01-01T00%3A00%3A00-00%3A00',
    },
    { form: 'a time with an offset without colon', path: 'Item.json?timeStamp=>,2020-01-01T00:00:00-0400' },
    { form: 'a list of ids', path: 'Item.json?itemID=IN,[1,2,3]' },
    { form: 'a list of ids, encoded', path: 'Item.json?itemID=IN%2C%5B1%2C2%2C3%5D' },
    { form: 'alternatives without encoding', path: 'Item.json?or=itemID=1|itemID=2' },
    { form: 'a pattern whose wildcards are not encoded', path: 'Item.json?description=~,%e%' },
    { form: 'a sort downwards', path: 'Sale.json?sort=-timeStamp&load_relations=["SaleLines"]' },
  ])('R-Series, V3: $form', async ({ path }) => {
    const reply = await send({ path: v3(path), headers: { authorization: `Bearer ${credentials.r}` } });
    expect(reply.status, reply.body).toBe(200);
    expect(Object.keys(JSON.parse(reply.body) as object)).toHaveLength(2);
  });

  const xml = '<?xml version="1.0"?><Item><description>Mug</description></Item>';
  test.each([
    { form: 'XML', method: 'POST', path: 'Item', type: 'text/xml', body: xml },
    {
      form: 'XML that says it is a form',
      method: 'PUT',
      path: 'Item/1.xml',
      type: 'application/x-www-form-urlencoded',
      body: xml,
    },
    {
      form: 'JSON that says it is a form',
      method: 'PUT',
      path: 'Item/1.json',
      type: 'application/x-www-form-urlencoded',
      body: '{"description": "Mug"}',
    },
    {
      form: 'JSON in a wrapper',
      method: 'PUT',
      path: 'Item/1.json',
      type: 'application/json',
      body: '{"Item": {"description": "Mug"}}',
    },
  ])('R-Series, the older API: a write of $form', async ({ method, path, type, body }) => {
    const headers = { authorization: `Bearer ${credentials.old}`, 'content-type': type };
    const reply = await send({ method, path: legacy(path), headers, body });
    expect(reply.status, reply.body).toBe(200);
    expect(reply.body).toContain('Mug');
  });

  test.each([
    { form: 'no suffix, XML', path: 'Item?limit=1', accept: '*/*', begins: '<?xml' },
    { form: 'no suffix, but Accept', path: 'Item?limit=1', accept: 'application/json', begins: '{' },
    {
      form: 'page by offset',
      path: 'Item.json?orderby=timeStamp&orderby_desc=1&limit=2&offset=1',
      accept: '*/*',
      begins: '{',
    },
    { form: 'a filter in XML', path: 'Category.xml?nodeDepth=1', accept: '*/*', begins: '<?xml' },
  ])('R-Series, the older API: $form', async ({ path, accept, begins }) => {
    const reply = await send({ path: legacy(path), headers: { authorization: `Bearer ${credentials.old}`, accept } });
    expect(reply.status, reply.body).toBe(200);
    expect(reply.body.startsWith(begins), reply.body.slice(0, 80)).toBe(true);
  });

  test.each(['Bearer', 'bearer', 'BEARER'])('a token after the word %s', async (word) => {
    const headers = { authorization: `${word} ${credentials.r}` };
    expect((await send({ path: v3('Shop.json'), headers })).status).toBe(200);
  });

  test.each([
    {
      form: 'a form with JSON in it',
      path: 'webhooks',
      type: 'application/x-www-form-urlencoded',
      wrap: (json: string) => `data=${encodeURIComponent(json)}`,
    },
    { form: 'JSON', path: '2.0/webhooks', type: 'application/json', wrap: (json: string) => json },
  ])('X-Series: a webhook asked for by $form', async ({ form, path, type, wrap }) => {
    const hook = { url: `https://app.example/${form.length}`, active: true, type: 'sale.update' };
    const headers = { authorization: `Bearer ${credentials.x}`, 'content-type': type };
    const reply = await send({ method: 'POST', path: x(path), headers, body: wrap(JSON.stringify(hook)) });
    expect(reply.status, reply.body).toBeLessThan(300);
  });

  test.each([
    { form: 'a time whose space is %20', query: 'updated_at_min=2020-01-01%2000%3A00%3A00' },
    { form: 'a time whose space is a plus', query: 'updated_at_min=2020-01-01+00:00:00' },
    { form: 'a page of some fields', query: 'page=1&limit=250&fields=id,createdAt' },
  ])('C-Series: $form', async ({ query }) => {
    const path = `/api.webshopapp.com/nl/orders.json?${query}`;
    const reply = await send({ path, headers: { authorization: `Basic ${credentials.c}`, 'user-agent': '' } });
    expect(reply.status, reply.body).toBe(200);
    expect((JSON.parse(reply.body) as { orders: unknown[] }).orders.length).toBeGreaterThan(0);
  });
});
