import type { AnyFamily } from './any-family.ts';

/** One token pair. `until` in epoch ms is when the unused refresh token dies. */
export interface Pair {
  generation: number;
  jti: string;
  refreshToken: string;
  accessUntilMs: number;
  refreshUntilMs: number;
}

/**
 * All pairs that came from one consent. The rule of 2026-01-15 (firm): the used refresh token dies only when the new
 * access token is first used; until then it may be used again. `candidates` are the pairs given for the next generation
 * since; the first access token used makes its pair the current one.
 */
export interface RotatingFamily extends AnyFamily {
  server: 'new';
  current: Pair;
  candidates: Pair[];
  /** Spent refresh tokens, to tell a reuse from a token nobody gave out. */
  spent: string[];
  /** Whether the code was exchanged without a secret: only then refreshes need none. */
  isPublic: boolean;
  /** Times of token requests in the last minute, epoch ms. */
  triesMs: number[];
}

export const pairsOf = (family: RotatingFamily): Pair[] => [family.current, ...family.candidates];

export type RefreshVerdict =
  | { kind: 'pair'; pair: Pair }
  | { kind: 'refused'; reason: 'spent' | 'expired' | 'revoked' };

/**
 * Refresh by the R-Series rule. It is not known which of several pairs given for one generation Lightspeed honours: with
 * `last` a repeat kills the pair given before, with `first` all of them live until the first of them is used.
 */
export function refresh(
  family: RotatingFamily,
  refreshToken: string,
  nowMs: number,
  honours: 'first' | 'last',
  newPair: (generation: number) => Pair,
): RefreshVerdict {
  if (family.state === 'revoked') return { kind: 'refused', reason: 'revoked' };
  adoptCandidate(family, refreshToken);
  if (refreshToken !== family.current.refreshToken) {
    family.reuseAttempts += 1;
    return { kind: 'refused', reason: 'spent' };
  }
  if (family.current.refreshUntilMs <= nowMs) return { kind: 'refused', reason: 'expired' };
  const pair = newPair(family.current.generation + 1);
  family.candidates = honours === 'last' ? [pair] : [...family.candidates, pair];
  family.refreshes += 1;
  return { kind: 'pair', pair };
}

/** Whether an access token lives; its first use spends the refresh token before it. */
export function accessTokenState(family: RotatingFamily, jti: string, nowMs: number): 'live' | 'expired' | 'revoked' {
  if (family.state === 'revoked') return 'revoked';
  const candidate = family.candidates.find((pair) => pair.jti === jti);
  if (candidate) adopt(family, candidate);
  if (family.current.jti !== jti) return 'revoked';
  return family.current.accessUntilMs > nowMs ? 'live' : 'expired';
}

/** The same without using it: what a look at a token tells. */
export function peekAccessToken(family: RotatingFamily, jti: string, nowMs: number): 'live' | 'expired' | 'revoked' {
  const pair = pairsOf(family).find((one) => one.jti === jti);
  if (family.state === 'revoked' || !pair) return 'revoked';
  return pair.accessUntilMs > nowMs ? 'live' : 'expired';
}

/** Using a candidate's refresh token proves that its reply arrived, as using its access token does. */
function adoptCandidate(family: RotatingFamily, refreshToken: string): void {
  const candidate = family.candidates.find((pair) => pair.refreshToken === refreshToken);
  if (candidate) adopt(family, candidate);
}

function adopt(family: RotatingFamily, pair: Pair): void {
  const lost = family.candidates.filter((other) => other !== pair).map((other) => other.refreshToken);
  family.spent.push(family.current.refreshToken, ...lost);
  family.current = pair;
  family.candidates = [];
}

/** At most 5 token requests a minute for each connection (firm). Seconds to wait, or undefined when this one may pass. */
export function triesLeft(family: { triesMs: number[] }, nowMs: number): number | undefined {
  family.triesMs = family.triesMs.filter((at) => at > nowMs - 60_000 && at <= nowMs);
  const [oldest] = family.triesMs;
  if (family.triesMs.length >= 5 && oldest !== undefined) return Math.ceil((oldest + 60_000 - nowMs) / 1000);
  family.triesMs.push(nowMs);
  return undefined;
}
