import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Control } from './control.ts';
import { type Fault, Faults } from './faults.ts';
import { type Addressed, addressed } from './hosts.ts';
import { Journal } from './journal.ts';
import { Bucket } from './limits/bucket.ts';
import { AccessTokens } from './oauth/access-tokens.ts';
import { AuthorizationServer, isOAuthError } from './oauth/authorization-server.ts';
import { ConsentPages } from './pages/consent.ts';
import { answer, costOf, failure, type Reply } from './r-series/api.ts';
import { readFields } from './read-fields.ts';
import { RequestLog } from './request-log.ts';
import { SandboxClock } from './sandbox-clock.ts';
import { limitsOf, type Store } from './store.ts';

export interface SandboxOptions {
  /** 0 or left out: any free port. */
  port?: number;
  host?: string;
  /** Where stores, grants and edits are kept; left out: nothing is. */
  dataDir?: string;
  /** Lets other machines use the control interface. */
  token?: string;
  realMs?: () => number;
  chance?: () => number;
}

export interface Sandbox {
  url: string;
  port: number;
  close(): Promise<void>;
}

const LARGEST_BODY = 1024 * 1024;
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** Starts an emulator of Lightspeed. Rejects with the listen error (`EADDRINUSE`) when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const desk = new FrontDesk(options);
  const http = createServer((request, response) => void desk.serve(request, response));
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => resolve());
  });
  const { port } = http.address() as AddressInfo;
  return {
    port,
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => {
          desk.close();
          resolve();
        });
        http.closeAllConnections();
      }),
  };
}

/** What goes out, before faults had their say. */
interface Outcome extends Reply {
  headers: Record<string, string>;
  cost: number;
  store: string | null;
  generation: number | null;
}

/** Takes every request and gives it to the part that answers it. */
class FrontDesk {
  readonly #journal: Journal;
  readonly #clock: SandboxClock;
  readonly #server: AuthorizationServer;
  readonly #pages: ConsentPages;
  readonly #control: Control;
  readonly #faults: Faults;
  readonly #log = new RequestLog();
  readonly #buckets = new Map<string, Bucket>();
  readonly #token: string | undefined;

