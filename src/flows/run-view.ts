import { sql } from 'kysely';
import { windowViews } from '../connections/connection-view.ts';
import { budgetsOf } from '../connections/queues.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import type { WindowNow } from '../store/budgets.ts';
import type { Db, Tx } from '../store/database.ts';
import { type PageSums, type StepTotals, stepTotals } from '../store/run-pages.ts';
import type { RunRow } from '../store/runs.ts';
import { costOf, PAGE_SIZE } from '../transfers/read-pages.ts';
import { type Ahead, type PageTimes, paceSetter, timeLeft } from './pace.ts';
import { readCheckpoint } from './run/checkpoint.ts';
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

/** Runs as the REST API shows them: a query or two more, however many there are. */
export async function runViews(db: Db | Tx, rows: RunRow[]): Promise<Run[]> {
  const [totals, present] = await Promise.all([
    stepTotals(
      db,
      rows.map(({ id }) => id),
    ),
    presentOf(db, rows),
  ]);
  return rows.map((row) => view(row, totals.get(row.id) ?? [], present));
}

/** What a run at work is seen beside: the time, and what its source allows. */
interface Present {
  nowMs: number;
  budgets: ReadonlyMap<string, NonNullable<Run['budget']>>;
}

async function presentOf(db: Db | Tx, rows: RunRow[]): Promise<Present> {
  const atWork = rows.filter(({ endedAt }) => endedAt === null);
  if (atWork.length === 0) return { nowMs: 0, budgets: new Map() };
  const sources = new Map(atWork.map((row) => [row.id, snapshotOf(row).source.export]));
  const ids = [...new Set([...sources.values()].map(({ connectionId }) => connectionId))];
  const [clock, budgets, connections] = await Promise.all([
    sql<{ now: Date }>`select clock() as now`.execute(db),
    budgetsOf(db, ids),
    db.selectFrom('connection').select(['id', 'apiType']).where('id', 'in', ids).execute(),
  ]);
  const apiTypes = new Map(connections.map(({ id, apiType }) => [id, apiType]));
  const byRun = new Map<string, NonNullable<Run['budget']>>();
  const nowMs = clock.rows[0]?.now.getTime() ?? 0;
  for (const [id, source] of sources) {
    const budget = budgets.get(source.connectionId);
    const costDrips = pageCost(apiTypes.get(source.connectionId), source);
    if (!budget || costDrips === undefined) continue;
    if (budget.kind === 'windows') {
      byRun.set(id, { kind: 'windows', windows: windowViews(budget.windows) });
      continue;
    }
    const { kind, levelDrips, sizeDrips, dripPerSecond } = budget;
    byRun.set(id, { kind, levelDrips, sizeDrips, dripPerSecond, costDrips });
  }
  return { nowMs, budgets: byRun };
}

/** A run's budget as what is left is reckoned by. */
function aheadOf(budget: NonNullable<Run['budget']>, nowMs: number): NonNullable<Ahead['budget']> {
  return budget.kind === 'bucket' ? budget : { windows: budget.windows.map((window) => ahead(window, nowMs)) };
}

const ahead = ({ resetsAt, ...window }: WindowNow, nowMs: number) => ({
  ...window,
  resetsInMs: resetsAt === null ? window.seconds * 1000 : Math.max(0, Date.parse(resetsAt) - nowMs),
});

/** What a page of this export costs; undefined where its API counts nothing. */
export function pageCost(apiType: string | undefined, source: RunSnapshot['source']['export']): number | undefined {
  const connector = apiType === undefined ? undefined : connectorOf(apiType);
  if (connector?.kind !== 'api') return undefined;
  const resource = connector.resources.find(({ name }) => name === source.resource);
  return resource && costOf(connector, { resource, relations: source.relations });
}

export const snapshotOf = (row: RunRow) => row.snapshot as unknown as RunSnapshot;

const rounded = (value: number) => Math.round(value * 10) / 10;

