import { lookup as dnsLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { Agent, buildConnector, errors, request as send } from 'undici';
import { CounterflowError, type NextStep } from '../counterflow-error.ts';
import { type AddressRule, withSandbox } from './address-rule.ts';
import { fromSandboxAddress, toSandboxAddress } from './sandbox-address.ts';
import { clientsByIdentity, type TlsIdentity, tlsOptions } from './tls-identity.ts';

const LARGEST_REPLY_BYTES = 64 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const CONNECT_TIMEOUT_MS = 10_000;

/** A request over the guarded client. */
export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds until the whole exchange, body included, must be over. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Origins this request may go to, also after a redirect. */
  origins: string[];
  environment: 'live' | 'sandbox';
  /** Names of headers that don't follow a redirect, in small letters. */
  notAfterRedirect?: string[];
  tls?: TlsIdentity;
}

export interface HttpReply {
  status: number;
  headers: Headers;
  text: string;
  /** The real address that answered, also when a sandbox stood in for it. */
  url: string;
  bytes: number;
  ms: number;
}

/** The one way out over HTTP: address rule, origins, limits, time-outs. */
export interface HttpClient {
  /** Throws `HttpFailure` when no whole reply came. */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}

/** No whole reply came. `sent` tells whether the other side may have received and handled the request. */
export class HttpFailure extends CounterflowError {
  readonly sent: boolean;
  constructor(code: string, message: string, options: { sent: boolean; next: NextStep; cause?: unknown }) {
    super(code, message, options);
    this.sent = options.sent;
  }
}

/** Opens a client; `close` ends its idle connections. `sandboxUrl` is asked at each request, since a sandbox may come late. */
export function httpClient(options: { rule: AddressRule; sandboxUrl: () => string | undefined }): HttpClient {
  // Each with lines of its own: one that is open is used without looking at its address again.
  const rules = { live: options.rule, sandbox: withSandbox(options.rule, options.sandboxUrl) };
  const ways = { live: wayOut(rules.live), sandbox: wayOut(rules.sandbox) };
  const identities = {
    live: clientsByIdentity((tls) => wayOut(rules.live, tls)),
    sandbox: clientsByIdentity((tls) => wayOut(rules.sandbox, tls)),
  };
  return {
    async close() {
      await Promise.all([...Object.values(ways), ...Object.values(identities)].map((one) => one.close()));
    },
    send(request) {
      const { environment, tls } = request;
      const sendOver = (way: Way) => sendBy(way, options.sandboxUrl, request);
      return tls ? identities[environment].use(tls, sendOver) : sendOver(ways[environment]);
    },
  };
}

/** Sends a request and follows where a reply leads, within the time and the origins it has. */
async function sendBy(way: Way, sandboxUrl: () => string | undefined, request: HttpRequest): Promise<HttpReply> {
  const startedAt = performance.now();
  const limit = timeLimit(request.timeoutMs, request.signal);
  let { url, headers = {} } = request;
  try {
    for (let redirects = 0; ; redirects += 1) {
      const reply = await exchange(way, sandboxUrl, { ...request, url, headers, signal: limit.signal }, startedAt);
      const target = redirectTarget(request.method, reply);
      if (!target) return reply;
      if (redirects >= MOST_REDIRECTS) throw failure('too_many_redirects', hostOf(url), 'redirects in circles', true);
      url = target;
      const dropped = request.notAfterRedirect ?? [];
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.includes(name.toLowerCase())));
    }
  } finally {
    limit.end();
  }
}

/** How requests of one environment leave. */
interface Way {
  rule: AddressRule;
  agent: Agent;
  close(): Promise<void>;
}

function wayOut(rule: AddressRule, tls?: TlsIdentity): Way {
  const connect = guardedConnector(rule, tls);
  const agent = new Agent({ connect, keepAliveTimeout: 20_000, bodyTimeout: 0, headersTimeout: 0 });
  return { rule, agent, close: () => agent.close() };
}

/**
 * A signal that aborts after a time or with another signal. By hand, because `AbortSignal.timeout` and `any` are held by weak
 * references, which keep what a request touched in memory until the next full collection.
 */
function timeLimit(timeoutMs: number, outer: AbortSignal | undefined): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const passOn = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), timeoutMs);
  outer?.addEventListener('abort', passOn);
  if (outer?.aborted) passOn();
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', passOn);
    },
  };
}

async function exchange(
  { agent, rule }: Way,
  sandboxUrlNow: () => string | undefined,
  request: HttpRequest & { signal: AbortSignal },
  startedAt: number,
): Promise<HttpReply> {
  const sandboxUrl = request.environment === 'sandbox' ? sandboxUrlNow() : undefined;
  const real = sandboxUrl ? fromSandboxAddress(request.url, sandboxUrl) : request.url;
  checkOrigin(real, request.origins);
  const target = sandboxUrl ? toSandboxAddress(real, sandboxUrl) : real;
  if (request.environment === 'sandbox' && !sandboxUrl) {
    throw failure('sandbox_not_running', 'The sandbox', 'is not running. Start it, then try again', false);
  }
  checkLiteralAddress(target, rule);
  try {
    const reply = await send(target, {
      dispatcher: agent,
      method: request.method as 'GET',
      headers: { 'user-agent': 'counterflow', ...request.headers },
      body: request.body ?? null,
      signal: request.signal,
    });
    const headers = new Headers();
    for (const [name, value] of Object.entries(reply.headers)) {
      for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) headers.append(name, one);
    }
    if (Number(headers.get('content-length') ?? 0) > LARGEST_REPLY_BYTES) {
      reply.body.destroy();
      throw failure('reply_too_large', hostOf(real), 'sent a reply of more than 64 MiB', true, 'user');
    }
    const text = await readText(reply.body, hostOf(real));
    return {
      status: reply.statusCode,
      headers,
      text,
      url: real,
      bytes: Buffer.byteLength(text),
      ms: performance.now() - startedAt,
    };
  } catch (cause) {
    throw asHttpFailure(cause, hostOf(real), request.signal);
  }
}

