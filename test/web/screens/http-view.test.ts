import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editedHttp, httpView } from '../../../src/connections/http-overrides.ts';
import {
  type HttpOverrides,
  type HttpOverridesView,
  type HttpSettingsInput,
  httpSettings,
} from '../../../src/connections/http-settings-schema.ts';
import { httpApi } from '../../../src/connectors/http/connector.ts';
import { ownHttpSettings } from '../../../src/connectors/http-settings.ts';
import { lightspeedR } from '../../../src/connectors/lightspeed/r-series/connector.ts';
import type { SealedSecrets } from '../../../src/store/vault.ts';
import {
  type HttpDraft,
  httpCodecs,
  httpDraftOf,
  newRenewal,
  rowAt,
} from '../../../web/src/screens/connection-form/http/http-draft.ts';
import { httpErrors } from '../../../web/src/screens/connection-form/http/http-errors.ts';
import { httpPatch } from '../../../web/src/screens/connection-form/http/http-patch.ts';
import {
  differing,
  httpSections,
  namesOf,
  ownValue,
  shown,
  unsavedHttp,
} from '../../../web/src/screens/connection-form/http/http-rows.ts';

const own = ownHttpSettings(lightspeedR);

interface Stored {
  http: HttpOverrides | null;
  secrets: SealedSecrets;
}

/** What the server keeps of a change, by its own code; secrets are not sealed here. */
function store(before: Stored, patch: HttpSettingsInput | undefined): Stored {
  const { http, secrets } = editedHttp(before, patch && httpSettings.parse(patch));
  const kept = { ...before.secrets };
  for (const [name, value] of Object.entries(secrets)) {
    if (value === null) delete kept[name];
    else if (value !== undefined)
      kept[name] = { sealed: value, fingerprint: '4f2a', updatedAt: '2026-11-12T09:00:00Z' };
  }
  return { http, secrets: kept };
}

const nothing: Stored = { http: null, secrets: {} };
const viewOf = ({ http, secrets }: Stored): HttpOverridesView | null => httpView(http, secrets);
const saved = (draft: HttpDraft, before = nothing) => store(before, httpPatch(draft, viewOf(before)));

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'));
const headers = fc.array(fc.record({ name: word, value: word }), { minLength: 1, maxLength: 3 });
const sign = fc.record({ path, values: fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => all.join('\n')) });
const statuses = fc
  .array(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 3 })
  .map((all) => all.join(', '));
