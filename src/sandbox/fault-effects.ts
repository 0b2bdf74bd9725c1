import { type Outcome, plainOutcome } from './exchange.ts';
import type { Fault } from './faults.ts';
import { failure } from './r-series/api.ts';

/** What the faults a request meets do to it, in the order in which they happen. */
export interface FaultEffects {
  waitMs: number;
  /** The connection is cut before the request is processed. */
  resets: boolean;
  /** What becomes of the request's access token before it is checked. */
  token: 'expires' | 'revoked' | undefined;
  /** An answer in place of the real one; the request is not processed. */
  instead: Outcome | undefined;
  /** The request is processed, the reply is lost. */
  losesReply: boolean;
  /** How far the reply's `Date` is off. */
  skewMs: number;
  truncates: boolean;
}

const DEFAULT_DELAY_MS = 1000;

export function effectsOf(faults: Fault[]): FaultEffects {
  const find = (...kinds: Fault['kind'][]) => faults.find(({ kind }) => kinds.includes(kind));
  const delay = find('delay');
  const ordered = find('status', 'html', 'rateLimit');
  return {
    waitMs: delay ? Math.max(0, delay.delayMs ?? DEFAULT_DELAY_MS) : 0,
    resets: find('reset') !== undefined,
    token: find('revoke') ? 'revoked' : find('expireToken') ? 'expires' : undefined,
    instead: ordered && orderedReply(ordered),
    losesReply: find('dropAfterProcessing', 'dropTokenReply') !== undefined,
    skewMs: find('clockSkew')?.delayMs ?? 0,
    truncates: find('truncate') !== undefined,
  };
}

function orderedReply({ kind, status }: Fault): Outcome {
  const page = '<html><body>Down for maintenance</body></html>';
  if (kind === 'html')
    return { ...plainOutcome({ status: status ?? 200, body: page, contentType: 'text/html' }), cost: 1 };
  if (kind === 'rateLimit') {
    const headers = { 'Retry-After': '1', 'X-LS-API-RateLimit-Type': 'api-leaky-bucket' };
    return { ...plainOutcome(failure(429, 'Too Many Requests', 'Rate limit exceeded')), headers, cost: 1 };
  }
  return { ...plainOutcome(failure(status ?? 500, 'Ordered', 'This answer was ordered as a fault.')), cost: 1 };
}
