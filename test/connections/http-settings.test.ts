import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { editedHttp } from '../../src/connections/http-overrides.ts';
import type { HttpSettingsInput } from '../../src/connections/http-settings-schema.ts';
import { allConnectors } from '../../src/connectors/catalogue.ts';
import type { ApiConnector } from '../../src/connectors/connector.ts';
import { apiInUse, type SomeHttpSettings } from '../../src/connectors/effective.ts';
import { ownHttpSettings } from '../../src/connectors/http-settings.ts';
import { filledBody, filledHeader, filledUri } from '../../src/connectors/templates.ts';
import { type Http, type HttpWorld, httpWorld, type Settings } from '../requests/http-world.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await httpWorld(afterAll);
});

const base: Http = { baseUri: 'http://127.0.0.1:9/v1', auth: { type: 'custom' } };

describe('what can never be sent is refused when it is stored, and the field named', () => {
  test.each<[string, Http, string, string]>([
    ['a base URI that is none', { baseUri: 'api' }, '/http/baseUri', 'address_invalid'],
    ['one with a query', { baseUri: 'http://127.0.0.1/?a=1' }, '/http/baseUri', 'address_invalid'],
    ['one with a look-alike', { baseUri: 'http://127\u20240.0.1/' }, '/http/baseUri', 'look_alike_character'],
    ['one with a name before @', { baseUri: 'http://me@127.0.0.1/' }, '/http/baseUri', 'address_invalid'],
    ['a placeholder of another API', { baseUri: 'http://127.0.0.1/{accountid}/' }, '/http/baseUri', 'template_unknown'],
    [
      'a secret in a host',
      { baseUri: 'http://{{connection.http.encrypted.a}}.example/', encrypted: { a: 'b' } },
      '/http/baseUri',
      'value_unsendable',
    ],
    [
      'a host that a value would end early',
      { baseUri: 'http://{{connection.http.unencrypted.a}}.example/', unencrypted: { a: 'evil.test/' } },
      '/http/baseUri',
      'value_unsendable',
    ],
    [
      'a path that a value would leave',
      { baseUri: 'http://127.0.0.1/{{connection.http.unencrypted.a}}/', unencrypted: { a: '..' } },
      '/http/baseUri',
      'value_unsendable',
    ],
    ['a header that says where to go', header('Host', 'evil.test'), '/http/headers/0/name', 'setting_invalid'],
    ['a header of the line itself', header('Transfer-Encoding', 'x'), '/http/headers/0/name', 'setting_invalid'],
    ['a line break in a header', header('X-A', 'a\r\nX-B: b'), '/http/headers/0/value', 'value_unsendable'],
    ['a line feed alone', header('X-A', 'a\nb'), '/http/headers/0/value', 'value_unsendable'],
    ['a look-alike in a header', header('X-A', 'p\u0430ss'), '/http/headers/0/value', 'value_unsendable'],
    [
      'a line break in a secret that a header takes',
      { ...header('X-A', '{{connection.http.encrypted.a}}'), encrypted: { a: 'canary\r\nX-B: b' } },
      '/http/headers/0/value',
      'value_unsendable',
    ],
    ['a template of more than a path', header('X-A', '{{uuid()}}'), '/http/headers/0/value', 'template_unknown'],
    ['three braces', header('X-A', '{{{connection.settings.token}}}'), '/http/headers/0/value', 'template_unknown'],
    ['braces that stay open', header('X-A', '{{connection'), '/http/headers/0/value', 'template_unknown'],
    [
      'a field that there is not',
      header('X-A', '{{connection.http.encrypted.nope}}'),
      '/http/headers/0/value',
      'template_unknown',
    ],
    [
      'what objects have by themselves',
      header('X-A', '{{connection.http.unencrypted.constructor}}'),
      '/http/headers/0/value',
      'template_unknown',
    ],
    ['a test elsewhere', { ping: { relativeUri: 'https://evil.test/' } }, '/http/ping/relativeUri', 'address_invalid'],
    ['a body that GET has not', { ping: { relativeUri: 'x', body: 'y' } }, '/http/ping/body', 'setting_invalid'],
    ['XML, which can’t be read', { successMediaType: 'xml' }, '/http/successMediaType', 'media_type_unsupported'],
    ['half a rate limit', { rateLimit: { requests: 5 } }, '/http/rateLimit/seconds', 'setting_missing'],
    ['a user name that is missing', { auth: { type: 'basic' } }, '/http/auth/username', 'setting_missing'],
    ['a colon in it', { auth: { type: 'basic', username: 'a:b' } }, '/http/auth/username', 'setting_invalid'],
    ['a token that is missing', { auth: { type: 'token' } }, '/settings/token', 'setting_missing'],
    [
      'a scheme with a line break',
      { auth: { type: 'token', token: { scheme: 'a\r\nb' } } },
      '/http/auth/token/scheme',
      'value_unsendable',
    ],
    ['no client for OAuth 2.0', { auth: { type: 'oauth' } }, '/settings/iClientId', 'iclient_missing'],
  ])('%s', async (_, http, pointer, code) => {
    const refused = world.create({ ...base, ...http });
    await expect(refused).rejects.toMatchObject({ pointer, code });
    await expect(refused).rejects.not.toThrow(/canary/);
  });

  function header(name: string, value: string): Http {
    return { headers: [{ name, value }] };
  }

  test('a double slash leads nowhere else: it is below the base URI', async () => {
    expect((await world.create({ ...base, ping: { relativeUri: '//evil.test/' } })).http?.ping).toBeDefined();
  });
});

