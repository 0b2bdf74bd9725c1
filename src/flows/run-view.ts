import type { Db, Tx } from '../store/database.ts';
import { type StepTotals, stepTotals } from '../store/run-pages.ts';
import type { RunRow } from '../store/runs.ts';
import type { RunSnapshot } from './run/snapshot.ts';
import type { Run, RunStatus, RunStep } from './schema.ts';

/** The newest run of each of these flows. */
export async function lastRuns(db: Db | Tx, flowIds: string[]): Promise<Map<string, Run>> {
  if (flowIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('run')
    .distinctOn('flowId')
    .selectAll()
    .where('flowId', 'in', flowIds)
    .orderBy('flowId')
    .orderBy('startedAt', 'desc')
    .execute();
  return new Map((await runViews(db, rows)).map((run) => [run.flowId, run]));
}

/** Runs as the REST API shows them, with the sums of their pages: one more query, however many there are. */
export async function runViews(db: Db | Tx, rows: RunRow[]): Promise<Run[]> {
  const totals = await stepTotals(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => view(row, totals.get(row.id) ?? []));
}

function view(row: RunRow, totals: StepTotals[]): Run {
  const snapshot = row.snapshot as unknown as RunSnapshot;
  const step = (id: string, type: RunStep['type'], name: string): RunStep => {
    const sum = totals.find(({ stepId }) => stepId === id);
    return {
      id,
      type,
      name,
      in: sum?.recordsIn ?? 0,
      success: sum?.success ?? 0,
      ignored: sum?.ignored ?? 0,
      errors: sum?.errors ?? 0,
      pages: sum?.pages ?? 0,
      workedMs: Math.round(sum?.workedMs ?? 0),
      waitedMs: Math.round(sum?.waitedMs ?? 0),
    };
  };
  const source = totals.find(({ stepId }) => stepId === snapshot.source.id);
  const pages = source?.pages ?? 0;
  const workedMs = row.workedMs;
  const average = source && workedMs > 0 ? (source.recordsIn / workedMs) * 1000 : 0;
  const isOver = row.endedAt !== null;
  const recent = source && source.recentMs > 0 ? (source.recentIn / source.recentMs) * 1000 : 0;
  const pagesLeft = snapshot.expectedPages === null ? null : Math.max(0, snapshot.expectedPages - pages);
  return {
    id: row.id,
    flowId: row.flowId,
    flowName: snapshot.flow.name,
    status: row.status as RunStatus,
    trigger: row.trigger as Run['trigger'],
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    waiting: row.waiting as Run['waiting'],
    code: row.code,
    detail: row.detail,
    expectedPages: snapshot.expectedPages,
    recordsPerSecond: Math.round((isOver ? average : recent) * 10) / 10,
    leftMs: isOver || pagesLeft === null || pages === 0 ? null : Math.round((workedMs / pages) * pagesLeft),
    steps: [
      step(snapshot.source.id, 'export', snapshot.source.name),
      ...snapshot.steps.map(({ id, name }) => step(id, 'import', name)),
    ],
  };
}
