import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deepList, deepRecord, deepXml } from '../support/nasty.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';

/** How long a query may be: Node takes 16 KB of request line and headers. */
const LINE = 15_000;
const DEEP = 100_000;
const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let writes: { to: string; method: string; authorization?: string; wrapped: string }[];
let lists: { of: string; url: string; authorization: string }[];
beforeAll(async () => {
  world = await startStillSandbox();
  const { url } = world.sandbox;
  const sizes = { items: 200, customers: 20, sales: 50 };
  const make = (series: string) => world.control.createStore({ series, sizes });
  const [r, x, c] = [await make('r'), await make('x'), await make('c')];
  const rToken = `Bearer ${(await world.control.grant(r.id)).accessToken}`;
  const xToken = `Bearer ${(await world.control.grant(x.id)).accessToken}`;
  const cKey = `Basic ${Buffer.from(`${c.apiKey}:${c.apiSecret}`).toString('base64')}`;
  const rApi = `${url}/api.lightspeedapp.com/API/V3/Account/${r.accountId}`;
  const xApi = `${url}/${x.domainPrefix}.vendhq.com/api/2.0`;
  const cApi = `${url}/api.webshopapp.com/en`;
  writes = [
    { to: `${rApi}/Item.json`, method: 'POST', authorization: rToken, wrapped: 'Item' },
    { to: `${rApi}/Item/1.json`, method: 'PUT', authorization: rToken, wrapped: 'ItemShops' },
    { to: `${xApi}/products`, method: 'POST', authorization: xToken, wrapped: 'variants' },
    { to: `${xApi}/customers`, method: 'POST', authorization: xToken, wrapped: 'data' },
    { to: `${cApi}/products.json`, method: 'POST', authorization: cKey, wrapped: 'product' },
    { to: `${cApi}/customers.json`, method: 'POST', authorization: cKey, wrapped: 'customer' },
    { to: `${url}/cloud.lightspeedapp.com/auth/oauth/token`, method: 'POST', wrapped: 'code' },
    { to: `${url}/${x.domainPrefix}.vendhq.com/api/1.0/token`, method: 'POST', wrapped: 'code' },
    { to: `${url}/_sandbox/stores`, method: 'POST', wrapped: 'sizes' },
    { to: `${url}/_sandbox/faults`, method: 'POST', wrapped: 'match' },
  ];
  lists = [
    { of: 'R-Series', url: `${rApi}/Item.json`, authorization: rToken },
    { of: 'R-Series, older', url: `${rApi.replace('/V3', '')}/Sale.json`, authorization: rToken },
    { of: 'X-Series', url: `${xApi}/products`, authorization: xToken },
    { of: 'C-Series', url: `${cApi}/products.json`, authorization: cKey },
  ];
});
afterAll(() => world.sandbox.close());

/** The status of an answer that must come, and not be a failure of the sandbox. */
async function isAnswered(url: string, init: RequestInit): Promise<number> {
  const reply = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
  const text = await reply.text();
  expect(reply.status, `${init.method ?? 'GET'} ${url.slice(0, 200)}: ${text.slice(0, 300)}`).toBeLessThan(500);
  return reply.status;
}

