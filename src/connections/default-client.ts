import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { grantOf } from '../store/grants.ts';
import { SettingRefused } from './setting-refused.ts';

/** The client that connections of this connector use unasked. Throws `no_default_client`. */
export async function defaultClientOf({ db }: Installation, { label, provider }: ApiConnector): Promise<string> {
  const row = await db
    .selectFrom('iclient')
    .select('id')
    .where('provider', '=', provider)
    .where('isDefault', '=', true)
    .executeTakeFirst();
  if (row) return row.id;
  throw new SettingRefused(
    '/settings/iClientId',
    'no_default_client',
    `${label} uses this installation's default Lightspeed client, and there is none yet. Set one under iClients, then save again.`,
  );
}

/**
 * Gives a connection that uses the default client the present one, unless a grant rests on the one it has: tokens are
 * renewed only by the client they were given to. Throws `no_default_client`.
 */
export async function takeDefaultClient(installation: Installation, connectionId: string): Promise<void> {
  const connection = await connectionRow(installation.db, connectionId);
  const connector = connection && connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || connector.client !== 'default') return;
  if (connection?.iclientId && (await grantOf(installation.db, connectionId))) return;
  const iclientId = await defaultClientOf(installation, connector);
  await installation.db.updateTable('connection').set({ iclientId }).where('id', '=', connectionId).execute();
}
