import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Exchange, KEPT_CHARACTERS, startOf } from '../../src/connections/debug-log/exchange.ts';
import { maskedExchange } from '../../src/connections/debug-log/mask-exchange.ts';
import { isSecretName } from '../../src/connections/debug-log/secret-names.ts';

const SECRET = 'canary-8f1e/7a+2 c';
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** An exchange as it is stored. */
function stored(part: Partial<Exchange>, known: string[] = []) {
  const plain: Exchange = {
    connectionId: '0199b5a4-0000-7000-8000-000000000000',
    at: new Date(0),
    kind: 'api',
    caller: { type: 'test' },
    method: 'GET',
    url: 'https://api.example.com/items',
    requestHeaders: {},
    requestBody: null,
    reply: null,
    failure: null,
    ms: 1,
    secrets: [],
    missed: 0,
  };
  return maskedExchange({ ...plain, ...part }, new Set(known));
}
const reply = (body: string, headers: Record<string, string> = json) => ({ status: 200, headers, body: startOf(body) });
const bodyOf = (body: object | string, known: string[] = []) =>
  stored({ reply: reply(typeof body === 'string' ? body : JSON.stringify(body)) }, known).responseBody;

describe('what a name says', () => {
  test.each([
    'Authorization',
    'x-api-key',
    'access_token',
    'refreshToken',
    'client_secret',
    'apiSecret',
    'Password',
    'accessPin',
    'code_verifier',
    'Set-Cookie',
    'X-Webhook-Signature',
  ])('%s holds a secret', (name) => expect(isSecretName(name, 'apiBody')).toBe(true));
  test.each([
    'token_type',
    'expires_in',
    'nextPageToken',
    'shipping',
    'customSku',
    'systemSku',
    'publicKey',
    'countryCode',
    'keyboard',
    'secretary',
  ])('%s holds none', (name) => expect(isSecretName(name, 'apiBody')).toBe(false));
  test('"code" and "key" do in an address and in a call for tokens, not in records', () => {
    expect(['query', 'tokenBody', 'header'].map((place) => isSecretName('code', place as 'query'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isSecretName('code', 'apiBody')).toBe(false);
    expect(isSecretName('key', 'apiBody')).toBe(false);
  });
});

describe('a secret is masked by its name', () => {
  test.each([
    { where: 'a bearer token', part: { requestHeaders: { authorization: `Bearer ${SECRET}` } } },
    {
      where: 'user and password of Basic',
      part: { requestHeaders: { authorization: `Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}` } },
    },
    { where: 'a header of its own', part: { requestHeaders: { 'x-api-key': SECRET } } },
    { where: 'a cookie', part: { reply: reply('', { 'set-cookie': `sid=${SECRET}; Path=/` }) } },
    {
      where: 'the query',
      part: { url: `https://api.example.com/a?x=1&access_token=${encodeURIComponent(SECRET)}&y=2` },
    },
    { where: 'the fragment', part: { url: `https://api.example.com/a#access_token=${encodeURIComponent(SECRET)}` } },
    { where: "the address's password", part: { url: `https://ann:${encodeURIComponent(SECRET)}@api.example.com/a` } },
    {
      where: 'a form',
      part: { requestHeaders: form, requestBody: startOf(`a=1&${new URLSearchParams({ client_secret: SECRET })}`) },
    },
    {
      where: 'a JSON body',
      part: { requestHeaders: json, requestBody: startOf(JSON.stringify({ a: { password: SECRET } })) },
    },
    {
      where: 'JSON below a secret name',
      part: { reply: reply(JSON.stringify({ tokens: [{ value: SECRET }, SECRET] })) },
    },
    {
      where: 'JSON in JSON',
      part: { reply: reply(JSON.stringify({ log: JSON.stringify({ api_key: 'canary-8f1e' }) })) },
    },
    {
      where: 'a sentence',
      part: { reply: reply('Error: token=canary-8f1e was refused', { 'content-type': 'text/plain' }) },
    },
    {
      where: 'XML',
      part: { reply: reply(`<a><accessToken>${SECRET}</accessToken></a>`, { 'content-type': 'text/xml' }) },
    },
    {
      where: 'a multipart form',
      part: {
        requestHeaders: { 'content-type': 'multipart/form-data; boundary=b' },
        requestBody: startOf(`--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--b--`),
      },
    },
    {
      where: 'the code of a token call',
      part: { kind: 'token' as const, requestHeaders: form, requestBody: startOf('grant_type=x&code=canary-8f1e') },
    },
    {
      where: "a redirect's address",
      part: { reply: reply('', { location: 'https://x.example/?code=canary-8f1e&state=1' }) },
    },
  ])('in $where', ({ part }) => {
    const entry = stored(part);
    expect(JSON.stringify(entry)).not.toContain('canary');
    expect(JSON.stringify(entry)).toContain('***');
  });

  test('and what stands around it stays letter by letter', () => {
    const body = `{ "name" : "Ann", "access_token":"${SECRET}" ,\n "expires_in": 1800, "code": "SKU-1", "token": null }`;
    expect(bodyOf(body)).toBe(body.replace(SECRET, '***'));
    const url = 'https://api.example.com/Item.json?limit=5&timeStamp=%3E%2C2026-01-01&sort=-id';
    expect(stored({ url }).url).toBe(url);
    expect(stored({ requestHeaders: { authorization: `Bearer ${SECRET}` } }).requestHeaders).toBe(
      JSON.stringify({ authorization: 'Bearer ***' }),
    );
  });

  test('in JSON that is cut off anywhere', () => {
    const whole = JSON.stringify({ list: [1, { refresh_token: SECRET, name: 'Ann' }], password: SECRET });
    for (let length = 0; length < whole.length; length += 1)
      expect(bodyOf(whole.slice(0, length))).not.toContain('canary');
  });

  test('in any JSON, which else reads as before', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const word = fc.string({ maxLength: 12 }).filter((name) => !isSecretName(name, 'apiBody'));
    const anyRecord = fc.dictionary(word, fc.oneof(leaf, fc.array(leaf), fc.dictionary(word, leaf)));
    fc.assert(
      fc.property(anyRecord, fc.constantFrom('access_token', 'apiSecret', 'X-Api-Key'), (record, name) => {
        const withSecret = { before: record, [name]: SECRET, after: record };
        const entry = stored({ reply: reply(JSON.stringify(withSecret)) });
        expect(entry.responseBody).not.toContain('canary');
        // Text that itself reads like a secret with its name may be masked too.
        fc.pre(!/[:=]/.test(JSON.stringify(Object.values(record))));
        expect(JSON.parse(entry.responseBody ?? '')).toEqual({ ...withSecret, [name]: '***' });
      }),
    );
  });
});

describe('a secret that is known', () => {
  test.each([
    { how: 'as it is', text: SECRET },
    { how: 'as in an address', text: encodeURIComponent(SECRET) },
    {
      how: 'as in an address, small hex digits',
      text: encodeURIComponent(SECRET).replaceAll('%2F', '%2f').replaceAll('%2B', '%2b'),
    },
    { how: 'as in a form', text: new URLSearchParams({ s: SECRET }).toString().slice(2) },
    { how: 'as in JSON with escaped slashes', text: SECRET.replaceAll('/', '\\/') },
    { how: 'in Base64', text: Buffer.from(SECRET).toString('base64') },
  ])('is masked wherever it stands, written $how', ({ text }) => {
    const part = {
      url: `https://api.example.com/${text}`,
      failure: `no ${text}`,
      reply: reply(`{"note": "${text}"}`, { 'x-seen': text }),
    };
    const entry = stored({ ...part, requestBody: startOf(`note ${text}`) }, [SECRET]);
    expect(JSON.stringify(entry)).not.toContain(text);
    expect(entry).toMatchObject({
      url: 'https://api.example.com/***',
      failure: 'no ***',
      responseBody: '{"note": "***"}',
    });
  });

  test('is masked in the reply when the request showed it under its name', () => {
    const token = 'canary-4b7d-9921';
    const entry = stored({
      requestHeaders: { authorization: `Bearer ${token}` },
      reply: reply(`{"debug":"got ${token}"}`),
    });
    expect(entry.responseBody).toBe('{"debug":"got ***"}');
  });

  test('leaves no beginning of it at the end of what is kept', () => {
    for (let at = 1; at < SECRET.length; at += 1) {
      const body = `${'.'.repeat(KEPT_CHARACTERS - at)}${SECRET}${'.'.repeat(100_000)}`;
      const entry = stored({ reply: reply(body, { 'content-type': 'text/plain' }) }, [SECRET]);
      expect(entry.responseBody).not.toContain('cana');
    }
    const cut = startOf(`${'.'.repeat(80 * 1024 - 6)}${SECRET}${'.'.repeat(1000)}`);
    expect(stored({ reply: { status: 200, headers: {}, body: cut } }, [SECRET]).responseBody).not.toContain('cana');
  });
});

test('of a body 64 KiB are kept, and how long it was', () => {
  const entry = stored({ reply: reply(`"${'é'.repeat(200_000)}"`), requestBody: startOf('x'.repeat(KEPT_CHARACTERS)) });
  expect(entry).toMatchObject({ responseBytes: 400_002, responseCut: true, requestCut: false });
  expect(entry.responseBody).toHaveLength(KEPT_CHARACTERS);
  expect(entry.requestBody).toHaveLength(KEPT_CHARACTERS);
});