describe('stored secrets go to the place they were typed for alone', () => {
  const token = { type: 'token' } as const;
  test.each<[string, Http, Settings, Http]>([
    ['another host', { ...base, auth: token }, { token: 'x' }, { baseUri: 'http://127.0.0.2:9/v1' }],
    ['another port', { ...base, auth: token }, { token: 'x' }, { baseUri: 'http://127.0.0.1:10/v1' }],
    ['another value in the host', hosted('127.0.0.1'), {}, { unencrypted: { host: '127.0.0.2' } }],
    ['an encrypted field', { ...base, encrypted: { a: 'b' } }, {}, { baseUri: 'http://127.0.0.2:9/v1' }],
  ])('%s', async (_, http, settings, patch) => {
    const { id } = await world.create(http, settings);
    await expect(world.edit(id, patch)).rejects.toMatchObject({ code: 'secret_needed' });
  });

  function hosted(host: string): Http {
    return {
      ...base,
      baseUri: 'http://{{connection.http.unencrypted.host}}:9/',
      unencrypted: { host },
      encrypted: { a: 'b' },
    };
  }

  test('and every one of them has to be typed again', async () => {
    const { id } = await world.create({ ...base, auth: token, encrypted: { a: 'b' } }, { token: 'x' });
    const elsewhere = { baseUri: 'http://127.0.0.1:10/' };
    await expect(world.edit(id, elsewhere, { token: 'y' })).rejects.toThrow(/field "a"/);
    await expect(world.edit(id, { ...elsewhere, encrypted: { a: null } })).rejects.toThrow(/token/);
    expect((await world.edit(id, { ...elsewhere, encrypted: { a: 'c' } }, { token: 'y' })).http?.baseUri).toBe(
      elsewhere.baseUri,
    );
  });

  test('another path at the same place asks nothing', async () => {
    const { id } = await world.create({ ...base, auth: token }, { token: 'x' });
    expect((await world.edit(id, { baseUri: 'http://127.0.0.1:9/v2/' })).http?.baseUri).toBe('http://127.0.0.1:9/v2/');
  });
});

const apis = allConnectors.filter((one): one is ApiConnector => one.kind === 'api');
const text = fc.string({ minLength: 1, maxLength: 8 });
const name = fc.constantFrom('X-A', 'x-b', 'data', 'error.code');
const some = <T extends Record<string, fc.Arbitrary<unknown>>>(shape: T) => fc.record(shape, { requiredKeys: [] });
const settings = some({
  headers: fc.array(fc.record({ name, value: text }), { maxLength: 2 }),
  mediaType: fc.constantFrom('json', 'urlencoded', null),
  successMediaType: fc.constantFrom('json', 'csv', null),
  unencrypted: fc.dictionary(fc.constantFrom('a', 'b'), fc.option(text)),
  auth: fc.option(
    some({
      followRedirects: fc.boolean(),
      token: fc.option(some({ name: fc.option(name), scheme: fc.constantFrom('', 'Token') })),
    }),
  ),
  rateLimit: fc.option(
    some({ statuses: fc.option(fc.array(fc.constantFrom(420, 429))), retryHeader: fc.constantFrom('X-Wait', 'x-b') }),
  ),
  ping: fc.option(
    some({
      method: fc.constantFrom('GET', 'HEAD', null),
      successPath: fc.option(fc.constantFrom('data', 'error.code')),
    }),
  ),
  tls: fc.option(some({ verify: fc.option(fc.boolean()) })),
}) as fc.Arbitrary<HttpSettingsInput>;

