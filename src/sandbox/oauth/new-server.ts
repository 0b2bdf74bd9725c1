import { randomBytes, randomUUID } from 'node:crypto';
import type { RStore } from '../store.ts';
import { type AccessTokens, type Claims, claimsOf } from './access-tokens.ts';
import { BadCredentials } from './bad-credentials.ts';
import { Codes } from './codes.ts';
import { type Asked, backTo, type Consent, type ConsentServer, refused } from './consent-server.ts';
import type { Family } from './families.ts';
import { accessDenied, isOAuthError, type OAuthError, refusal } from './oauth-error.ts';
import { provesChallenge } from './pkce.ts';
import { readRAuthorize } from './read-r-authorize.ts';
import { badClient, type ServerParts, type TokenFields, workingEmployee } from './server-parts.ts';
import type { StaticFamily } from './static-token.ts';
import {
  accessTokenState,
  type Pair,
  pairsOf,
  peekAccessToken,
  type RotatingFamily,
  refresh,
  triesLeft,
} from './until-first-use.ts';

const CODE_MS = 60_000;
const REFRESH_IDLE_MS = 30 * 86_400_000;

export interface TokenReply {
  token_type: 'Bearer';
  expires_in: number;
  access_token: string;
  refresh_token: string;
}

/** A token request's answer. `family` is for the request log. */
interface TokenAnswer {
  reply: TokenReply | OAuthError;
  family?: Family;
}

/** The R-Series OAuth server of July 2024. Answers and errors as its documentation says (firm unless marked in docs). */
export class NewServer implements ConsentServer {
  readonly series = 'r';
  readonly #parts: ServerParts<RStore>;
  readonly #tokens: AccessTokens;
  readonly #codes: Codes;
  readonly #bad = new BadCredentials();

  constructor(parts: ServerParts<RStore> & { tokens: AccessTokens }) {
    this.#parts = parts;
    this.#tokens = parts.tokens;
    this.#codes = new Codes(parts.clock, CODE_MS);
  }

