import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type ControlDesk, isLocal } from './control/control-desk.ts';
import { type Emulation, type Exchange, type Outcome, plainOutcome } from './exchange.ts';
import { effectsOf, type FaultEffects } from './fault-effects.ts';
import type { Faults } from './faults.ts';
import { addressed, type Site } from './hosts.ts';
import { startPageHeaders } from './pages/start-page.ts';
import { type RequestLog, shownQuery } from './request-log.ts';
import type { SandboxClock } from './sandbox-clock.ts';

/** More than the largest picture that a shop would send. */
const LARGEST_BODY = 16 * 1024 * 1024;
const CONTROL = '/_sandbox/';

/** Takes every request and gives it to the part that answers it; faults are applied here and nowhere else. */
export class FrontDesk {
  readonly #hosts: Record<Site, Emulation>;
  readonly #control: ControlDesk;
  readonly #faults: Faults;
  readonly #clock: SandboxClock;
  readonly #log: RequestLog;
  readonly #startPage: (base: string) => string;

  constructor(parts: {
    hosts: Record<Site, Emulation>;
    control: ControlDesk;
    faults: Faults;
    clock: SandboxClock;
    log: RequestLog;
    startPage: (base: string) => string;
  }) {
    this.#hosts = parts.hosts;
    this.#control = parts.control;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#startPage = parts.startPage;
  }

  /** Never rejects: what goes wrong in here becomes a 500 that says what. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#serve(request, response);
    } catch (cause) {
      if (response.headersSent || request.socket.destroyed) response.destroy();
      else sendJson(response, 500, { error: `The sandbox failed: ${(cause as Error).message}` });
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await readBody(request);
    if (bytes === undefined) return sendJson(response, 413, { error: 'The body is larger than 16 MiB.' });
    const body = bytes.toString('utf8');
    const target = request.url ?? '/';
    if (target.startsWith(CONTROL)) {
      const reply = await this.#control.answer(request, target.slice(CONTROL.length), body);
      return sendJson(response, reply.status, reply.body);
    }
    const to = addressed(...usedBy(request), target);
    if (!to && target === '/' && isLocal(request)) {
      return send(response, 200, startPageHeaders, bytesOf(this.#startPage(`http://${request.headers.host}`)));
    }
    if (!to) return sendJson(response, 404, { error: this.#noSuchHost(target) });
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
    const { method = 'GET', headers } = request;
    await this.#serveEmulated(this.#hosts[to.site], { method, to, headers, body, bytes, bearer }, request, response);
  }

  #noSuchHost(target: string): string {
    const hosts = Object.keys(this.#hosts).join(', ');
    const control = target.startsWith('/_sandbox') ? ' The control interface is below /_sandbox/.' : '';
    return `The path should begin with the host that is meant, as in /api.lightspeedapp.com/API/V3/Account.json.${control} There are: ${hosts}.`;
  }

  async #serveEmulated(
    emulation: Emulation,
    exchange: Exchange,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method } = exchange;
    const { host, path } = exchange.to;
    const store = emulation.storeOf(exchange);
    const faults = this.#faults.meet({ store, host, method, path });
    const effects = effectsOf(faults);
    if (effects.waitMs > 0) await setTimeout(effects.waitMs);
    if (effects.resets) return void request.socket.destroy();
    if (effects.token) emulation.spoil(exchange, effects.token);
    const outcome = await outcomeOf(emulation, exchange, effects.instead);
    const { cost, status, generation, limit } = outcome;
    this.#log.add({
      at: new Date(this.#clock.nowMs()).toISOString(),
      store: outcome.store ?? store,
      method,
      host,
      path,
      query: shownQuery(exchange.to.query),
      cost,
      status,
      generation,
      ...(limit ? { limit } : {}),
      ...(faults.length > 0 ? { faults: faults.map(({ kind }) => kind) } : {}),
    });
    if (effects.losesReply) return void request.socket.destroy();
    this.#send(response, outcome, effects);
  }

  #send(response: ServerResponse, outcome: Outcome, { truncates, skewMs }: FaultEffects): void {
    const bytes = bytesOf(outcome.body);
    const headers = {
      'content-type': outcome.contentType ?? 'application/json',
      date: new Date(this.#clock.nowMs() + skewMs).toUTCString(),
      ...outcome.headers,
    };
    send(response, outcome.status, headers, truncates ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes);
  }
}

function outcomeOf(
  emulation: Emulation,
  exchange: Exchange,
  instead: FaultEffects['instead'],
): Outcome | Promise<Outcome> {
  if (!instead) return emulation.answer(exchange);
  if (instead.kind !== 'html') return emulation.ordered(instead, exchange);
  const body = '<html><body>Down for maintenance</body></html>';
  return { ...plainOutcome({ status: instead.status, body, contentType: 'text/html' }), cost: 1 };
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Scheme and host as the client sees them: what stands in front of the sandbox, which speaks no TLS, forwards them. */
function usedBy({ headers }: IncomingMessage): [scheme: 'http' | 'https', host: string] {
  const forwarded = (name: string) => [headers[name]].flat()[0]?.split(',')[0]?.trim();
  const scheme = forwarded('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return [scheme, forwarded('x-forwarded-host') || (headers.host ?? '')];
}

/** The body; undefined when it is larger than the sandbox takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= LARGEST_BODY) parts.push(part);
  }
  return bytes > LARGEST_BODY ? undefined : Buffer.concat(parts);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, { 'content-type': 'application/json' }, bytesOf(body));
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): void {
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}
