import type { Resource } from '../../connectors/connector.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import { isAway } from '../../store/away.ts';
import { openErrorSteps } from '../../store/record-errors.ts';
import { commitPages, type PageCommit } from '../../store/run-pages.ts';
import { endRun, isOwned, parkRun, RUN_LEASE_SECONDS, type RunRow, runRow } from '../../store/runs.ts';
import type { Source } from '../../transfers/access.ts';
import { openImportWriter } from '../../transfers/import-writer.ts';
import { readAhead } from '../../transfers/read-ahead.ts';
import { type Page, type Reading, readPages } from '../../transfers/read-pages.ts';
import { abandonRun } from './abandon-run.ts';
import { type Announcer, announcer } from './announce.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { type DeltaSource, openDeltaSource } from './delta-source.ts';
import type { RunSnapshot } from './snapshot.ts';
import { type TotalFinder, totalFinder } from './total.ts';
import { StoppedByErrors, verdictOf } from './verdict.ts';
import { RunLost, type RunWorld } from './world.ts';
import { type OpenStep, type Written, writePages } from './write-pages.ts';

const PAGES_AHEAD = 4;
/** Pages that come faster than this are written and committed together. */
const GATHER_MS = 25;
/** A write that is under way when a run is to stop gets this long; what it wrote is written again after the resume. */
const STOP_GRACE_MS = 4000;
const AWAY_RETRY_MS = 1000;
/** A process that was silent for this long may have lost its run to another one: it asks before it writes. */
const SILENCE_MS = (RUN_LEASE_SECONDS * 1000) / 3;

/** A run in the hands of this process. */
interface Execution {
  world: RunWorld;
  run: RunRow;
  snapshot: RunSnapshot;
  leave: AbortSignal;
  announce: Announcer;
  /** Up to what has been written; its commit may be under way. */
  checkpoint: Checkpoint;
  /** What is known to be committed. */
  committed: Checkpoint;
  /** Milliseconds of the clock at the last commit, to add up the time worked. */
  committedMs: number;
  /** When the run was last known to be this process's. Two clocks: one stands still while a machine sleeps, one may be set. */
  owned: { monotonicMs: number; wallMs: number };
}

/**
 * Carries a taken run on from its checkpoint until it is over, put off, or `leave` is aborted; then says so in its row.
 * Never throws. Safe against a second process that took the run meanwhile: nothing is committed under an old epoch.
 */
export async function executeRun(world: RunWorld, run: RunRow, leave: AbortSignal): Promise<void> {
  const { installation } = world;
  const announce = announcer(installation, run);
  const snapshot = run.snapshot as unknown as RunSnapshot;
  const checkpoint = readCheckpoint(run.checkpoint);
  const execution: Execution = {
    world,
    run,
    snapshot,
    leave,
    announce,
    checkpoint,
    committed: checkpoint,
    committedMs: installation.clock.monotonicMs(),
    owned: momentOf(installation),
  };
  const steps: OpenStep[] = [];
  try {
    await carryOut(execution, steps);
    await untilDatabaseIsBack(execution, () => endRun(installation.db, run, { status: 'completed' }));
  } catch (cause) {
    await settle(execution, cause).catch((failure) => {
      // The lease runs out and another process takes the run up at its checkpoint.
      installation.log.error({ runId: run.id, cause: String(failure) }, 'a run could not be given back');
    });
  } finally {
    for (const step of steps) await step.writer.close().catch(() => {});
    await announce.close();
  }
}

async function carryOut(execution: Execution, steps: OpenStep[]): Promise<void> {
  const { world, snapshot, checkpoint, run } = execution;
  const source = await world.access.source(snapshot.source.export.connectionId);
  const resource = resourceOf(source, snapshot);
  await openSteps(execution, resource, steps);
  if (execution.checkpoint.phase === 'reading') await movePages(execution, source, resource, steps);
  await world.at?.('finishing');
  execution.leave.throwIfAborted();
  await confirmOwned(execution);
  for (const step of steps) await step.writer.finish();
  await world.at?.('finished');
  world.installation.log.debug({ runId: run.id, rows: checkpoint.rows }, 'run finished');
}

function resourceOf(source: Source, { source: { export: exported } }: RunSnapshot): Resource {
  const resource = source.connector.resources.find(({ name }) => name === exported.resource);
  if (resource) return resource;
  throw new CounterflowError(
    'resource_unknown',
    `${source.connector.label} has no resource "${exported.resource}". Choose another one in the export.`,
  );
}

