import type { RStore } from '../store.ts';
import { type Claims, claimsOf } from './access-tokens.ts';
import type { Family } from './families.ts';
import type { NewServer } from './new-server.ts';
import { accessDenied, isOAuthError, type OAuthError } from './oauth-error.ts';
import type { OldServer } from './old-server.ts';
import { type ServerParts, workingEmployee } from './server-parts.ts';

/** Who makes an R-Series API call. */
export interface RCaller {
  family: Family;
  claims: Claims;
  generation: number;
}

/** The bearer tokens of both R-Series servers: either kind opens both versions of the API (firm). */
export class RCallers {
  readonly #parts: ServerParts<RStore>;
  readonly #newServer: NewServer;
  readonly #oldServer: OldServer;

  constructor(parts: ServerParts<RStore>, servers: { newServer: NewServer; oldServer: OldServer }) {
    this.#parts = parts;
    this.#newServer = servers.newServer;
    this.#oldServer = servers.oldServer;
  }

  /** Checks a token and spends what its use spends. A locked employee's tokens are as good as revoked (firm). */
  whoCalls(token: string): RCaller | OAuthError {
    const caller = token.includes('.') ? this.#newServer.check(token) : this.#opaque(token);
    if (isOAuthError(caller)) return caller;
    const store = this.#parts.storeOf(caller.family.storeId);
    const isLocked = store && !workingEmployee(store, caller.family.employeeId);
    return isLocked ? accessDenied('Access token has been revoked') : caller;
  }

  /** The store a token is of, whether it still opens it or not. */
  storeOf(token: string): string | null {
    return this.#familyOf(token)?.storeId ?? null;
  }

  /** Ends a token by time, or its whole grant as the merchant would. */
  spoil(token: string, how: 'expires' | 'revoked'): void {
    const family = this.#familyOf(token);
    if (how === 'revoked' && family) this.#parts.book.end(family);
    if (how === 'expires' && family?.server === 'new') this.#newServer.expire(token);
    if (how === 'expires' && family?.server === 'old') this.#oldServer.expire(token);
  }

  #familyOf(token: string): Family | undefined {
    const family = this.#parts.book.find(token.includes('.') ? (claimsOf(token)?.jti ?? '') : token);
    return family?.server === 'new' || family?.server === 'old' ? family : undefined;
  }

  #opaque(token: string): RCaller | OAuthError {
    const found = this.#oldServer.check(token);
    if (found === 'revoked') return accessDenied('Access token has been revoked');
    if (typeof found === 'string') return accessDenied('Access token could not be verified');
    const { family, access } = found;
    const store = this.#parts.storeOf(family.storeId);
    const userId = store?.employees.find(({ id }) => id === family.employeeId)?.userId ?? 0;
    const claims = {
      jti: token,
      aud: family.clientId,
      sub: String(userId),
      acct: store?.accountId ?? '',
      scope: family.scopes.join(' '),
      iat: access.untilMs / 1000 - (store?.accessSeconds ?? 0),
      exp: access.untilMs / 1000,
    };
    return { family, claims, generation: family.generation };
  }
}
