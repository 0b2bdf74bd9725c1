import { apiOf } from '../connections/api-of.ts';
import { pingRequestOf } from '../connections/connection-request.ts';
import { addressOf } from '../connections/connector-address.ts';
import { storedSecretsOf } from '../connections/debug-log/known-secrets.ts';
import { maskValues, writtenForms } from '../connections/debug-log/mask-values.ts';
import { type ApiInUse, pingFailure } from '../connectors/effective.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow } from '../store/connections.ts';
import type { ApiRequest, SendOptions } from './request.ts';
import { RequestRefused, sendRequest } from './send-request.ts';

/** An API answered, and its answer says by the connection's own rules that it does not work. */
class PingFailed extends CounterflowError {}

/**
 * Sends the smallest request that shows an API connection can be reached: the one of its HTTP settings, else for its account.
 * Returns whether there was anything to ask. Throws what `sendRequest` does, and `ping_failed`.
 */
export async function probeApi(
  installation: Installation,
  connectionId: string,
  why: 'test' | 'keeper' = 'keeper',
): Promise<boolean> {
  const connection = await connectionRow(installation.db, connectionId);
  const api = connection && apiOf(connection);
  if (!connection || !api) return false;
  const costDrips = api.costOf({ method: 'GET', relations: [], relationsOf: undefined, many: false });
  const ping = pingRequestOf(installation, api, connection);
  const options = { lane: 'interactive', caller: { type: why } } as const;
  if (!ping) return askForAccount(installation, api, connection, costDrips, options);
  const request = { ...ping, method: ping.method as ApiRequest['method'], costDrips };
  const reply = await sendRequest(installation, connectionId, request, options);
  const failure = pingFailure(api.http, reply);
  if (failure !== undefined) {
    const secrets = await storedSecretsOf(installation, connectionId);
    throw new PingFailed('ping_failed', maskValues(failure, writtenForms(secrets)));
  }
  return true;
}

async function askForAccount(
  installation: Installation,
  api: ApiInUse,
  connection: ConnectionRow,
  costDrips: number,
  options: SendOptions,
): Promise<boolean> {
  const { account } = api;
  if (!account) return false;
  const url = addressOf(api, connection, account.url);
  await sendRequest(installation, connection.id, { method: 'GET', url, costDrips }, options).catch((cause) => {
    const isReached = account.needsScope && cause instanceof RequestRefused && cause.status === 403;
    if (!isReached) throw cause;
  });
  return true;
}

/** Whether an API answers at all, for the keeper: one that refuses this request can be reached. Throws what `sendRequest` does. */
export async function reachApi(installation: Installation, connectionId: string): Promise<void> {
  await probeApi(installation, connectionId).catch((cause) => {
    if (!(cause instanceof RequestRefused || cause instanceof PingFailed)) throw cause;
  });
}
