import type { Access, AnyFamily } from './any-family.ts';

/** With less than this left, the old server gives a new access token; before, the same again (firm). */
const RENEWED_BELOW_MS = 10_000;

/** A grant of the old R-Series server: one refresh token that works on and on (firm). */
export interface StaticFamily extends AnyFamily {
  server: 'old';
  refreshToken: string;
  generation: number;
  access: Access;
  /** The access token before this one, which lives to its own end. */
  before: Access | undefined;
  /** Whether the new server took the refresh token and gave tokens of its own for it: then it is dead (firm). */
  isExchanged: boolean;
}

/** Refresh by the old rule; undefined when the grant is over. */
export function refreshStatic(family: StaticFamily, nowMs: number, newAccess: () => Access): Access | undefined {
  if (family.state === 'revoked') return undefined;
  if (family.isExchanged) {
    family.reuseAttempts += 1;
    return undefined;
  }
  family.refreshes += 1;
  if (family.access.untilMs - nowMs >= RENEWED_BELOW_MS) return family.access;
  family.before = family.access;
  family.access = newAccess();
  family.generation += 1;
  return family.access;
}
