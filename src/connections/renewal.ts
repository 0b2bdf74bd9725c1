import type { OAuthServer } from '../connectors/oauth-server.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { AuthorizedClient } from './authorized-client.ts';
import type { Renewal } from './oauth-protocol.ts';
import type { TokenPair } from './token-request.ts';

/** Whether another pair can follow this one without anybody's consent. */
export function isRenewable({ grantType }: OAuthServer, { refreshToken }: TokenPair): boolean {
  return grantType !== 'authorizationCode' || refreshToken !== undefined;
}

/**
 * What the next pair is asked for with, in this order: after a `refused` refresh token, a password does. Empty where nothing
 * renews the pair.
 */
export function renewalsOf(
  installation: Installation,
  connection: ConnectionRow,
  { server }: AuthorizedClient,
  pair: TokenPair,
): Renewal[] {
  const { refreshToken } = pair;
  if (server.grantType === 'ownRequest') return [{ type: 'own_request', pair }];
  const { scopes } = connection.settings;
  const asked = Array.isArray(scopes) ? scopes.map(String) : [];
  const scope = asked.length > 0 ? asked.join(server.scopeDelimiter) : undefined;
  if (server.grantType === 'clientCredentials') return [{ type: 'client_credentials', scope }];
  const renewals: Renewal[] = refreshToken ? [{ type: 'refresh_token', refreshToken }] : [];
  if (server.grantType === 'password') renewals.push({ type: 'password', ...userOf(installation, connection), scope });
  return renewals;
}

function userOf({ vault }: Installation, { id, http, secrets }: ConnectionRow): { username: string; password: string } {
  const { username } = (http?.auth ?? {}) as { username?: string };
  const stored = secrets.password;
  return {
    username: username ?? '',
    password: stored ? vault.open({ table: 'connection', row: id, field: 'password' }, stored.sealed) : '',
  };
}

/** Whether asking again is harmless after an answer that never came, as long as the pair it may have brought is not used. */
export function mayAskAgain({ rotation }: OAuthServer, asked: Renewal): boolean {
  return !spendsPair(asked) || rotation === 'static' || rotation === 'untilFirstUse';
}

/** Whether what is asked with belongs to the pair that is replaced; credentials do not. */
export const spendsPair = ({ type }: Renewal) => type === 'refresh_token' || type === 'own_request';
