import { addressOf } from '../connections/connector-address.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { RequestRefused, sendRequest } from './send-request.ts';

/** Asks an API connection for its account: the smallest request that shows it can be reached. Throws what `sendRequest` does. */
export async function probeApi(installation: Installation, connectionId: string): Promise<void> {
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) return;
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || !connector.account) return;
  const { costOf, account } = connector;
  const costDrips = costOf({ method: 'GET', relations: [], relationsOf: undefined, many: false });
  const url = addressOf(connector, connection, account.url);
  await sendRequest(installation, connectionId, { method: 'GET', url, costDrips }, { lane: 'interactive' }).catch(
    (cause) => {
      const isReached = account.needsScope && cause instanceof RequestRefused && cause.status === 403;
      if (!isReached) throw cause;
    },
  );
}

/** Whether an API answers at all, for the keeper: one that refuses this request can be reached. Throws what `sendRequest` does. */
export async function reachApi(installation: Installation, connectionId: string): Promise<void> {
  await probeApi(installation, connectionId).catch((cause) => {
    if (!(cause instanceof RequestRefused)) throw cause;
  });
}
