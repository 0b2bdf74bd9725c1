import type { IClientHttp } from '../../../../src/connections/iclient-schema.ts';
import type { IClient } from '../../api/iclients.ts';
import { type ConnectionDraft, signInOf } from './draft.ts';

/**
 * How a connection gets in. `consent`: someone signs in at the provider. `fetch`: counterflow fetches a token by itself.
 * `standing`: what is typed in goes with each request. `none`: it is reached by a driver of its own.
 */
export type SignInKind = 'consent' | 'fetch' | 'standing' | 'none';

/** `client` is the chosen OAuth 2.0 client. */
export function signInKind(draft: ConnectionDraft, client: IClient | undefined): SignInKind {
  switch (draft.apiType) {
    case 'postgres':
    case 'folder':
      return 'none';
    case 'lightspeed-c':
      return 'standing';
    case 'lightspeed-x':
      return draft.signIn === 'oauth' ? 'consent' : 'standing';
    case 'http':
      if (signInOf(draft) !== 'oauth') return 'standing';
      return grantTypeOf(client) === 'authorizationCode' ? 'consent' : 'fetch';
    default:
      return 'consent';
  }
}

/** How tokens are fetched with a client; people are asked unless it says otherwise. */
export const grantTypeOf = (client: IClient | undefined): IClientHttp['grantType'] =>
  client?.http?.grantType ?? 'authorizationCode';
