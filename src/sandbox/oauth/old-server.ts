import { randomBytes, randomUUID } from 'node:crypto';
import type { RStore } from '../store.ts';
import type { Access } from './any-family.ts';
import { Codes } from './codes.ts';
import { type Asked, backTo, type Consent, type ConsentServer, refused } from './consent-server.ts';
import type { Family } from './families.ts';
import { type OAuthError, refusal } from './oauth-error.ts';
import { readRAuthorize } from './read-r-authorize.ts';
import { badClient, type ServerParts, type TokenFields, workingEmployee } from './server-parts.ts';
import { refreshStatic, type StaticFamily } from './static-token.ts';

/** As the new server's (unsure: nobody says how long an old code lived). */
const CODE_MS = 60_000;

interface OldTokenReply {
  access_token: string;
  expires_in: number;
  token_type: 'bearer';
  /** Separated by spaces; among them `systemuserid:N`, who consented (firm). */
  scope: string;
  /** Sent with each reply (unsure for refreshes): it is always the same. */
  refresh_token: string;
}

/** The R-Series OAuth server before July 2024, deprecated but still there. Tokens are opaque, without a limit of requests. */
export class OldServer implements ConsentServer {
  readonly series = 'r';
  readonly #parts: ServerParts<RStore>;
  readonly #codes: Codes;

  constructor(parts: ServerParts<RStore>) {
    this.#parts = parts;
    this.#codes = new Codes(parts.clock, CODE_MS);
  }

  readAuthorize(query: URLSearchParams): Asked | OAuthError {
    return readRAuthorize(query, this.#parts.clientOf);
  }

  decide(asked: Asked, decision: Consent | 'deny'): string {
    return decision === 'deny' ? refused(asked) : backTo(asked, { code: this.#codes.give(asked, decision) });
  }

  /** The token endpoint. `family` of the answer is for the request log. */
  token(fields: TokenFields): { reply: OldTokenReply | OAuthError; family?: Family } {
    const { client_id: clientId = '', client_secret: secret, grant_type: type } = fields;
    const client = this.#parts.clientOf(clientId);
    if (!client || secret !== client.secret) return { reply: badClient() };
    if (type === 'authorization_code') {
      const given = this.#codes.take(fields.code, clientId);
      const store = given && this.#parts.storeOf(given.storeId);
      if (!given || !store) return { reply: refusal(400, 'invalid_grant', 'Authorization code is invalid or expired') };
      return this.grant(store, { clientId, employeeId: given.employeeId, scopes: given.scopes });
    }
    if (type === 'refresh_token') return this.#refresh(clientId, fields.refresh_token ?? '');
    return { reply: refusal(400, 'unsupported_grant_type', 'The authorization grant type is not supported') };
  }

  /** A grant without a consent page, for tests and scripts. */
  grant(
    store: RStore,
    to: { clientId: string; employeeId: number; scopes: string[] },
  ): { reply: OldTokenReply; family: Family } {
    const family: StaticFamily = {
      server: 'old',
      id: randomUUID(),
      storeId: store.id,
      ...to,
      refreshToken: randomBytes(20).toString('hex'),
      generation: 1,
      access: this.#newAccess(store),
      before: undefined,
      isExchanged: false,
      state: 'live',
      refreshes: 0,
      reuseAttempts: 0,
    };
    this.#parts.book.save(family);
    return { reply: this.#reply(store, family, family.access), family };
  }

  /** The family of a live access token. */
  check(token: string): { family: StaticFamily; access: Access } | 'unknown' | 'expired' | 'revoked' {
    const family = this.#parts.book.find(token);
    if (family?.server !== 'old') return 'unknown';
    const access = [family.access, family.before].find((one) => one?.token === token);
    if (!access) return 'unknown';
    if (family.state === 'revoked') return 'revoked';
    return access.untilMs > this.#parts.clock.nowMs() ? { family, access } : 'expired';
  }

  /** Ends an access token by time. */
  expire(token: string): void {
    const family = this.#parts.book.find(token);
    if (family?.server !== 'old') return;
    for (const access of [family.access, family.before]) if (access?.token === token) access.untilMs = 0;
    this.#parts.book.save(family);
  }

  #refresh(clientId: string, token: string): { reply: OldTokenReply | OAuthError; family?: Family } {
    const lost = refusal(400, 'invalid_grant', 'The refresh token is invalid.');
    const family = this.#parts.book.find(token);
    const store = family && this.#parts.storeOf(family.storeId);
    if (family?.server !== 'old' || family.refreshToken !== token || family.clientId !== clientId || !store)
      return { reply: lost };
    if (!workingEmployee(store, family.employeeId)) return { reply: lost, family };
    const access = refreshStatic(family, this.#parts.clock.nowMs(), () => this.#newAccess(store));
    this.#parts.book.save(family);
    return { reply: access ? this.#reply(store, family, access) : lost, family };
  }

  #newAccess(store: RStore): Access {
    const untilMs = this.#parts.clock.nowMs() + store.accessSeconds * 1000;
    return { token: randomBytes(20).toString('hex'), untilMs };
  }

  #reply(store: RStore, family: StaticFamily, access: Access): OldTokenReply {
    const userId = store.employees.find(({ id }) => id === family.employeeId)?.userId ?? 0;
    return {
      access_token: access.token,
      expires_in: Math.floor((access.untilMs - this.#parts.clock.nowMs()) / 1000),
      token_type: 'bearer',
      scope: [...family.scopes, `systemuserid:${userId}`].join(' '),
      refresh_token: family.refreshToken,
    };
  }
}
