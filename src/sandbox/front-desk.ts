import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { ControlDesk } from './control/control-desk.ts';
import type { Emulation, Exchange, Outcome } from './exchange.ts';
import { effectsOf } from './fault-effects.ts';
import type { Faults } from './faults.ts';
import { addressed, type EmulatedHost } from './hosts.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { RequestLog } from './request-log.ts';
import type { SandboxClock } from './sandbox-clock.ts';

const LARGEST_BODY = 1024 * 1024;
const CONTROL = '/_sandbox/';

/** Takes every request and gives it to the part that answers it; faults are applied here and nowhere else. */
export class FrontDesk {
  readonly #hosts: Record<EmulatedHost, Emulation>;
  readonly #control: ControlDesk;
  readonly #server: AuthorizationServer;
  readonly #faults: Faults;
  readonly #clock: SandboxClock;
  readonly #log: RequestLog;

  constructor(parts: {
    hosts: Record<EmulatedHost, Emulation>;
    control: ControlDesk;
    server: AuthorizationServer;
    faults: Faults;
    clock: SandboxClock;
    log: RequestLog;
  }) {
    this.#hosts = parts.hosts;
    this.#control = parts.control;
    this.#server = parts.server;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
    this.#log = parts.log;
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
    const body = await readBody(request);
    if (body === undefined) return sendJson(response, 413, { error: 'The body is larger than 1 MiB.' });
    const target = request.url ?? '/';
    if (target.startsWith(CONTROL)) {
      const reply = await this.#control.answer(request, target.slice(CONTROL.length), body);
      return sendJson(response, reply.status, reply.body);
    }
    const to = addressed(request.headers.host ?? '', target);
    if (!to) return sendJson(response, 404, { error: 'The sandbox stands in for no such host.' });
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
    const { method = 'GET', headers } = request;
    await this.#serveEmulated({ method, to, headers, body, bearer }, request, response);
  }

  async #serveEmulated(exchange: Exchange, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, bearer, to } = exchange;
    const { host, path } = to;
    const emulation = this.#hosts[host];
    const store = emulation.storeOf(exchange);
    const effects = effectsOf(this.#faults.meet({ store, host, method, path }));
    if (effects.waitMs > 0) await setTimeout(effects.waitMs);
    if (effects.resets) return void request.socket.destroy();
    if (effects.token) this.#server.spoil(bearer, effects.token);
    const outcome = effects.instead ?? (await emulation.answer(exchange));
    const { cost, status, generation } = outcome;
    const at = new Date(this.#clock.nowMs()).toISOString();
    this.#log.add({ at, store: outcome.store ?? store, method, host, path, cost, status, generation });
    if (effects.losesReply) return void request.socket.destroy();
    this.#send(response, outcome, effects);
  }

  #send(
    response: ServerResponse,
    outcome: Outcome,
    { truncates, skewMs }: { truncates: boolean; skewMs: number },
  ): void {
    const text = textOf(outcome.body);
    const headers = {
      'content-type': outcome.contentType ?? 'application/json',
      date: new Date(this.#clock.nowMs() + skewMs).toUTCString(),
      ...outcome.headers,
    };
    send(response, outcome.status, headers, truncates ? text.slice(0, Math.floor(text.length / 2)) : text);
  }
}

function textOf(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** The body as text; undefined when it is larger than the sandbox takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= LARGEST_BODY) parts.push(part);
  }
  return bytes > LARGEST_BODY ? undefined : Buffer.concat(parts).toString('utf8');
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, { 'content-type': 'application/json' }, textOf(body));
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, text: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
