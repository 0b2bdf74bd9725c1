import type { HttpOverridesView } from '../../../../../src/connections/http-settings-schema.ts';
import { errorMediaTypes, requestMediaTypes, successMediaTypes } from '../../../../../src/connectors/http-settings.ts';
import type { HttpOfApiType } from '../../../api/http-settings.ts';
import { type TextKey, text } from '../../../texts/text.ts';
import {
  type BodySign,
  type CustomField,
  codecOf,
  type HeaderRow,
  type HttpDraft,
  type HttpKey,
  type HttpValue,
  httpDraftOf,
  httpKeys,
  linesOf,
  newRenewal,
  type RequestWindow,
} from './http-draft.ts';

export type HttpWhole = HttpOfApiType['settings'];

/** Rows by the section of HTTP view that holds them, in their order. What signs in is not among them: see sign-in-fields. */
export const httpSections = {
  application: [
    'baseUri',
    'mediaType',
    'headers',
    'successMediaType',
    'errorMediaType',
    'fields',
    'verify',
    'certificate',
  ],
  authentication: ['tokenIn', 'tokenName', 'tokenScheme', 'expiredStatuses', 'expiredSign', 'followRedirects'],
  limits: ['limitStatuses', 'limitSign', 'retryHeader', 'limitWindow'],
  ping: ['pingMethod', 'pingUri', 'pingBody', 'pingSuccess', 'pingFailure', 'pingArray', 'pingError'],
} as const satisfies Record<string, readonly HttpKey[]>;

export type HttpSection = keyof typeof httpSections;
export type HttpRowKey = (typeof httpSections)[HttpSection][number];

/** Which control edits a row. A choice of '' stands for none. */
export type HttpEditor =
  | {
      kind:
        | 'address'
        | 'text'
        | 'lines'
        | 'statuses'
        | 'sign'
        | 'headers'
        | 'fields'
        | 'certificate'
        | 'window'
        | 'flag';
    }
  | { kind: 'choice'; options: readonly { value: string; label: string }[] };

const choice = (values: readonly string[], none?: TextKey): HttpEditor => ({
  kind: 'choice',
  options: [...(none ? [{ value: '', label: text(none) }] : []), ...values.map((value) => ({ value, label: value }))],
});

export const tokenPlaces = ['header', 'query', 'body'] as const;
export const pingMethods = ['GET', 'POST', 'PUT', 'HEAD'] as const;
export { requestMediaTypes };

export const httpEditors: Readonly<Record<HttpRowKey, HttpEditor>> = {
  baseUri: { kind: 'address' },
  mediaType: choice(requestMediaTypes),
  headers: { kind: 'headers' },
  successMediaType: choice(successMediaTypes, 'http.none.successMediaType'),
  errorMediaType: choice(errorMediaTypes, 'http.none.errorMediaType'),
  fields: { kind: 'fields' },
  verify: { kind: 'flag' },
  certificate: { kind: 'certificate' },
  tokenIn: {
    kind: 'choice',
    options: tokenPlaces.map((value) => ({ value, label: text(`http.tokenIn.${value}`) })),
  },
  tokenName: { kind: 'text' },
  tokenScheme: { kind: 'text' },
  expiredStatuses: { kind: 'statuses' },
  expiredSign: { kind: 'sign' },
  followRedirects: { kind: 'flag' },
  limitStatuses: { kind: 'statuses' },
  limitSign: { kind: 'sign' },
  retryHeader: { kind: 'text' },
  limitWindow: { kind: 'window' },
  pingMethod: choice(pingMethods),
  pingUri: { kind: 'text' },
  pingBody: { kind: 'lines' },
  pingSuccess: { kind: 'sign' },
  pingFailure: { kind: 'sign' },
  pingArray: { kind: 'flag' },
  pingError: { kind: 'text' },
};

const noSign: BodySign = { path: '', values: '' };