const edit = (http: ReturnType<typeof editedHttp>['http'], input: HttpSettingsInput | null) =>
  editedHttp({ http, secrets: {} }, input).http;

/** The same settings, all of them taken back. */
const takenBack = (tree: object): HttpSettingsInput =>
  Object.fromEntries(Object.keys(tree).map((name) => [name, null])) as HttpSettingsInput;

describe('overrides', () => {
  test('that are all taken back leave an API as it was', () => {
    fc.assert(
      fc.property(fc.constantFrom(...apis), fc.array(settings, { maxLength: 4 }), (connector, edits) => {
        const http = edits.reduce<ReturnType<typeof edit>>((before, input) => edit(before, input), null);
        const after = edit(http, takenBack(http ?? {}));
        expect(after).toBeNull();
        expect(edit(http, null)).toBeNull();
        expect(apiInUse(connector, after as SomeHttpSettings | null).http).toEqual(ownHttpSettings(connector));
      }),
    );
  });

  test('hold no null and nothing empty, and say the same when they are sent again', () => {
    fc.assert(
      fc.property(fc.array(settings, { maxLength: 4 }), (edits) => {
        const http = edits.reduce<ReturnType<typeof edit>>((before, input) => edit(before, input), null);
        expect(JSON.stringify(http ?? {})).not.toMatch(/:null|:\{\}/);
        expect(edit(http, http)).toEqual(http);
      }),
    );
  });

  test('leave every setting as the connector has it that they don’t name', () => {
    fc.assert(
      fc.property(fc.constantFrom(...apis), settings, (connector, input) => {
        const http = edit(null, input);
        const own = ownHttpSettings(connector);
        const used = apiInUse(connector, http as SomeHttpSettings | null).http;
        for (const name of Object.keys(own) as (keyof typeof own)[]) {
          if (http === null || !(name in http)) expect(used[name]).toEqual(own[name]);
        }
        expect(ownHttpSettings(connector)).toEqual(own);
      }),
    );
  });

  test('of a base URI take the requests for account and employee along to its host', () => {
    const r = apis.find(({ id }) => id === 'lightspeed-v3') as ApiConnector;
    const used = apiInUse(r, { baseUri: 'https://proxy.example/ls/API/V3/Account/{accountId}/' });
    expect(used.account?.url).toBe('https://proxy.example/ls/API/V3/Account.json');
    expect(used.employee?.url).toBe('https://proxy.example/ls/API/Session.json');
    expect(used.http.ping.relativeUri).toBe('https://proxy.example/ls/API/V3/Account.json');
  });
});

describe('a value in a template means nothing but itself', () => {
  const field = (value: string) => (path: string) => (path === 'connection.http.unencrypted.a' ? value : undefined);
  const a = '{{connection.http.unencrypted.a}}';

  test('in an address: it ends no segment and begins no query', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        fc.pre(!/^\.*$/.test(value));
        const url = new URL(filledUri(`https://api.example/x/${a}/y?q=${a}&r=1`, field(value)));
        expect(url.origin).toBe('https://api.example');
        expect(url.pathname.split('/').map(decodeURIComponent)).toEqual(['', 'x', value, 'y']);
        expect(url.searchParams.get('q')).toBe(value);
        expect([...url.searchParams.keys()]).toEqual(['q', 'r']);
      }),
    );
  });

  test('in a body of JSON or of a form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(JSON.parse(filledBody(`{"a": "x${a}"}`, 'json', field(value)))).toEqual({ a: `x${value}` });
        const form = new URLSearchParams(filledBody(`a=${a}&b=1`, 'urlencoded', field(value)));
        expect([...form]).toEqual([
          ['a', value],
          ['b', '1'],
        ]);
      }),
    );
  });

  test('in a header: it is one line of plain characters, or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const isPlain = /^[\x20-\x7e]*$/.test(value);
        const fill = () => filledHeader('X-A', `x${a}`, field(value));
        if (isPlain) expect(fill()).toBe(`x${value}`);
        else expect(fill).toThrow(expect.objectContaining({ code: 'value_unsendable' }));
      }),
    );
  });

  test('also where it looks like a template itself', () => {
    expect(filledUri(`https://api.example/${a}`, field(a))).toBe(`https://api.example/${encodeURIComponent(a)}`);
  });
});
