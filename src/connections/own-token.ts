import type { TokenRefresh } from '../connectors/http-settings.ts';
import { type OAuthServer, plainOAuth } from '../connectors/oauth-server.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { apiOf } from './api-of.ts';

/** How a connection's own token is renewed: by a request of the API that its HTTP settings name. Undefined where it has none. */
export function ownRenewalOf(connection: Pick<ConnectionRow, 'apiType' | 'http'>): TokenRefresh | undefined {
  const api = apiOf(connection);
  if (api?.id !== 'http' || api.http.auth.type !== 'token') return undefined;
  return api.http.auth.refresh ?? undefined;
}

/**
 * The same as the server of a grant: the token passes through the life of every token pair. A renewal that brings another
 * refresh token has spent the one before; how long a token lives is known only where the reply tells.
 */
export function ownTokenServer({ relativeUri, refreshTokenPath }: TokenRefresh): OAuthServer {
  return {
    ...plainOAuth,
    grantType: 'ownRequest',
    authorizeUrl: undefined,
    tokenUrl: relativeUri,
    rotation: refreshTokenPath === null ? 'static' : 'immediate',
    alwaysBothTokens: false,
    codeLivesSeconds: 0,
    defaultLifeSeconds: undefined,
  };
}
