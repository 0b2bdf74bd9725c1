import { sql } from 'kysely';
import { system } from '../accounts/actor.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { startRun } from '../flows/runs.ts';
import { nextRunAfter } from '../flows/schedule.ts';
import type { Installation } from '../installation.ts';

const ROUND_MS = 1000;

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
  const { db, clock, log } = installation;
  const due = await db
    .selectFrom('flow')
    .select(['id', 'name', 'schedule', 'timezone', 'nextRunAt'])
    .where('enabled', '=', true)
    .where('nextRunAt', '<=', sql<Date>`clock()`)
    .limit(100)
    .execute();
  let started = 0;
  for (const flow of due) {
    const next = flow.schedule ? nextRunAfter(flow.schedule, flow.timezone, clock.now()) : null;
    const taken = await db
      .updateTable('flow')
      .set({ nextRunAt: next })
      .where('id', '=', flow.id)
      .where('nextRunAt', '=', flow.nextRunAt)
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) continue;
    try {
      await startRun(installation, system, flow.id, 'schedule');
      started += 1;
    } catch (cause) {
      if (!(cause instanceof CounterflowError)) throw cause;
      log.info({ flowId: flow.id, code: cause.code }, 'a scheduled run was left out');
    }
  }
  return started;
}
