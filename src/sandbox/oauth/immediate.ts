import type { Access, AnyFamily } from './any-family.ts';

/** A grant of X-Series: each refresh ends both tokens before it at once, without a grace (firm since 2025-03). */
export interface ImmediateFamily extends AnyFamily {
  server: 'x';
  generation: number;
  access: Access;
  refreshToken: string;
  /** Spent refresh tokens, to tell a reuse from a token nobody gave out. */
  spent: string[];
}

/** Refresh by the X-Series rule; false when the token was spent or the grant is over. */
export function refreshImmediate(
  family: ImmediateFamily,
  refreshToken: string,
  next: { access: Access; refreshToken: string },
): boolean {
  if (family.state === 'revoked') return false;
  if (refreshToken !== family.refreshToken) {
    family.reuseAttempts += 1;
    return false;
  }
  family.spent.push(family.refreshToken);
  family.access = next.access;
  family.refreshToken = next.refreshToken;
  family.generation += 1;
  family.refreshes += 1;
  return true;
}
