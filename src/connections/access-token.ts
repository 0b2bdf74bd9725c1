import type { Credentials } from '../connectors/outgoing.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { Slot, SlotRequest } from '../store/budgets.ts';
import {
  type ConnectionRow,
  type ConnectionWithGrant,
  connectionRow,
  connectionWithGrant,
  type Lender,
} from '../store/connections.ts';
import { type GrantRow, grantOf } from '../store/grants.ts';
import { openPair } from './authorized-client.ts';
import { ConnectionUnavailable, needsAuthorization, notAuthorizedYet, pausedConnection } from './connection-errors.ts';
import { refreshGrant } from './refresh.ts';
import { standingCredentials } from './standing-sign-in.ts';
import { tokenStep, windowSecondsOf } from './token-step.ts';

/** What a request shows to be let in. */
export interface AccessToken {
  credentials: Credentials;
  /** Of the token pair; 0 where the connection signs in with credentials of its own. */
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
  /** The connection that lends it its budget. */
  lender: Lender | undefined;
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
  return {
    connection,
    clientId: found?.clientId ?? null,
    lender: found?.lender,
    token: ownToken(installation, connection) ?? (grant && goodToken(installation, connection, grant)),
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

function ownToken(installation: Installation, connection: ConnectionRow): AccessToken | undefined {
  const credentials = standingCredentials(installation, connection);
  return credentials && { credentials, generation: 0 };
}

type GrantInUse = NonNullable<ConnectionWithGrant['grant']>;

/** The token of a grant while it may be handed out. */
function goodToken(installation: Installation, { apiType }: ConnectionRow, grant: GrantInUse): AccessToken | undefined {
  const step = tokenStep(grant, installation.clock.now(), windowSecondsOf(apiType, grant));
  return step === 'use' ? opened(installation, grant) : undefined;
}

/**
 * A token good for a request that is about to be sent. In the normal case nobody waits: the keeper renews ahead. Waits for
 * a renewal otherwise, by whichever process. Throws ConnectionUnavailable.
 */
export async function accessToken(installation: Installation, connection: ConnectionRow): Promise<AccessToken> {
  const own = ownToken(installation, connection);
  if (own) return own;
  for (;;) {
    const grant = await grantOf(installation.db, connection.id);
    if (!grant) throw notAuthorizedYet(connection);
    const good = goodToken(installation, connection, grant);
    if (good) return good;
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
    credentials: { kind: 'token', token: openPair(installation, grant.connectionId, grant.tokenPair).accessToken },
    generation: grant.generation,
  };
}

const lifeLeftMs = (installation: Installation, { expiresAt }: GrantRow) =>
  expiresAt ? expiresAt.getTime() - installation.clock.now().getTime() : Number.POSITIVE_INFINITY;
