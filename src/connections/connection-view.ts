import { sql } from 'kysely';
import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import type { BudgetState, WindowNow } from '../store/budgets.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import type { GrantRow } from '../store/grants.ts';
import { apiOf } from './api-of.ts';
import { httpView } from './http-overrides.ts';
import type { HttpOverrides } from './http-settings-schema.ts';
import { missingScopes } from './missing-scopes.ts';
import { budgetsOfQueues, queuesOf } from './queues.ts';
import type { ApiType, Connection, ConnectionCondition } from './schema.ts';
import { secretView } from './stored-secrets.ts';
import { renewAt, shareOf, windowSecondsOf } from './token-step.ts';

/** How long a connection that can't be reached counts as recovering before a person should look. */
const RECOVERING_MS = 3_600_000;
const THROTTLED_MS = 60_000;

/** A connection with what is read beside it. */
export interface ConnectionRead {
  row: ConnectionRow;
  grant: GrantRow | undefined;
  budget: Connection['budget'];
  /** How many requests of its queue may be on their way by now. */
  concurrency: number;
  usedBy: number;
}

/** Reads what the views of these connections need: four queries, however many there are. */
export async function readAround(db: Db | Tx, rows: ConnectionRow[]): Promise<ConnectionRead[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [grants, queues, users] = await Promise.all([
    db.selectFrom('grant').selectAll().where('connectionId', 'in', ids).execute(),
    queuesOf(db, ids),
    sql<{ connectionId: string; users: number }>`
      select connection_id, count(*)::integer as users from (
        select connection_id from export union all select connection_id from import
        union all select borrow_from_connection_id from connection
      ) as uses where connection_id in (${sql.join(ids)}) group by connection_id`.execute(db),
  ]);
  const budgets = await budgetsOfQueues(db, queues);
  const queueOf = new Map(queues.map((queue) => [queue.connectionId, queue]));
  const grantOf = new Map(grants.map((grant) => [grant.connectionId, grant]));
  const usersOf = new Map(users.rows.map(({ connectionId, users: count }) => [connectionId, count]));
  return rows.map((row) => {
    const budget = budgets.get(row.id);
    return {
      row,
      // Of generation 0 there is no token yet.
      grant: grantOf.get(row.id)?.generation ? grantOf.get(row.id) : undefined,
      budget: budget ? budgetView(budget) : null,
      concurrency: queueOf.get(row.id)?.current ?? row.targetConcurrency,
      usedBy: usersOf.get(row.id) ?? 0,
    };
  });
}

/** Windows as the REST API shows them: times as everywhere. */
export const windowViews = (windows: WindowNow[]) =>
  windows.map(({ resetsAt, ...window }) => ({ ...window, resetsAt: resetsAt && new Date(resetsAt).toISOString() }));

function budgetView(budget: BudgetState): NonNullable<Connection['budget']> {
  const throttling = {
    throttledUntil: budget.throttledUntil?.toISOString() ?? null,
    tooManyRequestsToday: budget.tooMany,
  };
  if (budget.kind === 'windows') {
    const windows = windowViews(budget.windows);
    return { kind: 'windows', windows, ...throttling };
  }
  const { levelDrips, sizeDrips, dripPerSecond, burst } = budget;
  return { kind: 'bucket', levelDrips, sizeDrips, dripPerSecond, burst, ...throttling };
}

/** Whether not even a small request fits in. */
const isSpent = (budget: NonNullable<Connection['budget']>) =>
  budget.kind === 'bucket'
    ? budget.levelDrips >= budget.sizeDrips - 1
    : budget.windows.some(({ remaining }) => remaining === 0);

const httpSecrets = ['password', 'token', 'refreshToken'] as const;

const secretViews = ({ secrets }: ConnectionRow, fields: readonly string[]) =>
  Object.fromEntries(fields.map((field) => [field, secretView(secrets, field)]));