  readAuthorize(query: URLSearchParams): Asked | OAuthError {
    const method = query.get('code_challenge_method') ?? undefined;
    if (method !== undefined && method !== 'S256' && method !== 'plain') {
      return refusal(400, 'invalid_request', 'Code challenge method must be `plain` or `S256`');
    }
    const challenge = query.get('code_challenge') ?? undefined;
    const asked = readRAuthorize(query, this.#parts.clientOf);
    return isOAuthError(asked) ? asked : { ...asked, challenge, method };
  }

  decide(asked: Asked, decision: Consent | 'deny'): string {
    return decision === 'deny' ? refused(asked) : backTo(asked, { code: this.#codes.give(asked, decision) });
  }

  token(fields: TokenFields): TokenAnswer {
    const { client_id: clientId = '', client_secret: secret, grant_type: type } = fields;
    const client = this.#parts.clientOf(clientId);
    if (!client || (secret !== undefined && secret !== client.secret)) return { reply: this.#wrongClient(clientId) };
    if (fields.scope !== undefined)
      return { reply: refusal(400, 'invalid_request', 'A scope is not allowed in a token request') };
    if (type === 'authorization_code') return this.#exchange(clientId, fields);
    if (type !== 'refresh_token')
      return { reply: refusal(400, 'unsupported_grant_type', 'The authorization grant type is not supported') };
    const family = this.#parts.book.find(fields.refresh_token ?? '');
    if (family?.clientId === clientId && family.server === 'old') return this.#takeOver(family, secret);
    if (family?.clientId === clientId && family.server === 'new') return this.#refresh(family, fields);
    return { reply: lostGrant('Token is unknown') };
  }

  /** A grant without a consent page, for tests and scripts. */
  grant(
    store: RStore,
    to: { clientId: string; employeeId: number; scopes: string[]; isPublic?: boolean },
  ): { reply: TokenReply; family: Family } {
    const pair = this.#newPair(store, 1);
    const { isPublic = false, ...of } = to;
    const family: RotatingFamily = {
      server: 'new',
      id: randomUUID(),
      storeId: store.id,
      ...of,
      current: pair,
      candidates: [],
      spent: [],
      state: 'live',
      isPublic,
      refreshes: 0,
      reuseAttempts: 0,
      triesMs: [],
    };
    this.#parts.book.save(family);
    return { reply: this.#reply(store, family, pair), family };
  }

  /** Checks a bearer token at the API and spends what its first use spends. */
  check(token: string): { family: Family; claims: Claims; generation: number } | OAuthError {
    const { claims, family } = this.#read(token);
    if (!claims || !family) return accessDenied('Access token could not be verified');
    const before = family.current;
    const state = accessTokenState(family, claims.jti, this.#parts.clock.nowMs());
    if (family.current !== before) this.#parts.book.save(family);
    if (state === 'expired') return accessDenied('Access token could not be verified');
    if (state === 'revoked') return accessDenied('Access token has been revoked');
    return { family, claims, generation: family.current.generation };
  }

  /** What introspection tells: fields of RFC 7662 beside the claims. A look is no use: it spends nothing (unsure). */
  introspect(token: string): object {
    const { claims, family } = this.#read(token);
    if (!claims || !family) return { active: false };
    const store = this.#parts.storeOf(family.storeId);
    const person = store && workingEmployee(store, family.employeeId);
    if (!person || peekAccessToken(family, claims.jti, this.#parts.clock.nowMs()) !== 'live') return { active: false };
    return { active: true, token_type: 'Bearer', client_id: claims.aud, username: person.login, ...claims };
  }

  /** The revoke endpoint: ends the grant of a refresh token. An unknown token is no error (RFC 7009). */
  revokeRequest(fields: TokenFields): OAuthError | undefined {
    const { client_id: clientId = '', client_secret: secret, refresh_token: token = '' } = fields;
    const client = this.#parts.clientOf(clientId);
    if (!client || secret !== client.secret) return this.#wrongClient(clientId);
    const family = this.#parts.book.find(token);
    const isItsOwn = family?.server === 'new' && family.clientId === clientId && !family.spent.includes(token);
    if (isItsOwn) this.#parts.book.end(family);
    return undefined;
  }

  /** Ends an access token by time. */
  expire(token: string): void {
    const jti = claimsOf(token)?.jti ?? '';
    const family = this.#parts.book.find(jti);
    const pair = family?.server === 'new' ? pairsOf(family).find((one) => one.jti === jti) : undefined;
    if (!family || !pair) return;
    pair.accessUntilMs = 0;
    this.#parts.book.save(family);
  }

  jwks(): { keys: object[] } {
    return this.#tokens.jwks();
  }

  #read(token: string): { claims?: Claims; family?: RotatingFamily } {
    const claims = this.#tokens.read(token);
    const family = claims && this.#parts.book.find(claims.jti);
    return claims && family?.server === 'new' ? { claims, family } : {};
  }

  #wrongClient(clientId: string): OAuthError {
    const waitSeconds = this.#bad.count(clientId, this.#parts.clock.nowMs());
    return waitSeconds === undefined ? badClient() : tooMany(waitSeconds);
  }

  #exchange(clientId: string, fields: TokenFields): TokenAnswer {
    const given = this.#codes.take(fields.code, clientId);
    const store = given && this.#parts.storeOf(given.storeId);
    const invalid = 'The provided authorization grant is invalid';
    if (!given || !store) {
      const reply = refusal(
        400,
        'invalid_grant',
        `${invalid} or expired`,
        'Authorization code has expired or was used',
      );
      return { reply };
    }
    const { challenge, method } = given.asked;
    if (challenge !== undefined && !provesChallenge(challenge, method, fields.code_verifier))
      return { reply: refusal(400, 'invalid_grant', invalid, 'Failed to verify `code_verifier`.') };
    const isPublic = fields.client_secret === undefined;
    if (isPublic && challenge === undefined) return { reply: this.#wrongClient(clientId) };
    return this.grant(store, { clientId, employeeId: given.employeeId, scopes: given.scopes, isPublic });
  }

  #refresh(family: RotatingFamily, fields: TokenFields): TokenAnswer {
    const { clock, book } = this.#parts;
    const store = this.#parts.storeOf(family.storeId);
    if (!store) return { reply: lostGrant('Token is unknown') };
    if (fields.client_secret === undefined && !family.isPublic)
      return { reply: this.#wrongClient(family.clientId), family };
    const waitSeconds = triesLeft(family, clock.nowMs());
    if (waitSeconds !== undefined) return { reply: tooMany(waitSeconds), family };
    if (!workingEmployee(store, family.employeeId)) return { reply: lostGrant('Token has been revoked'), family };
    const verdict = refresh(family, fields.refresh_token ?? '', clock.nowMs(), store.repeatHonours, (generation) =>
      this.#newPair(store, generation),
    );
    book.save(family);
    if (verdict.kind === 'pair') return { reply: this.#reply(store, family, verdict.pair), family };
    return { reply: lostGrant(verdict.reason === 'expired' ? 'Token has expired' : 'Token has been revoked'), family };
  }

  /** A refresh token of the old server buys a grant of this one, once (firm). */
  #takeOver(old: StaticFamily, secret: string | undefined): TokenAnswer {
    const store = this.#parts.storeOf(old.storeId);
    if (!store) return { reply: lostGrant('Token is unknown') };
    if (secret === undefined) return { reply: this.#wrongClient(old.clientId), family: old };
    const isGone = old.state === 'revoked' || old.isExchanged || !workingEmployee(store, old.employeeId);
    if (old.isExchanged) old.reuseAttempts += 1;
    const { clientId, employeeId, scopes } = old;
    const answer = isGone ? undefined : this.grant(store, { clientId, employeeId, scopes });
    old.isExchanged ||= !isGone;
    this.#parts.book.save(old);
    return answer ?? { reply: lostGrant('Token has been revoked'), family: old };
  }

  #newPair(store: RStore, generation: number): Pair {
    const nowMs = this.#parts.clock.nowMs();
    return {
      generation,
      jti: randomBytes(20).toString('hex'),
      refreshToken: randomBytes(48).toString('hex'),
      accessUntilMs: nowMs + store.accessSeconds * 1000,
      refreshUntilMs: nowMs + REFRESH_IDLE_MS,
    };
  }

  #reply(store: RStore, family: RotatingFamily, pair: Pair): TokenReply {
    const employee = store.employees.find(({ id }) => id === family.employeeId);
    return {
      token_type: 'Bearer',
      expires_in: store.accessSeconds,
      access_token: this.#tokens.sign({
        jti: pair.jti,
        aud: family.clientId,
        sub: String(employee?.userId ?? 0),
        acct: store.accountId,
        scope: family.scopes.join(' '),
        iat: this.#parts.clock.nowMs() / 1000,
        exp: pair.accessUntilMs / 1000,
      }),
      refresh_token: pair.refreshToken,
    };
  }
}

const lostGrant = (hint: string) => refusal(400, 'invalid_grant', 'The refresh token is invalid.', hint);

const tooMany = (retryAfterSeconds: number): OAuthError => ({
  ...refusal(429, 'too_many_requests', 'Too many token requests'),
  retryAfterSeconds,
});
