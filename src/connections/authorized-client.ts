import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import type { OAuthServer } from '../connectors/oauth-server.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { addressOf } from './connector-address.ts';
import { serverOf } from './iclient-http.ts';
import { storedHttp } from './iclient-schema.ts';
import type { ClientCredentials } from './oauth-protocol.ts';
import { ownRenewalOf, ownTokenServer } from './own-token.ts';
import { standingSignIn } from './standing-sign-in.ts';
import type { TokenPair } from './token-request.ts';

export type TokenServer = keyof ApiConnector['oauth'];

/** What an OAuth request of a connection needs: where to, as whom. */
export interface AuthorizedClient {
  connector: ApiConnector;
  server: OAuthServer;
  /** Which of the API's OAuth servers that is. */
  tokenServer: TokenServer;
  credentials: ClientCredentials;
  /** Where browsers land when this installation has no https address; registered at the provider with the client. */
  landingUrl: string | null;
}

/**
 * Finds connector, token server and client of a connection; placeholders in the server's addresses are still there. The server
 * is the client's, unless a grant of another one (`tokenServer`) is to be renewed. Throws
 * `not_authorizable`, `iclient_missing` or `iclient_mismatch`.
 */
export async function authorizedClientOf(
  installation: Installation,
  connection: ConnectionRow,
  tokenServer?: TokenServer,
): Promise<AuthorizedClient> {
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || connector.client === 'none' || standingSignIn(connection)) {
    throw new CounterflowError(
      'not_authorizable',
      `"${connection.name}" needs no authorization: it signs in with its own settings.`,
    );
  }
  const renewal = ownRenewalOf(connection);
  if (renewal) {
    const credentials = { clientId: '', clientSecret: undefined };
    return { connector, server: ownTokenServer(renewal), tokenServer: 'new', credentials, landingUrl: null };
  }
  if (!connection.iclientId) {
    throw new CounterflowError(
      'iclient_missing',
      `"${connection.name}" has no OAuth 2.0 client. Choose one, or press + to add one.`,
    );
  }
  const row = await installation.db
    .selectFrom('iclient')
    .selectAll()
    .where('id', '=', connection.iclientId)
    .executeTakeFirstOrThrow();
  if (row.provider !== connector.provider) {
    throw new CounterflowError(
      'iclient_mismatch',
      `The OAuth 2.0 client "${row.name}" belongs to another provider than "${connection.name}". Choose one of ${connector.label}.`,
    );
  }
  const which = tokenServer ?? (row.oauthServer === 'old' ? 'old' : 'new');
  const http = storedHttp(row.http);
  const server = http ? serverOf(http) : connector.oauth[which];
  if (!server) {
    throw new CounterflowError(
      'iclient_mismatch',
      `The OAuth 2.0 client "${row.name}" names a token server that ${connector.label} doesn't have.`,
    );
  }
  const sealed = row.secrets.clientSecret;
  return {
    connector,
    server,
    tokenServer: which,
    credentials: {
      clientId: row.clientId,
      clientSecret:
        sealed && installation.vault.open({ table: 'iclient', row: row.id, field: 'clientSecret' }, sealed.sealed),
    },
    landingUrl: row.landingUrl,
  };
}

/** The same token server with its addresses filled in for one connection. Throws `setting_missing`. */
export function filledServer({ connector, server }: AuthorizedClient, connection: ConnectionRow): OAuthServer {
  const filled = (url: string) => addressOf(connector, connection, url);
  return {
    ...server,
    authorizeUrl: server.authorizeUrl && filled(server.authorizeUrl),
    tokenUrl: filled(server.tokenUrl),
    revokeUrl: server.revokeUrl && filled(server.revokeUrl),
  };
}

const pairPlace = (connectionId: string) => ({ table: 'grant', row: connectionId, field: 'tokenPair' });

export function sealPair(installation: Installation, connectionId: string, pair: TokenPair): string {
  return installation.vault.seal(pairPlace(connectionId), JSON.stringify(pair));
}

export function openPair(installation: Installation, connectionId: string, sealed: string): TokenPair {
  return JSON.parse(installation.vault.open(pairPlace(connectionId), sealed)) as TokenPair;
}
