import type { ApiConnector } from './connector.ts';
import type { GrantType, OAuthServer } from './oauth-server.ts';

/** How request bodies are written. */
export const requestMediaTypes = ['json', 'xml', 'urlencoded', 'form-data', 'plaintext'] as const;
/** How replies are read. */
export const successMediaTypes = ['json', 'xml', 'csv', 'plaintext'] as const;
export const errorMediaTypes = ['json', 'xml', 'plaintext'] as const;

export const authTypes = ['oauth', 'basic', 'token', 'custom'] as const;
export type AuthType = (typeof authTypes)[number];

export interface HttpHeader {
  name: string;
  value: string;
}

/** Where a token travels, and what stands before it; an empty `scheme` for nothing. `scheme` counts in headers only. */
export interface TokenPlace {
  in: 'header' | 'query' | 'body';
  name: string;
  scheme: string;
}

/**
 * What shows something in a reply: one of the statuses, or what stands at `path` of its body (one of `values`; without
 * any, whatever is there but null, false and empty).
 */
export interface ReplySign {
  statuses: number[];
  path: string | null;
  values: string[];
}

/** A request that renews a token, and where its answer holds what. */
export interface TokenRefresh {
  method: 'GET' | 'POST' | 'PUT';
  relativeUri: string;
  body: string | null;
  headers: HttpHeader[];
  mediaType: (typeof requestMediaTypes)[number];
  tokenPath: string;
  refreshTokenPath: string | null;
  expiresInPath: string | null;
}

/** The request of Test connection and of background checks, and what its answer says. Without a URI nothing is asked. */
export interface PingSettings {
  method: 'GET' | 'POST' | 'PUT' | 'HEAD';
  relativeUri: string | null;
  body: string | null;
  successPath: string | null;
  successValues: string[];
  failPath: string | null;
  failValues: string[];
  errorPath: string | null;
  allowArray: boolean;
}

/** All that HTTP view shows, whole: what a connector says by itself, or that with a connection's overrides. */
export interface HttpSettings {
  baseUri: string;
  headers: HttpHeader[];
  mediaType: (typeof requestMediaTypes)[number];
  /** Null: as the reply's Content-Type says. */
  successMediaType: (typeof successMediaTypes)[number] | null;
  /** Null: as for success. */
  errorMediaType: (typeof errorMediaTypes)[number] | null;
  unencrypted: Record<string, string>;
  auth: {
    type: AuthType;
    username: string | null;
    token: TokenPlace;
    refresh: TokenRefresh | null;
    expired: ReplySign;
    followRedirects: boolean;
  };
  rateLimit: ReplySign & { retryHeader: string; requests: number | null; seconds: number | null };
  ping: PingSettings;
  tls: { verify: boolean; certificate: string | null; ca: string | null };
}

/** HTTP settings as a connector has them by itself; placeholders such as `{accountId}` as they stand. */
export function ownHttpSettings(connector: ApiConnector): HttpSettings {
  const isLightspeed = connector.id !== 'http';
  return {
    baseUri: connector.baseUri,
    headers: [],
    mediaType: 'json',
    successMediaType: isLightspeed ? 'json' : null,
    errorMediaType: null,
    unencrypted: {},
    auth: {
      type: connector.client === 'none' && connector.standing?.kind === 'basic' ? 'basic' : 'oauth',
      username: null,
      token: { in: 'header', name: 'Authorization', scheme: 'Bearer' },
      refresh: null,
      expired: { statuses: [401], path: null, values: [] },
      followRedirects: true,
    },
    rateLimit: { statuses: [429], path: null, values: [], retryHeader: 'Retry-After', requests: null, seconds: null },
    ping: {
      method: 'GET',
      relativeUri: connector.account?.url ?? null,
      body: null,
      successPath: null,
      successValues: [],
      failPath: null,
      failValues: [],
      errorPath: null,
      allowArray: false,
    },
    tls: { verify: true, certificate: null, ca: null },
  };
}

/** An OAuth 2.0 server as HTTP view shows it. */
export interface ShownOAuthServer extends Pick<OAuthServer, 'tokenUrl' | 'clientAuthentication' | 'pkce' | 'rotation'> {
  grantType: Exclude<GrantType, 'ownRequest'>;
  authorizeUrl: string | null;
  revokeUrl: string | null;
}

/** The OAuth 2.0 servers that a connector knows by itself. */
export function ownOAuthServers({ oauth }: ApiConnector): {
  new: ShownOAuthServer | null;
  old: ShownOAuthServer | null;
} {
  return { new: shown(oauth.new), old: shown(oauth.old) };
}

function shown(server: OAuthServer | undefined): ShownOAuthServer | null {
  if (!server || server.grantType === 'ownRequest') return null;
  const { authorizeUrl = null, revokeUrl = null, tokenUrl, clientAuthentication, pkce, rotation } = server;
  const { grantType } = server;
  return { authorizeUrl, tokenUrl, revokeUrl, grantType, clientAuthentication, pkce, rotation };
}
