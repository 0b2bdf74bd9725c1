import { knownScopes } from '../r-series/scopes.ts';
import type { Client } from '../store.ts';
import type { Asked } from './consent-server.ts';
import { type OAuthError, refusal } from './oauth-error.ts';

/** An authorize request of R-Series. The client's registered address is used, whatever was asked: there is no parameter for it (firm). */
export function readRAuthorize(
  query: URLSearchParams,
  clientOf: (id: string) => Client | undefined,
): Asked | OAuthError {
  const clientId = query.get('client_id') ?? '';
  const client = clientOf(clientId);
  if (!client) return refusal(400, 'invalid_client', 'Client authentication failed');
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
  return { clientId, scopes, state: query.get('state') ?? undefined, redirectUri: client.redirectUris[0] ?? '' };
}
