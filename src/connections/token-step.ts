/** Times of the newest pair that decide what a request does first. */
export interface TokenTimes {
  issuedAt: Date;
  expiresAt: Date | null;
  forced: boolean;
}

const LONGEST_MARGIN_MS = 60_000;

/** How long before expiry a token is no longer handed out: a minute, less where a token lives shorter than four. */
export function marginMs({ issuedAt, expiresAt }: TokenTimes): number {
  if (!expiresAt) return 0;
  return Math.min(LONGEST_MARGIN_MS, (expiresAt.getTime() - issuedAt.getTime()) / 4);
}

/** What a request does first. A token that a reply called expired (`forced`) is renewed whatever its times say. */
export function tokenStep(token: TokenTimes, now: Date): 'use' | 'refresh' {
  if (token.forced) return 'refresh';
  if (!token.expiresAt) return 'use';
  return token.expiresAt.getTime() - now.getTime() > marginMs(token) ? 'use' : 'refresh';
}

/**
 * When the keeper renews ahead of need, so that no request waits: at 70 to 80 percent of the token's life. `share` (0 to
 * 1, the same for a connection each time) spreads connections that were authorized together.
 */
export function renewAt({ issuedAt, expiresAt }: TokenTimes, share: number): Date | null {
  if (!expiresAt) return null;
  const lifeMs = expiresAt.getTime() - issuedAt.getTime();
  return new Date(issuedAt.getTime() + lifeMs * (0.7 + 0.1 * share));
}

/** A number from 0 to 1 that belongs to an id. */
export function shareOf(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(-6), 16) / 0xffffff;
}
