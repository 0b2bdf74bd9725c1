import type { Installation } from '../installation.ts';
import { budgetUses, concurrencySteps } from '../store/budget-uses.ts';
import type { Db } from '../store/database.ts';
import type { ConnectionBudget } from './connection-budget-schema.ts';
import { getConnection } from './connections.ts';
import { queuesOf } from './queues.ts';
import type { Connection } from './schema.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** A connection's rate budget, who spends it and who shares it. Throws `not_found`. */
export async function getConnectionBudget(installation: Installation, id: string): Promise<ConnectionBudget> {
  const { db, clock } = installation;
  const connection = await getConnection(installation, id);
  const { budget, concurrency } = connection;
  const queueId = concurrency.borrowFromConnectionId ?? id;
  const [queue] = await queuesOf(db, [id]);
  const key = queue?.key;
  const [sharedWith, hour, day, steps] = await Promise.all([
    key === undefined ? [] : sharers(db, connection, key, queueId),
    key === undefined ? [] : budgetUses(db, key, HOUR),
    key === undefined ? [] : budgetUses(db, key, DAY),
    concurrencySteps(db, queueId),
  ]);
  return {
    budget,
    concurrency,
    freeAgainAt: budget && freeAgainAt(budget, clock.now().getTime()),
    sharedWith,
    spenders: { hour, day },
    steps: steps.map(({ at, ...step }) => ({ at: at.toISOString(), ...step })),
  };
}

/** The other connections whose requests are counted by the same budget, by name. */
async function sharers(db: Db, connection: Connection, key: string, queueId: string) {
  const { id, environment, account } = connection;
  const candidates = await db
    .selectFrom('connection')
    .select(['id', 'name'])
    .where('id', '!=', id)
    .where((eb) =>
      eb.or([
        eb('id', '=', queueId),
        eb('borrowFromConnectionId', 'is not', null),
        eb.and([eb('environment', '=', environment), eb('accountId', '=', account?.id ?? null)]),
      ]),
    )
    .orderBy('name')
    .execute();
  const queues = await queuesOf(
    db,
    candidates.map((one) => one.id),
  );
  const queueOf = new Map(queues.map((queue) => [queue.connectionId, queue]));
  return candidates.flatMap((one) => {
    const other = queueOf.get(one.id);
    if (other?.key !== key) return [];
    const how = one.id === queueId ? 'lends' : other.queueId === one.id ? 'sameAccount' : 'borrows';
    return [{ ...one, how } as const];
  });
}

/** When the smallest request may leave; null for now. */
function freeAgainAt(budget: NonNullable<Connection['budget']>, nowMs: number): string | null {
  const throttledMs = budget.throttledUntil ? Date.parse(budget.throttledUntil) : 0;
  const roomMs =
    budget.kind === 'bucket'
      ? nowMs + (1000 * (budget.levelDrips + 1 - budget.sizeDrips)) / budget.dripPerSecond
      : Math.max(
          0,
          ...budget.windows.map(({ remaining, resetsAt }) => (remaining === 0 && resetsAt ? Date.parse(resetsAt) : 0)),
        );
  const freeMs = Math.max(throttledMs, roomMs);
  return freeMs > nowMs ? new Date(freeMs).toISOString() : null;
}
