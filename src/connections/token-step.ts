import { sql } from 'kysely';
import { allConnectors, connectorOf } from '../connectors/catalogue.ts';
import type { GrantRow } from '../store/grants.ts';

/** Times of the newest pair that decide what a request does first. */
export interface TokenTimes {
  issuedAt: Date;
  expiresAt: Date | null;
  forced: boolean;
}

/**
 * Seconds before expiry in which alone a renewal gives a new token, for a server that gives the same one again before;
 * undefined for all others.
 */
export function windowSecondsOf(apiType: string, { tokenServer }: Pick<GrantRow, 'tokenServer'>): number | undefined {
  const connector = connectorOf(apiType);
  return connector?.kind === 'api' ? connector.oauth[tokenServer]?.refreshWindowSeconds : undefined;
}

const LONGEST_MARGIN_MS = 60_000;

/**
 * How long before expiry a token is no longer handed out: a minute, or the window in which a renewal makes sense; less
 * where a token lives shorter than four times that.
 */
function marginMs({ issuedAt, expiresAt }: TokenTimes, windowSeconds: number | undefined): number {
  if (!expiresAt) return 0;
  const longestMs = windowSeconds === undefined ? LONGEST_MARGIN_MS : windowSeconds * 1000;
  return Math.min(longestMs, (expiresAt.getTime() - issuedAt.getTime()) / 4);
}

/** What a request does first. A token that a reply called expired (`forced`) is renewed whatever its times say. */
export function tokenStep(token: TokenTimes, now: Date, windowSeconds?: number): 'use' | 'refresh' {
  if (token.forced) return 'refresh';
  if (!token.expiresAt) return 'use';
  return token.expiresAt.getTime() - now.getTime() > marginMs(token, windowSeconds) ? 'use' : 'refresh';
}

/** Grants that can be renewed in a window before expiry only, and how many seconds it has. */
export const renewedInWindow = allConnectors.flatMap((connector) =>
  (connector.kind === 'api' ? (['new', 'old'] as const) : []).flatMap((tokenServer) => {
    const seconds = windowSecondsOf(connector.id, { tokenServer });
    return seconds === undefined ? [] : [{ apiType: connector.id, tokenServer, seconds }];
  }),
);

/**
 * When the keeper renews ahead of need, so that no request waits: at 70 to 80 percent of the token's life. `share` (0 to
 * 1, the same for a connection each time) spreads connections that were authorized together. Where a renewal makes sense in
 * a window only, at its beginning: requests wait there.
 */
export function renewAt(token: TokenTimes, share: number, windowSeconds?: number): Date | null {
  const { issuedAt, expiresAt } = token;
  if (!expiresAt) return null;
  if (windowSeconds !== undefined) return new Date(expiresAt.getTime() - marginMs(token, windowSeconds));
  const lifeMs = expiresAt.getTime() - issuedAt.getTime();
  return new Date(issuedAt.getTime() + lifeMs * (0.7 + 0.1 * share));
}

/** A number from 0 to 1 that belongs to an id: its last 24 bits. */
export function shareOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-6), 16) / 0xffffff;
}

/** `shareOf` the connection's id, in SQL. */
export const shareOfId = sql<number>`('x' || right(connection.id::text, 6))::bit(24)::integer / 16777215.0`;
