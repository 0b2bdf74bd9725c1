import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import type { CStore } from '../store.ts';
import type { CCredentials, COpened } from './credentials.ts';

/** Windows of an ordered 429: five minutes, an hour, a day. Numbers commonly quoted, confirmed nowhere (unsure). */
const ORDERED_LIMITS = {
  'X-RateLimit-Limit': '300/3000/12000',
  'X-RateLimit-Remaining': '0/2700/11700',
  'X-RateLimit-Reset': '1/2400/40000',
  'Retry-After': '1',
};

/** The API of a C-Series cluster. */
export class EcomApi implements Emulation {
  readonly #cluster: CStore['cluster'];
  readonly #credentials: CCredentials;

  constructor(cluster: CStore['cluster'], credentials: CCredentials) {
    this.#cluster = cluster;
    this.#credentials = credentials;
  }

  answer(exchange: Exchange): Outcome {
    const opened = this.#credentials.openedBy(exchange.headers.authorization, this.#cluster);
    if (!opened) return failure(exchange, 401, 'Access denied.');
    return { ...this.#answer(exchange, opened), store: opened.store.id, cost: 1 };
  }

  storeOf({ headers }: Exchange): string | null {
    return this.#credentials.storeOf(headers.authorization);
  }

  ordered(order: Ordered, exchange: Exchange): Outcome {
    if (order.kind === 'status') return failure(exchange, order.status, 'This answer was ordered as a fault.');
    return { ...failure(exchange, 429, 'Too Many Requests'), headers: ORDERED_LIMITS };
  }

  /** Keys do not expire: only `revoked` does anything. */
  spoil({ headers }: Exchange, how: 'expires' | 'revoked'): void {
    if (how === 'revoked') this.#credentials.revoke(headers.authorization);
  }

  #answer(exchange: Exchange, { store, permissions }: COpened): Outcome {
    const [, language = '', resource] = /^\/([^/]+)\/(.+)\.json$/.exec(exchange.to.path) ?? [];
    if (!store.languages.includes(language)) return failure(exchange, 404, 'Unknown or inactive language.');
    if (resource === 'account/permissions')
      return plainOutcome({ status: 200, body: { accountPermissions: permissions } });
    return failure(exchange, 404, 'Resource not found.');
  }
}

function failure({ method, to }: Exchange, code: number, message: string): Outcome {
  return plainOutcome({ status: code, body: { error: { code, method, request: to.path, message } } });
}