function view(row: RunRow, totals: StepTotals[], present: Present): Run {
  const snapshot = snapshotOf(row);
  const isOver = row.endedAt !== null;
  const byStep = new Map(totals.map((sums) => [sums.stepId, sums]));
  const source = byStep.get(snapshot.source.id);
  const expected = expectedOf(row, snapshot);
  const times = source && timesOf(source, snapshot, byStep, isOver);
  const budget = isOver ? undefined : present.budgets.get(row.id);
  const stands = isOver || row.status === 'paused' || row.status === 'waiting' || row.status === 'queued';
  const rateOf = (sums: StepTotals | undefined) => rounded(sums ? perSecond(sums, isOver ? row.workedMs : null) : 0);
  const step = (
    { id, name }: { id: string; name: string },
    kind: Pick<RunStep, 'type' | 'connectionId' | 'target'>,
  ): RunStep => {
    const sums = byStep.get(id);
    return {
      id,
      ...kind,
      name,
      in: sums?.recordsIn ?? 0,
      success: sums?.success ?? 0,
      ignored: sums?.ignored ?? 0,
      errors: sums?.errors ?? 0,
      pages: sums?.pages ?? 0,
      recordsPerSecond: rateOf(sums),
      workedMs: Math.round(sums?.workedMs ?? 0),
      mappedMs: Math.round(sums?.mappedMs ?? 0),
      waitedMs: Math.round(sums?.waitedMs ?? 0),
    };
  };
  return {
    id: row.id,
    flowId: row.flowId,
    flowName: snapshot.flow.name,
    status: row.status as RunStatus,
    trigger: row.trigger as Run['trigger'],
    startedBy: row.startedBy,
    asked: row.asked as Run['asked'],
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    waiting: waitingOf(row, present.nowMs),
    code: row.code,
    detail: row.detail,
    expectedPages: expected?.pages ?? null,
    expectedFrom: expected?.from ?? null,
    recordsPerSecond: rateOf(source),
    leftMs:
      stands || !times || !expected
        ? null
        : leftOf(row, source, times, expected.pages, budget && aheadOf(budget, present.nowMs)),
    pace: times ? { setBy: paceSetter(times), ...roundedTimes(times) } : null,
    budget: budget ?? null,
    steps: [
      step(snapshot.source, {
        type: 'export',
        connectionId: snapshot.source.export.connectionId,
        target: null,
      }),
      ...snapshot.steps.map((one) =>
        step(one, {
          type: 'import',
          connectionId: one.import.connectionId,
          target: 'table' in one.import.target ? { table: one.import.target.table } : { file: one.import.target.file },
        }),
      ),
    ],
  };
}

/** A process sits short waits out itself and writes down only when they end: one that has ended is none. */
function waitingOf(row: RunRow, nowMs: number): Run['waiting'] {
  const waiting = row.waiting as Run['waiting'];
  return waiting && (row.status === 'waiting' || waiting.untilMs > nowMs) ? waiting : null;
}

function expectedOf(
  row: RunRow,
  { expectedPages, source }: RunSnapshot,
): { pages: number; from: Expected } | undefined {
  if (expectedPages !== null) return { pages: expectedPages, from: 'lastRun' };
  const { total } = readCheckpoint(row.checkpoint);
  if (total !== undefined) return { pages: Math.ceil(total / PAGE_SIZE), from: 'count' };
  const { type, limit } = source.export;
  return type === 'limit' && limit !== null ? { pages: Math.ceil(limit / PAGE_SIZE), from: 'limit' } : undefined;
}
type Expected = NonNullable<Run['expectedFrom']>;

/** Of late while at work, else over all pages. */
const chosen = (sums: StepTotals, isOver: boolean): PageSums =>
  isOver || sums.recent.pages === 0 ? sums : sums.recent;

function timesOf(
  source: StepTotals,
  snapshot: RunSnapshot,
  byStep: ReadonlyMap<string, StepTotals>,
  isOver: boolean,
): PageTimes | undefined {
  const read = chosen(source, isOver);
  if (read.pages === 0) return undefined;
  const times = {
    budgetMs: read.waitedMs / read.pages,
    sourceMs: read.workedMs / read.pages,
    mappingMs: 0,
    destinationMs: 0,
  };
  for (const { id } of snapshot.steps) {
    const sums = byStep.get(id);
    const wrote = sums && chosen(sums, isOver);
    if (!wrote?.pages) continue;
    times.mappingMs += wrote.mappedMs / wrote.pages;
    times.destinationMs += (wrote.workedMs - wrote.mappedMs) / wrote.pages;
  }
  return times;
}

function roundedTimes(times: PageTimes): PageTimes {
  const { budgetMs, sourceMs, mappingMs, destinationMs } = times;
  return {
    budgetMs: rounded(budgetMs),
    sourceMs: rounded(sourceMs),
    mappingMs: rounded(mappingMs),
    destinationMs: rounded(destinationMs),
  };
}

/** `workedMs` is given for a run that is over. */
function perSecond(sums: StepTotals, workedMs: number | null): number {
  if (workedMs === null) return (sums.recent.recordsIn / sums.recentMs) * 1000;
  return workedMs > 0 ? (sums.recordsIn / workedMs) * 1000 : 0;
}

function leftOf(
  row: RunRow,
  source: StepTotals | undefined,
  times: PageTimes,
  expectedPages: number,
  budget: Ahead['budget'],
): number {
  const pages = source?.pages ?? 0;
  const pageMs = source?.recent.pages ? source.recentMs / source.recent.pages : row.workedMs / Math.max(1, pages);
  const pagesLeft = Math.max(0, expectedPages - pages);
  return timeLeft({ pagesLeft, times, pageMs, budget });
}
