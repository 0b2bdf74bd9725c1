/**
 * What happens to the used refresh token. `static`: it works on. `untilFirstUse`: it lives until the new access token is
 * first used. `immediate`: it dies at once. `family`: it dies at once and its return revokes the whole grant.
 */
export type Rotation = 'static' | 'untilFirstUse' | 'immediate' | 'family';

/**
 * How a connection comes to its tokens. `authorizationCode`: a person consents. The others ask for themselves, as often as
 * need be: `clientCredentials` with the client's ID and secret, `password` with a user name and password as well,
 * `ownRequest` by a request of the API's own, which is no OAuth.
 */
export type GrantType = 'authorizationCode' | 'clientCredentials' | 'password' | 'ownRequest';

/** How the code is bound to who asked for it (RFC 7636). */
export type Pkce = 'S256' | 'plain' | 'none';

export interface NamedValue {
  name: string;
  value: string;
}

/**
 * An OAuth 2.0 server as far as counterflow must know it. Seconds and days are the server's own promises. Its URLs may hold
 * placeholders, as `ApiConnector.baseUri` does.
 */
export interface OAuthServer {
  grantType: GrantType;
  /** Undefined where nobody is asked for consent. */
  authorizeUrl: string | undefined;
  /** Parameters of the authorization request beside those of the protocol. */
  authorizeParameters: NamedValue[];
  tokenUrl: string;
  tokenMethod: 'POST' | 'GET';
  tokenBody: 'json' | 'form';
  /** Headers and body fields of token requests beside those of the protocol. */
  tokenHeaders: NamedValue[];
  tokenFields: NamedValue[];
  /** Where access and refresh token are in a reply: names joined by dots. */
  accessTokenPath: string;
  refreshTokenPath: string;
  /** Whether every reply holds both tokens. Where not, a reply without a refresh token leaves the one before as it is. */
  alwaysBothTokens: boolean;
  /** Undefined where a server offers no way to withdraw a grant. */
  revokeUrl: string | undefined;
  /** Under which name the revoke request holds the token. */
  revokeField: 'token' | 'refresh_token';
  /** What `iss` of its answers must be, where they have one (RFC 9207); undefined where that is not known. */
  issuer: { exactly: string } | { origin: string } | undefined;
  rotation: Rotation;
  clientAuthentication: 'body' | 'basic';
  pkce: Pkce;
  /** What stands between scopes. */
  scopeDelimiter: string;
  /** Whether the authorize URL carries `redirect_uri`; R-Series uses the registered one and knows no such parameter. */
  sendsRedirectUri: boolean;
  codeLivesSeconds: number;
  /** Where the granted scopes are told: a claim of the access token, or `scope` of the token reply. */
  scopesIn: 'accessToken' | 'reply';
  /** What the entries of a reply's scopes begin with that are no rights; undefined where all are. */
  noScopePrefix: string | undefined;
  /** Life of an access token where the reply tells none; undefined where it is used until it is refused. */
  defaultLifeSeconds: number | undefined;
  /** An unused refresh token dies after this many days; undefined where not known. */
  idleDays: number | undefined;
  /** A refresh earlier than this before expiry gives the same access token back; undefined where a new one always comes. */
  refreshWindowSeconds: number | undefined;
}

/** What a server does that keeps to RFC 6749 and adds nothing of its own. */
export const plainOAuth: Omit<
  OAuthServer,
  'authorizeUrl' | 'tokenUrl' | 'rotation' | 'codeLivesSeconds' | 'defaultLifeSeconds'
> = {
  grantType: 'authorizationCode',
  authorizeParameters: [],
  tokenMethod: 'POST',
  tokenBody: 'form',
  tokenHeaders: [],
  tokenFields: [],
  accessTokenPath: 'access_token',
  refreshTokenPath: 'refresh_token',
  alwaysBothTokens: true,
  revokeUrl: undefined,
  revokeField: 'token',
  issuer: undefined,
  clientAuthentication: 'body',
  pkce: 'none',
  scopeDelimiter: ' ',
  sendsRedirectUri: true,
  scopesIn: 'reply',
  noScopePrefix: undefined,
  idleDays: undefined,
  refreshWindowSeconds: undefined,
};
