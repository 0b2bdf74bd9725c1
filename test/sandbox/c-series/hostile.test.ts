import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resources } from '../../../src/sandbox/c-series/resources.ts';
import { openCShop } from '../../support/c-shop.ts';
import { startStillSandbox } from '../../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let shop: Awaited<ReturnType<typeof openCShop>>;
let authorization: string;
beforeAll(async () => {
  world = await startStillSandbox();
  shop = await openCShop(world.sandbox, world.control, { sizes: { items: 50, customers: 10, sales: 20 } });
  authorization = `Basic ${Buffer.from(`${shop.store.apiKey}:${shop.store.apiSecret}`).toString('base64')}`;
});
afterAll(() => world.sandbox.close());

interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Sends a request as it stands, without the tidying that fetch does; fails for a crash. */
async function survives({ method = 'GET', path, headers = { authorization }, body }: Sent): Promise<void> {
  const target = `/api.webshopapp.com/${path}`.slice(0, 12_000);
  const [status, text] = await new Promise<[number, string]>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const all = { ...headers, ...length };
    const options = { port: world.sandbox.port, host: '127.0.0.1', method, path: target, headers: all };
    const sent = request(options, (reply) => {
      let came = '';
      reply.setEncoding('utf8').on('data', (part) => {
        came += part;
      });
      reply.on('end', () => resolve([reply.statusCode ?? 0, came]));
    });
    sent.on('error', reject).end(body);
  });
  expect(status, `${method} ${target} ${body?.slice(0, 500)}: ${text}`).toBeLessThan(500);
  if (status >= 400 && text !== '') expect(JSON.parse(text)).toMatchObject({ error: {} });
}

/** Names that exist on every object, and other texts that break what is written carelessly. */
const nasty = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '%00',
  '%',
  '..',
  '%2e%2e%2f',
  '-1',
  '0',
  '1e308',
  '9007199254740993',
  'NaN',
  '[]',
  '{}',
  'null',
  'false',
  '"',
  "' OR 1=1 --",
  '<script>',
  '2026-02-30 25:61:61',
  '275760-09-13',
  '9999-12-31T23:59:59+99:99',
  'a'.repeat(3000),
);
const anyText = fc.oneof(nasty, fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
/** What may stand in a request line. */
const inUrl = (text: string) => encodeURIComponent(text.toWellFormed()).replace(/%25/g, '%');

const all = [...resources.values()].filter(({ path }) => path !== '');
const anyPath = fc.constantFrom(...all.map(({ path }) => path.replace(/\{\w+\}/, '1')));
const anyId = fc.oneof(fc.constantFrom('1', '2', '3', '0', '999999999999999'), anyText.map(inUrl));

describe('whatever comes, the sandbox answers and lives', () => {
  const names = ['limit', 'page', 'since_id', 'fields', 'created_at_min', 'created_at_max', 'updated_at_min'];
  const filters = [...new Set(all.flatMap((one) => Object.keys(one.filters)))];
  const parameter = fc.tuple(fc.oneof(fc.constantFrom(...names, ...filters), anyText), anyText);
  const query = fc
    .array(parameter, { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => `${inUrl(name)}=${inUrl(value)}`).join('&'));

  test('lists, counts and rows', () =>
    fc.assert(
      fc.asyncProperty(
        anyPath,
        fc.constantFrom('', '/count'),
        fc.option(anyId),
        query,
        async (path, count, id, asked) =>
          survives({ path: `en/${path}${id === null ? count : `/${id}`}.json?${asked}` }),
      ),
      { numRuns: 1200 },
    ));

  test('methods, languages, paths and keys', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        anyText.map(inUrl),
        anyText.map(inUrl),
        fc.option(anyText),
        async (method, language, path, key) => {
          const headers = key === null ? undefined : { authorization: `Basic ${Buffer.from(key).toString('base64')}` };
          await survives({ method, path: `${language}/${path}`, ...(headers ? { headers } : {}) });
          await survives({ method, path: `en/${path}.json`, ...(headers ? { headers } : {}) });
        },
      ),
      { numRuns: 600 },
    ));

  /** Bodies that get as far as the fields: the right envelope, the right names, and anything in them. */
  const value = fc.oneof(
    nasty,
    fc.jsonValue({ maxDepth: 4 }),
    fc.integer(),
    fc.double(),
    fc.constantFrom({ resource: { id: 1 } }, { resource: null }, { id: { id: 1 } }, { code: 'nl' }, { toString: 1 }),
  );
  const written = fc.constantFrom(...all.filter(({ writes }) => writes.verbs.length > 0)).chain((resource) =>
    fc.record({
      resource: fc.constant(resource),
      fields: fc.dictionary(fc.constantFrom(...Object.keys(resource.fields), '__proto__', 'id'), value, { maxKeys: 6 }),
      id: fc.option(fc.integer({ min: 1, max: 6 })),
      method: fc.constantFrom('POST', 'PUT', 'PUT', 'DELETE'),
    }),
  );

  test('writes to every resource, and what they leave behind is still shown', () =>
    fc.assert(
      fc.asyncProperty(written, async ({ resource, fields, id, method }) => {
        const path = `en/${resource.path.replace(/\{\w+\}/, '2')}`;
        const body = JSON.stringify(resource.isBare ? fields : { [resource.one]: fields });
        await survives({ method, path: `${path}${id === null ? '' : `/${id}`}.json`, body });
        await survives({ path: `${path}.json?limit=30` });
      }),
      { numRuns: 900 },
    ));

  const operations = [
    'PUT variants/bulk',
    'POST categories/products/bulk',
    'PUT products/2/attributes/1',
    'PUT products/2/attributes',
    'POST checkouts/1/order',
    'GET checkouts/1/validate',
    'POST checkouts/2/products',
    'POST quotes/1/convert',
    'POST quotes/1/products',
    'POST webhooks',
    'PUT shop',
  ].map((one) => one.split(' ') as [string, string]);
  const envelopes = fc.constantFrom(
    'variant',
    'categoriesProduct',
    'productAttribute',
    'quoteProduct',
    'webhook',
    'shop',
  );
  const anyBody = fc.oneof(
    fc.json({ maxDepth: 5 }),
    anyText,
    fc.tuple(envelopes, value).map(([name, one]) => JSON.stringify({ [name]: one })),
    fc.tuple(envelopes, fc.array(value)).map(([name, many]) => JSON.stringify({ [name]: many })),
    fc.constant(`{"variant":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
    fc.constant(`{"customer":${'{"id":'.repeat(20_000)}1${'}'.repeat(20_000)}}`),
  );

  test('paths of their own, with any body', () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), anyBody, async ([method, path], body) =>
        survives({ method, path: `en/${path}.json`, body }),
      ),
      { numRuns: 500 },
    ));
});
