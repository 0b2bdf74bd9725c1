import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import type { Kept } from '../journal.ts';
import type { ConsentPages } from '../pages/consent.ts';
import { readFields } from '../read-fields.ts';
import { isRStore } from '../store.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { pairsOf } from './families.ts';
import { isOAuthError, type OAuthError, refusal } from './oauth-error.ts';

/** `cloud.lightspeedapp.com`: the pages a person sees, and the endpoints of the OAuth server of July 2024. */
export class OAuthHost implements Emulation {
  readonly #kept: Kept;
  readonly #server: AuthorizationServer;
  readonly #pages: ConsentPages;
  readonly #endpoints: Record<string, (exchange: Exchange) => Outcome> = {
    '/auth/oauth/authorize': (exchange) => this.#authorize(exchange),
    '/auth/oauth/token': (exchange) => this.#token(exchange),
    '/auth/oauth/revoke': (exchange) => this.#revoke(exchange),
    '/auth/oauth/introspect': (exchange) => this.#introspect(exchange),
    '/.well-known/jwks': () => plainOutcome({ status: 200, body: this.#server.jwks() }),
  };

  constructor(parts: { kept: Kept; server: AuthorizationServer; pages: ConsentPages }) {
    this.#kept = parts.kept;
    this.#server = parts.server;
    this.#pages = parts.pages;
  }

  answer(exchange: Exchange): Outcome {
    const { path } = exchange.to;
    const endpoint = Object.hasOwn(this.#endpoints, path) ? this.#endpoints[path] : undefined;
    if (endpoint) return endpoint(exchange);
    return plainOutcome({ status: 404, body: { error: 'not_found', error_description: `No page at ${path}` } });
  }

  /** By the refresh token of a token request; else the first store of its client. */
  storeOf({ to, body, headers }: Exchange): string | null {
    if (to.path !== '/auth/oauth/token') return null;
    const fields = readFields(body, headers['content-type']);
    const { families, stores, clients } = this.#kept;
    const family = [...families.values()].find((one) =>
      pairsOf(one).some(({ refreshToken }) => refreshToken === fields.refresh_token),
    );
    if (family) return family.storeId;
    if (!clients.has(fields.client_id ?? '')) return null;
    return [...stores.values()].filter(isRStore).find(({ clientId }) => clientId === fields.client_id)?.id ?? null;
  }

  ordered(order: Ordered): Outcome {
    if (order.kind === 'rateLimit')
      return refused({ ...refusal(429, 'too_many_requests', 'Too many token requests'), retryAfterSeconds: 1 });
    return refused(refusal(order.status, 'server_error', 'This answer was ordered as a fault.'));
  }

  spoil({ bearer }: Exchange, how: 'expires' | 'revoked'): void {
    this.#server.spoil(bearer, how);
  }

  #authorize({ method, to, headers, body }: Exchange): Outcome {
    const reply = this.#pages.handle(method, to.query, headers.cookie, new URLSearchParams(body));
    const { 'content-type': contentType, ...others } = reply.headers;
    const { status, body: page } = reply;
    return { ...plainOutcome({ status, body: page, ...(contentType ? { contentType } : {}) }), headers: others };
  }

  #token({ method, body, headers }: Exchange): Outcome {
    if (method !== 'POST') {
      return plainOutcome({ status: 405, body: { error: 'invalid_request', error_description: 'Use POST' } });
    }
    const { reply, family } = this.#server.token(readFields(body, headers['content-type']));
    const about = { store: family?.storeId ?? null, generation: family?.current.generation ?? null };
    if (!isOAuthError(reply)) return { ...plainOutcome({ status: 200, body: reply }), ...about };
    return { ...refused(reply), ...about };
  }

  #revoke({ method, body, headers }: Exchange): Outcome {
    if (method !== 'POST') {
      return plainOutcome({ status: 405, body: { error: 'invalid_request', error_description: 'Use POST' } });
    }
    const refusedRevoke = this.#server.revokeRequest(readFields(body, headers['content-type']));
    return refusedRevoke ? refused(refusedRevoke) : plainOutcome({ status: 200, body: {} });
  }

  #introspect({ bearer }: Exchange): Outcome {
    const checked = this.#server.check(bearer);
    const body = isOAuthError(checked) ? { active: false } : { active: true, ...checked.claims };
    return plainOutcome({ status: 200, body });
  }
}

function refused({ status, body, retryAfterSeconds }: OAuthError): Outcome {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return { ...plainOutcome({ status, body }), headers };
}
