import type { NewDebugEntry } from '../../store/debug-entries.ts';
import { type Exchange, KEPT_CHARACTERS, type Text } from './exchange.ts';
import { maskBody, maskHeaders, maskUrl } from './mask-text.ts';
import { maskValues, writtenForms } from './mask-values.ts';

/** Values found under a secret name are masked elsewhere too, unless they are so short that they may be any word. */
const SHORTEST_FOUND = 8;

/**
 * An exchange as it is stored: what stands under the name of a secret is masked, and so are `known` secrets and those found,
 * wherever and however they are written. What was found is added to `known`.
 */
export function maskedExchange(exchange: Exchange, known: Set<string>): NewDebugEntry {
  for (const secret of exchange.secrets) addSecret(known, secret);
  const found = (secret: string) => {
    if (secret.length >= SHORTEST_FOUND) known.add(secret);
  };
  const place = exchange.kind === 'token' ? 'tokenBody' : 'apiBody';
  const body = (text: Text | null | undefined, headers: Record<string, string>) =>
    text ? { ...text, start: maskBody(text.start, headers['content-type'] ?? '', place, found) } : null;
  const { reply } = exchange;
  const request = {
    url: maskUrl(exchange.url, found),
    headers: maskHeaders(exchange.requestHeaders, found),
    body: body(exchange.requestBody, exchange.requestHeaders),
  };
  const response = reply && { headers: maskHeaders(reply.headers, found), body: body(reply.body, reply.headers) };
  const forms = writtenForms(known);
  const headers = (named: Record<string, string>) =>
    Object.fromEntries(Object.entries(named).map(([name, value]) => [name, storable(maskValues(value, forms))]));
  const kept = (text: Text | null) => {
    const { start = '', isCut = false } = text ?? {};
    return text && storable(maskValues(start, forms, isCut)).slice(0, KEPT_CHARACTERS);
  };
  const isCut = (text: Text | null) => text !== null && text.start.length > KEPT_CHARACTERS;
  return {
    connectionId: exchange.connectionId,
    at: exchange.at,
    kind: exchange.kind,
    caller: JSON.stringify(exchange.caller),
    method: exchange.method,
    url: storable(maskValues(request.url, forms)),
    requestHeaders: JSON.stringify(headers(request.headers)),
    requestBody: kept(request.body),
    requestBytes: request.body?.bytes ?? 0,
    requestCut: isCut(exchange.requestBody),
    status: reply?.status ?? null,
    responseHeaders: response && JSON.stringify(headers(response.headers)),
    responseBody: response && kept(response.body),
    responseBytes: response?.body?.bytes ?? 0,
    responseCut: isCut(reply?.body ?? null),
    failure: exchange.failure === null ? null : maskValues(exchange.failure, forms),
    ms: Math.round(exchange.ms),
    missed: exchange.missed,
  };
}

/** Adds a secret that was sent, also without the scheme before it: `Bearer ...`. */
function addSecret(known: Set<string>, secret: string): void {
  known.add(secret);
  const [, credentials] = /^\S+ +(\S+)$/.exec(secret) ?? [];
  if (credentials) known.add(credentials);
}

/** PostgreSQL's text holds no U+0000. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD');
