import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { Slot, SlotRequest } from '../store/budgets.ts';
import { type ConnectionRow, connectionRow, connectionWithGrant } from '../store/connections.ts';
import { type GrantRow, grantOf } from '../store/grants.ts';
import { openPair } from './authorized-client.ts';
import { ConnectionUnavailable, needsAuthorization, notAuthorizedYet, pausedConnection } from './connection-errors.ts';
import { refreshGrant } from './refresh.ts';
import { tokenStep } from './token-step.ts';

export interface AccessToken {
  accessToken: string;
  generation: number;
}

/** A token this close to its end is no use even when nothing better can be had. */
const LAST_USE_MS = 5000;

/** A connection that may be used now. Throws ConnectionUnavailable (`connection_paused`, `connection_unauthorized`) or `not_found`. */
export async function usableConnection(installation: Installation, id: string): Promise<ConnectionRow> {
  return checkedUsable(id, await connectionRow(installation.db, id));
}

/** What a request needs of a usable connection, in one round trip. Throws as `usableConnection`. */
export interface ConnectionInUse {
  connection: ConnectionRow;
  /** The iClient's; null for a connection without one. */
  clientId: string | null;
  /** Good for a request that leaves at once; undefined when it has to be asked for with `accessToken`. */
  token: AccessToken | undefined;
  /** The slot that was asked for. */
  slot: Slot | undefined;
}

export async function connectionInUse(
  installation: Installation,
  id: string,
  slot: SlotRequest | undefined,
): Promise<ConnectionInUse> {
  const found = await connectionWithGrant(installation.pool, id, slot);
  const connection = checkedUsable(id, found);
  const grant = found?.grant;
  const isGood = grant && tokenStep(grant, installation.clock.now()) === 'use';
  return {
    connection,
    clientId: found?.clientId ?? null,
    token: isGood ? opened(installation, grant) : undefined,
    slot: found?.slot,
  };
}

function checkedUsable(id: string, connection: ConnectionRow | undefined): ConnectionRow {
  if (!connection)
    throw new CounterflowError('not_found', `There is no connection with id ${id}. It may have been deleted.`);
  if (connection.paused) throw pausedConnection(connection);
  if (connection.status === 'unauthorized') throw needsAuthorization(connection);
  return connection;
}

/**
 * A token good for a request that is about to be sent. In the normal case nobody waits: the keeper renews ahead. Waits for
 * a renewal otherwise, by whichever process. Throws ConnectionUnavailable.
 */
export async function accessToken(installation: Installation, connection: ConnectionRow): Promise<AccessToken> {
  for (;;) {
    const grant = await grantOf(installation.db, connection.id);
    if (!grant) throw notAuthorizedYet(connection);
    if (tokenStep(grant, installation.clock.now()) === 'use') return opened(installation, grant);
    try {
      await refreshGrant(installation, connection, grant.generation);
    } catch (cause) {
      const stillGood = !grant.forced && lifeLeftMs(installation, grant) > LAST_USE_MS;
      if (stillGood && cause instanceof ConnectionUnavailable && cause.next === 'retry')
        return opened(installation, grant);
      throw cause;
    }
    await usableConnection(installation, connection.id);
  }
}

function opened(
  installation: Installation,
  grant: Pick<GrantRow, 'connectionId' | 'tokenPair' | 'generation'>,
): AccessToken {
  return {
    accessToken: openPair(installation, grant.connectionId, grant.tokenPair).accessToken,
    generation: grant.generation,
  };
}

const lifeLeftMs = (installation: Installation, { expiresAt }: GrantRow) =>
  expiresAt ? expiresAt.getTime() - installation.clock.now().getTime() : Number.POSITIVE_INFINITY;
