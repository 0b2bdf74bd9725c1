import { randomBytes, randomUUID } from 'node:crypto';
import type { XStore } from '../store.ts';
import { xScopeWords } from '../x-series/scopes.ts';
import type { Access } from './any-family.ts';
import { Codes } from './codes.ts';
import { type Asked, backTo, type Consent, type ConsentServer, refused } from './consent-server.ts';
import type { Family } from './families.ts';
import { type ImmediateFamily, refreshImmediate } from './immediate.ts';
import { type OAuthError, refusal } from './oauth-error.ts';
import { badClient, type ServerParts, type TokenFields, workingEmployee } from './server-parts.ts';
import type { PersonalFamily } from './standing-keys.ts';

const CODE_MS = 600_000;
const SHORTEST_STATE = 8;

interface XTokenReply {
  access_token: string;
  token_type: 'Bearer';
  /** Epoch seconds. */
  expires: number;
  expires_in: number;
  refresh_token: string;
  domain_prefix: string;
  /** What was granted, separated by spaces. */
  scope: string;
}

/** Who makes an X-Series API call. `family.clientId` is empty for a personal token; rate limits count by the two. */
export interface XCaller {
  family: ImmediateFamily | PersonalFamily;
  store: XStore;
  scopes: string[];
  generation: number;
}

/** The X-Series OAuth server: consent at `/connect`, tokens at each retailer's own host. */
export class XServer implements ConsentServer {
  readonly series = 'x';
  readonly #parts: ServerParts<XStore>;
  readonly #codes: Codes;

  constructor(parts: ServerParts<XStore>) {
    this.#parts = parts;
    this.#codes = new Codes(parts.clock, CODE_MS);
  }

  /** `redirect_uri` must be one of the client's, `state` at least 8 characters long, `scope` not empty. */
  readAuthorize(query: URLSearchParams): Asked | OAuthError {
    const [clientId, redirectUri] = [query.get('client_id') ?? '', query.get('redirect_uri') ?? ''];
    const client = this.#parts.clientOf(clientId);
    if (!client) return refusal(400, 'invalid_client', 'Client authentication failed');
    if (!client.redirectUris.includes(redirectUri))
      return refusal(400, 'invalid_request', 'The redirect_uri is not registered with this application');
    if (query.get('response_type') !== 'code')
      return refusal(400, 'unsupported_response_type', 'The response_type must be code');
    const state = query.get('state') ?? '';
    if (state.length < SHORTEST_STATE)
      return refusal(400, 'invalid_request', `The state must have at least ${SHORTEST_STATE} characters`);
    const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    const strange = scopes.find((scope) => !xScopeWords.has(scope));
    if (scopes.length === 0) return refusal(400, 'invalid_scope', 'The application must say which scopes it uses');
    if (strange !== undefined) return refusal(400, 'invalid_scope', `The scope ${strange} is unknown`);
    return { clientId, scopes, state, redirectUri };
  }

  decide(asked: Asked, decision: Consent | 'deny'): string {
    if (decision === 'deny' || decision.store.series !== 'x') return refused(asked);
    const { domainPrefix } = decision.store;
    const code = this.#codes.give(asked, decision);
    return backTo(asked, { code, domain_prefix: domainPrefix, scope: decision.scopes.join(' ') });
  }

  /** The token endpoint of the retailer with this prefix. `family` of the answer is for the request log. */
  token(prefix: string, fields: TokenFields): { reply: XTokenReply | OAuthError; family?: Family } {
    const { client_id: clientId = '', grant_type: type } = fields;
    const client = this.#parts.clientOf(clientId);
    if (!client || fields.client_secret !== client.secret) return { reply: badClient() };
    if (type === 'authorization_code') return this.#exchange(prefix, clientId, fields);
    if (type === 'refresh_token') return this.#refresh(prefix, clientId, fields.refresh_token ?? '');
    return { reply: refusal(400, 'unsupported_grant_type', 'The authorization grant type is not supported') };
  }

