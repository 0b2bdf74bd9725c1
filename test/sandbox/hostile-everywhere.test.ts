import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyRecord, anyText, anyValue, inUrl } from '../support/nasty.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
/** What `{...}` stands for in a path, and the credential of each series. */
let at: Record<string, string>;
let credentials: Record<string, string>;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let cases = 0;

beforeAll(async () => {
  world = await startStillSandbox();
  const sizes = { items: 40, customers: 10, sales: 10 };
  const stores: SandboxStore[] = [];
  for (const series of ['r', 'x', 'c']) stores.push(await world.control.createStore({ series, sizes }));
  const [r, x, c] = stores as [SandboxStore, SandboxStore, SandboxStore];
  at = { account: r.accountId, prefix: x.domainPrefix, client: r.clientId, store: r.id, shop: c.id };
  credentials = {
    r: `Bearer ${(await world.control.grant(r.id)).accessToken}`,
    x: `Bearer ${(await world.control.grant(x.id)).accessToken}`,
    c: `Basic ${Buffer.from(`${c.apiKey}:${c.apiSecret}`).toString('base64')}`,
  };
  for (const name of ['product', 'customer']) {
    const path = `/{prefix}.vendhq.com/api/2.0/${name}s?page_size=1`;
    const { text } = await send(filled({ method: 'GET', path, headers: { authorization: '{x}' } }));
    at[name] = (JSON.parse(text) as { data: [{ id: string }] }).data[0].id;
  }
});
afterAll(async () => {
  agent.destroy();
  await world.sandbox.close();
});

