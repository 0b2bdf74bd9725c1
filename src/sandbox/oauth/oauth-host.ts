import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import type { ConsentPages } from '../pages/consent.ts';
import { readFields } from '../read-fields.ts';
import type { RStore } from '../store.ts';
import { type Family, generationOf } from './families.ts';
import type { GrantBook } from './grant-book.ts';
import type { NewServer } from './new-server.ts';
import { isOAuthError, type OAuthError, refusal } from './oauth-error.ts';
import type { OldServer } from './old-server.ts';
import type { RCallers } from './r-callers.ts';

interface HostParts {
  book: GrantBook;
  /** The first store of a client, for a token request that names no grant. */
  storeOfClient(clientId: string): RStore | undefined;
  newServer: NewServer;
  oldServer: OldServer;
  callers: RCallers;
  pages: ConsentPages;
}

type Endpoint = (exchange: Exchange) => Outcome;

/** `cloud.lightspeedapp.com` and its older names: the pages a person sees, and the endpoints of both R-Series OAuth servers. */
export class OAuthHost implements Emulation {
  readonly #parts: HostParts;
  readonly #endpoints: Record<string, Endpoint>;

  constructor(parts: HostParts) {
    const { newServer, oldServer, pages } = parts;
    this.#parts = parts;
    this.#endpoints = {
      '/auth/oauth/authorize': (exchange) => pages.answer(newServer, exchange),
      '/auth/oauth/token': by('POST', (exchange) => answered(newServer.token(fieldsOf(exchange)))),
      '/auth/oauth/revoke': by('POST', (exchange) => {
        const refusedRevoke = newServer.revokeRequest(fieldsOf(exchange));
        return refusedRevoke ? refusedOutcome(refusedRevoke) : plainOutcome({ status: 200, body: {} });
      }),
      '/auth/oauth/introspect': by('GET', ({ bearer }) =>
        plainOutcome({ status: 200, body: newServer.introspect(bearer) }),
      ),
      '/.well-known/jwks': () => plainOutcome({ status: 200, body: newServer.jwks() }),
      '/oauth/authorize.php': (exchange) => pages.answer(oldServer, exchange),
      '/oauth/access_token.php': by('POST', (exchange) => answered(oldServer.token(fieldsOf(exchange)))),
    };
  }

  answer(exchange: Exchange): Outcome {
    const { path } = exchange.to;
    const endpoint = Object.hasOwn(this.#endpoints, path) ? this.#endpoints[path] : undefined;
    if (endpoint) return endpoint(exchange);
    return refusedOutcome({ status: 404, body: { error: 'not_found', error_description: `No page at ${path}` } });
  }

  /** By the grant that the request names; else the first store of its client. */
  storeOf(exchange: Exchange): string | null {
    if (exchange.bearer !== '') return this.#parts.callers.storeOf(exchange.bearer);
    if (exchange.method !== 'POST') return null;
    const fields = fieldsOf(exchange);
    const family = this.#parts.book.find(fields.refresh_token ?? '');
    return family?.storeId ?? this.#parts.storeOfClient(fields.client_id ?? '')?.id ?? null;
  }

  ordered(order: Ordered): Outcome {
    if (order.kind === 'rateLimit')
      return refusedOutcome({ ...refusal(429, 'too_many_requests', 'Too many token requests'), retryAfterSeconds: 1 });
    return refusedOutcome(refusal(order.status, 'server_error', 'This answer was ordered as a fault.'));
  }

  /** `revoked` also ends the grant whose refresh token a token request brings. */
  spoil(exchange: Exchange, how: 'expires' | 'revoked'): void {
    this.#parts.callers.spoil(exchange.bearer, how);
    const family = how === 'revoked' ? this.#parts.book.find(fieldsOf(exchange).refresh_token ?? '') : undefined;
    if (family) this.#parts.book.end(family);
  }
}

const fieldsOf = ({ body, headers }: Exchange) => readFields(body, headers['content-type']);

/** An endpoint that answers to one method only. */
const by =
  (method: 'GET' | 'POST', endpoint: Endpoint): Endpoint =>
  (exchange) =>
    exchange.method === method ? endpoint(exchange) : refusedOutcome(refusal(405, 'invalid_request', `Use ${method}`));

function answered({ reply, family }: { reply: object | OAuthError; family?: Family }): Outcome {
  const outcome = isOAuthError(reply) ? refusedOutcome(reply) : plainOutcome({ status: 200, body: reply });
  return { ...outcome, store: family?.storeId ?? null, generation: family ? generationOf(family) : null };
}

function refusedOutcome({ status, body, retryAfterSeconds }: OAuthError): Outcome {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return { ...plainOutcome({ status, body }), headers };
}