async function openSteps(execution: Execution, resource: Resource, steps: OpenStep[]): Promise<void> {
  const { world, run, snapshot, checkpoint } = execution;
  const shape = {
    fields: resource.fields,
    possibleRelations: resource.relations.map(({ name }) => name),
    relations: snapshot.source.export.relations,
  };
  for (const step of snapshot.steps) {
    const writer = await openImportWriter(step.import, {
      access: world.access,
      shape,
      runId: run.id,
      stepId: step.id,
      epoch: run.epoch,
      resumed: checkpoint.steps[step.id],
      finishing: checkpoint.phase === 'finishing',
    });
    steps.push({ id: step.id, name: step.name, onError: step.onError, writer });
  }
}

/** Reads ahead, writes, commits: three things at once, each in page order. */
async function movePages(execution: Execution, source: Source, resource: Resource, steps: OpenStep[]): Promise<void> {
  const { world, snapshot, leave, announce, run } = execution;
  const { db, clock } = world.installation;
  const exported = snapshot.source.export;
  const delta = exported.type === 'delta' ? await openDeltaSource(db, snapshot, resource, source) : undefined;
  const reading: Reading = {
    resource,
    relations: exported.relations,
    filters: exported.filters,
    limit: exported.type === 'limit' ? exported.limit : null,
    ...(delta && { since: delta.since }),
  };
  const asker = {
    lane: delta?.since.from === undefined ? 'backfill' : 'scheduled',
    flowId: run.flowId,
    caller: { type: 'run', runId: run.id, flowId: run.flowId },
  } as const;
  const stopReading = new AbortController();
  const signal = AbortSignal.any([leave, stopReading.signal]);
  const pages = readPages(source, reading, { ...execution.checkpoint }, { ...asker, signal, onWait: announce.waits });
  const ahead = readAhead(pages, PAGES_AHEAD);
  const total = totalFinder(source, reading, execution, { ...asker, signal }, world.installation.log);
  const most = steps.some((step) => step.onError === 'pause') ? 1 : PAGES_AHEAD;
  const openErrors = await openErrorSteps(db, run.flowId);
  let committing: Promise<void> = Promise.resolve();
  try {
    for (;;) {
      const batch = await ahead.take(most, most > 1 ? GATHER_MS : 0);
      leave.throwIfAborted();
      if (!batch) break;
      for (const page of batch) total.sees(page);
      await world.at?.('read');
      await confirmOwned(execution);
      const work = (async () => {
        const isRepeated: boolean[][] = [];
        for (const page of batch) isRepeated.push(delta ? await delta.judge(page.records) : []);
        return writePages(clock, batch, isRepeated, resource.key, steps, snapshot.source.id);
      })();
      const written = await withinGrace(execution, work);
      await world.at?.('written');
      for (const { stepId } of written.errors) openErrors.add(stepId);
      const commit = pageCommit(execution, batch, written, { steps, delta, openErrors, total });
      await committing;
      committing = commitBatch(execution, commit);
      committing.catch(() => {});
      if (written.pausedBy) {
        await committing;
        throw new StoppedByErrors(written.pausedBy.name, written.errors.length);
      }
    }
    await committing;
    await delta?.prune();
  } finally {
    stopReading.abort();
    await ahead.close();
    await total.close();
    await committing.catch(() => {});
  }
}

type Commit = PageCommit & { checkpoint: Checkpoint };

function pageCommit(
  execution: Execution,
  batch: Page[],
  written: Written,
  beside: {
    steps: OpenStep[];
    delta: DeltaSource | undefined;
    openErrors: ReadonlySet<string>;
    total: TotalFinder;
  },
): Commit {
  const { steps, delta, openErrors } = beside;
  const total = beside.total.total();
  const { run, world, checkpoint, snapshot } = execution;
  const last = batch.at(-1) as Page;
  const nowMs = world.installation.clock.monotonicMs();
  const workedMs = nowMs - execution.committedMs;
  execution.committedMs = nowMs;
  execution.checkpoint = {
    phase: last.nextUrl === null ? 'finishing' : 'reading',
    page: last.number + 1,
    url: last.nextUrl,
    rows: checkpoint.rows + batch.reduce((sum, page) => sum + page.records.length, 0),
    steps: Object.fromEntries(steps.map((step) => [step.id, step.writer.position()])),
    ...(total !== undefined && { total }),
    ...(delta && appearsAtTheEnd(snapshot) && { rewind: checkpoint.rewind ?? delta.start }),
  };
  return {
    flowId: run.flowId,
    checkpoint: execution.checkpoint,
    workedMs,
    pages: written.counts,
    errors: written.errors,
    mayReplace: run.epoch > 1,
    wellWritten: written.wellWritten.filter(({ stepId }) => openErrors.has(stepId)),
    ...(delta && { delta: delta.memory() }),
  };
}