/** A connection as the REST API shows it. Status and conditions are decided here, once, for every client. */
export function connectionView(
  installation: Installation,
  { row, grant, budget, concurrency, usedBy }: ConnectionRead,
): Connection {
  const now = installation.clock.now();
  const settings = row.settings as Omit<Connection['settings'], 'password' | 'iClientId'>;
  const connector = connectorOf(row.apiType);
  const isOAuth = row.apiType !== 'http' || apiOf(row)?.http.auth.type === 'oauth';
  const hasClient = connector?.kind === 'api' && connector.client !== 'none' && isOAuth;
  const standing = connector?.kind === 'api' ? connector.standing : undefined;
  const missing = grant ? missingScopes(row, grant.scopes) : [];
  return {
    id: row.id,
    name: row.name,
    apiType: row.apiType as ApiType,
    environment: row.environment === 'sandbox' ? 'sandbox' : 'live',
    region: row.region,
    builtIn: row.builtIn,
    settings: {
      ...settings,
      ...(hasClient ? { iClientId: row.iclientId } : {}),
      ...(row.apiType === 'postgres' && !row.builtIn ? { password: secretView(row.secrets, 'password') } : {}),
      ...(row.apiType === 'http' ? secretViews(row, httpSecrets) : {}),
      ...(standing && standing.kind !== 'custom' ? secretViews(row, [standing.secret]) : {}),
    },
    http: httpView(row.http as HttpOverrides | null, row.secrets),
    status: row.paused ? 'paused' : (row.status as Connection['status']),
    reason: row.reason,
    reasonDetail: row.reasonDetail,
    conditions: conditionsOf(row, missing, budget, now),
    account: row.accountId === null ? null : { id: row.accountId, name: row.accountName ?? '' },
    employee: row.employee,
    grant: grant
      ? {
          generation: grant.generation,
          authorizedAt: grant.authorizedAt.toISOString(),
          issuedAt: grant.issuedAt.toISOString(),
          expiresAt: grant.expiresAt?.toISOString() ?? null,
          renewsAt: renewAt(grant, shareOf(row.id), windowSecondsOf(row.apiType, grant))?.toISOString() ?? null,
          refreshTokenFingerprint: grant.refreshTokenFingerprint,
          refreshTokenDiesAt: grant.refreshDiesAt?.toISOString() ?? null,
          lastUsedAt: grant.lastUsedAt?.toISOString() ?? null,
          scopes: grant.scopes,
          unknownSince: grant.unknownSince?.toISOString() ?? null,
          tokenServer: grant.tokenServer,
        }
      : null,
    missingScopes: missing,
    budget,
    concurrency: {
      target: row.targetConcurrency,
      current: concurrency,
      autoRecover: row.autoRecover,
      borrowFromConnectionId: row.borrowFromConnectionId,
    },
    usedBy,
    lastCallAt: row.lastCallAt?.toISOString() ?? null,
    nextProbeAt: row.nextProbeAt?.toISOString() ?? null,
    probes: row.probes,
    offlineSince: row.offlineSince?.toISOString() ?? null,
    debugUntil: row.debugUntil && row.debugUntil > now ? row.debugUntil.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

function conditionsOf(
  row: ConnectionRow,
  missing: readonly string[],
  budget: Connection['budget'],
  now: Date,
): ConnectionCondition[] {
  const conditions: ConnectionCondition[] = [];
  if (missing.length > 0) conditions.push('scopes_missing');
  const throttledUntil = budget?.throttledUntil ? Date.parse(budget.throttledUntil) : 0;
  const full = budget !== null && isSpent(budget);
  if (row.status === 'online' && (full || throttledUntil > now.getTime() - THROTTLED_MS)) conditions.push('throttled');
  if (row.status === 'offline' && row.offlineSince && now.getTime() - row.offlineSince.getTime() < RECOVERING_MS) {
    conditions.push('recovering');
  }
  return conditions;
}
