import { CounterflowError } from '../counterflow-error.ts';
import { startDueRun } from '../flows/runs.ts';
import { nextRunAfter } from '../flows/schedule.ts';
import type { Installation } from '../installation.ts';
import { type DueFlow, dueFlows, takeMoment } from '../store/due-flows.ts';

const ROUND_MS = 1000;
const MOST_AT_ONCE = 100;

/** Starts the runs of schedules. */
export interface Scheduler {
  stop(): Promise<void>;
}

/** Queues flows when they are due. Any number of schedulers may work on one database: a moment is taken once. */
export function startScheduler(installation: Installation): Scheduler {
  const ended = new AbortController();
  const running = (async () => {
    while (!ended.signal.aborted) {
      await runDueFlows(installation).catch((cause) => {
        installation.log.warn({ cause: String(cause) }, 'a round of the scheduler failed; the next one follows');
      });
      await installation.clock.sleep(ROUND_MS, ended.signal).catch(() => {});
    }
  })();
  return {
    async stop() {
      ended.abort(new Error('the scheduler stops'));
      await running;
    },
  };
}

/**
 * Queues every flow that is due and sets its next moment; answers how many. Moments missed while nothing ran come to one
 * run. A flow whose last run is not over is left out this time.
 */
export async function runDueFlows(installation: Installation): Promise<number> {
  let started = 0;
  for (const flow of await dueFlows(installation.db, MOST_AT_ONCE))
    if (await runDueFlow(installation, flow)) started += 1;
  return started;
}

/** A flow that can't run must not keep the others from running: it is left out, and its next moment comes all the same. */
async function runDueFlow(installation: Installation, flow: DueFlow): Promise<boolean> {
  const { clock, db, log } = installation;
  const leaveOut = (reason: string) => log.info({ flowId: flow.id, reason }, 'a scheduled run was left out');
  let nextAt: Date | null = null;
  try {
    // This process's clock may be behind the database's, which said that the flow is due.
    const from = new Date(Math.max(clock.now().getTime(), flow.nextRunAt.getTime()));
    nextAt = flow.schedule ? nextRunAfter(flow.schedule, flow.timezone, from) : null;
    const started = await startDueRun(installation, flow.id, { dueAt: flow.nextRunAt, nextAt });
    if (!started) leaveOut('its last run is not over, or another process took the moment');
    return started;
  } catch (cause) {
    if (!(cause instanceof CounterflowError)) throw cause;
    await takeMoment(db, flow.id, { dueAt: flow.nextRunAt, nextAt });
    leaveOut(cause.code);
    return false;
  }
}
