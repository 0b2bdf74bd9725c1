import type { ApiInUse } from '../connectors/effective.ts';
import { ownHttpSettings } from '../connectors/http-settings.ts';
import { filledBody, filledHeader, filledUri, type TemplateValues } from '../connectors/templates.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { checkAddress, checkCharacters } from './address-check.ts';
import { leniently } from './connector-address.ts';
import { tlsField } from './http-overrides.ts';
import { SettingRefused } from './setting-refused.ts';
import { checkTls } from './tls-identity.ts';

/** Headers that belong to the connection between two machines, or say where a request goes: never a user's to set. */
const notOurs =
  /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|te|trailer|expect|proxy-.*|sec-.*)$/i;

interface Checked {
  api: ApiInUse;
  settings: Record<string, unknown>;
  values: TemplateValues;
  secret: (field: string) => string | undefined;
}

/**
 * Checks HTTP settings as they would be sent: every template is filled in once, every address read. Returns the base URI;
 * undefined while it is not known. Throws SettingRefused.
 */
export function checkHttpSettings({ api, settings, values, secret }: Checked): URL | undefined {
  const { http } = api;
  const base = checkBaseUri(api, settings, values);
  http.headers.forEach(({ name, value }, at) => {
    if (notOurs.test(name)) {
      throw new SettingRefused(
        `/http/headers/${at}/name`,
        'setting_invalid',
        `The header ${name} is set by the way a request is sent. Leave it out.`,
      );
    }
    checked(`/http/headers/${at}/value`, () => filledHeader(name, value, values));
  });
  checkSignIn(api);
  checkMediaTypes(api);
  checkRequest('/http/ping', http.ping, http.mediaType, { api, settings, values, base });
  if (http.auth.refresh) {
    const { refresh } = http.auth;
    checkRequest('/http/auth/refresh', refresh, refresh.mediaType, { api, settings, values, base });
    refresh.headers.forEach(({ name, value }, at) => {
      checked(`/http/auth/refresh/headers/${at}/value`, () => filledHeader(name, value, values));
    });
  }
  const { requests, seconds } = http.rateLimit;
  if ((requests === null) !== (seconds === null)) {
    throw new SettingRefused(
      `/http/rateLimit/${requests === null ? 'requests' : 'seconds'}`,
      'setting_missing',
      'A rate limit is so many requests in so many seconds: give both.',
    );
  }
  checkTls(http.tls, (name) => secret(tlsField(name)));
  return base;
}

function checkBaseUri(api: ApiInUse, settings: Record<string, unknown>, values: TemplateValues): URL | undefined {
  const { baseUri } = api.http;
  if (baseUri === '') throw new SettingRefused('/http/baseUri', 'base_uri_missing', 'Give the base URI of the API.');
  const plain = known('/http/baseUri', api, settings, baseUri);
  checkCharacters('/http/baseUri', 'base URI', plain.address.replace(/\{\{[^{}]*\}\}/g, 'x'));
  const filled = checked('/http/baseUri', () => filledUri(plain.address, values));
  const url = checkAddress('/http/baseUri', 'base URI', filled);
  if (/[?#]/.test(baseUri)) {
    throw new SettingRefused('/http/baseUri', 'address_invalid', 'The base URI ends before any ? or #.');
  }
  return plain.isWhole ? url : undefined;
}

/** An address with the placeholders of its connector filled in. Refuses a placeholder that the connector does not know. */
function known(pointer: string, api: ApiInUse, settings: Record<string, unknown>, template: string) {
  const { address, unknown, isWhole } = leniently(api, settings, template);
  if (unknown === undefined) return { address, isWhole };
  throw new SettingRefused(
    pointer,
    'template_unknown',
    `{${unknown}} is no placeholder of ${api.label}. Write the value itself, or a template such as {{connection.http.unencrypted.region}}.`,
  );
}

function checkSignIn(api: ApiInUse): void {
  const { id, label } = api;
  const { auth } = api.http;
  const chosen =
    auth.type !== ownHttpSettings(api).auth.type
      ? 'type'
      : auth.username !== null
        ? 'username'
        : auth.refresh && 'refresh';
  if (id !== 'http' && chosen) {
    throw new SettingRefused(
      `/http/auth/${chosen}`,
      'setting_invalid',
      `${label} has one way to sign in. Only the API type HTTP lets you choose.`,
    );
  }
  if (auth.token.in === 'header' && !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(auth.token.name)) {
    throw new SettingRefused(
      '/http/auth/token/name',
      'setting_invalid',
      `"${auth.token.name}" is no name of a header.`,
    );
  }
  checked('/http/auth/token/scheme', () => filledHeader(auth.token.name, auth.token.scheme, () => undefined));
  if (id !== 'http') return;
  if (auth.type === 'basic' && !auth.username) {
    throw new SettingRefused('/http/auth/username', 'setting_missing', 'Give the user name.');
  }
  if (auth.type === 'basic' && auth.username?.includes(':')) {
    throw new SettingRefused('/http/auth/username', 'setting_invalid', 'A user name has no colon in it.');
  }
}

function checkMediaTypes({ http }: ApiInUse): void {
  for (const field of ['successMediaType', 'errorMediaType'] as const) {
    if (http[field] !== 'xml') continue;
    throw new SettingRefused(
      `/http/${field}`,
      'media_type_unsupported',
      'Replies in XML can’t be read yet. Where the API can, let it answer in JSON or CSV.',
    );
  }
}

interface Wanted {
  method: string;
  relativeUri: string | null;
  body: string | null;
}

function checkRequest(
  pointer: string,
  { method, relativeUri, body }: Wanted,
  mediaType: string,
  { api, settings, values, base }: Pick<Checked, 'api' | 'settings' | 'values'> & { base: URL | undefined },
): void {
  if (body !== null && (method === 'GET' || method === 'HEAD')) {
    throw new SettingRefused(
      `${pointer}/body`,
      'setting_invalid',
      `A ${method} has no body. Use POST or PUT, or leave it empty.`,
    );
  }
  if (body !== null) checked(`${pointer}/body`, () => filledBody(body, mediaType, values));
  if (relativeUri === null) return;
  const at = `${pointer}/relativeUri`;
  const { address } = known(at, api, settings, relativeUri);
  checkCharacters(at, 'relative URI', address.replace(/\{\{[^{}]*\}\}/g, 'x'));
  const filled = checked(at, () => filledUri(address, values)).replace(/^\/+/, '');
  if (!base) return;
  if (!URL.canParse(filled, base.href) || new URL(filled, base).origin !== base.origin) {
    throw new SettingRefused(
      at,
      'address_invalid',
      `This request leads away from ${base.origin}. A connection's requests and credentials go to its own host only.`,
    );
  }
}

/** Runs one check of a template; what it throws is about this field. */
function checked<T>(pointer: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (cause instanceof CounterflowError) throw new SettingRefused(pointer, cause.code, cause.message);
    throw cause;
  }
}
