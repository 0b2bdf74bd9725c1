import { sql } from 'kysely';
import type { Db } from './database.ts';

/** What one flow spent over one connection in one lane. */
export interface BudgetUse {
  connectionId: string;
  connectionName: string | null;
  flowId: string | null;
  flowName: string | null;
  lane: 'interactive' | 'scheduled' | 'backfill';
  requests: number;
  drips: number;
}

const NO_FLOW = '00000000-0000-0000-0000-000000000000';

/** Who spent a budget in the last `minutes`, the present one among them; most first. */
export async function budgetUses(db: Db, key: string, minutes: number): Promise<BudgetUse[]> {
  const { rows } = await sql<BudgetUse>`
    select u.connection_id, c.name as connection_name, nullif(u.flow_id, ${NO_FLOW}) as flow_id, f.name as flow_name, u.lane,
      sum(u.requests)::integer as requests, sum(u.drips)::float8 as drips
    from budget_use u
    left join connection c on c.id = u.connection_id
    left join flow f on f.id = u.flow_id
    where u.budget_key = ${key} and u.minute > clock() - make_interval(mins => ${minutes})
    group by u.connection_id, c.name, u.flow_id, f.name, u.lane
    order by drips desc, requests desc, f.name, c.name, u.lane`.execute(db);
  return rows;
}

/** The last changes of a connection's concurrency after 429s, newest first. */
export async function concurrencySteps(
  db: Db,
  connectionId: string,
): Promise<{ at: Date; before: number; after: number }[]> {
  const { rows } = await sql<{ at: Date; before: number; after: number }>`
    select at, (before #>> '{concurrency,current}')::integer as before, (after #>> '{concurrency,current}')::integer as after
    from audit where resource_type = 'connection' and resource_id = ${connectionId} and action = 'concurrency'
    order by at desc limit 20`.execute(db);
  return rows;
}