  /** A grant without a consent page, for tests and scripts. */
  grant(
    store: XStore,
    to: { clientId: string; employeeId: number; scopes: string[] },
  ): { reply: XTokenReply; family: Family } {
    const family: ImmediateFamily = {
      server: 'x',
      id: randomUUID(),
      storeId: store.id,
      ...to,
      generation: 1,
      ...this.#newPair(store),
      spent: [],
      state: 'live',
      refreshes: 0,
      reuseAttempts: 0,
    };
    this.#parts.book.save(family);
    return { reply: this.#reply(store, family), family };
  }

  /** A token that a user makes for themselves: no client, no refresh; without `expiresInSeconds` no end. */
  personalToken(store: XStore, of: { employeeId: number; scopes: string[] }, expiresInSeconds?: number): string {
    const token = randomBytes(32).toString('base64url');
    const untilMs = expiresInSeconds && this.#parts.clock.nowMs() + expiresInSeconds * 1000;
    this.#parts.book.save({
      server: 'personal',
      id: randomUUID(),
      storeId: store.id,
      clientId: '',
      ...of,
      token,
      ...(untilMs === undefined ? {} : { untilMs }),
      state: 'live',
      refreshes: 0,
      reuseAttempts: 0,
    });
    return token;
  }

  /** Who calls the retailer of this prefix with this token; undefined when it opens nothing there. */
  whoCalls(prefix: string, token: string): XCaller | undefined {
    const family = this.#parts.book.find(token);
    if (family?.server !== 'x' && family?.server !== 'personal') return undefined;
    const store = this.#parts.storeOf(family.storeId);
    if (store?.domainPrefix !== prefix || family.state === 'revoked') return undefined;
    if (!workingEmployee(store, family.employeeId)) return undefined;
    const access = family.server === 'x' ? family.access : { token: family.token, untilMs: family.untilMs ?? Infinity };
    if (access.token !== token || access.untilMs <= this.#parts.clock.nowMs()) return undefined;
    return { family, store, scopes: family.scopes, generation: family.server === 'x' ? family.generation : 1 };
  }

  /** Ends a token by time, or its whole grant as the merchant would. */
  spoil(token: string, how: 'expires' | 'revoked'): void {
    const family = this.#parts.book.find(token);
    if (family?.server !== 'x' && family?.server !== 'personal') return;
    if (how === 'revoked') {
      this.#parts.book.end(family);
      return;
    }
    if (family.server === 'x' && family.access.token === token) family.access.untilMs = 0;
    if (family.server === 'personal') family.untilMs = 0;
    this.#parts.book.save(family);
  }

  #exchange(
    prefix: string,
    clientId: string,
    fields: TokenFields,
  ): { reply: XTokenReply | OAuthError; family?: Family } {
    const given = this.#codes.take(fields.code, clientId);
    const store = given && this.#parts.storeOf(given.storeId);
    if (!given || store?.domainPrefix !== prefix || fields.redirect_uri !== given.asked.redirectUri)
      return { reply: refusal(400, 'invalid_grant', 'The authorization code is invalid, spent or expired') };
    return this.grant(store, { clientId, employeeId: given.employeeId, scopes: given.scopes });
  }

  #refresh(prefix: string, clientId: string, token: string): { reply: XTokenReply | OAuthError; family?: Family } {
    const lost = refusal(400, 'invalid_grant', 'The refresh token is invalid');
    const family = this.#parts.book.find(token);
    const store = family && this.#parts.storeOf(family.storeId);
    // An access token names its family too, and is no refresh token.
    if (family?.server !== 'x' || family.access.token === token) return { reply: lost };
    if (family.clientId !== clientId || store?.domainPrefix !== prefix) return { reply: lost };
    if (!workingEmployee(store, family.employeeId)) return { reply: lost, family };
    const isGiven = refreshImmediate(family, token, this.#newPair(store));
    this.#parts.book.save(family);
    return { reply: isGiven ? this.#reply(store, family) : lost, family };
  }

  #newPair(store: XStore): { access: Access; refreshToken: string } {
    const untilMs = this.#parts.clock.nowMs() + store.accessSeconds * 1000;
    const fresh = () => randomBytes(32).toString('base64url');
    return { access: { token: fresh(), untilMs }, refreshToken: fresh() };
  }

  #reply(store: XStore, { access, refreshToken, scopes }: ImmediateFamily): XTokenReply {
    return {
      access_token: access.token,
      token_type: 'Bearer',
      expires: Math.floor(access.untilMs / 1000),
      expires_in: store.accessSeconds,
      refresh_token: refreshToken,
      domain_prefix: store.domainPrefix,
      scope: scopes.join(' '),
    };
  }
}
