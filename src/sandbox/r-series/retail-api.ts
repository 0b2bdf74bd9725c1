import type { Emulation, Exchange, Ordered, Outcome } from '../exchange.ts';
import { plainOutcome } from '../exchange.ts';
import type { Kept } from '../journal.ts';
import { Bucket } from '../limits/bucket.ts';
import { isOAuthError } from '../oauth/oauth-error.ts';
import type { RCallers } from '../oauth/r-callers.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import { isRStore, limitsOf } from '../store.ts';
import { answer, costOf, failure, written } from './api.ts';
import { pictureAt } from './images.ts';

/** `api.lightspeedapp.com`: token first, then limits, then the answer. */
export class RetailApi implements Emulation {
  readonly #kept: Kept;
  readonly #callers: RCallers;
  readonly #clock: SandboxClock;
  /** One for each account and client (firm). */
  readonly #buckets = new Map<string, Bucket>();

  constructor(parts: { kept: Kept; callers: RCallers; clock: SandboxClock }) {
    this.#kept = parts.kept;
    this.#callers = parts.callers;
    this.#clock = parts.clock;
  }

  forgetLimits(): void {
    this.#buckets.clear();
  }

  storeOf({ bearer }: Exchange): string | null {
    return this.#callers.storeOf(bearer);
  }

  ordered(order: Ordered, { to, headers: asked }: Exchange): Outcome {
    if (order.kind === 'rateLimit') {
      const headers = { 'Retry-After': '1', 'X-LS-API-RateLimit-Type': 'api-leaky-bucket' };
      return {
        ...plainOutcome(written(failure(429, 'Too Many Requests', 'Rate limit exceeded'), to, asked)),
        headers,
        cost: 1,
      };
    }
    const reply = failure(order.status, 'Ordered', 'This answer was ordered as a fault.');
    return { ...plainOutcome(written(reply, to, asked)), cost: 1 };
  }

  spoil({ bearer }: Exchange, how: 'expires' | 'revoked'): void {
    this.#callers.spoil(bearer, how);
  }

  async answer(exchange: Exchange): Promise<Outcome> {
    const { method, to, bearer, headers: asked, body, bytes } = exchange;
    const picture = method === 'GET' ? pictureAt(this.#kept.stores.values(), to.path) : undefined;
    if (picture) return plainOutcome(picture);
    const checked = this.#callers.whoCalls(bearer);
    if (isOAuthError(checked))
      return isOldToken(to, bearer) ? refusedAsBefore() : plainOutcome({ status: 401, body: checked.body });
    const store = this.#kept.stores.get(checked.family.storeId);
    if (!isRStore(store))
      return plainOutcome(written(failure(404, 'Not Found', 'This account was closed.'), to, asked));
    const { claims, generation } = checked;
    const [cost, limits, nowMs] = [costOf(exchange), limitsOf(store), this.#clock.nowMs()];
    const bucket = this.#bucketOf(`${store.accountId} ${claims.aud}`, nowMs);
    const verdict = bucket.take(cost, limits, nowMs);
    const headers: Record<string, string> = {
      'X-LS-Acct-Id': store.accountId,
      'X-LS-OAuth-Client-Id': claims.aud,
      'X-LS-Shard-Id': '1',
      ...masterHeaders,
      ...bucket.headers(limits, cost, nowMs),
    };
    const limit = { level: bucket.level(limits, nowMs), size: limits.size };
    const about = { headers, cost, store: store.id, generation, limit };
    if (verdict.allowed)
      return { ...about, ...(await answer({ store, to, method, headers: asked, body, bytes, claims, nowMs })) };
    headers['Retry-After'] = String(verdict.retryAfterSeconds);
    headers['X-LS-API-RateLimit-Type'] = verdict.type;
    const what = verdict.type === 'api-burst-limiter' ? 'burst rate limit exceeded' : 'Rate limit exceeded';
    return { ...about, ...written(failure(429, 'Too Many Requests', what), to, asked) };
  }

  #bucketOf(key: string, nowMs: number): Bucket {
    const bucket = this.#buckets.get(key) ?? new Bucket(nowMs);
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** What the account is not (recorded in 2017 and 2019). */
const masterHeaders = {
  'X-LS-Master-System': 'false',
  'X-LS-Master-Account': 'false',
  'X-LS-Master-Catalog': 'false',
};

/** Tokens of the old server are no JWTs; those of the new one are refused in the words of OAuth in both versions. */
const isOldToken = ({ path }: Exchange['to'], bearer: string) => !path.startsWith('/API/V3/') && !bearer.includes('.');

/** How the older API refuses a token (recorded). */
function refusedAsBefore(): Outcome {
  const body = {
    httpCode: '401',
    httpMessage: 'Unauthorized',
    message: 'The access token or API key is not valid.',
    errorClass: 'BadAuthenticationRequestError',
  };
  const headers = { 'WWW-Authenticate': 'Basic realm="MerchantOS API"', ...masterHeaders };
  return { ...plainOutcome({ status: 401, body }), headers };
}