  constructor(options: SandboxOptions) {
    this.#token = options.token;
    this.#clock = new SandboxClock(options.realMs);
    this.#journal = new Journal(options.dataDir);
    this.#faults = new Faults(options.chance ?? Math.random);
    const { kept } = this.#journal;
    this.#server = new AuthorizationServer({
      clock: this.#clock,
      tokens: new AccessTokens(kept.key),
      book: { families: kept.families, changed: (family) => this.#journal.saveFamily(family) },
      clientOf: (id) => kept.clients.get(id),
      storeOf: (id) => kept.stores.get(id),
    });
    this.#pages = new ConsentPages(this.#server, () => kept.stores.values());
    this.#control = new Control({
      journal: this.#journal,
      server: this.#server,
      pages: this.#pages,
      clock: this.#clock,
      faults: this.#faults,
      log: this.#log,
      forgetLimits: () => this.#buckets.clear(),
    });
  }

  close(): void {
    this.#journal.close();
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readBody(request);
      const target = request.url ?? '/';
      if (target.startsWith('/_sandbox/')) return this.#serveControl(request, response, target, body);
      const to = addressed(request.headers.host ?? '', target);
      if (!to)
        return send(
          response,
          404,
          { 'content-type': 'application/json' },
          JSON.stringify({ error: 'The sandbox stands in for no such host.' }),
        );
      await this.#serveEmulated(request, response, to, body);
    } catch (cause) {
      if (!response.headersSent)
        send(response, 500, { 'content-type': 'text/plain' }, `The sandbox failed: ${(cause as Error).message}\n`);
      else response.destroy();
    }
  }

  #serveControl(request: IncomingMessage, response: ServerResponse, target: string, body: string): void {
    const reply = this.#controlReply(request, target, body);
    const text = reply.body === undefined ? '' : JSON.stringify(reply.body);
    send(response, reply.status, { 'content-type': 'application/json' }, text);
  }

  #controlReply(request: IncomingMessage, target: string, body: string): { status: number; body: unknown } {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!loopback.has(host) && !this.#isTrusted(request)) {
      return { status: 403, body: { error: 'The control interface answers on this machine, or with SANDBOX_TOKEN.' } };
    }
    const method = request.method ?? 'GET';
    const writes = method === 'POST' || method === 'PATCH';
    if (writes && !/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return { status: 415, body: { error: 'Send JSON with Content-Type: application/json.' } };
    }
    let json: unknown;
    try {
      json = body === '' ? undefined : JSON.parse(body);
    } catch {
      return { status: 400, body: { error: 'The body is not valid JSON.' } };
    }
    const url = new URL(target, 'http://sandbox');
    return this.#control.handle(method, url.pathname.slice('/_sandbox/'.length), url.searchParams, json);
  }

  #isTrusted(request: IncomingMessage): boolean {
    const given = Buffer.from((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    const expected = Buffer.from(this.#token ?? '');
    return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
  }

  async #serveEmulated(request: IncomingMessage, response: ServerResponse, to: Addressed, body: string): Promise<void> {
    const method = request.method ?? 'GET';
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
    const store = this.#storeOf(bearer, to, body, request.headers['content-type']);
    const faults = this.#faults.meet({ store: store?.id ?? null, host: to.host, method, path: to.path });
    const has = (kind: Fault['kind']) => faults.find((fault) => fault.kind === kind);
    const delay = has('delay');
    if (delay) await new Promise((resolve) => setTimeout(resolve, delay.delayMs ?? 1000));
    if (has('reset')) return void request.socket.destroy();
    if (has('revoke') || has('expireToken')) this.#spoil(bearer, has('revoke') !== undefined);
    const ordered = has('status') ?? has('html') ?? has('rateLimit');
    const outcome = ordered ? orderedTrouble(ordered) : this.#outcomeOf(method, to, request, body, bearer);
    this.#log.add({
      at: new Date(this.#clock.nowMs()).toISOString(),
      store: outcome.store ?? store?.id ?? null,
      method,
      host: to.host,
      path: to.path,
      cost: outcome.cost,
      status: outcome.status,
      generation: outcome.generation,
    });
    if (has('dropAfterProcessing') || has('dropTokenReply')) return void request.socket.destroy();
    const text =
      typeof outcome.body === 'string' ? outcome.body : outcome.body === undefined ? '' : JSON.stringify(outcome.body);
    const skew = has('clockSkew')?.delayMs ?? 0;
    const headers: Record<string, string> = {
      'content-type': outcome.contentType ?? 'application/json',
      date: new Date(this.#clock.nowMs() + skew).toUTCString(),
      ...outcome.headers,
    };
    send(response, outcome.status, headers, has('truncate') ? text.slice(0, Math.floor(text.length / 2)) : text);
  }

  #storeOf(bearer: string, to: Addressed, body: string, contentType: string | undefined): Store | undefined {
    const { families, stores, clients } = this.#journal.kept;
    if (bearer !== '') {
      const claims = claimsOf(bearer);
      return [...stores.values()].find((store) => store.accountId === claims?.acct);
    }
    if (!to.path.endsWith('/oauth/token')) return undefined;
    const fields = readFields(body, contentType);
    const family = [...families.values()].find((one) =>
      [one.current, ...one.candidates].some((pair) => pair.refreshToken === fields.refresh_token),
    );
    if (family) return stores.get(family.storeId);
    return clients.has(fields.client_id ?? '')
      ? [...stores.values()].find((store) => store.clientId === fields.client_id)
      : undefined;
  }

  /** Ends the token's life early: by time, or as the merchant would in settings. */
  #spoil(bearer: string, revoked: boolean): void {
    const jti = claimsOf(bearer)?.jti;
    for (const family of this.#journal.kept.families.values()) {
      const pair = [family.current, ...family.candidates].find((one) => one.jti === jti);
      if (!pair) continue;
      if (revoked) family.state = 'revoked';
      else pair.accessUntilMs = 0;
      this.#journal.saveFamily(family);
    }
  }

  #outcomeOf(method: string, to: Addressed, request: IncomingMessage, body: string, bearer: string): Outcome {
    if (to.host === 'cloud.lightspeedapp.com') return this.#oauth(method, to, request, body, bearer);
    const plain = { headers: {}, cost: 0, store: null, generation: null };
    const checked = this.#server.check(bearer);
    if (isOAuthError(checked)) return { ...plain, status: 401, body: checked.body };
    const store = this.#journal.kept.stores.get(checked.family.storeId);
    if (!store) return { ...plain, ...failure(404, 'Not Found', 'This account was closed.') };
    const [cost, limits, nowMs] = [costOf(to), limitsOf(store), this.#clock.nowMs()];
    const key = `${store.accountId} ${checked.claims.aud}`;
    const bucket = this.#buckets.get(key) ?? new Bucket(nowMs);
    this.#buckets.set(key, bucket);
    const verdict = bucket.take(cost, limits, nowMs);
    const headers: Record<string, string> = {
      'X-LS-Acct-Id': store.accountId,
      'X-LS-OAuth-Client-Id': checked.claims.aud,
      ...bucket.headers(limits, cost, nowMs),
    };
    const common = { headers, cost, store: store.id, generation: checked.generation };
    if (verdict.allowed) return { ...common, ...answer(store, to, method, checked.claims) };
    headers['Retry-After'] = String(verdict.retryAfterSeconds);
    headers['X-LS-API-RateLimit-Type'] = verdict.type;
    const what = verdict.type === 'api-burst-limiter' ? 'burst rate limit exceeded' : 'Rate limit exceeded';
    return { ...common, ...failure(429, 'Too Many Requests', what) };
  }

  #oauth(method: string, to: Addressed, request: IncomingMessage, body: string, bearer: string): Outcome {
    const plain = { headers: {}, cost: 0, store: null, generation: null };
    if (to.path === '/auth/oauth/authorize') {
      const reply = this.#pages.handle(method, to.query, request.headers.cookie, new URLSearchParams(body));
      const { 'content-type': contentType, ...headers } = reply.headers;
      return { ...plain, status: reply.status, headers, body: reply.body, ...(contentType ? { contentType } : {}) };
    }
    if (to.path === '/.well-known/jwks') return { ...plain, status: 200, body: this.#server.jwks() };
    if (to.path === '/auth/oauth/token') {
      if (method !== 'POST')
        return { ...plain, status: 405, body: { error: 'invalid_request', error_description: 'Use POST' } };
      const { reply, family } = this.#server.token(readFields(body, request.headers['content-type']));
      const about = { ...plain, store: family?.storeId ?? null, generation: family?.current.generation ?? null };
      if (!isOAuthError(reply)) return { ...about, status: 200, body: reply };
      const headers: Record<string, string> =
        reply.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(reply.retryAfterSeconds) };
      return { ...about, headers, status: reply.status, body: reply.body };
    }
    if (to.path === '/auth/oauth/revoke' && method === 'POST') {
      this.#server.revoke(readFields(body, request.headers['content-type']).refresh_token ?? '');
      return { ...plain, status: 200, body: {} };
    }
    if (to.path === '/auth/oauth/introspect') {
      const checked = this.#server.check(bearer);
      return {
        ...plain,
        status: 200,
        body: isOAuthError(checked) ? { active: false } : { active: true, ...checked.claims },
      };
    }
    return { ...plain, status: 404, body: { error: 'not_found', error_description: `No page at ${to.path}` } };
  }
}

function orderedTrouble(fault: Fault): Outcome {
  const plain = { headers: {}, cost: 1, store: null, generation: null };
  if (fault.kind === 'html')
    return {
      ...plain,
      status: fault.status ?? 200,
      body: '<html><body>Down for maintenance</body></html>',
      contentType: 'text/html',
    };
  if (fault.kind === 'rateLimit') {
    return {
      ...plain,
      ...failure(429, 'Too Many Requests', 'Rate limit exceeded'),
      headers: { 'Retry-After': '1', 'X-LS-API-RateLimit-Type': 'api-leaky-bucket' },
    };
  }
  return { ...plain, ...failure(fault.status ?? 500, 'Ordered', 'This answer was ordered as a fault.') };
}

function claimsOf(token: string): { acct?: string; jti?: string } | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      acct?: string;
      jti?: string;
    };
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > LARGEST_BODY) throw new Error('the body is larger than 1 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
