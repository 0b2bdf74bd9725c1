import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Row, startXWorld, xClient, xGrant } from './x-world.ts';

interface Heard {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  payload: Row;
}

let x: Awaited<ReturnType<typeof startXWorld>>;
let listener: Server;
let url: string;
let heard: Heard[] = [];
/** Statuses to answer with; 200 when there is none left. */
let answers: number[] = [];

beforeAll(async () => {
  x = await startXWorld();
  listener = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString();
    const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
    heard.push({ path: request.url ?? '', headers: request.headers, body, payload });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await x.sandbox.close();
  listener.close();
});
beforeEach(async () => {
  for (const { id } of await x.rows('2.0/webhooks')) await x.send('DELETE', `2.0/webhooks/${id}`);
  [heard, answers] = [[], []];
});

const hook = (type: string, path = '/') => x.send('POST', '2.0/webhooks', { type, url: `${url}${path}`, active: true });
const eventually = <T>(seen: () => T) => vi.waitFor(seen, { timeout: 5000, interval: 20 });
const makeCustomer = async () =>
  (await x.send('POST', '2.0/customers', { first_name: 'Ann', last_name: 'Lee' })).body.data as Row;
const untidy = (shares: object) =>
  x.control.call<Record<string, number>>('POST', `stores/${x.store.id}/webhooks`, shares);

describe('webhooks of X-Series', () => {
  test('a form with the record in the older shape, signed with the app’s secret', async () => {
    await hook('customer.update');
    const customer = await makeCustomer();
    await eventually(() => expect(heard).toHaveLength(1));
    const [{ headers, body, payload }] = heard as [Heard];
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(payload).toMatchObject({
      id: customer.id,
      name: 'Ann Lee',
      contact: expect.any(Object),
      version: customer.version,
    });
    expect(payload).toEqual(((await x.get(`customers/${customer.id}`)).body.customers as Row[])[0]);
    const signature = createHmac('sha256', x.store.clientSecret).update(body).digest('hex');
    expect(headers['x-signature']).toBe(`signature=${signature},algorithm=HMAC-SHA256`);
  });

  test('a sale tells of itself and of the stock it takes, once for each', async () => {
    await hook('sale.update', '/sale');
    await hook('inventory.update', '/stock');
    const [product] = (await x.rows('2.0/products')).filter((row) => row.has_inventory === true);
    const line_items = [{ product_id: product?.id, quantity: 1 }];
    const sale = (await x.send('POST', '2026-07/sales', { status: 'ONACCOUNT', line_items })).body.data as Row;
    await eventually(() => expect(heard.map(({ path }) => path).toSorted()).toEqual(['/sale', '/stock']));
    const of = (path: string) => heard.find((one) => one.path === path)?.payload;
    expect(of('/sale')).toMatchObject({ id: sale.id, register_sale_products: [{ product_id: product?.id }] });
    expect(of('/stock')).toMatchObject({ product_id: product?.id, outlet_id: sale.outlet_id });
  });

  test('a closed register and a consignment that is sent and received', async () => {
    for (const type of ['register_closure.create', 'consignment.send', 'consignment.receive'])
      await hook(type, `/${type}`);
    const [register] = await x.rows('2.0/registers');
    await x.send('PUT', `2.0/registers/${register?.id}/actions/close`, {});
    const body = { name: 'A', type: 'SUPPLIER', outlet_id: register?.outlet_id };
    const { id } = (await x.send('POST', '2.0/consignments', body)).body.data as Row;
    await x.send('PUT', `2.0/consignments/${id}`, { status: 'SENT' });
    await x.send('PUT', `2.0/consignments/${id}`, { reference: 'R' });
    await x.send('PUT', `2.0/consignments/${id}`, { status: 'RECEIVED' });
    await eventually(() =>
      expect(heard.map(({ path }) => path).toSorted()).toEqual([
        '/consignment.receive',
        '/consignment.send',
        '/register_closure.create',
      ]),
    );
  });

  test('what is refused is sent again after a wait of the sandbox’s clock, until it is taken', async () => {
    await hook('customer.update');
    answers = [500, 302];
    const { failed = 0 } = await untidy({});
    const refused = (times: number) =>
      eventually(async () => expect(await untidy({})).toMatchObject({ failed: failed + times, waiting: 1 }));
    await makeCustomer();
    await refused(1);
    x.time.ms += 10_000;
    await refused(2);
    x.time.ms += 20_000;
    await eventually(() => expect(heard).toHaveLength(3));
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
    x.time.ms += 3_600_000;
    await eventually(async () => expect(await untidy({})).toMatchObject({ waiting: 0 }));
    expect(heard).toHaveLength(3);
  });

  test('on request each is sent twice, in another order, or never', async () => {
    await hook('customer.update');
    await untidy({ repeat: 1 });
    const twice = await makeCustomer();
    await eventually(() => expect(heard.map(({ payload }) => payload.id)).toEqual([twice.id, twice.id]));
    heard = [];
    await untidy({ repeat: 0, lose: 1 });
    const { lost = 0 } = await untidy({});
    await makeCustomer();
    expect(await untidy({ lose: 0, reorder: 1 })).toMatchObject({ lost: lost + 1 });
    const [first, second] = [await makeCustomer(), await makeCustomer()];
    await eventually(() => expect(heard.map(({ payload }) => payload.id)).toEqual([second.id, first.id]));
    await untidy({ reorder: 0 });
  });

  test('a hook of a personal token is not signed, one that is off is not told', async () => {
    const { accessToken } = await xGrant(x.control, x.store.id, { server: 'personal' });
    const personal = xClient(x.sandbox.url, x.store.domainPrefix, accessToken);
    const made = await personal.send('POST', '2.0/webhooks', { type: 'customer.update', url, active: true });
    await makeCustomer();
    await eventually(() => expect(heard).toHaveLength(1));
    expect(heard[0]?.headers['x-signature']).toBeUndefined();
    await personal.send('PUT', `2.0/webhooks/${made.body.id}`, { active: false });
    await makeCustomer();
    await hook('customer.update', '/after');
    await makeCustomer();
    await eventually(() => expect(heard.map(({ path }) => path)).toEqual(['/', '/after']));
  });

  test('an address that nobody listens at never holds up the API', async () => {
    await x.send('POST', '2.0/webhooks', { type: 'customer.update', url: 'http://127.0.0.1:1/', active: true });
    await x.send('POST', '2.0/webhooks', {
      type: 'customer.update',
      url: 'http://no.such.host.invalid/',
      active: true,
    });
    for (let count = 0; count < 20; count += 1) expect((await makeCustomer()).id).toEqual(expect.any(String));
  });

  test('other series have no such state', async () => {
    const other = await x.control.createStore();
    await expect(x.control.call('GET', `stores/${other.id}/webhooks`)).rejects.toThrow('404');
  });
});
