import { sql } from 'kysely';
import { type BudgetState, budgetStates } from '../store/budgets.ts';
import type { Db, Tx } from '../store/database.ts';
import { type BudgetOwner, ownBudgetKey } from './budget-key.ts';

/** In which queue a connection's requests stand: its own, or that of the connection whose budget it borrows. */
export interface ConnectionQueue {
  connectionId: string;
  /** The connection whose budget and concurrency it is. */
  queueId: string;
  /** Undefined where no budget can be known yet, or there is none. */
  key: string | undefined;
  /** How many requests of the queue may be on their way by now. */
  current: number;
}

/** The queues of these connections. One query. */
export async function queuesOf(db: Db | Tx, connectionIds: string[]): Promise<ConnectionQueue[]> {
  if (connectionIds.length === 0) return [];
  const { rows } = await sql<BudgetOwner & { connectionId: string; queueId: string; current: number }>`
    select c.id as connection_id, o.id as queue_id, o.name, o.api_type, o.environment, o.settings, o.http, o.account_id,
      i.client_id, least(o.target_concurrency, r.concurrency) as current
    from connection c
    join connection o on o.id = coalesce(c.borrow_from_connection_id, c.id)
    left join iclient i on i.id = o.iclient_id
    left join recovery r on r.connection_id = o.id
    where c.id in (${sql.join(connectionIds)})`.execute(db);
  return rows.map(({ connectionId, queueId, current, ...owner }) => {
    return { connectionId, queueId, current, key: knownKey(owner) };
  });
}

function knownKey(owner: BudgetOwner): string | undefined {
  try {
    return ownBudgetKey(owner);
  } catch {
    // A setting of its address is missing: nothing was ever sent.
    return undefined;
  }
}

/** The budgets behind these connections as their replies told them; one that no reply has told about yet is left out. */
export async function budgetsOf(db: Db | Tx, connectionIds: string[]): Promise<Map<string, BudgetState>> {
  return budgetsOfQueues(db, await queuesOf(db, connectionIds));
}

/** The same of queues that were read. */
export async function budgetsOfQueues(db: Db | Tx, queues: ConnectionQueue[]): Promise<Map<string, BudgetState>> {
  const states = await budgetStates(db, [...new Set(queues.flatMap(({ key }) => key ?? []))]);
  return new Map(
    queues.flatMap(({ connectionId, key }) => {
      const state = key === undefined ? undefined : states.get(key);
      return state ? [[connectionId, state]] : [];
    }),
  );
}