/** What a row begins with where the connector says nothing. */
const blank: { [K in HttpKey]-?: HttpValue<K> } = {
  baseUri: '',
  headers: [],
  mediaType: 'json',
  successMediaType: '',
  errorMediaType: '',
  fields: [],
  verify: true,
  certificate: { kind: 'pem', certificate: '', ca: '', key: '', passphrase: '', pfx: '' },
  type: 'oauth',
  username: '',
  renewal: newRenewal,
  tokenIn: 'header',
  tokenName: '',
  tokenScheme: '',
  expiredStatuses: '',
  expiredSign: noSign,
  followRedirects: false,
  limitStatuses: '',
  limitSign: noSign,
  retryHeader: '',
  limitWindow: { requests: '', seconds: '' },
  pingMethod: 'GET',
  pingUri: '',
  pingBody: '',
  pingSuccess: noSign,
  pingFailure: noSign,
  pingError: '',
  pingArray: false,
};

/** What the connector says by itself at a row. `whole` is undefined until it is known. */
export function ownValue<K extends HttpKey>(key: K, whole: HttpWhole | undefined): HttpValue<K> {
  const read = whole && codecOf(key).read(withoutNulls(whole) as HttpOverridesView);
  return (read ?? blank[key]) as HttpValue<K>;
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutNulls(inner)]));
}

/** The rows at which a draft differs from what the connector says by itself, in the order of the rows. */
export function differing(draft: HttpDraft, whole: HttpWhole | undefined): HttpDraft {
  const keys = httpKeys.filter((key) => draft[key] !== undefined && !isOwn(key, draft[key], whole));
  return Object.fromEntries(keys.map((key) => [key, draft[key]]));
}

function isOwn(key: HttpKey, value: unknown, whole: HttpWhole | undefined): boolean {
  if (!whole) return false;
  const { write } = codecOf(key);
  return JSON.stringify(write(value)) === JSON.stringify(write(ownValue(key, whole)));
}

/** Names of the rows that are not stored as they are shown: "Unsaved: Base URI"; undefined where all are. */
export function unsavedHttp(
  { http }: { http: HttpDraft },
  stored: { http: HttpOverridesView | null } | undefined,
  whole: HttpWhole | undefined,
): string | undefined {
  const now = differing(http, whole);
  const before = differing(httpDraftOf(stored?.http ?? null), whole);
  const keys = httpKeys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(before[key]));
  if (keys.length === 0) return undefined;
  return keys.length > 2
    ? text('http.unsaved.more', { n: keys.length })
    : text('http.unsaved', { names: namesOf(keys) });
}

/** Labels of rows in a sentence: "Base URI and Retry-After header". */
export const namesOf = (keys: readonly HttpKey[]): string =>
  new Intl.ListFormat('en', { type: 'conjunction' }).format(keys.map((key) => text(`http.${key}`)));

/** The value of a row in one line; empty where there is none. */
export function shown(key: HttpRowKey, value: unknown): string {
  switch (httpEditors[key].kind) {
    case 'flag':
      return text(`http.${key as FlagKey}.${value ? 'on' : 'off'}`);
    case 'headers':
      return (value as HeaderRow[]).map((header) => `${header.name}: ${header.value}`).join(', ');
    case 'fields':
      return (value as CustomField[]).map(({ name }) => name).join(', ');
    case 'sign':
      return shownSign(value as BodySign);
    case 'window':
      return shownWindow(value as RequestWindow);
    case 'statuses':
      return value === ''
        ? ''
        : text('http.statuses', { statuses: String(value).replaceAll(', ', ` ${text('http.or')} `) });
    case 'certificate':
      return '';
    case 'choice':
      return key === 'tokenIn' ? text(`http.tokenIn.${value as (typeof tokenPlaces)[number]}`) : String(value);
    default:
      return String(value);
  }
}

type FlagKey = 'verify' | 'followRedirects' | 'pingArray';

function shownSign({ path, values }: BodySign): string {
  const lines = linesOf(values);
  if (!path) return '';
  return lines.length > 0 ? `${path} = ${lines.join(` ${text('http.or')} `)}` : path;
}

const shownWindow = ({ requests, seconds }: RequestWindow) =>
  requests === '' || seconds === ''
    ? ''
    : text('http.limitWindow.value', { requests: Number(requests), seconds: Number(seconds) });
