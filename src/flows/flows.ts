import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { afterInNameOrder, namePage } from '../store/page.ts';
import type { FlowTable } from '../store/tables.ts';
import { lastRuns } from './run-view.ts';
import { nextRunAfter } from './schedule.ts';
import type { Flow, FlowInput } from './schema.ts';

type FlowRow = Selectable<FlowTable>;

export async function listFlows({ db }: Installation, query: ListQuery): Promise<List<Flow>> {
  let rows = db.selectFrom('flow').selectAll();
  if (query.q) rows = rows.where('name', 'ilike', `%${query.q}%`);
  if (query.cursor) rows = rows.where(afterInNameOrder(query.cursor));
  const found = await rows
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = namePage(found, query.limit);
  return { items: await views(db, page.rows), nextCursor: page.nextCursor };
}

/** Throws `not_found`. */
export async function getFlow({ db }: Installation, id: string): Promise<Flow> {
  return view(db, await read(db, id));
}

/** Stores a flow. Throws `not_found` for an export or import that is not there, `schedule_invalid`, `timezone_invalid`. */
export async function createFlow(installation: Installation, actor: Actor, input: FlowInput): Promise<Flow> {
  const id = newId();
  const nextRunAt = nextRunOf(installation, input);
  return installation.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('flow')
      .values({ id, ...columnsOf(input), nextRunAt })
      .execute();
    await storeSteps(tx, id, input);
    const created = await view(tx, await read(tx, id));
    await recordAudit(tx, actor, { action: 'create', resourceType: 'flow', resourceId: id, after: created });
    return created;
  });
}

/**
 * Changes a flow. Steps keep their ids by position, so that errors and cursors stay theirs. A run that has begun keeps to
 * what the flow was. Throws `changed_meanwhile`, `not_found`, what `createFlow` throws.
 */
export async function editFlow(
  installation: Installation,
  actor: Actor,
  id: string,
  patch: Partial<FlowInput>,
  version: number | undefined,
): Promise<Flow> {
  const before = await getFlow(installation, id);
  const merged: FlowInput = { ...before, ...patch };
  const nextRunAt = nextRunOf(installation, merged);
  return installation.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('flow')
      .set({ ...columnsOf(merged), nextRunAt, version: before.version + 1, updatedAt: sql<Date>`clock()` })
      .where('id', '=', id)
      .where('version', '=', version ?? before.version)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw await changedMeanwhile(tx, 'flow', before);
    if (patch.sources || patch.steps) await storeSteps(tx, id, merged);
    const after = await view(tx, await read(tx, id));
    await recordAudit(tx, actor, { action: 'edit', resourceType: 'flow', resourceId: id, before, after });
    return after;
  });
}

/** Deletes a flow with its runs, errors and cursors. Throws `run_active` while one of its runs is not over. */
export async function deleteFlow(
  { db }: Installation,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = await view(tx, await read(tx, id));
    if (version !== undefined && version !== before.version) throw await changedMeanwhile(tx, 'flow', before);
    const active = await tx
      .selectFrom('run')
      .select('id')
      .where('flowId', '=', id)
      .where('endedAt', 'is', null)
      .executeTakeFirst();
    if (active) throw new CounterflowError('run_active', `"${before.name}" is running. Cancel the run first.`);
    await tx.deleteFrom('flow').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'flow', resourceId: id, before });
  });
}

function nextRunOf({ clock }: Installation, flow: FlowInput): Date | null {
  if (!flow.schedule) return null;
  const next = nextRunAfter(flow.schedule, flow.timezone, clock.now());
  return flow.enabled ? next : null;
}

const columnsOf = (input: FlowInput) => ({
  name: input.name,
  integrationId: input.integrationId ?? null,
  schedule: input.schedule || null,
  timezone: input.timezone,
  enabled: input.enabled,
});

async function storeSteps(tx: Tx, flowId: string, input: FlowInput): Promise<void> {
  await refuseUnknown(tx, 'export', [...new Set(input.sources.map(({ exportId }) => exportId))]);
  await refuseUnknown(tx, 'import', [...new Set(input.steps.map(({ importId }) => importId))]);
  await tx.deleteFrom('flowSource').where('flowId', '=', flowId).execute();
  await tx.deleteFrom('flowStep').where('flowId', '=', flowId).execute();
  const sources = input.sources.map(({ exportId }, at) => ({ flowId, id: `source${at + 1}`, position: at, exportId }));
  const steps = input.steps.map(({ type, importId, onError }, at) => ({
    flowId,
    id: `step${at + 1}`,
    position: at,
    type,
    importId,
    onError,
  }));
  await tx.insertInto('flowSource').values(sources).execute();
  await tx.insertInto('flowStep').values(steps).execute();
}

async function refuseUnknown(tx: Tx, table: 'export' | 'import', ids: string[]): Promise<void> {
  const found = await tx.selectFrom(table).select('id').where('id', 'in', ids).execute();
  const missing = ids.find((id) => !found.some((row) => row.id === id));
  if (missing) throw new CounterflowError('not_found', `There is no ${table} with id ${missing}. Choose another one.`);
}

async function read(db: Db | Tx, id: string): Promise<FlowRow> {
  const row = await db.selectFrom('flow').selectAll().where('id', '=', id).executeTakeFirst();
  if (row) return row;
  throw new CounterflowError('not_found', `There is no flow with id ${id}. It may have been deleted.`);
}

async function view(db: Db | Tx, row: FlowRow): Promise<Flow> {
  const [one] = await views(db, [row]);
  return one as Flow;
}

async function views(db: Db | Tx, rows: FlowRow[]): Promise<Flow[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const sources = await db
    .selectFrom('flowSource')
    .selectAll()
    .where('flowId', 'in', ids)
    .orderBy('position')
    .execute();
  const steps = await db.selectFrom('flowStep').selectAll().where('flowId', 'in', ids).orderBy('position').execute();
  const errors = await db
    .selectFrom('recordError')
    .select(['flowId', sql<number>`count(*)::integer`.as('open')])
    .where('flowId', 'in', ids)
    .where('state', '=', 'open')
    .groupBy('flowId')
    .execute();
  const runs = await lastRuns(db, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    integrationId: row.integrationId,
    sources: sources.filter(({ flowId }) => flowId === row.id).map(({ id, exportId }) => ({ id, exportId })),
    steps: steps
      .filter(({ flowId }) => flowId === row.id)
      .map(({ id, importId, onError }) => ({
        id,
        type: 'import' as const,
        importId: importId ?? '',
        onError: onError === 'pause' ? ('pause' as const) : ('proceed' as const),
      })),
    schedule: row.schedule,
    timezone: row.timezone,
    enabled: row.enabled,
    lastRun: runs.get(row.id) ?? null,
    nextRunAt: row.nextRunAt?.toISOString() ?? null,
    openErrors: errors.find(({ flowId }) => flowId === row.id)?.open ?? 0,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  }));
}
