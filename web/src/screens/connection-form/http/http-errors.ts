import type { ApiType } from '../../../../../src/connections/schema.ts';
import { addressTrouble } from '../../../components/address-check.ts';
import { text } from '../../../texts/text.ts';
import {
  type BodySign,
  type ClientCertificate,
  type CustomField,
  type HeaderRow,
  type HttpDraft,
  type HttpKey,
  linesOf,
  type RequestWindow,
  statusesOf,
  type TokenRenewal,
} from './http-draft.ts';

/** A message for a row that is not right, undefined for one that is. */
type Check<K extends HttpKey> = (value: NonNullable<HttpDraft[K]>) => string | undefined;

const bodyPath = /^(\$\.?)?[^\s.[\]]+(\.[^\s.[\]]+|\[\d+\])*$/;
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldName = /^[A-Za-z_][\w-]{0,99}$/;
const pem = /^-----BEGIN [A-Z0-9 ]+-----[\s\S]*-----END [A-Z0-9 ]+-----$/;

const checks: { [K in HttpKey]?: Check<K> } = {
  baseUri: wrongBaseUri,
  headers: wrongHeaders,
  fields: wrongFields,
  certificate: wrongCertificate,
  renewal: wrongRenewal,
  expiredStatuses: wrongStatuses,
  expiredSign: wrongSign,
  limitStatuses: wrongStatuses,
  limitSign: wrongSign,
  retryHeader: (value) => (headerName.test(value.trim()) ? undefined : text('http.wrong.header')),
  limitWindow: ({ requests, seconds }: RequestWindow) =>
    (requests === '') === (seconds === '') ? undefined : text('http.wrong.window'),
  pingSuccess: wrongSign,
  pingFailure: wrongSign,
  pingError: (value) => (value.trim() === '' || bodyPath.test(value.trim()) ? undefined : text('http.wrong.path')),
};

/** Messages of HTTP view by field of the form: `http.<row>`. The universal connector can't do without a base URI. */
export function httpErrors(draft: HttpDraft, apiType: ApiType): Record<string, string> {
  const errors: Record<string, string> = {};
  if (apiType === 'http' && !draft.baseUri?.trim()) errors['http.baseUri'] = text('form.baseUri.missing');
  for (const [key, check] of Object.entries(checks) as [HttpKey, Check<HttpKey>][]) {
    const value = draft[key];
    const isUnused = key === 'renewal' && draft.type !== 'token';
    const message = value === undefined || isUnused ? undefined : check(value as never);
    if (message) errors[`http.${key}`] ??= message;
  }
  return errors;
}

function wrongBaseUri(address: string): string | undefined {
  const trimmed = address.trim();
  if (!trimmed) return undefined;
  const trouble = addressTrouble(trimmed);
  if (trouble) return trouble.message;
  const isAddress = /^https?:\/\/./.test(trimmed) && URL.canParse(trimmed.replaceAll(/\{\w+\}/g, 'x'));
  return isAddress ? undefined : text('http.wrong.baseUri');
}

function wrongHeaders(rows: HeaderRow[]): string | undefined {
  const used = rows.filter(({ name, value }) => name.trim() || value.trim());
  return used.every(({ name, value }) => headerName.test(name.trim()) && value.trim())
    ? undefined
    : text('http.wrong.headers');
}

function wrongFields(rows: CustomField[]): string | undefined {
  const used = rows.filter(({ name, value }) => name.trim() || value);
  const names = used.map(({ name }) => name.trim());
  if (!names.every((name) => fieldName.test(name))) return text('http.wrong.fieldName');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) return text('http.wrong.fieldTwice', { name: twice });
  const empty = used.find(({ value }) => value === '');
  return empty && text('http.wrong.fieldValue', { name: empty.name.trim() });
}

function wrongCertificate({ kind, certificate, ca, key, pfx }: ClientCertificate): string | undefined {
  const isPem = (value: string) => value.trim() === '' || pem.test(value.trim());
  if (!isPem(ca)) return text('http.wrong.certificate');
  if (kind === 'pfx') return pfx === '' ? text('http.wrong.pfx') : undefined;
  if (!isPem(certificate) || !isPem(key ?? '')) return text('http.wrong.certificate');
  return certificate.trim() && key === '' ? text('http.wrong.certificateKey') : undefined;
}

function wrongRenewal({ relativeUri, tokenPath }: TokenRenewal): string | undefined {
  if (!relativeUri.trim()) return text('http.renewal.uri.missing');
  if (!tokenPath.trim()) return text('http.renewal.tokenPath.missing');
  return bodyPath.test(tokenPath.trim()) ? undefined : text('http.wrong.path');
}

function wrongStatuses(value: string): string | undefined {
  const isStatus = (status: number) => Number.isInteger(status) && status >= 100 && status <= 599;
  return statusesOf(value).every(isStatus) ? undefined : text('http.wrong.statuses');
}

function wrongSign({ path, values }: BodySign): string | undefined {
  if (!path.trim()) return linesOf(values).length > 0 ? text('http.wrong.signPath') : undefined;
  return bodyPath.test(path.trim()) ? undefined : text('http.wrong.path');
}