describe('bodies that are meant to do harm are answered', () => {
  const entities = Array.from({ length: 20 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');
  const bodies = [
    { what: `lists ${DEEP} deep`, body: () => deepList(DEEP) },
    { what: `records ${DEEP} deep`, body: (name: string) => deepRecord(name, DEEP) },
    { what: 'a deep value in a field', body: (name: string) => `{"${name}":${deepRecord(name, 5000)}}` },
    { what: `XML ${DEEP} deep`, body: (name: string) => deepXml(name, DEEP) },
    { what: 'entities that grow', body: () => `<!DOCTYPE x [<!ENTITY e0 "ha">${entities}]><x>&e20;</x>` },
    {
      what: 'an entity that names a file',
      body: () => '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    },
    { what: 'an opened tag without an end', body: () => `<Item ${'a="b" '.repeat(50_000)}` },
    { what: 'attributes that nearly fit', body: () => `<Item ${" a='".repeat(50_000)}` },
    { what: 'a million digits', body: (name: string) => `{"${name}":${'9'.repeat(1_000_000)}}` },
    { what: '20,000 fields', body: () => `{${Array.from({ length: 20_000 }, (_, at) => `"f${at}":1`).join(',')}}` },
    { what: '100,000 rows', body: (name: string) => `{"${name}":[${Array(100_000).fill('{}').join(',')}]}` },
    { what: 'a text of 1 MB', body: (name: string) => `{"${name}":"${'x'.repeat(1_000_000)}"}` },
    { what: '100,000 form fields', body: () => 'a=1&'.repeat(100_000) },
    {
      what: '20,000 multipart parts',
      body: () => '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(20_000),
    },
    { what: 'only line ends', body: () => '\r\n'.repeat(500_000) },
    { what: 'only spaces', body: () => ' '.repeat(1_000_000) },
    { what: 'only ampersands', body: () => `<x>${'&'.repeat(300_000)}</x>` },
  ];

  test.each(bodies)('$what', async ({ body }) => {
    for (const { to, method, authorization, wrapped } of writes)
      for (const type of authorization || to.includes('_sandbox') ? ['application/json'] : types)
        await isAnswered(to, {
          method,
          headers: { 'content-type': type, ...(authorization ? { authorization } : {}) },
          body: body(wrapped),
        });
  });
});

describe('lists that are asked for with harm in mind are answered', () => {
  const queries = [
    { what: 'thousands of parameters', query: 'a=1&'.repeat(LINE / 4) },
    { what: 'one parameter thousands of times', query: 'itemID=1&'.repeat(LINE / 9) },
    { what: 'thousands of alternatives', query: `or=${'itemID=1|'.repeat(LINE / 9)}itemID=2` },
    { what: 'thousands of empty alternatives', query: `or=${'|'.repeat(LINE)}` },
    { what: 'thousands of ids', query: `itemID=IN,[${'1,'.repeat(LINE / 2)}1]` },
    { what: 'a pattern of wildcards', query: `description=~,${'%25a'.repeat(LINE / 4)}` },
    { what: 'a pattern that backtracks', query: `description=~,${'(a%2B)%2B'.repeat(LINE / 9)}%24` },
    { what: 'deep relations', query: `load_relations=${encodeURIComponent(deepList(2000))}` },
    {
      what: 'a long chain of relations',
      query: `load_relations=${encodeURIComponent(`["${'Item.Category.'.repeat(800)}"]`)}`,
    },
    { what: 'a relation asked for many times', query: `load_relations=[${'"ItemShops",'.repeat(1000)}"Category"]` },
    { what: 'a deep cursor', query: `after=${encodeURIComponent(Buffer.from(deepList(2000)).toString('base64'))}` },
    { what: 'a cursor of large numbers', query: `after=${btoa('[1e308,1e308]')}&before=${btoa('[9007199254740993]')}` },
    {
      what: 'numbers beyond what counts exactly',
      query:
        'limit=9007199254740993&offset=9007199254740993&page=99999999999999999999&after=1e21&since_id=9999999999999999999',
    },
    { what: 'numbers that are none', query: 'limit=NaN&offset=-1&page=0&page_size=Infinity&after=-1&since_id=x' },
    { what: 'dates that are none', query: 'timeStamp=%3E,2026-13-45T99:99:99&updated_at_min=x&since=+275760-09-14' },
    { what: 'an offset that no list reaches', query: 'offset=9007199254740991&page=900719925474099' },
  ];

  test.each(queries)('$what', async ({ query }) => {
    for (const { url, authorization } of lists) await isAnswered(`${url}?${query}`, { headers: { authorization } });
  });

  test('and then as ever', async () => {
    for (const { of, url, authorization } of lists.filter((one) => one.of !== 'R-Series, older'))
      expect(await isAnswered(url, { headers: { authorization } }), of).toBe(200);
  });
});

describe('connections that are held, cut or lied about take nothing from others', () => {
  const open = async (...texts: string[]): Promise<Socket> => {
    const socket = connect(world.sandbox.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    for (const text of texts) socket.write(text);
    return socket;
  };
  const isWell = async () => expect((await fetch(`${world.sandbox.url}/_sandbox/clock`)).status).toBe(200);
  /** Everything that comes back until the sandbox ends the connection. */
  const answerOf = async (socket: Socket): Promise<string> => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    await new Promise((resolve) => socket.once('close', resolve));
    return text;
  };
  const post = 'POST /cloud.lightspeedapp.com/auth/oauth/token HTTP/1.1\r\nHost: x\r\n';

  test('300 requests that never end', async () => {
    const slow = await Promise.all(
      Array.from({ length: 300 }, (_, at) =>
        open(at % 2 === 0 ? 'GET /api.lightspeedapp.com/API/V3/' : `${post}Content-Length: 1000\r\n\r\na`),
      ),
    );
    await isWell();
    for (const socket of slow) socket.destroy();
    await isWell();
  });

  test('bodies that are cut off', async () => {
    for (const start of [
      `${post}Content-Length: 1000\r\n\r\nhalf`,
      `${post}Transfer-Encoding: chunked\r\n\r\n5\r\nhal`,
      `${post}Transfer-Encoding: chunked\r\n\r\n`,
    ])
      (await open(start)).destroy();
    await isWell();
  });

  test.each([
    { what: 'two lengths', text: `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd` },
    { what: 'a length and chunks', text: `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n` },
    { what: 'a negative length', text: `${post}Content-Length: -4\r\n\r\n` },
    { what: 'a length that is no number', text: `${post}Content-Length: four\r\n\r\nabcd` },
    { what: 'chunks that are none', text: `${post}Transfer-Encoding: chunked\r\n\r\nxyz\r\n` },
    { what: 'a header of 100 KB', text: `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(100_000)}\r\n\r\n` },
    { what: '5,000 headers', text: `GET / HTTP/1.1\r\nHost: x\r\n${'X-Many: 1\r\n'.repeat(5000)}\r\n` },
    { what: 'a request line of 100 KB', text: `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n` },
    { what: 'a header with a NUL', text: 'GET / HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n' },
    { what: 'no host', text: 'GET /api.lightspeedapp.com/API/V3/Account.json HTTP/1.1\r\n\r\n' },
    { what: 'a method that is none', text: 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n' },
  ])('$what is refused with a 4xx', async ({ text }) => {
    const answer = await answerOf(await open(text));
    // A client that still writes when the connection is ended may not get to read why.
    if (text.length < 90_000) expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    else expect(answer).not.toMatch(/^HTTP\/1\.1 [235]/);
    await isWell();
  });

  test('requests one behind the other are answered in their order', async () => {
    const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;
    const socket = await open(
      ask('/_sandbox/clock') + ask('/nowhere') + ask('/_sandbox/faults', 'Connection: close\r\n'),
    );
    expect([...(await answerOf(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '404',
      '200',
    ]);
  });

  test('a connection that asks for another protocol is answered or ended', async () => {
    const socket = await open('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n');
    await answerOf(socket);
    const tunnel = await open('CONNECT api.lightspeedapp.com:443 HTTP/1.1\r\nHost: api.lightspeedapp.com:443\r\n\r\n');
    await answerOf(tunnel);
    await isWell();
  });
});