const fields = fc
  .uniqueArray(fc.record({ name: word, value: word, isSecret: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
    selector: ({ name }) => name,
  })
  // As they read back: the plain ones first.
  .map((rows) => rows.toSorted((a, b) => Number(a.isSecret) - Number(b.isSecret)));

const draft: fc.Arbitrary<HttpDraft> = fc.record(
  {
    baseUri: word.map((name) => `https://${name}.example.com/{accountId}/`),
    headers,
    mediaType: fc.constantFrom('json', 'xml', 'urlencoded'),
    successMediaType: fc.constantFrom('xml', 'csv'),
    errorMediaType: fc.constantFrom('json', 'plaintext'),
    fields,
    verify: fc.boolean(),
    type: fc.constantFrom('oauth', 'basic', 'token', 'custom'),
    username: word,
    renewal: fc.record({ relativeUri: word, body: word, headers, refreshTokenPath: path }).map((part) => ({
      ...newRenewal,
      ...part,
    })),
    tokenIn: fc.constantFrom('header', 'query', 'body'),
    tokenName: word,
    tokenScheme: fc.constantFrom('', 'Token'),
    expiredStatuses: statuses,
    expiredSign: sign,
    followRedirects: fc.boolean(),
    limitStatuses: statuses,
    limitSign: sign,
    retryHeader: word,
    limitWindow: fc.record({ requests: fc.integer({ min: 1, max: 900 }), seconds: fc.integer({ min: 1, max: 900 }) }),
    pingMethod: fc.constantFrom('GET', 'POST', 'HEAD'),
    pingUri: word,
    pingBody: word,
    pingSuccess: sign,
    pingFailure: sign,
    pingError: path,
    pingArray: fc.boolean(),
  },
  { requiredKeys: [] },
);

/** Custom fields have names and no order. */
const inOrder = (one: HttpDraft): HttpDraft =>
  one.fields ? { ...one, fields: one.fields.toSorted((a, b) => (a.name < b.name ? -1 : 1)) } : one;

/** As a draft reads back: encrypted values stay behind. */
const readBack = (one: HttpDraft): HttpDraft =>
  inOrder({
    ...one,
    ...(one.fields ? { fields: one.fields.map((field) => (field.isSecret ? { ...field, value: null } : field)) } : {}),
  });

describe('from HTTP view to the request and back', () => {
  test('whatever is set, the server takes it, and it reads back as it was', () => {
    fc.assert(
      fc.property(draft, (one) => {
        expect(httpErrors(one, 'lightspeed-v3')).toEqual({});
        expect(inOrder(httpDraftOf(viewOf(saved(one))))).toEqual(readBack(one));
      }),
      { numRuns: 300 },
    );
  });

  test('whatever one draft is changed to, the server ends with the other, and a second Save sends nothing', () => {
    fc.assert(
      fc.property(draft, draft, (one, other) => {
        const after = saved(other, saved(one));
        expect(inOrder(httpDraftOf(viewOf(after)))).toEqual(readBack(other));
        expect(httpPatch(httpDraftOf(viewOf(after)), viewOf(after))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('a reset row takes its override back, and the other rows stay', () => {
    const before = saved({ baseUri: 'https://proxy.example.com/', retryHeader: 'X-Wait' });
    expect(httpPatch({ retryHeader: 'X-Wait' }, viewOf(before))).toEqual({ baseUri: null });
    expect(httpPatch({}, viewOf(before))).toEqual({ baseUri: null, rateLimit: { retryHeader: null } });
  });

  test('a stored secret stays unless it is typed anew, and goes with its row', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----';
    const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    const pem = { kind: 'pem', certificate, ca: '', key, passphrase: '', pfx: '' } as const;
    const before = saved({ certificate: pem, fields: [{ name: 'appKey', value: 'canary', isSecret: true }] });
    const view = viewOf(before);
    const read = httpDraftOf(view);
    expect(read.certificate).toEqual({ ...pem, key: null });
    expect(httpPatch(read, view)).toBeUndefined();
    expect(httpPatch({ ...read, fields: [] }, view)).toEqual({ encrypted: { appKey: null } });
    expect(httpPatch({ fields: read.fields ?? [] }, view)).toEqual({ tls: { certificate: null, key: null } });
    expect(httpPatch({ ...read, certificate: { ...pem, kind: 'pfx', pfx: 'AAAA' } }, view)).toEqual({
      tls: { certificate: null, key: null, pfx: 'AAAA' },
    });
  });

  test('an empty line among headers and fields is not sent', () => {
    const blank = { name: ' ', value: '' };
    expect(httpPatch({ headers: [{ name: ' Accept ', value: 'text/csv' }, blank] }, null)).toEqual({
      headers: [{ name: 'Accept', value: 'text/csv' }],
    });
    expect(httpPatch({ fields: [{ ...blank, isSecret: true }] }, null)).toBeUndefined();
  });
});

describe('what counts as an override', () => {
  test('a row that was opened and left as it is does not', () => {
    const opened = { retryHeader: ownValue('retryHeader', own), expiredStatuses: ownValue('expiredStatuses', own) };
    expect(opened).toEqual({ retryHeader: 'Retry-After', expiredStatuses: '401' });
    expect(differing(opened, own)).toEqual({});
    expect(differing({ ...opened, retryHeader: 'X-Wait' }, own)).toEqual({ retryHeader: 'X-Wait' });
  });

  test('they are named in a sentence, and unsaved ones in the footer', () => {
    expect(namesOf(['baseUri', 'retryHeader'])).toBe('Base URI and Retry-After header');
    const stored = { http: { baseUri: 'https://proxy.example.com/' } };
    expect(unsavedHttp({ http: { baseUri: 'https://proxy.example.com/' } }, stored, own)).toBeUndefined();
    expect(unsavedHttp({ http: {} }, stored, own)).toBe('Unsaved: Base URI');
    expect(unsavedHttp({ http: { retryHeader: 'X', pingMethod: 'HEAD', pingUri: 'me' } }, stored, own)).toBe(
      'Unsaved: 4 settings',
    );
  });

  test('every row of each section shows the own value of every connector in one line', () => {
    for (const whole of [own, ownHttpSettings(httpApi)]) {
      for (const key of Object.values(httpSections).flat()) {
        expect(shown(key, ownValue(key, whole)), key).not.toMatch(/undefined|null|object/);
      }
    }
    expect(shown('limitStatuses', '429, 503')).toBe('status is 429 or 503');
    expect(shown('limitSign', { path: 'error.code', values: 'busy\nlater' })).toBe('error.code = busy or later');
  });
});

describe('what HTTP view refuses', () => {
  test.each<[keyof HttpDraft, HttpDraft]>([
    ['baseUri', { baseUri: 'api.example.com' }],
    ['baseUri', { baseUri: 'https://api\u2024example.com/' }],
    ['headers', { headers: [{ name: 'two words', value: 'x' }] }],
    ['headers', { headers: [{ name: 'Accept', value: ' ' }] }],
    ['fields', { fields: [{ name: '1st', value: 'x', isSecret: false }] }],
    ['fields', { fields: [{ name: 'key', value: '', isSecret: true }] }],
    ['expiredStatuses', { expiredStatuses: '401, soon' }],
    ['limitStatuses', { limitStatuses: '42' }],
    ['limitSign', { limitSign: { path: '', values: 'busy' } }],
    ['limitSign', { limitSign: { path: 'two words', values: '' } }],
    ['limitWindow', { limitWindow: { requests: 10, seconds: '' } }],
    ['retryHeader', { retryHeader: 'Retry After' }],
    ['renewal', { type: 'token', renewal: newRenewal }],
  ])('%s as in %o', (key, one) => expect(Object.keys(httpErrors(one, 'lightspeed-v3'))).toEqual([`http.${key}`]));

  test('the universal connector has no base URI of its own', () => {
    expect(httpErrors({}, 'http')).toEqual({ 'http.baseUri': 'Give the base URI of the API.' });
    expect(httpErrors({}, 'lightspeed-v3')).toEqual({});
  });

  test('a refusal of the server is shown at the row that it is about', () => {
    expect(rowAt('/http/rateLimit/retryHeader')).toBe('retryHeader');
    expect(rowAt('/http/headers/0/value')).toBe('headers');
    expect(rowAt('/http/encrypted/appKey')).toBe('fields');
    expect(rowAt('/http/auth/refresh/relativeUri')).toBe('renewal');
    expect(rowAt('/http/nowhere')).toBeUndefined();
    for (const key of Object.keys(httpCodecs) as (keyof HttpDraft)[]) {
      const [first = ''] = httpCodecs[key].paths;
      expect(rowAt(`/http/${first.replaceAll('.', '/')}`)).toBe(key);
    }
  });
});
