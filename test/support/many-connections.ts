import { system } from '../../src/accounts/actor.ts';
import { sealPair } from '../../src/connections/authorized-client.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import type { Installation } from '../../src/installation.ts';
import { newId } from '../../src/store/id.ts';
import type { SandboxControl, SandboxStore } from './sandbox-control.ts';

const SCOPE = 'employee:inventory_read';
const DAY_MS = 86_400_000;

/**
 * So many authorized R-Series connections, spread over stores with a grant for each, as authorizing them one by one would
 * leave them. Answers their ids; `stores` get the client of the first.
 */
export async function manyConnections(
  installation: Installation,
  control: SandboxControl,
  many: { connections: number; stores: number; accessSeconds: number },
): Promise<{ ids: string[]; stores: SandboxStore[] }> {
  const stores: SandboxStore[] = [];
  for (let count = 0; count < many.stores; count += 1) {
    const client = stores[0] ? { clientId: stores[0].clientId } : {};
    stores.push(await control.createStore({ seed: count + 1, accessSeconds: many.accessSeconds, ...client }));
  }
  const [{ clientId, clientSecret }] = stores as [SandboxStore];
  const iClient = await createIClient(installation, system, {
    name: 'Sandbox',
    provider: 'lightspeed-r',
    clientId,
    clientSecret,
    oauthServer: 'new',
    default: false,
  });
  const ids: string[] = [];
  const portion = 500;
  for (let first = 0; first < many.connections; first += portion) {
    const places = Array.from({ length: Math.min(portion, many.connections - first) }, (_, index) => first + index);
    const rows = await Promise.all(
      places.map(async (place) => {
        const store = stores[place % stores.length] as SandboxStore;
        const tokens = await control.grant(store.id, [SCOPE]);
        const issuedAt = installation.clock.now();
        const id = newId();
        const connection = {
          id,
          name: `Shop ${place + 1}`,
          apiType: 'lightspeed-v3',
          environment: 'sandbox',
          region: null,
          iclientId: iClient.id,
          settings: JSON.stringify({ scopes: [SCOPE] }),
          status: 'online',
          accountId: store.accountId,
          accountName: 'Demo',
        };
        const grant = {
          connectionId: id,
          generation: 1,
          tokenPair: sealPair(installation, id, tokens),
          refreshTokenFingerprint: installation.vault.fingerprint(tokens.refreshToken),
          scopes: [SCOPE],
          authorizedAt: issuedAt,
          issuedAt,
          expiresAt: new Date(issuedAt.getTime() + tokens.expiresIn * 1000),
          refreshDiesAt: new Date(issuedAt.getTime() + 30 * DAY_MS),
        };
        return { connection, grant };
      }),
    );
    await installation.db
      .insertInto('connection')
      .values(rows.map(({ connection }) => connection))
      .execute();
    await installation.db
      .insertInto('grant')
      .values(rows.map(({ grant }) => grant))
      .execute();
    ids.push(...rows.map(({ connection }) => connection.id));
  }
  return { ids, stores };
}
