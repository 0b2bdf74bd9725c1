import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { RequestRefused, sendRequest } from './send-request.ts';

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

/** Whether an API answers at all, for the keeper: one that refuses this request can be reached. Throws what `sendRequest` does. */
export async function reachApi(installation: Installation, connectionId: string): Promise<void> {
  await probeApi(installation, connectionId).catch((cause) => {
    if (!(cause instanceof RequestRefused)) throw cause;
  });
}
