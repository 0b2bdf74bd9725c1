import { randomBytes, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { Client, Employee, RStore } from '../store.ts';
import { type AccessTokens, type Claims, claimsOf } from './access-tokens.ts';
import { accessTokenState, type Family, type Pair, pairsOf, refresh, triesLeft } from './families.ts';

import { accessDenied, type OAuthError, refusal } from './oauth-error.ts';
import { provesChallenge } from './pkce.ts';

const CODE_MS = 60_000;
const REFRESH_IDLE_MS = 30 * 86_400_000;

export interface TokenReply {
  token_type: 'Bearer';
  expires_in: number;
  access_token: string;
  refresh_token: string;
}

/** Consent that was given: what the code stands for, once, for 60 s. */
interface Code {
  clientId: string;
  store: RStore;
  employee: Employee;
  scopes: string[];
  challenge: string | undefined;
  method: string | undefined;
  untilMs: number;
}

export interface AuthorizeRequest {
  clientId: string;
  scopes: string[];
  state: string | undefined;
  challenge: string | undefined;
  method: string | undefined;
}

/** What the OAuth server keeps, to be written into the journal at every change. */
export interface GrantBook {
  families: Map<string, Family>;
  changed(family: Family): void;
}

/** The R-Series OAuth server of July 2024. Answers and errors as its documentation says (firm unless marked in docs). */
export class AuthorizationServer {
  readonly #clock: SandboxClock;
  readonly #tokens: AccessTokens;
  readonly #book: GrantBook;
  readonly #clientOf: (id: string) => Client | undefined;
  readonly #storeOf: (id: string) => RStore | undefined;
  readonly #codes = new Map<string, Code>();

  constructor(parts: {
    clock: SandboxClock;
    tokens: AccessTokens;
    book: GrantBook;
    clientOf: (id: string) => Client | undefined;
    storeOf: (id: string) => RStore | undefined;
  }) {
    this.#clock = parts.clock;
    this.#tokens = parts.tokens;
    this.#book = parts.book;
    this.#clientOf = parts.clientOf;
    this.#storeOf = parts.storeOf;
  }

  /** Reads an authorize request; 400 for an unknown client or scope, as a bare answer without a redirect. */
  readAuthorize(query: URLSearchParams, knownScopes: ReadonlySet<string>): AuthorizeRequest | OAuthError {
    const clientId = query.get('client_id') ?? '';
    if (!this.#clientOf(clientId)) return refusal(400, 'invalid_client', 'Client authentication failed');
    const scopes = (query.get('scope') ?? '').split(/[ +]/).filter((scope) => scope !== '');
    const strange = scopes.find((scope) => !knownScopes.has(scope));
    if (scopes.length === 0 || strange !== undefined) {
      return refusal(
        400,
        'invalid_scope',
        'The requested scope is invalid, unknown, or malformed',
        `Check the \`${strange ?? ''}\` scope`,
      );
    }
    const method = query.get('code_challenge_method') ?? undefined;
    if (method !== undefined && method !== 'S256' && method !== 'plain') {
      return refusal(400, 'invalid_request', 'Code challenge method must be `plain` or `S256`');
    }
    return {
      clientId,
      scopes,
      state: query.get('state') ?? undefined,
      challenge: query.get('code_challenge') ?? undefined,
      method,
    };
  }

  /** Where the browser goes after the person's decision. The client's registered address is used, whatever was asked. */
  decide(
    request: AuthorizeRequest,
    decision: { store: RStore; employee: Employee; scopes: string[] } | 'deny',
  ): string {
    const target = new URL(this.#clientOf(request.clientId)?.redirectUris[0] ?? '');
    if (decision === 'deny') {
      target.searchParams.set('error', 'access_denied');
      target.searchParams.set('error_description', 'The resource owner or authorization server denied the request.');
    } else {
      const code = randomBytes(32).toString('hex');
      this.#codes.set(code, {
        clientId: request.clientId,
        ...decision,
        challenge: request.challenge,
        method: request.method,
        untilMs: this.#clock.nowMs() + CODE_MS,
      });
      target.searchParams.set('code', code);
    }
    if (request.state !== undefined) target.searchParams.set('state', request.state);
    return target.toString();
  }

  /** The token endpoint. `family` of the answer is for the request log. */
  token(fields: Record<string, string>): { reply: TokenReply | OAuthError; family?: Family } {
    const client = this.#clientOf(fields.client_id ?? '');
    if (!client || (fields.client_secret !== undefined && fields.client_secret !== client.secret)) {
      return { reply: refusal(401, 'invalid_client', 'Client authentication failed') };
    }
    if (fields.scope !== undefined)
      return { reply: refusal(400, 'invalid_request', 'A scope is not allowed in a token request') };
    if (fields.grant_type === 'authorization_code') return this.#exchange(client, fields);
    if (fields.grant_type === 'refresh_token') return this.#refresh(client, fields);
    return { reply: refusal(400, 'unsupported_grant_type', 'The authorization grant type is not supported') };
  }

  /** A grant without a consent page, for tests and scripts. */
  grant(store: RStore, employee: Employee, scopes: string[], isPublic = false): { reply: TokenReply; family: Family } {
    const pair = this.#newPair(store, 1);
    const family: Family = {
      id: randomUUID(),
      storeId: store.id,
      clientId: store.clientId,
      employeeId: employee.id,
      scopes,
      current: pair,
      candidates: [],
      spent: [],
      state: 'live',
      isPublic,
      refreshes: 0,
      reuseAttempts: 0,
      triesMs: [],
    };
    this.#book.families.set(family.id, family);
    this.#book.changed(family);
    return { reply: this.#reply(store, family, pair), family };
  }

  /** Checks a bearer token at the API and spends what its first use spends. */
  check(token: string): { family: Family; claims: Claims; generation: number } | OAuthError {
    const claims = this.#tokens.read(token);
    const family = claims && this.#familyOf((one) => ownsJti(one, claims.jti));
    if (!claims || !family) return accessDenied('Access token could not be verified');
    const before = family.current;
    const state = accessTokenState(family, claims.jti, this.#clock.nowMs());
    if (family.current !== before) this.#book.changed(family);
    if (state === 'expired') return accessDenied('Access token could not be verified');
    if (state === 'revoked') return accessDenied('Access token has been revoked');
    return { family, claims, generation: family.current.generation };
  }

  /** The revoke endpoint: ends the grant of a refresh token. An unknown token is no error (RFC 7009). */
  revokeRequest(fields: Record<string, string>): OAuthError | undefined {
    const client = this.#clientOf(fields.client_id ?? '');
    if (!client || fields.client_secret !== client.secret)
      return refusal(401, 'invalid_client', 'Client authentication failed');
    const token = fields.refresh_token ?? '';
    const family = this.#familyOf((one) => pairsOf(one).some(({ refreshToken }) => refreshToken === token));
    if (!family || family.clientId !== client.id) return undefined;
    family.state = 'revoked';
    this.#book.changed(family);
    return undefined;
  }

  /** Ends an access token's life early: by time, or with its whole grant, as the merchant would in settings. */
  spoil(token: string, how: 'expires' | 'revoked'): void {
    const jti = claimsOf(token)?.jti;
    const family = jti === undefined ? undefined : this.#familyOf((one) => ownsJti(one, jti));
    const pair = family && pairsOf(family).find((one) => one.jti === jti);
    if (!family || !pair) return;
    if (how === 'revoked') family.state = 'revoked';
    else pair.accessUntilMs = 0;
    this.#book.changed(family);
  }

  jwks(): { keys: object[] } {
    return this.#tokens.jwks();
  }

  #exchange(client: Client, fields: Record<string, string>): { reply: TokenReply | OAuthError; family?: Family } {
    const code = this.#codes.get(fields.code ?? '');
    this.#codes.delete(fields.code ?? '');
    const invalid = {
      reply: refusal(
        400,
        'invalid_grant',
        'The provided authorization grant is invalid or expired',
        'Authorization code has expired or was used',
      ),
    };
    if (!code || code.clientId !== client.id || code.untilMs < this.#clock.nowMs()) return invalid;
    if (code.challenge !== undefined && !provesChallenge(code.challenge, code.method, fields.code_verifier)) {
      return {
        reply: refusal(
          400,
          'invalid_grant',
          'The provided authorization grant is invalid',
          'Failed to verify `code_verifier`.',
        ),
      };
    }
    if (fields.client_secret === undefined && code.challenge === undefined) {
      return { reply: refusal(401, 'invalid_client', 'Client authentication failed') };
    }
    const isPublic = fields.client_secret === undefined;
    return this.grant({ ...code.store, clientId: client.id }, code.employee, code.scopes, isPublic);
  }

  #refresh(client: Client, fields: Record<string, string>): { reply: TokenReply | OAuthError; family?: Family } {
    const token = fields.refresh_token ?? '';
    const family = this.#familyOf((one) => ownsRefreshToken(one, token));
    const store = family && this.#storeOf(family.storeId);
    if (!family || !store || family.clientId !== client.id) {
      return { reply: refusal(400, 'invalid_grant', 'The refresh token is invalid.', 'Token is unknown') };
    }
    if (fields.client_secret === undefined && !family.isPublic) {
      return { reply: refusal(401, 'invalid_client', 'Client authentication failed'), family };
    }
    const waitSeconds = triesLeft(family, this.#clock.nowMs());
    if (waitSeconds !== undefined) {
      return {
        reply: { ...refusal(429, 'too_many_requests', 'Too many token requests'), retryAfterSeconds: waitSeconds },
        family,
      };
    }
    const verdict = refresh(family, token, this.#clock.nowMs(), store.repeatHonours, (generation) =>
      this.#newPair(store, generation),
    );
    this.#book.changed(family);
    if (verdict.kind === 'refused') {
      const hint = verdict.reason === 'expired' ? 'Token has expired' : 'Token has been revoked';
      return { reply: refusal(400, 'invalid_grant', 'The refresh token is invalid.', hint), family };
    }
    return { reply: this.#reply(store, family, verdict.pair), family };
  }

  #newPair(store: RStore, generation: number): Pair {
    const nowMs = this.#clock.nowMs();
    return {
      generation,
      jti: randomBytes(20).toString('hex'),
      refreshToken: randomBytes(48).toString('hex'),
      accessUntilMs: nowMs + store.accessSeconds * 1000,
      refreshUntilMs: nowMs + REFRESH_IDLE_MS,
    };
  }

  #reply(store: RStore, family: Family, pair: Pair): TokenReply {
    const issued = this.#clock.nowMs() / 1000;
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
        iat: issued,
        exp: pair.accessUntilMs / 1000,
      }),
      refresh_token: pair.refreshToken,
    };
  }

  #familyOf(owns: (family: Family) => boolean): Family | undefined {
    for (const family of this.#book.families.values()) if (owns(family)) return family;
    return undefined;
  }
}

const ownsJti = (family: Family, jti: string) => pairsOf(family).some((pair) => pair.jti === jti);

const ownsRefreshToken = (family: Family, token: string) =>
  family.spent.includes(token) || pairsOf(family).some(({ refreshToken }) => refreshToken === token);
