import { sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { forgetCursor } from '../store/delta-cursors.ts';

type Account = { id: string; name: string };

/**
 * Puts another account in the place of the one that a connection belongs to, as its user asked for: forgets how far its
 * flows have read changes, since the position says nothing about the other account. Does nothing where the account is the
 * same. The caller's transaction stores the account itself. Throws `run_active`.
 */
export async function replaceAccount(
  tx: Tx,
  actor: Actor,
  connection: ConnectionRow,
  account: Account | undefined,
): Promise<void> {
  if (!account || connection.accountId === null || connection.accountId === account.id) return;
  // No run may begin between this look and the end of the transaction: it would read on in the other account.
  await sql`lock table run in share row exclusive mode`.execute(tx);
  await refuseOpenRuns(tx, connection);
  const flows = await flowsReading(tx, connection.id);
  for (const { id } of flows) await forgetCursor(tx, id);
  await recordAudit(tx, actor, {
    action: 'replace_account',
    resourceType: 'connection',
    resourceId: connection.id,
    before: { account: { id: connection.accountId, name: connection.accountName } },
    after: { account, startedOver: flows.map(({ id, name }) => ({ id, name })) },
  });
}

/** Throws `run_active` naming the flows whose run is not over: it would read on in another account. */
export async function refuseOpenRuns(db: Db | Tx, connection: Pick<ConnectionRow, 'id' | 'name'>): Promise<void> {
  const open = (await flowsReading(db, connection.id)).filter(({ isRunning }) => isRunning);
  if (open.length === 0) return;
  const names = open.map(({ name }) => `"${name}"`).join(', ');
  throw new CounterflowError(
    'run_active',
    `A run of ${names} is not over: it would read on in another account. Cancel it, then replace the account of "${connection.name}".`,
  );
}

async function flowsReading(db: Db | Tx, connectionId: string) {
  return db
    .selectFrom('flow')
    .select(['flow.id', 'flow.name'])
    .select(sql<boolean>`exists (select from run where run.flow_id = flow.id and run.ended_at is null)`.as('isRunning'))
    .where('flow.id', 'in', (eb) =>
      eb
        .selectFrom('flowSource')
        .innerJoin('export', 'export.id', 'flowSource.exportId')
        .where('export.connectionId', '=', connectionId)
        .select('flowSource.flowId'),
    )
    .orderBy('flow.name')
    .execute();
}
