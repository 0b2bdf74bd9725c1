import type { Ordered } from './exchange.ts';
import type { Fault } from './faults.ts';

/** What the faults a request meets do to it, in the order in which they happen. */
export interface FaultEffects {
  waitMs: number;
  /** The connection is cut before the request is processed. */
  resets: boolean;
  /** What becomes of the request's access token before it is checked. */
  token: 'expires' | 'revoked' | undefined;
  /** What is answered in place of the real answer; the request is not processed. */
  instead: Ordered | { kind: 'html'; status: number } | undefined;
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
  const order = find('status', 'html', 'rateLimit');
  return {
    waitMs: delay ? Math.max(0, delay.delayMs ?? DEFAULT_DELAY_MS) : 0,
    resets: find('reset') !== undefined,
    token: find('revoke') ? 'revoked' : find('expireToken') ? 'expires' : undefined,
    instead: order && insteadOf(order),
    losesReply: find('dropAfterProcessing', 'dropTokenReply') !== undefined,
    skewMs: find('clockSkew')?.delayMs ?? 0,
    truncates: find('truncate') !== undefined,
  };
}

function insteadOf({ kind, status }: Fault): FaultEffects['instead'] {
  if (kind === 'rateLimit') return { kind };
  return kind === 'html' ? { kind, status: status ?? 200 } : { kind: 'status', status: status ?? 500 };
}