interface Sent {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

const types = [
  'application/json',
  'application/json; charset=utf-16',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'image/png',
  'text/plain',
  '/',
];
const type = fc.constantFrom(...types);
const multipart = fc
  .tuple(anyText, anyText)
  .map(([name, text]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n--x--`);
const form = fc
  .array(fc.tuple(anyText, anyText), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`).join('&'));
const xml = fc
  .tuple(fc.constantFrom('Item', 'Category', 'Sale', 'x', '__proto__'), anyText)
  .map(([name, text]) => `<${name}><${text}>&${text};</${text}></${name}>`);

/** A body that the names of fields make plausible, or anything at all. */
const bodyOf = (names: readonly string[], wrapper?: string) =>
  fc.oneof(
    { weight: 5, arbitrary: anyRecord(names).map((text) => (wrapper ? `{"${wrapper}":${text}}` : text)) },
    anyValue.map((value) => JSON.stringify(value) ?? ''),
    multipart,
    form,
    xml,
    anyText,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
const queryOf = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, anyText), anyText), { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`).join('&'));
const method = fc.oneof(
  { weight: 5, arbitrary: fc.constant('GET') },
  { weight: 4, arbitrary: fc.constantFrom('POST', 'PUT', 'DELETE') },
  fc.constantFrom('PATCH', 'OPTIONS', 'HEAD'),
);
const id = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1', '2', '5', '{product}', '{customer}') },
  fc.constantFrom('0', '-1', '9007199254740993', '1.5', '1e3', '00000000-0000-4000-8000-000000000000', 'count'),
  anyText.map(inUrl),
);

/** A path of the series, whole or made worse. */
const below = (names: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...names) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...names), id).map((parts) => parts.join('/')) },
    fc.tuple(fc.constantFrom(...names), id, fc.constantFrom(...names), fc.option(id)).map((parts) => parts.join('/')),
    fc.tuple(anyText.map(inUrl), id).map((parts) => parts.join('/')),
  );

const rNames =
  'Item Category Customer Sale SaleLine SalePayment ItemShop Order OrderLine Vendor Manufacturer Tag Shop Employee CreditAccount Transfer InventoryCount ItemMatrix Image PriceLevel Reports/Accounting/TaxesByDay'.split(
    ' ',
  );
const xNames =
  'products customers customer_groups sales inventory outlets registers suppliers brands tags taxes payment_types consignments price_books users gift_cards webhooks search product_categories promotions quotes'.split(
    ' ',
  );
const cNames =
  'products variants categories brands tags types attributes customers groups orders invoices shipments checkouts quotes suppliers discounts sets webhooks shop account languages'.split(
    ' ',
  );
const rFields =
  'itemID description defaultCost Prices ItemShops categoryID archived name firstName Contact SaleLines SalePayments shopID registerID amount unitQuantity customSku Images timeStamp'.split(
    ' ',
  );
const xFields =
  'id name handle sku retail_price supply_price price_including_tax inventory outlet_id register_id line_items payments customer_id first_name email source_id version status type url active variants product_id'.split(
    ' ',
  );
const cFields =
  'id title url isVisible priceIncl stockLevel product variant email firstname lastname number status customer quantity address itemGroup itemAction language attachment position image type'.split(
    ' ',
  );

const rQuery =
  'limit offset after before sort orderby orderby_desc count archived or load_relations itemID timeStamp description ItemShops.qoh Contact.email categoryID'.split(
    ' ',
  );
const xQuery = 'after before page_size page deleted since sku email type limit offset order_by date_from status'.split(
  ' ',
);
const cQuery = 'limit page fields since_id created_at_min updated_at_max order customer product number sku brand'.split(
  ' ',
);

const oauthPaths = [
  '/cloud.lightspeedapp.com/auth/oauth/token',
  '/cloud.lightspeedapp.com/auth/oauth/authorize',
  '/cloud.lightspeedapp.com/auth/oauth/revoke',
  '/cloud.lightspeedapp.com/auth/oauth/introspect',
  '/cloud.merchantos.com/oauth/access_token.php',
  '/cloud.merchantos.com/oauth/authorize.php',
  '/us.merchantos.com/auth/oauth/token',
  '/secure.retail.lightspeed.app/connect',
  '/secure.vendhq.com/connect',
  '/{prefix}.vendhq.com/api/1.0/token',
];
const oauthFields =
  'grant_type code refresh_token client_id client_secret redirect_uri state scope code_verifier code_challenge code_challenge_method response_type token action login password store decision'.split(
    ' ',
  );
const controlPaths =
  'stores stores/{store} stores/{store}/grants stores/{shop}/install consent grants requests faults clock changes reset'.split(
    ' ',
  );
const controlFields =
  'series name seed sizes registers limits redirectUris clientId accessSeconds scopes server login expiresInSeconds url decision successUrl appKey match kind times status delayMs offsetMs rate store edits sales'.split(
    ' ',
  );

const series = (
  name: 'r' | 'x' | 'c',
  root: string,
  end: string,
  more: { below: readonly string[]; fields: readonly string[]; query: readonly string[]; wrapper?: string },
) =>
  fc.record({
    method,
    path: fc.tuple(below(more.below), queryOf(more.query)).map(([path, query]) => `${root}/${path}${end}?${query}`),
    headers: type.map((contentType) => ({ authorization: `{${name}}`, 'content-type': contentType })),
    body: bodyOf(more.fields, more.wrapper),
  });

const rest = [
  series('r', '/api.lightspeedapp.com/API/V3/Account/{account}', '.json', {
    below: rNames,
    fields: rFields,
    query: rQuery,
  }),
  series('r', '/api.merchantos.com/API/Account/{account}', '', { below: rNames, fields: rFields, query: rQuery }),
  series('x', '/{prefix}.retail.lightspeed.app/api/2.0', '', { below: xNames, fields: xFields, query: xQuery }),
  series('x', '/{prefix}.vendhq.com/api', '', {
    below: [
      ...xNames,
      'register_sales',
      'supplier',
      'consignment',
      'consignment_product',
      '2026-01/products',
      '3.0/products',
      '1.0/token',
    ],
    fields: xFields,
    query: xQuery,
  }),
  series('c', '/api.webshopapp.com/en', '.json', { below: cNames, fields: cFields, query: cQuery }),
  series('c', '/api.webshopapp.com/en', '.json', { below: cNames, fields: cFields, query: cQuery, wrapper: 'product' }),
] as const;

const oauth = fc.record({
  method,
  path: fc.tuple(fc.constantFrom(...oauthPaths), queryOf(oauthFields)).map(([path, query]) => `${path}?${query}`),
  headers: type.map((contentType) => ({ 'content-type': contentType })),
  body: fc.oneof(bodyOf(oauthFields), queryOf(oauthFields)),
});
const anywhere = fc.record({
  method,
  path: fc
    .array(
      fc.oneof(anyText.map(inUrl), fc.constantFrom('api.webshopapp.com', 'x.vendhq.com', 'API', 'V3', '_sandbox')),
      { maxLength: 5 },
    )
    .map((parts) => `/${parts.join('/')}`),
  headers: fc.dictionary(
    fc.constantFrom(
      'authorization',
      'accept',
      'cookie',
      'x-forwarded-host',
      'x-forwarded-proto',
      'origin',
      'user-agent',
      'if-none-match',
      'range',
      'accept-language',
    ),
    anyText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '')),
  ),
  body: anyText,
});
const control = fc.record({
  method,
  path: fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...controlPaths) }, anyText.map(inUrl)),
      queryOf(['store', 'since', 'after', 'limit']),
    )
    .map(([path, query]) => `/_sandbox/${path}?${query}`),
  headers: fc.constant({ 'content-type': 'application/json' }),
  body: bodyOf(controlFields),
});

/** Fills in what only the running world knows, and keeps the request line below what Node takes. */
function filled({ path, headers = {}, ...sent }: Sent): Sent {
  const own = (text: string, of: Record<string, string>) =>
    text.replace(/\{(\w+)\}/g, (all, name: string) => (Object.hasOwn(of, name) ? of[name]! : all));
  const entries = Object.entries(headers).map(([name, value]) => [name, own(value, credentials)] as const);
  return { ...sent, path: own(path, at).slice(0, 12_000), headers: Object.fromEntries(entries) };
}

/** Status and text of the answer. Rejects when there is none within ten seconds. */
function send({ method, path, headers, body }: Sent): Promise<{ status: number; text: string; type: string }> {
  cases += 1;
  return new Promise((resolve, reject) => {
    const options = {
      port: world.sandbox.port,
      host: '127.0.0.1',
      method,
      path,
      headers: headers ?? {},
      agent,
      timeout: 10_000,
    };
    const sent = request(options, async (reply) => {
      const parts: Buffer[] = [];
      for await (const part of reply) parts.push(part);
      resolve({
        status: reply.statusCode ?? 0,
        text: Buffer.concat(parts).toString(),
        type: reply.headers['content-type'] ?? '',
      });
    });
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('No answer within ten seconds.')));
    sent.end(method === 'GET' || method === 'HEAD' ? undefined : body);
  });
}

/** Answered, not by a failure of ours, and what says it is JSON is. */
async function isSane(sent: Sent): Promise<void> {
  const whole = filled(sent);
  const { status, text, type: told } = await send(whole);
  expect(status, `${JSON.stringify(whole)}: ${text}`).toBeLessThan(500);
  if (told.startsWith('application/json') && text !== '') JSON.parse(text);
}

const many = (requests: fc.Arbitrary<Sent>, numRuns: number) =>
  fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: 8, maxLength: 8 }), async (sent) => {
      await Promise.all(sent.map(isSane));
    }),
    { numRuns },
  );

test.each([
  { where: 'R-Series, V3', requests: rest[0], runs: 220 },
  { where: 'R-Series, the older API', requests: rest[1], runs: 220 },
  { where: 'X-Series, 2.0', requests: rest[2], runs: 220 },
  { where: 'X-Series, older and newer', requests: rest[3], runs: 160 },
  { where: 'C-Series', requests: rest[4], runs: 160 },
  { where: 'C-Series, a product', requests: rest[5], runs: 100 },
  { where: 'the authorization servers', requests: oauth, runs: 220 },
  { where: 'any path, with any headers', requests: anywhere, runs: 160 },
])('whatever comes to $where, it answers', async ({ requests, runs }) => many(requests, runs));

test('whatever comes to the control interface, it answers', () =>
  fc.assert(
    fc.asyncProperty(fc.array(control, { minLength: 8, maxLength: 8 }), async (sent) => {
      await Promise.all(sent.map(isSane));
      // What was sent may be an order for trouble or for another time, which must not meet the requests that follow.
      await world.control.clearFaults();
      await world.control.clock({ offsetMs: 0, rate: 1 });
    }),
    { numRuns: 60 },
  ));

test('and those were more than 10,000 cases', () => {
  expect(cases).toBeGreaterThan(10_000);
});
