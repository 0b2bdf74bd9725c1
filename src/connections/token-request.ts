import type { OAuthServer } from '../connectors/oauth-server.ts';
import { type HttpClient, HttpFailure } from '../http/client.ts';
import { retryAfterMs } from '../http/retry-after.ts';

export interface ClientCredentials {
  clientId: string;
  clientSecret: string | undefined;
}

export type TokenGrant =
  | { type: 'authorization_code'; code: string; codeVerifier: string | undefined; redirectUri: string | undefined }
  | { type: 'refresh_token'; refreshToken: string };

/** The tokens of one reply, in clear. Only ever in memory; stored sealed. */
export interface TokenPair {
  accessToken: string;
  refreshToken: string;
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

/** Body and headers of a token request: RFC 6749 section 4.1.3 and 6, in the form the server takes. */
export function tokenRequest(server: OAuthServer, client: ClientCredentials, grant: TokenGrant) {
  const fields: Record<string, string> =
    grant.type === 'refresh_token'
      ? { grant_type: 'refresh_token', refresh_token: grant.refreshToken }
      : {
          grant_type: 'authorization_code',
          code: grant.code,
          ...(grant.codeVerifier ? { code_verifier: grant.codeVerifier } : {}),
          ...(grant.redirectUri ? { redirect_uri: grant.redirectUri } : {}),
        };
  const headers: Record<string, string> = { accept: 'application/json' };
  if (server.clientAuthentication === 'basic') {
    const pair = [client.clientId, client.clientSecret ?? ''].map(formEncoded).join(':');
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    fields.client_id = client.clientId;
    if (client.clientSecret) fields.client_secret = client.clientSecret;
  }
  const json = server.tokenBody === 'json';
  headers['content-type'] = json ? 'application/json' : 'application/x-www-form-urlencoded';
  return { headers, body: json ? JSON.stringify(fields) : new URLSearchParams(fields).toString() };
}

/** RFC 6749 section 2.3.1: client id and secret are form-encoded before they are joined. */
const formEncoded = (text: string) => new URLSearchParams({ t: text }).toString().slice(2);

/** Sends a token request and says how it ended; never throws for what the network or the server did. */
export async function requestTokens(options: {
  http: HttpClient;
  server: OAuthServer;
  client: ClientCredentials;
  grant: TokenGrant;
  environment: 'live' | 'sandbox';
  timeoutMs: number;
}): Promise<TokenOutcome> {
  const { http, server, client, grant, environment, timeoutMs } = options;
  try {
    const reply = await http.send({
      method: 'POST',
      url: server.tokenUrl,
      ...tokenRequest(server, client, grant),
      timeoutMs,
      origins: [server.tokenUrl],
      environment,
    });
    const spentToken = grant.type === 'refresh_token' ? grant.refreshToken : undefined;
    return readTokenReply(server, reply.status, reply.headers, reply.text, spentToken);
  } catch (cause) {
    if (!(cause instanceof HttpFailure)) throw cause;
    if (!cause.sent) return { kind: 'notSent', code: cause.code, detail: cause.message };
    return { kind: 'unknown', detail: cause.message };
  }
}

/** What a token server's reply means. `keptToken`: the refresh token a `static` server leaves unsaid because it works on. */
export function readTokenReply(
  server: OAuthServer,
  status: number,
  headers: Headers,
  text: string,
  keptToken: string | undefined,
): TokenOutcome {
  const json = parsed(text);
  if (status >= 200 && status < 300) {
    const accessToken = textOf(json?.access_token);
    const refreshToken = textOf(json?.refresh_token) ?? (server.rotation === 'static' ? keptToken : undefined);
    if (!accessToken || !refreshToken) {
      return { kind: 'unknown', detail: `The token server answered ${status}, but without both tokens.` };
    }
    const seconds = Number(json?.expires_in);
    const scope = json?.scope;
    return {
      kind: 'pair',
      pair: { accessToken, refreshToken },
      expiresInSeconds: seconds > 0 ? seconds : undefined,
      scope:
        typeof scope === 'string'
          ? scope.split(' ').filter(Boolean)
          : Array.isArray(scope)
            ? scope.map(String)
            : undefined,
    };
  }
  if (status >= 500 || status < 400)
    return { kind: 'unknown', detail: `The token server answered with status ${status}.` };
  const detail = textOf(json?.error_description) ?? textOf(json?.hint) ?? `status ${status}`;
  return {
    kind: 'refused',
    error: status === 429 ? 'rate_limited' : (textOf(json?.error) ?? 'refused'),
    detail: detail.slice(0, 300),
    status,
    retryAfterMs: retryAfterMs(headers),
    serverTime: timeIn(headers.get('date')),
  };
}

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
