import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, markUnauthorized } from '../store/connections.ts';
import { type Attempt, clearAttempt, deleteGrant, type GrantRow, grantOf, takeRefreshLease } from '../store/grants.ts';
import { newId } from '../store/id.ts';
import { type AuthorizedClient, authorizedClientOf, filledServer, openPair } from './authorized-client.ts';
import { reasonText } from './connection-errors.ts';
import { recordedHttp } from './debug-log/recorder.ts';
import { waitForAnother } from './refresh.ts';
import { revokeTokens } from './token-request.ts';

const TIMEOUT_MS = 30_000;
/** A pair may be replaced while the one before it is revoked, by a process that slept; then that one is next. */
const MOST_TRIES = 5;

/**
 * Withdraws the sign-in of a connection: at the provider where it offers that, and here. The lease of a refresh is held
 * meanwhile, so that no process asks for another pair; afterwards there is none to replace. Where the provider can't be told
 * nothing changes. Throws `nothing_to_revoke`, `revoke_failed`, and as `authorizedClientOf`.
 */
export async function revokeConnection(installation: Installation, actor: Actor, id: string): Promise<void> {
  const first = await grantOf(installation.db, id);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const connection = await connectionRow(installation.db, id);
    if (!connection)
      throw new CounterflowError('not_found', `There is no connection with id ${id}. It may be deleted.`);
    const grant = await grantOf(installation.db, id);
    const client = await authorizedClientOf(installation, connection, grant?.tokenServer);
    if (!grant || grant.authorizedAt.getTime() !== first?.authorizedAt.getTime()) throw nothingThere(connection);
    const attempt: Attempt = { id: newId(), owner: installation.processId };
    const held = await takeRefreshLease(installation.db, id, grant.generation, attempt);
    if (!held) {
      await waitForAnother(installation, id, grant.generation);
      continue;
    }
    const isTold = await tellProvider(installation, connection, client, held, attempt);
    if (await forget(installation, actor, connection, client, attempt, isTold)) return;
  }
  throw new CounterflowError(
    'revoke_failed',
    'The sign-in is renewed by others all the time. It may work on; try again.',
    { next: 'retry' },
  );
}

function nothingThere({ name }: ConnectionRow): CounterflowError {
  return new CounterflowError('nothing_to_revoke', `"${name}" has no sign-in that could be revoked.`);
}

/** False where the provider offers no way to tell it. Throws `revoke_failed`; then the lease is given back. */
async function tellProvider(
  installation: Installation,
  connection: ConnectionRow,
  found: AuthorizedClient,
  { generation, tokenPair }: GrantRow,
  attempt: Attempt,
): Promise<boolean> {
  const { revokeUrl, ...server } = filledServer(found, connection);
  if (!revokeUrl || generation === 0) return false;
  const outcome = await revokeTokens({
    http: recordedHttp(installation, connection, { kind: 'token', caller: { type: 'revocation' } }),
    server: { ...server, revokeUrl },
    client: found.credentials,
    pair: openPair(installation, connection.id, tokenPair),
    environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
    timeoutMs: TIMEOUT_MS / installation.clock.rate,
  });
  if (outcome.kind === 'revoked') return true;
  await clearAttempt(installation.db, connection.id, generation, attempt);
  throw new CounterflowError(
    'revoke_failed',
    `The sign-in of "${connection.name}" could not be revoked: the provider did not confirm it (${outcome.detail}). Nothing was changed here; try again.`,
    { next: 'retry' },
  );
}

/** False where another pair came meanwhile. */
async function forget(
  { db }: Installation,
  actor: Actor,
  connection: ConnectionRow,
  client: AuthorizedClient,
  attempt: Attempt,
  isTold: boolean,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const generation = await deleteGrant(tx, connection.id, attempt);
    if (generation === undefined) return false;
    const detail = `${reasonText(connection, 'revoked_here')}${isTold ? '' : ` ${untold(client)}`}`;
    await markUnauthorized(tx, connection.id, 'revoked_here', detail);
    await recordAudit(tx, actor, {
      action: 'revoke',
      resourceType: 'connection',
      resourceId: connection.id,
      before: { generation },
      after: { providerTold: isTold },
    });
    return true;
  });
}

/** What is left for a person to do where the provider was not told. */
function untold({ connector: { provider } }: AuthorizedClient): string {
  return provider === 'custom'
    ? 'The provider was not told, since the OAuth 2.0 client has no revoke URL: withdraw the access there as well.'
    : 'Lightspeed offers no way to tell it from here: withdraw the access of the app in the settings of Lightspeed as well.';
}
