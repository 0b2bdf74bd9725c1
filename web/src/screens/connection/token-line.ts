import type { Connection } from '../../api/connections.ts';

type Times = Pick<NonNullable<Connection['grant']>, 'issuedAt' | 'expiresAt' | 'renewsAt'>;

/** A token's life as a line from issued (0) to expired (100). */
export interface TokenLine {
  nowPercent: number;
  /** When counterflow renews it by itself; `null` when it does not. */
  renewsPercent: number | null;
  isExpired: boolean;
}

/** Where now and the renewal lie on the line; `null` for a token without an end. */
export function tokenLine({ issuedAt, expiresAt, renewsAt }: Times, nowMs: number): TokenLine | null {
  if (expiresAt === null) return null;
  const startMs = Date.parse(issuedAt);
  const endMs = Date.parse(expiresAt);
  const lifeMs = Math.max(1, endMs - startMs);
  const percentOf = (ms: number) => Math.min(100, Math.max(0, (100 * (ms - startMs)) / lifeMs));
  return {
    nowPercent: percentOf(nowMs),
    renewsPercent: renewsAt === null ? null : percentOf(Date.parse(renewsAt)),
    isExpired: nowMs >= endMs,
  };
}
