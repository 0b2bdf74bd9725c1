import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { grantOf } from '../store/grants.ts';
import { usableConnection } from './access-token.ts';
import { notAuthorizedYet } from './connection-errors.ts';
import { moveGrant } from './refresh.ts';

/** A move is tried again where another process renewed the grant first. */
const MOST_TRIES = 5;

/**
 * Exchanges a grant of the old R-Series OAuth server for one of the new server, without the merchant. The account, cursors
 * and everything else stay. Throws `not_on_old_server`, `move_refused`, and as `usableConnection`.
 */
export async function moveToNewServer(installation: Installation, actor: Actor, id: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const connection = await usableConnection(installation, id);
    const before = await grantOf(installation.db, id);
    const connector = connectorOf(connection.apiType);
    if (!before) throw notAuthorizedYet(connection);
    if (before.tokenServer !== 'old' || connector?.kind !== 'api' || !connector.oauth.new) {
      throw new CounterflowError(
        'not_on_old_server',
        `"${connection.name}" does not sign in at the old OAuth server: there is nothing to move.`,
      );
    }
    await moveGrant(installation, connection, before.generation, 'new');
    const after = await grantOf(installation.db, id);
    if (after?.tokenServer !== 'new') continue;
    await recordAudit(installation.db, actor, {
      action: 'move_to_new_server',
      resourceType: 'connection',
      resourceId: id,
      before: { generation: before.generation, tokenServer: before.tokenServer },
      after: { generation: after.generation, tokenServer: after.tokenServer },
    });
    return;
  }
  throw new CounterflowError(
    'move_refused',
    'The sign-in is renewed by others all the time. Nothing was changed; try again.',
  );
}
