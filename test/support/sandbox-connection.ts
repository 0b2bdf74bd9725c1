import { system } from '../../src/accounts/actor.ts';
import { createConnection } from '../../src/connections/connections.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import { newPair } from '../../src/connections/new-pair.ts';
import type { OAuthServer, Rotation } from '../../src/connectors/connector.ts';
import { lightspeedR } from '../../src/connectors/lightspeed/r-series/connector.ts';
import type { Installation } from '../../src/installation.ts';
import { replaceGrant } from '../../src/store/grants.ts';
import type { SandboxControl, SandboxStore } from './sandbox-control.ts';

/** A connection to a store with a fresh grant, as authorizing leaves it. Answers its id. */
export async function connectedTo(
  installation: Installation,
  control: SandboxControl,
  store: SandboxStore,
  rotation?: Rotation,
): Promise<string> {
  const iClient = await createIClient(installation, system, {
    name: 'Sandbox',
    provider: 'lightspeed-r',
    clientId: store.clientId,
    clientSecret: store.clientSecret,
    oauthServer: 'new',
    default: false,
    ...(rotation ? { http: { ...endpoints, rotation } } : {}),
  });
  const { id } = await createConnection(installation, system, {
    name: 'Main Street',
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes: ['employee:inventory_read'], iClientId: iClient.id },
  });
  const tokens = await control.grant(store.id);
  const server = lightspeedR.oauth.new as OAuthServer;
  const client = {
    connector: lightspeedR,
    server,
    tokenServer: 'new' as const,
    credentials: { clientId: store.clientId, clientSecret: undefined },
  };
  const outcome = {
    kind: 'pair' as const,
    pair: { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken },
    expiresInSeconds: tokens.expiresIn,
    scope: undefined,
  };
  const pair = newPair(installation, id, client, outcome, installation.clock.now(), []);
  await installation.db.transaction().execute(async (tx) => {
    await replaceGrant(tx, id, pair);
    const account = { status: 'online', accountId: store.accountId, accountName: 'Demo' } as const;
    await tx.updateTable('connection').set(account).where('id', '=', id).execute();
  });
  return id;
}

const endpoints = {
  authorizeUrl: 'https://cloud.lightspeedapp.com/auth/oauth/authorize',
  tokenUrl: 'https://cloud.lightspeedapp.com/auth/oauth/token',
  clientAuthentication: 'body',
  pkce: true,
} as const;