async function readText(body: AsyncIterable<Buffer>, host: string): Promise<string> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > LARGEST_REPLY_BYTES)
      throw failure('reply_too_large', host, 'sent a reply of more than 64 MiB', true, 'user');
    text += decoder.write(part);
  }
  return text + decoder.end();
}

/** Credentials travel with a request, so it may only go where its connection says. */
function checkOrigin(url: string, origins: string[]): void {
  const { origin } = new URL(url);
  if (origins.some((allowed) => new URL(allowed).origin === origin)) return;
  throw new HttpFailure(
    'origin_refused',
    `${origin} does not belong to this connection, so nothing was sent there. Its credentials go only to ${origins.map((allowed) => new URL(allowed).host).join(', ')}.`,
    { sent: false, next: 'user' },
  );
}

/** A literal address never passes the DNS lookup, so it is judged here. */
function checkLiteralAddress(url: string, rule: AddressRule): void {
  const { hostname, port, protocol } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (!isIP(address)) return;
  const portNumber = Number(port || (protocol === 'https:' ? 443 : 80));
  if (!rule.allows(address, address, portNumber)) throw privateAddress(address, address);
}

/** Connects only where the rule allows the address that DNS gave; one connector a port, since a lookup isn't told it. */
function guardedConnector(rule: AddressRule, tls: TlsIdentity | undefined): buildConnector.connector {
  const byPort = new Map<string, buildConnector.connector>();
  return (target, callback) => {
    const port = target.port || (target.protocol === 'https:' ? '443' : '80');
    let connector = byPort.get(port);
    if (!connector) {
      const shown = tls ? tlsOptions(tls) : {};
      connector = buildConnector({ ...shown, lookup: guardedLookup(rule, Number(port)), timeout: CONNECT_TIMEOUT_MS });
      byPort.set(port, connector);
    }
    connector(target, callback);
  };
}

function guardedLookup(rule: AddressRule, port: number): LookupFunction {
  return (hostname, options, callback) => {
    dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4);
      const refused = addresses.find(({ address }) => !rule.allows(hostname, address, port));
      const first = addresses[0];
      if (refused) return callback(privateAddress(hostname, refused.address), '', 4);
      if (!first) return callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 4);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function privateAddress(host: string, address: string): HttpFailure {
  const where = host === address ? address : `${host} (${address})`;
  return new HttpFailure(
    'private_address',
    `${where} is a private address, which connections may not reach. If it is meant, add it to COUNTERFLOW_ALLOW_PRIVATE and restart.`,
    { sent: false, next: 'user' },
  );
}

function redirectTarget(method: string, reply: HttpReply): string | undefined {
  const location = reply.headers.get('location');
  if ((method !== 'GET' && method !== 'HEAD') || !location || ![301, 302, 303, 307, 308].includes(reply.status))
    return undefined;
  return new URL(location, reply.url).toString();
}

/** Codes of failures that happen before the first byte of a request leaves. */
const beforeSending = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']);

function asHttpFailure(cause: unknown, host: string, signal: AbortSignal): Error {
  if (cause instanceof HttpFailure) return cause;
  const nested = (cause as { cause?: unknown }).cause;
  if (nested instanceof HttpFailure) return nested;
  if (signal.aborted && (signal.reason as Error)?.name !== 'TimeoutError') return signal.reason as Error;
  const code = (cause as { code?: string }).code ?? '';
  if (signal.aborted || cause instanceof errors.ConnectTimeoutError) {
    const sent = !(cause instanceof errors.ConnectTimeoutError);
    return failure('timed_out', host, 'did not answer in time', sent, 'retry', cause);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return failure('host_not_found', host, 'has no address', false, 'retry', cause);
  if (/^ERR_SSL_.*ALERT/.test(code)) {
    const what = 'refused the client certificate of this connection, or asks for one it does not have';
    return failure('client_certificate_refused', host, what, false, 'user', cause);
  }
  if (/^(ERR_TLS|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
    return failure('tls_failed', host, 'could not prove who it is (TLS certificate)', false, 'retry', cause);
  }
  return failure(
    'connection_lost',
    host,
    'ended the connection before its reply was complete',
    !beforeSending.has(code),
    'retry',
    cause,
  );
}

function failure(
  code: string,
  host: string,
  what: string,
  sent: boolean,
  next: NextStep = 'retry',
  cause?: unknown,
): HttpFailure {
  return new HttpFailure(code, `${host} ${what}.`, { sent, next, cause });
}

const hostOf = (url: string) => new URL(url).host;
