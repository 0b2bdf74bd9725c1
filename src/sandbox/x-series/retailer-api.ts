import type { Emulation, Exchange, Ordered, Outcome } from '../exchange.ts';
import { plainOutcome } from '../exchange.ts';
import { type WindowLimit, Windows } from '../limits/window.ts';
import type { XCaller, XServer } from '../oauth/x-server.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { LimitSetting, XStore } from '../store.ts';
import { editionOf } from './editions.ts';
import { Refused, type Reply } from './operation.ts';
import { operations } from './operations/all.ts';
import { bodyOf } from './request-body.ts';
import { Routes } from './routes.ts';

interface ApiParts {
  server: XServer;
  clock: SandboxClock;
  storeAt(prefix: string): XStore | undefined;
}

const FIVE_MINUTES = 300_000;
const UNLIMITED = 1_000_000_000;
const routes = new Routes(operations);

/** The API of all X-Series retailers, each at a host of its own: token first, then limits, then the answer. */
export class RetailerApi implements Emulation {
  readonly #parts: ApiParts;
  /** One for each retailer and application, and one for all personal tokens of a retailer (firm). */
  readonly #windows = new Map<string, Windows>();

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  forgetLimits(): void {
    this.#windows.clear();
  }

  storeOf({ to }: Exchange): string | null {
    return this.#parts.storeAt(to.prefix)?.id ?? null;
  }

  /** A 429 says when to come back as an HTTP date, not in seconds (firm). */
  ordered(order: Ordered): Outcome {
    if (order.kind === 'status') {
      const body = { error: 'Ordered', message: 'This answer was ordered as a fault.' };
      return { ...plainOutcome({ status: order.status, body }), cost: 1 };
    }
    const headers = { 'X-RateLimit-Limit': '350', 'X-RateLimit-Remaining': '0' };
    const inASecond = retryAfter(this.#parts.clock.nowMs() + 1000);
    return { ...plainOutcome(tooMany), headers: { ...headers, ...inASecond }, cost: 1 };
  }

  spoil({ bearer }: Exchange, how: 'expires' | 'revoked'): void {
    this.#parts.server.spoil(bearer, how);
  }

  async answer(exchange: Exchange): Promise<Outcome> {
    const caller = this.#parts.server.whoCalls(exchange.to.prefix, exchange.bearer);
    if (!caller) return { ...plainOutcome(strange), cost: 1 };
    const { store, generation } = caller;
    const nowMs = this.#parts.clock.nowMs();
    const { allowed, states } = this.#windowsOf(caller).take([limitOf(store)], nowMs);
    const [{ limit, remaining, endsAtMs }] = states as [(typeof states)[number]];
    const headers = { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': String(remaining) };
    const about = { headers, cost: 1, store: store.id, generation, limit: { remaining, limit } };
    if (!allowed) return { ...about, ...tooMany, headers: { ...headers, ...retryAfter(endsAtMs) } };
    return { ...about, ...(await answerCall(caller, exchange, nowMs)) };
  }

  #windowsOf({ store, family }: XCaller): Windows {
    const key = `${store.id} ${family.clientId}`;
    const windows = this.#windows.get(key) ?? new Windows();
    this.#windows.set(key, windows);
    return windows;
  }
}

const tooMany: Reply = { status: 429, body: { error: 'Too Many Requests', message: 'Rate limiting enforced' } };
const strange: Reply = {
  status: 401,
  body: { error: 'Unauthorized', message: 'The access token is missing, expired or revoked.' },
};

/** An HTTP date (firm), whole seconds: never before the window's end. */
const retryAfter = (atMs: number) => ({ 'Retry-After': new Date(Math.ceil(atMs / 1000) * 1000).toUTCString() });

/** 300 requests for each register and 50 in five minutes (firm). */
function limitOf({ limits, registers }: XStore): WindowLimit {
  const own = windowOf(limits);
  return own ?? { requests: 300 * registers + 50, lengthMs: FIVE_MINUTES };
}

function windowOf(limits: LimitSetting): WindowLimit | undefined {
  if (limits === 'off') return { requests: UNLIMITED, lengthMs: FIVE_MINUTES };
  if (limits === 'real' || !('requests' in limits)) return undefined;
  return { requests: limits.requests, lengthMs: limits.windowSeconds * 1000 };
}

async function answerCall(caller: XCaller, exchange: Exchange, nowMs: number): Promise<Reply> {
  const { method, to, bytes } = exchange;
  try {
    const at = editionOf(to.path);
    const found = at ? routes.find(at.edition, method, at.below) : 'nothing';
    if (!at || found === 'nothing') throw new Refused(404, 'Not Found', `There is nothing at ${to.path}.`);
    if (found === 'method') throw new Refused(405, 'Method Not Allowed', `${method} is not possible here.`);
    const missing = found.operation.scopes.find((scope) => !caller.scopes.includes(scope));
    if (missing !== undefined) throw new Refused(403, 'Forbidden', `The token lacks the scope ${missing}.`);
    const body = method === 'GET' ? undefined : bodyOf(exchange);
    const call = {
      store: caller.store,
      caller,
      edition: at.edition,
      ids: found.ids,
      query: to.query,
      body,
      bytes,
      nowMs,
    };
    return await found.operation.answer(call);
  } catch (cause) {
    if (cause instanceof Refused) return cause.reply;
    throw cause;
  }
}
