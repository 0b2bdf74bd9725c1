import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { sendRequest } from './send-request.ts';

/** Asks an API connection for its account: the smallest request that shows it can be reached. Throws what `sendRequest` does. */
export async function probeApi(installation: Installation, connectionId: string): Promise<void> {
  const connection = await connectionRow(installation.db, connectionId);
  const connector = connection && connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || !connector.account) return;
  const { costOf, account } = connector;
  const costDrips = costOf({ method: 'GET', relations: [], relationsOf: undefined, many: false });
  await sendRequest(
    installation,
    connectionId,
    { method: 'GET', url: account.url, costDrips },
    { lane: 'interactive' },
  );
}
