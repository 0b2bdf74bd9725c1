import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyText, inUrl } from '../support/nasty.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 40, customers: 10, sales: 10 } });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request as it stands, without the tidying that fetch does; resolves with the status. */
function send({ method = 'GET', path, headers = {}, body }: Sent): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { port: world.sandbox.port, host: '127.0.0.1', method, path, headers };
    const sent = request(options, (reply) => {
      reply.resume().on('end', () => resolve(reply.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const bearer = () => ({ authorization: `Bearer ${token}` });
const account = () => `/api.lightspeedapp.com/API/V3/Account/${store.accountId}`;

const anyJson = fc.oneof(
  anyText.map((text) => JSON.stringify([text])),
  fc.json(),
  fc.json({ maxDepth: 8 }),
  anyText,
);
/** A status that no request of a client may bring about. */
const isSane = (status: number) => expect(status, 'no crash').toBeLessThan(500);

describe('whatever comes, the sandbox answers and lives', () => {
  const known = fc.constantFrom('Item', 'ItemShop', 'Category', 'Customer', 'Sale', 'SaleLine', 'SalePayment', 'Shop');
  const base64 = (text: fc.Arbitrary<string>) => text.map((one) => Buffer.from(one).toString('base64'));
  const filter = fc
    .tuple(fc.constantFrom('>,', '>=,', '<,', '!=,', '~,', '!~,', '><,', 'IN,', '=,'), anyText)
    .map((parts) => parts.join(''));
  /** What a parameter reads, made nasty: `[name, value]`. */
  const meant = fc.oneof(
    fc.tuple(fc.constant('load_relations'), anyJson),
    fc.tuple(fc.constantFrom('after', 'before'), fc.oneof(base64(anyText), base64(anyJson))),
    fc.tuple(fc.constantFrom('sort', 'limit', 'count', 'archived', 'or'), anyText),
    fc.tuple(fc.constantFrom('itemID', 'timeStamp', 'description', 'ItemShops.qoh', 'itemCode'), filter),
  );
  const parameter = fc.oneof(meant, fc.tuple(anyText, fc.oneof(filter, anyJson)));
  const queryOf = (parameters: [string, string][]) =>
    parameters.map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`).join('&');

  test('one nasty parameter', () =>
    fc.assert(
      fc.asyncProperty(known, meant, async (name, one) => {
        isSane(await send({ path: `${account()}/${name}.json?${queryOf([one])}`.slice(0, 12_000), headers: bearer() }));
      }),
      { numRuns: 1200 },
    ));

  test('lists and rows', () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(known, anyText),
        fc.option(anyText),
        fc.array(parameter, { maxLength: 4 }),
        async (name, id, parameters) => {
          const path =
            `${account()}/${inUrl(name)}${id === null ? '' : `/${inUrl(id)}`}.json?${queryOf(parameters)}`.slice(
              0,
              12_000,
            );
          isSane(await send({ path, headers: bearer() }));
        },
      ),
      { numRuns: 700 },
    ));

  test('tokens, methods and paths', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        anyText,
        anyText,
        async (method, bearerText, path) => {
          const authorization = `Bearer ${inUrl(bearerText)}.${Buffer.from(bearerText).toString('base64url')}.x`.slice(
            0,
            8000,
          );
          isSane(
            await send({ method, path: `${account()}/${inUrl(path)}`.slice(0, 6000), headers: { authorization } }),
          );
          isSane(await send({ method, path: `/${inUrl(path)}`.slice(0, 6000) }));
        },
      ),
      { numRuns: 500 },
    ));

  test('token requests, in every format', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('token', 'revoke', 'introspect', 'authorize', '__proto__'),
        fc.constantFrom(
          'application/json',
          'application/x-www-form-urlencoded',
          'multipart/form-data; boundary=x',
          'multipart/form-data; boundary=',
          'text/plain',
          '',
        ),
        fc.oneof(
          anyJson,
          fc
            .dictionary(
              fc.constantFrom(
                'grant_type',
                'code',
                'refresh_token',
                'client_id',
                'client_secret',
                'code_verifier',
                'scope',
              ),
              anyText,
            )
            .map((fields) => JSON.stringify(fields)),
          anyText.map((text) => `--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n${text}\r\n--x--`),
          anyText.map((text) => `--x\r\n${'a: b\r\n'.repeat(50)}${text}`),
        ),
        async (endpoint, type, body) => {
          const path = `/cloud.lightspeedapp.com/auth/oauth/${endpoint}?client_id=${store.clientId}&scope=employee:all`;
          isSane(await send({ method: 'POST', path, headers: { 'content-type': type }, body }));
        },
      ),
      { numRuns: 700 },
    ));

  test('the control interface', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          'stores',
          'consent',
          'faults',
          'clock',
          'changes',
          `stores/${'x'.repeat(40)}/grants`,
          '__proto__',
          'stores/__proto__',
        ),
        anyJson,
        async (call, body) => {
          const headers = { 'content-type': 'application/json' };
          isSane(await send({ method: 'POST', path: `/_sandbox/${call}`, headers, body }));
          isSane(await send({ path: `/_sandbox/${call}?store=${inUrl(body)}&since=${inUrl(body)}`.slice(0, 6000) }));
          // A random body may be an order for trouble, which must not meet the requests that follow.
          await world.control.clearFaults();
        },
      ),
      { numRuns: 400 },
    ));

  test('a body without end is refused', async () => {
    const path = '/cloud.lightspeedapp.com/auth/oauth/token';
    expect(await send({ method: 'POST', path, body: 'x'.repeat(17 * 1024 * 1024) })).toBe(413);
  });

  test.each([
    '//',
    '//api.lightspeedapp.com:x/',
    'http://[',
    '/\\',
    '/_sandbox/\\//',
    'http://evil.example/_sandbox/stores',
  ])('the request target %s is no crash', async (target) => isSane(await send({ path: target, headers: bearer() })));

  test('bytes that are no HTTP end that connection and no other', async () => {
    const socket = connect(world.sandbox.port, '127.0.0.1');
    socket.write('\x16\x03\x01\x02\x00\x01\x00 GET / nonsense\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(await send({ path: `${account()}/Shop.json`, headers: bearer() })).toBe(200);
  });

  test('a client that goes away in the middle takes nothing with it', async () => {
    const socket = connect(world.sandbox.port, '127.0.0.1');
    socket.write(
      'POST /cloud.lightspeedapp.com/auth/oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf',
    );
    await once(socket, 'connect');
    socket.destroy();
    expect(await send({ path: `${account()}/Shop.json`, headers: bearer() })).toBe(200);
  });
});

describe('no request takes long', () => {
  test.each([
    { what: 'a pattern of many wildcards', query: `description=~,${'%a'.repeat(2000)}b` },
    {
      what: 'a cursor far beyond the last row',
      query: `sort=-itemID&after=${Buffer.from('[9007199254740991]').toString('base64')}`,
    },
    {
      what: 'a cursor far before the first row',
      query: `before=${Buffer.from('[-9007199254740991]').toString('base64')}`,
    },
    {
      what: 'a cursor of a value that is no time',
      query: `sort=timeStamp&after=${Buffer.from('["x",1]').toString('base64')}`,
    },
    { what: 'thousands of alternatives', query: `or=${'itemID=1|'.repeat(2000)}itemID=2` },
  ])('$what', async ({ query }) => {
    isSane(
      await send({ path: `${account()}/Item.json?${query.replace(/%/g, '%25')}`.slice(0, 15_000), headers: bearer() }),
    );
  });
});
