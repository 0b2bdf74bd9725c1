import { sql } from 'kysely';
import { type Actor, system } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import type { Db, Tx } from '../store/database.ts';
import { takeMoment } from '../store/due-flows.ts';
import { newId } from '../store/id.ts';
import { decodeCursor, encodeCursor } from '../store/page.ts';
import { askRun, insertRun, resumeRun, runRow } from '../store/runs.ts';
import { accessOf } from '../transfers/access.ts';
import { getExport } from '../transfers/exports.ts';
import { getImport } from '../transfers/imports.ts';
import { getFlow } from './flows.ts';
import { abandonRun } from './run/abandon-run.ts';
import type { RunSnapshot } from './run/snapshot.ts';
import { runViews } from './run-view.ts';
import type { Flow, Run, RunStatus } from './schema.ts';

export interface RunQuery extends ListQuery {
  flowId?: string | undefined;
  status?: RunStatus[] | undefined;
}

/** Queues a run of a flow, pinning what it does. Throws `not_found`, `run_active` while another run of it is not over. */
export async function startRun(
  installation: Installation,
  actor: Actor,
  flowId: string,
  trigger: Run['trigger'],
): Promise<Run> {
  const flow = await getFlow(installation, flowId);
  const snapshot = await snapshotOf(installation, flow);
  const row = await installation.db.transaction().execute((tx) => queueRun(tx, actor, snapshot, trigger));
  if (!row) {
    throw new CounterflowError(
      'run_active',
      `"${flow.name}" is running already. Wait until that run is over, or cancel it.`,
    );
  }
  return getRun(installation, row.id);
}

/**
 * Queues the run of a moment that a schedule came to, and sets the next moment with it, so that neither is without the
 * other. False when another scheduler took this moment, or the flow's last run is not over. Throws `not_found`.
 */
export async function startDueRun(
  installation: Installation,
  flowId: string,
  moment: { dueAt: Date; nextAt: Date | null },
): Promise<boolean> {
  const snapshot = await snapshotOf(installation, await getFlow(installation, flowId));
  return installation.db.transaction().execute(async (tx) => {
    const taken = await takeMoment(tx, flowId, moment);
    return taken && (await queueRun(tx, system, snapshot, 'schedule')) !== undefined;
  });
}

async function queueRun(tx: Tx, actor: Actor, snapshot: RunSnapshot, trigger: Run['trigger']) {
  const flowId = snapshot.flow.id;
  const startedBy = actor.source === 'system' ? null : actor.name;
  const queued = await insertRun(tx, { id: newId(), flowId, trigger, startedBy, snapshot });
  if (queued) {
    const after = { run: queued.id };
    await recordAudit(tx, actor, { action: 'run', resourceType: 'flow', resourceId: flowId, after });
  }
  return queued;
}

async function snapshotOf(installation: Installation, flow: Flow): Promise<RunSnapshot> {
  const [source] = flow.sources;
  if (!source) throw new CounterflowError('not_found', `"${flow.name}" has no export. Choose one.`);
  const exported = await getExport(installation, source.exportId);
  const steps = [];
  for (const step of flow.steps) {
    const target = await getImport(installation, step.importId);
    const { id, connectionId, operation, target: into, mapping } = target;
    steps.push({
      id: step.id,
      name: target.name,
      onError: step.onError,
      import: { id, connectionId, operation, target: into, mapping },
    });
  }
  refuseSharedFile(steps);
  const { id, connectionId, resource, type, limit, relations, filters } = exported;
  const read = { id, connectionId, resource, type, limit, relations, filters };
  return {
    flow: { id: flow.id, name: flow.name },
    source: { id: source.id, name: exported.name, export: read },
    steps,
    expectedPages: type === 'delta' ? null : await pagesOfLastRun(installation.db, flow.id, source.id, read),
  };
}

/** Two steps that write one file would each put theirs in the other's place. */
function refuseSharedFile(steps: RunSnapshot['steps']): void {
  const files = new Map<string, string>();
  for (const { name, import: plan } of steps) {
    if (!('file' in plan.target)) continue;
    const file = `${plan.connectionId} ${plan.target.file}`;
    const other = files.get(file);
    if (other !== undefined) {
      throw new CounterflowError(
        'file_twice',
        `"${other}" and "${name}" both write the file ${plan.target.file}. Give one of them another file.`,
      );
    }
    files.set(file, name);
  }
}

/** How many pages the last good run had that read the same; null where there was none. */
async function pagesOfLastRun(db: Db, flowId: string, sourceId: string, read: object): Promise<number | null> {
  const last = await db
    .selectFrom('run')
    .select(['id', 'snapshot'])
    .where('flowId', '=', flowId)
    .where('status', 'in', ['completed', 'completedWithErrors'])
    .orderBy('startedAt', 'desc')
    .executeTakeFirst();
  if (!last) return null;
  const { source } = last.snapshot as unknown as RunSnapshot;
  if (canonical(source.export) !== canonical(read)) return null;
  const pages = await db
    .selectFrom('runPage')
    .select(sql<number>`count(*)::integer`.as('pages'))
    .where('runId', '=', last.id)
    .where('stepId', '=', sourceId)
    .executeTakeFirstOrThrow();
  return pages.pages;
}

const canonical = (value: object) =>
  JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Throws `not_found`. */
export async function getRun({ db }: Installation, id: string): Promise<Run> {
  const row = await runRow(db, id);
  if (!row) throw new CounterflowError('not_found', `There is no run with id ${id}.`);
  const [run] = await runViews(db, [row]);
  return run as Run;
}

/** Newest first. */
export async function listRuns({ db }: Installation, query: RunQuery): Promise<List<Run>> {
  let rows = db.selectFrom('run').selectAll();
  if (query.flowId) rows = rows.where('flowId', '=', query.flowId);
  if (query.status?.length) rows = rows.where('status', 'in', query.status);
  if (query.cursor) rows = rows.where('id', '<', decodeCursor(query.cursor).id);
  const found = await rows
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: await runViews(db, page),
    nextCursor: found.length > query.limit && last ? encodeCursor({ sort: '', id: last.id }) : null,
  };
}

/** Asks a run to pause, go on, or end. Throws `not_found`, `run_state` where it can't any more. */
export async function steerRun(
  installation: Installation,
  actor: Actor,
  id: string,
  action: 'pause' | 'resume' | 'cancel',
): Promise<Run> {
  const before = await getRun(installation, id);
  const { db } = installation;
  const row = action === 'resume' ? await resumeRun(db, id) : await askRun(db, id, action);
  if (row?.status === 'cancelled') await abandonRun({ installation, access: accessOf(installation) }, row);
  if (!row) {
    throw new CounterflowError('run_state', `This run is ${before.status}: it can't ${verbs[action]} any more.`);
  }
  await recordAudit(db, actor, { action, resourceType: 'run', resourceId: id, before: { status: before.status } });
  return getRun(installation, id);
}

const verbs = { pause: 'be paused', resume: 'be resumed', cancel: 'be cancelled' } as const;
