import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import type { XServer } from '../oauth/x-server.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { XStore } from '../store.ts';

interface ApiParts {
  server: XServer;
  clock: SandboxClock;
  storeAt(prefix: string): XStore | undefined;
}

/** The API of all X-Series retailers, each at a host of its own. */
export class RetailerApi implements Emulation {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  answer({ to, bearer }: Exchange): Outcome {
    const caller = this.#parts.server.whoCalls(to.prefix, bearer);
    if (!caller) return failure(401, 'Unauthorized', 'The access token is missing, expired or revoked.');
    const about = { store: caller.store.id, generation: caller.generation, cost: 1 };
    return { ...failure(404, 'Not Found', `There is nothing at ${to.path}.`), ...about };
  }

  storeOf({ to }: Exchange): string | null {
    return this.#parts.storeAt(to.prefix)?.id ?? null;
  }

  /** A 429 says when to come back as an HTTP date, not in seconds (firm). */
  ordered(order: Ordered): Outcome {
    if (order.kind === 'status') return failure(order.status, 'Ordered', 'This answer was ordered as a fault.');
    const inASecond = new Date(Math.ceil(this.#parts.clock.nowMs() / 1000) * 1000 + 1000).toUTCString();
    const headers = { 'X-RateLimit-Limit': '350', 'X-RateLimit-Remaining': '0', 'Retry-After': inASecond };
    return { ...failure(429, 'Too Many Requests', 'Rate limiting enforced'), headers };
  }

  spoil({ bearer }: Exchange, how: 'expires' | 'revoked'): void {
    this.#parts.server.spoil(bearer, how);
  }
}

function failure(status: number, error: string, message: string): Outcome {
  return { ...plainOutcome({ status, body: { error, message } }), cost: 1 };
}