const momentOf = ({ clock }: RunWorld['installation']) => ({
  monotonicMs: clock.monotonicMs(),
  wallMs: clock.now().getTime(),
});

/** Throws RunLost when this process slept and the run went to another one: a destination knows no epochs, so it asks first. */
async function confirmOwned(execution: Execution): Promise<void> {
  const { world, run, owned } = execution;
  const now = momentOf(world.installation);
  if (Math.max(now.monotonicMs - owned.monotonicMs, now.wallMs - owned.wallMs) < SILENCE_MS) return;
  if (!(await untilDatabaseIsBack(execution, () => isOwned(world.installation.db, run)))) throw new RunLost();
  execution.owned = now;
}

/** Whether a run that does not complete leaves nothing of what it wrote: then its changes must be read again. */
const appearsAtTheEnd = ({ steps }: RunSnapshot) => steps.some((step) => 'file' in step.import.target);

async function commitBatch(execution: Execution, commit: Commit): Promise<void> {
  const { world, run, announce } = execution;
  const begun = momentOf(world.installation);
  await untilDatabaseIsBack(execution, async () => {
    if (!(await commitPages(world.installation.db, run, commit))) throw new RunLost();
  });
  execution.committed = commit.checkpoint;
  execution.owned = begun;
  announce.moved();
  await world.at?.('committed');
}

/** Repeats what failed only because counterflow's own database is away: nothing is lost by waiting, the epoch guards it. */
async function untilDatabaseIsBack<T>({ world, leave }: Execution, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (!isAway(cause) || leave.aborted) throw cause;
      world.installation.log.warn({ cause: String(cause) }, 'the database is away, trying again');
      await world.installation.clock.sleep(AWAY_RETRY_MS, leave);
    }
  }
}

/** The result of `work`, or the reason to leave when it takes too long to stop. */
async function withinGrace<T>({ world, leave }: Execution, work: Promise<T>): Promise<T> {
  work.catch(() => {});
  const done = new AbortController();
  const tooLate = new Promise<never>((_, reject) => {
    const onLeave = () =>
      void world.installation.clock.sleep(STOP_GRACE_MS, done.signal).then(
        () => reject(leave.reason),
        () => {},
      );
    leave.addEventListener('abort', onLeave, { signal: done.signal });
    if (leave.aborted) onLeave();
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    done.abort();
  }
}

/** Says in the run's row why it stopped here, and clears up after a run that is over. */
async function settle(execution: Execution, cause: unknown): Promise<void> {
  const { world, run, leave } = execution;
  if (!(cause instanceof RunLost || leave.reason instanceof RunLost)) await putDown(execution, cause);
  // Only what the row says counts: what is unfinished may be a newer owner's.
  const row = await untilDatabaseIsBack(execution, () => runRow(world.installation.db, run.id));
  if (row?.endedAt !== null) await abandonRun(world, run);
}

async function putDown(execution: Execution, cause: unknown): Promise<void> {
  const { world, run, leave, committed } = execution;
  const { db, clock, log } = world.installation;
  if (leave.aborted) {
    await parkRun(db, run, { status: 'queued' });
    return;
  }
  const verdict = verdictOf(isAway(cause) ? ownDatabaseAway(cause) : cause, committed, clock.now());
  if (verdict.kind === 'park') {
    await untilDatabaseIsBack(execution, () => parkRun(db, run, verdict.parked));
    return;
  }
  const { code, detail, isBug } = verdict;
  if (isBug) log.error({ runId: run.id, cause: inspectable(cause) }, 'a run failed');
  await untilDatabaseIsBack(execution, () => endRun(db, run, { status: 'failed', code, detail }));
}

const inspectable = (cause: unknown) => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

function ownDatabaseAway(cause: unknown): CounterflowError {
  return new CounterflowError('store_away', "counterflow's own database did not answer. The run goes on by itself.", {
    cause,
    next: 'retry',
    waitMs: AWAY_RETRY_MS,
  });
}
