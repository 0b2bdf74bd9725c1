import type { ImmediateFamily } from './immediate.ts';
import type { AppFamily, KeyFamily, PersonalFamily } from './standing-keys.ts';
import type { StaticFamily } from './static-token.ts';
import { pairsOf, type RotatingFamily } from './until-first-use.ts';

/** A grant of any series. `server` says whose rule it follows. */
export type Family = RotatingFamily | StaticFamily | ImmediateFamily | PersonalFamily | AppFamily | KeyFamily;

/** How many token pairs the grant has given, repeats not counted. */
export function generationOf(family: Family): number {
  if (family.server === 'new') return Math.max(...pairsOf(family).map(({ generation }) => generation));
  return 'generation' in family ? family.generation : 1;
}

/** `expired`: nothing that it gave opens anything or can be refreshed any more. */
export function stateOf(family: Family, nowMs: number): 'live' | 'revoked' | 'expired' {
  if (family.state === 'revoked' || (family.server === 'old' && family.isExchanged)) return 'revoked';
  if (family.server === 'new' && pairsOf(family).every(({ refreshUntilMs }) => refreshUntilMs <= nowMs))
    return 'expired';
  return family.server === 'personal' && (family.untilMs ?? Infinity) <= nowMs ? 'expired' : 'live';
}

/** What opens or refreshes a family today: tokens and keys. JWTs go by their `jti`. */
export function liveNamesOf(family: Family): string[] {
  switch (family.server) {
    case 'new':
      return pairsOf(family).flatMap(({ jti, refreshToken }) => [jti, refreshToken]);
    case 'old':
      return [family.refreshToken, family.access.token, ...(family.before ? [family.before.token] : [])];
    case 'x':
      return [family.access.token, family.refreshToken];
    case 'personal':
      return [family.token];
    case 'app':
      return [family.password];
    case 'key':
      return [family.apiKey];
  }
}

/** Refresh tokens that a family gave and that were used up. */
export const spentNamesOf = (family: Family): string[] => ('spent' in family ? family.spent : []);
