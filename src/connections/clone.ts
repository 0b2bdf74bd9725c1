import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { connectionRow } from '../store/connections.ts';
import { newId } from '../store/id.ts';
import type { SealedSecrets } from '../store/vault.ts';
import { checkStandingConnection } from './check-standing.ts';
import { connectByItself } from './connect-by-itself.ts';
import { getConnection } from './connections.ts';
import { checkLocalConnection } from './local-check.ts';
import type { Connection } from './schema.ts';
import { standingSignIn } from './standing-sign-in.ts';
import { editSecrets } from './stored-secrets.ts';

const LONGEST_NAME = 100;

/**
 * A second connection with the settings of the first, its secrets sealed anew for it. Grant, account and what flows remember
 * stay behind: the copy signs in for itself. Throws `not_found`, `built_in`.
 */
export async function cloneConnection(
  installation: Installation,
  actor: Actor,
  id: string,
  name: string | undefined,
): Promise<Connection> {
  const copyId = newId();
  await installation.db.transaction().execute(async (tx) => {
    const row = await connectionRow(tx, id);
    if (!row)
      throw new CounterflowError('not_found', `There is no connection with id ${id}. It may have been deleted.`);
    if (row.builtIn) {
      throw new CounterflowError('built_in', `"${row.name}" belongs to this installation: there is only one of it.`);
    }
    const { name: from, apiType, environment, region, iclientId, settings, http } = row;
    const copyName = name ?? `Copy of ${from}`.slice(0, LONGEST_NAME);
    await tx
      .insertInto('connection')
      .values({
        id: copyId,
        name: copyName,
        apiType,
        environment,
        region,
        iclientId,
        settings: JSON.stringify(standingSignIn(row) ? settings : withoutLearned(apiType, settings)),
        secrets: JSON.stringify(sealedFor(installation, id, copyId, row.secrets)),
        http: http ? JSON.stringify(http) : null,
        targetConcurrency: row.targetConcurrency,
        autoRecover: row.autoRecover,
        borrowFromConnectionId: row.borrowFromConnectionId,
      })
      .execute();
    await recordAudit(tx, actor, {
      action: 'clone',
      resourceType: 'connection',
      resourceId: copyId,
      before: { from: id, name: from },
      after: { name: copyName, copiedSecrets: Object.keys(row.secrets) },
    });
  });
  await checkLocalConnection(installation, copyId);
  await checkStandingConnection(installation, copyId);
  await connectByItself(installation, copyId);
  return getConnection(installation, copyId);
}

/** Settings but for the one that the sign-in tells: the copy may be meant for another store. */
function withoutLearned(apiType: string, settings: Record<string, unknown>): Record<string, unknown> {
  const connector = connectorOf(apiType);
  const learned = connector?.kind === 'api' ? connector.toldByCallback?.setting : undefined;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== learned));
}

/** A sealed secret opens only at its own place, so each is opened there and sealed for the other. */
function sealedFor(installation: Installation, from: string, to: string, secrets: SealedSecrets): SealedSecrets {
  const plain = Object.entries(secrets).map(([field, { sealed }]) => [
    field,
    installation.vault.open({ table: 'connection', row: from, field }, sealed),
  ]);
  return editSecrets(installation, { table: 'connection', row: to }, {}, Object.fromEntries(plain)).secrets;
}
