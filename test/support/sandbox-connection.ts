import { system } from '../../src/accounts/actor.ts';
import { createConnection } from '../../src/connections/connections.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import { newPair } from '../../src/connections/new-pair.ts';
import type { ApiConnector } from '../../src/connectors/connector.ts';
import { lightspeedR } from '../../src/connectors/lightspeed/r-series/connector.ts';
import { lightspeedX } from '../../src/connectors/lightspeed/x-series/connector.ts';
import type { OAuthServer } from '../../src/connectors/oauth-server.ts';
import type { Installation } from '../../src/installation.ts';
import { replaceGrant } from '../../src/store/grants.ts';
import type { SandboxControl, SandboxStore } from './sandbox-control.ts';

/** Token servers by what becomes of a used refresh token: R-Series' new one, its old one, X-Series'. */
export type TokenServerKind = 'new' | 'old' | 'x';

const kinds: Record<TokenServerKind, { connector: ApiConnector; tokenServer: 'new' | 'old'; scope: string }> = {
  new: { connector: lightspeedR, tokenServer: 'new', scope: 'employee:inventory_read' },
  old: { connector: lightspeedR, tokenServer: 'old', scope: 'employee:inventory_read' },
  x: { connector: lightspeedX, tokenServer: 'new', scope: 'outlets:read' },
};

/** A connection to a store with a fresh grant of a token server, as authorizing leaves it. Answers its id. */
export async function connectedTo(
  installation: Installation,
  control: SandboxControl,
  store: SandboxStore,
  kind: TokenServerKind = 'new',
): Promise<string> {
  const { connector, tokenServer, scope } = kinds[kind];
  const iClient = await createIClient(installation, system, {
    name: 'Sandbox',
    provider: connector.provider,
    clientId: store.clientId,
    clientSecret: store.clientSecret,
    oauthServer: tokenServer,
    default: false,
  });
  const subdomain = kind === 'x' ? { subdomain: store.domainPrefix } : {};
  const { id } = await createConnection(installation, system, {
    name: 'Main Street',
    apiType: kind === 'x' ? 'lightspeed-x' : 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes: [scope], iClientId: iClient.id, ...subdomain },
  });
  const tokens = await control.grantBy(store.id, kind === 'old' ? { server: 'old' } : {});
  const server = connector.oauth[tokenServer] as OAuthServer;
  const credentials = { clientId: store.clientId, clientSecret: undefined };
  const client = { connector, server, tokenServer, credentials, landingUrl: null };
  const outcome = {
    kind: 'pair' as const,
    pair: { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken },
    expiresInSeconds: tokens.expiresIn,
    scope: undefined,
  };
  const pair = newPair(installation, id, client, outcome, installation.clock.now(), []);
  await installation.db.transaction().execute(async (tx) => {
    await replaceGrant(tx, id, pair);
    const accountId = kind === 'x' ? store.domainPrefix : store.accountId;
    const account = { status: 'online', accountId, accountName: 'Demo' } as const;
    await tx.updateTable('connection').set(account).where('id', '=', id).execute();
  });
  return id;
}
