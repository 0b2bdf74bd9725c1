import { type Emulation, type Exchange, type Ordered, type Outcome, plainOutcome } from '../exchange.ts';
import { type WindowLimit, type WindowState, Windows } from '../limits/window.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { XStore } from '../store.ts';
import { generationOf } from './families.ts';
import type { GrantBook } from './grant-book.ts';
import { isOAuthError, type OAuthError, refusal } from './oauth-error.ts';
import type { XServer } from './x-server.ts';

/** The endpoint has a limit of its own (firm); how much it is nobody says. */
const LIMIT: WindowLimit = { requests: 60, lengthMs: 60_000 };
/** What `limits: "off"` means: never reached. */
const NO_LIMIT: WindowLimit = { requests: 1_000_000, lengthMs: 60_000 };
const FORM = /^application\/x-www-form-urlencoded\b/i;

interface EndpointParts {
  server: XServer;
  book: GrantBook;
  clock: SandboxClock;
  storeAt(prefix: string): XStore | undefined;
}

/** `/api/1.0/token` of each retailer's host: a form in the body, nothing in the query (firm since 2017). */
export class XTokenEndpoint implements Emulation {
  readonly #parts: EndpointParts;
  /** One for each retailer. */
  readonly #windows = new Map<string, Windows>();

  constructor(parts: EndpointParts) {
    this.#parts = parts;
  }

  answer(exchange: Exchange): Outcome {
    const { prefix, query } = exchange.to;
    const store = this.#parts.storeAt(prefix);
    if (!store) return refused(refusal(404, 'not_found', `There is no retailer ${prefix}`));
    const { allowed, state } = this.#count(store);
    const headers = limitHeaders(state);
    if (!allowed) return tooMany(state);
    const wrong = wrongForm(exchange, query);
    if (wrong) return refused(wrong, headers);
    const { reply, family } = this.#parts.server.token(prefix, fieldsOf(exchange));
    const about = { store: store.id, generation: family ? generationOf(family) : null };
    if (isOAuthError(reply)) return { ...refused(reply, headers), ...about };
    return { ...plainOutcome({ status: 200, body: reply }), headers, ...about };
  }

  forgetLimits(): void {
    this.#windows.clear();
  }

  storeOf({ to }: Exchange): string | null {
    return this.#parts.storeAt(to.prefix)?.id ?? null;
  }

  ordered(order: Ordered): Outcome {
    const endsAtMs = this.#parts.clock.nowMs() + 1000;
    if (order.kind === 'rateLimit') return tooMany({ limit: LIMIT.requests, remaining: 0, endsAtMs });
    return refused(refusal(order.status, 'server_error', 'This answer was ordered as a fault.'));
  }

  /** `revoked` ends the grant whose refresh token the request brings; there is nothing to expire. */
  spoil(exchange: Exchange, how: 'expires' | 'revoked'): void {
    const family = this.#parts.book.find(fieldsOf(exchange).refresh_token ?? '');
    if (family && how === 'revoked') this.#parts.book.end(family);
  }

  #count({ id, limits }: XStore): { allowed: boolean; state: WindowState } {
    const windows = this.#windows.get(id) ?? new Windows();
    this.#windows.set(id, windows);
    const taken = windows.take([limits === 'off' ? NO_LIMIT : LIMIT], this.#parts.clock.nowMs());
    return { allowed: taken.allowed, state: taken.states[0] as WindowState };
  }
}

const fieldsOf = ({ body }: Exchange): Record<string, string> => Object.fromEntries(new URLSearchParams(body));

function wrongForm({ method, headers }: Exchange, query: URLSearchParams): OAuthError | undefined {
  if (method !== 'POST') return refusal(405, 'invalid_request', 'Use POST');
  if (query.size > 0) return refusal(400, 'invalid_request', 'Send the parameters in the body, not in the query');
  if (!FORM.test(headers['content-type'] ?? ''))
    return refusal(400, 'invalid_request', 'Send the body as application/x-www-form-urlencoded');
  return undefined;
}

const limitHeaders = ({ limit, remaining, endsAtMs }: WindowState): Record<string, string> => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': String(Math.ceil(endsAtMs / 1000)),
});

function tooMany(state: WindowState): Outcome {
  const reply = refusal(429, 'too_many_requests', 'Rate limiting enforced');
  // A date has whole seconds: the one after the end of the window.
  const until = new Date(Math.ceil(state.endsAtMs / 1000) * 1000).toUTCString();
  return refused(reply, { ...limitHeaders(state), 'Retry-After': until });
}

const refused = ({ status, body }: OAuthError, headers: Record<string, string> = {}): Outcome => ({
  ...plainOutcome({ status, body }),
  headers,
});
