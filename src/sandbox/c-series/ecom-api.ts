import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import { tightest, Windows } from '../limits/window.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { CStore } from '../store.ts';
import { answer, failure } from './api.ts';
import type { CCredentials } from './credentials.ts';
import { limitHeaders, limitsOf, retryAfter } from './limits.ts';

/** Windows of an ordered 429: five minutes, an hour, a day. Numbers commonly quoted, confirmed nowhere (unsure). */
const ORDERED_LIMITS = {
  'X-RateLimit-Limit': '300/3000/12000',
  'X-RateLimit-Remaining': '0/2700/11700',
  'X-RateLimit-Reset': '1/2400/40000',
  'Retry-After': '1',
};

/** The API of a C-Series cluster: key first, then limits, then the answer. */
export class EcomApi implements Emulation {
  readonly #cluster: CStore['cluster'];
  readonly #credentials: CCredentials;
  readonly #clock: SandboxClock;
  /** One set for each shop and key. */
  readonly #windows = new Map<string, Windows>();

  constructor(cluster: CStore['cluster'], parts: { credentials: CCredentials; clock: SandboxClock }) {
    this.#cluster = cluster;
    this.#credentials = parts.credentials;
    this.#clock = parts.clock;
  }

  forgetLimits(): void {
    this.#windows.clear();
  }

  async answer(exchange: Exchange): Promise<Outcome> {
    const { method, to, headers, body } = exchange;
    const opened = this.#credentials.openedBy(headers.authorization, this.#cluster);
    if (!opened) return plainOutcome(failure(exchange, 401, 'Access denied.'));
    const { store, key } = opened;
    const nowMs = this.#clock.nowMs();
    const { allowed, states } = this.#windowsOf(`${store.id} ${key}`).take(limitsOf(store), nowMs);
    const gauge = tightest(states);
    const about = {
      headers: limitHeaders(states, nowMs),
      cost: 1,
      store: store.id,
      generation: null,
      ...(gauge ? { limit: gauge } : {}),
    };
    if (allowed) return { ...about, ...(await answer({ opened, method, to, body, nowMs, limits: states })) };
    about.headers['Retry-After'] = String(retryAfter(states, nowMs));
    return { ...about, ...failure(exchange, 429, 'Too Many Requests') };
  }

  storeOf({ headers }: Exchange): string | null {
    return this.#credentials.storeOf(headers.authorization);
  }

  ordered(order: Ordered, exchange: Exchange): Outcome {
    if (order.kind === 'status')
      return plainOutcome(failure(exchange, order.status, 'This answer was ordered as a fault.'));
    return { ...plainOutcome(failure(exchange, 429, 'Too Many Requests')), headers: ORDERED_LIMITS };
  }

  /** Keys do not expire: only `revoked` does anything. */
  spoil({ headers }: Exchange, how: 'expires' | 'revoked'): void {
    if (how === 'revoked') this.#credentials.revoke(headers.authorization);
  }

  #windowsOf(name: string): Windows {
    const windows = this.#windows.get(name) ?? new Windows();
    this.#windows.set(name, windows);
    return windows;
  }
}
