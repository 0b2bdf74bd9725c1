import { valueAt } from '../connectors/body-path.ts';
import type { OAuthServer } from '../connectors/oauth-server.ts';
import { type HttpClient, HttpFailure } from '../http/client.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { maskValues, writtenForms } from './debug-log/mask-values.ts';
import {
  type ClientCredentials,
  type ProtocolRequest,
  sendRevokeRequest,
  sendTokenRequest,
  type TokenGrant,
} from './oauth-protocol.ts';
import { ownWords } from './own-words.ts';

/** The tokens of one reply, in clear. Only ever in memory; stored sealed. */
export interface TokenPair {
  accessToken: string;
  /** Undefined where a server gave none: then nothing renews the pair. */
  refreshToken: string | undefined;
}

/**
 * How a token request ended. `refused` = the server said no, nothing changed there; `unknown` = it may have replaced the
 * pair, nobody knows; `notSent` = it can't have.
 */
export type TokenOutcome =
  | { kind: 'pair'; pair: TokenPair; expiresInSeconds: number | undefined; scope: string[] | undefined }
  | {
      kind: 'refused';
      error: string;
      detail: string;
      status: number;
      retryAfterMs: number | undefined;
      /** The server's clock, as its reply told it. */
      serverTime: Date | undefined;
    }
  | { kind: 'unknown'; detail: string }
  | { kind: 'notSent'; code: string; detail: string };

interface Asked {
  http: HttpClient;
  server: OAuthServer;
  client: ClientCredentials;
  environment: 'live' | 'sandbox';
  timeoutMs: number;
}

/** Sends a token request and says how it ended; never throws for what the network or the server did. */
export async function requestTokens(asked: Asked & { grant: TokenGrant }): Promise<TokenOutcome> {
  const { server, client, grant } = asked;
  try {
    const { status, headers, text } = await sendTokenRequest(server, client, grant, guarded(asked, server.tokenUrl));
    const outcome = readTokenReply(server, grant, status, headers, text);
    if (outcome.kind !== 'refused') return outcome;
    const sent = [client.clientSecret, ...secretsOf(grant)];
    return { ...outcome, error: saidBack(outcome.error, sent), detail: saidBack(outcome.detail, sent) };
  } catch (cause) {
    if (!(cause instanceof HttpFailure)) throw cause;
    if (!cause.sent) return { kind: 'notSent', code: cause.code, detail: cause.message };
    return { kind: 'unknown', detail: cause.message };
  }
}

/** How a revoke request ended; after `failed` the token may be as good as before. */
export type RevokeOutcome = { kind: 'revoked' } | { kind: 'failed'; detail: string };

/** Withdraws what was granted at a server that offers it (RFC 7009). An unknown token counts as revoked, as the RFC says. */
export async function revokeTokens(
  asked: Asked & { server: { revokeUrl: string }; pair: TokenPair },
): Promise<RevokeOutcome> {
  const { server, client, pair } = asked;
  const { accessToken, refreshToken } = pair;
  const token = refreshToken
    ? ({ token: refreshToken, kind: 'refresh_token' } as const)
    : ({ token: accessToken, kind: 'access_token' } as const);
  try {
    const reply = await sendRevokeRequest(server, client, token, guarded(asked, server.revokeUrl));
    if (reply.status >= 200 && reply.status < 300) return { kind: 'revoked' };
    const said = parsed(reply.text);
    const detail = (said && (saidBy(said) ?? textOf(said.error))) ?? `status ${reply.status}`;
    return { kind: 'failed', detail: saidBack(detail, [client.clientSecret, token.token]) };
  } catch (cause) {
    if (!(cause instanceof HttpFailure)) throw cause;
    return { kind: 'failed', detail: cause.message };
  }
}

function secretsOf(grant: TokenGrant): (string | undefined)[] {
  if (grant.type === 'authorization_code') return [grant.code, grant.codeVerifier];
  if (grant.type === 'refresh_token') return [grant.refreshToken];
  return grant.type === 'password' ? [grant.password] : [];
}

/** A server's own words without what it was sent: some say it back. What could be another secret is taken out, too. */
function saidBack(said: string, sent: readonly (string | undefined)[]): string {
  return ownWords(maskValues(said, writtenForms(sent.filter((one) => one !== undefined))));
}

const guarded =
  ({ http, environment, timeoutMs }: Asked, address: string) =>
  (request: ProtocolRequest) =>
    http.send({ ...request, timeoutMs, origins: [address], environment });

/** What a token server's reply to a request for `grant` means. */
export function readTokenReply(
  server: OAuthServer,
  grant: TokenGrant,
  status: number,
  headers: Headers,
  text: string,
): TokenOutcome {
  const json = parsed(text);
  if (status >= 200 && status < 300) {
    const accessToken = textOf(valueAt(json, server.accessTokenPath));
    const refreshToken = grant.type === 'client_credentials' ? undefined : refreshTokenIn(server, grant, json);
    if (accessToken && (refreshToken || !server.alwaysBothTokens)) {
      return { kind: 'pair', pair: { accessToken, refreshToken }, ...besideToken(server, json) };
    }
    // Some servers say no with a status of success.
    if (accessToken || !textOf(json?.error)) {
      return { kind: 'unknown', detail: `The token server answered ${status}, but without ${tokensOf(server)}.` };
    }
  } else if (status >= 500 || status < 400) {
    return { kind: 'unknown', detail: `The token server answered with status ${status}.` };
  }
  const error = textOf(json?.error) ?? 'refused';
  return {
    kind: 'refused',
    error: status === 429 ? 'rate_limited' : (standardErrors[error] ?? error),
    detail: (json && saidBy(json)) ?? `status ${status}`,
    status,
    retryAfterMs: retryAfterMs(headers),
    serverTime: timeIn(headers.get('date')),
  };
}

const tokensOf = ({ alwaysBothTokens }: OAuthServer) => (alwaysBothTokens ? 'both tokens' : 'an access token');

/** The one of the reply, or the one that was sent: a server that leaves it unsaid goes on with that (RFC 6749 section 6). */
function refreshTokenIn(server: OAuthServer, grant: TokenGrant, json: unknown): string | undefined {
  const told = textOf(valueAt(json, server.refreshTokenPath));
  if (told || grant.type !== 'refresh_token') return told;
  return server.rotation === 'static' || !server.alwaysBothTokens ? grant.refreshToken : undefined;
}

/** Life and scopes, which stand beside the access token or at the top. */
function besideToken({ accessTokenPath, scopeDelimiter }: OAuthServer, json: unknown) {
  const around = valueAt(json, accessTokenPath.split('.').slice(0, -1).join('.'));
  const told = (name: string) => valueAt(around, name) ?? valueAt(json, name);
  const seconds = Number(told('expires_in'));
  const scope = told('scope');
  const scopes = typeof scope === 'string' ? scope.split(scopeDelimiter).flatMap((one) => one.split(/\s+/)) : scope;
  return {
    expiresInSeconds: seconds > 0 ? seconds : undefined,
    scope: Array.isArray(scopes) ? scopes.map(String).filter(Boolean) : undefined,
  };
}

/** Errors of RFC 6749 by the names that GitHub and Slack have for them (their documentation). */
const standardErrors: Record<string, string> = {
  bad_refresh_token: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
  bad_verification_code: 'invalid_grant',
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  incorrect_client_credentials: 'invalid_client',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
};

const saidBy = (json: Record<string, unknown>) => textOf(json.error_description) ?? textOf(json.hint);

function timeIn(date: string | null): Date | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
