import { CounterflowError } from '../counterflow-error.ts';
import type { HttpHeader, HttpSettings } from './http-settings.ts';
import { acceptOf, withField, writtenBody } from './media-types.ts';
import { filledHeader, type TemplateValues } from './templates.ts';

/** What lets a request in. `none`: the connection's own headers do. */
export type Credentials =
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'token'; token: string }
  | { kind: 'none' };

/** A request as somebody wants it, its templates filled in: an address that came from outside is none. */
export interface WantedRequest {
  method: string;
  /** Absolute, or below the base URI. */
  url: string;
  query?: [name: string, value: string][] | undefined;
  headers?: HttpHeader[] | undefined;
  body?: string | undefined;
  /** Of the body; the connection's where left out. */
  mediaType?: HttpSettings['mediaType'] | undefined;
}

/** A request as it leaves. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** Names of the headers that hold credentials. */
  credentialHeaders: string[];
}

/** A request with everything that the connection's settings add: its headers, its media type, and the credentials in their place. */
export function outgoingRequest(
  settings: HttpSettings,
  baseUri: string,
  wanted: WantedRequest,
  credentials: Credentials,
  values: TemplateValues,
): OutgoingRequest {
  const url = new URL(wanted.url, baseUri);
  for (const [name, value] of wanted.query ?? []) url.searchParams.append(name, value);
  const headers: Record<string, string> = { accept: acceptOf(settings) };
  const credentialHeaders: string[] = [];
  const mediaType = wanted.mediaType ?? settings.mediaType;
  let { body } = wanted;
  for (const { name, value } of settings.headers) {
    headers[name.toLowerCase()] = filledHeader(name, value, values);
    if (value.includes('{{')) credentialHeaders.push(name.toLowerCase());
  }
  for (const { name, value } of wanted.headers ?? []) headers[name.toLowerCase()] = value;
  const own = headers['content-type'];
  const signed = signature(settings, credentials);
  if (signed?.in === 'header') {
    headers[signed.name.toLowerCase()] = filledHeader(signed.name, signed.value, () => undefined);
    credentialHeaders.push(signed.name.toLowerCase());
  }
  if (signed?.in === 'query') url.searchParams.set(signed.name, signed.value);
  if (signed?.in === 'body') body = bodyWithToken(wanted.method, mediaType, body, signed.name, signed.value);
  if (body !== undefined) {
    const written = writtenBody(mediaType, body);
    body = written.body;
    headers['content-type'] = mediaType === 'form-data' ? written.contentType : (own ?? written.contentType);
  }
  return { method: wanted.method, url: url.toString(), headers, body, credentialHeaders };
}

interface Signature {
  in: 'header' | 'query' | 'body';
  name: string;
  value: string;
}

function signature({ auth }: HttpSettings, credentials: Credentials): Signature | undefined {
  switch (credentials.kind) {
    case 'none':
      return undefined;
    case 'basic': {
      const pair = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
      return { in: 'header', name: 'Authorization', value: `Basic ${pair}` };
    }
    case 'token': {
      const { in: place, name, scheme } = auth.token;
      const isBare = place !== 'header' || scheme === '';
      return { in: place, name, value: isBare ? credentials.token : `${scheme} ${credentials.token}` };
    }
  }
}

function bodyWithToken(
  method: string,
  mediaType: HttpSettings['mediaType'],
  body: string | undefined,
  name: string,
  value: string,
): string {
  const isBodiless = method === 'GET' || method === 'HEAD';
  const signed = isBodiless ? undefined : withField(mediaType, body ?? '', name, value);
  if (signed !== undefined) return signed;
  throw new CounterflowError(
    'token_needs_body',
    isBodiless
      ? `The token travels in the body, and a ${method} has none. Send it in a header or in the query instead, or use POST.`
      : 'The token travels in the body, and this body has no fields. Use JSON or a form, or send the token in a header.',
    { next: 'user' },
  );
}
