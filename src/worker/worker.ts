import { executeRun } from '../flows/run/execute-run.ts';
import { RunLost, type RunWorld } from '../flows/run/world.ts';
import type { Listener } from '../store/notify.ts';
import { askedOfRuns, RUN_LEASE_SECONDS, renewRuns, takeRun } from '../store/runs.ts';

/** Runs one process carries at once. Most of a run's time is waiting, for the API's limit or its replies. */
const MOST_RUNS = 16;
const POLL_MS = 1000;
const RENEW_MS = (RUN_LEASE_SECONDS * 1000) / 3;

/** Somebody asked this run to pause or to end. */
class Asked extends Error {}
/** This process stops; another one takes its runs up. */
class Leaving extends Error {}

interface Held {
  epoch: number;
  leave: AbortController;
  done: Promise<void>;
}

/** Carries runs. */
export interface Worker {
  /** Leaves its runs at their checkpoints and resolves when their rows say so. */
  stop(): Promise<void>;
}

/** Starts taking up runs that are queued, whose wait is over, or whose owner fell silent. Any number may work on one database. */
export function startWorker(world: RunWorld, listener: Listener): Worker {
  const { db, clock, log, processId } = world.installation;
  const held = new Map<string, Held>();
  const ended = new AbortController();
  let wake: () => void = () => {};

  const carry = (run: NonNullable<Awaited<ReturnType<typeof takeRun>>>) => {
    // After a lease that ran out a process may take its own run again; what it did under the old epoch must end.
    const before = held.get(run.id);
    before?.leave.abort(new RunLost());
    const leave = new AbortController();
    const one: Held = { epoch: run.epoch, leave, done: Promise.resolve() };
    const carried = executeRun(world, run, leave.signal).finally(() => {
      if (held.get(run.id) === one) held.delete(run.id);
      wake();
    });
    one.done = Promise.all([before?.done, carried]).then(() => {});
    held.set(run.id, one);
  };

  const takeAll = async () => {
    while (held.size < MOST_RUNS && !ended.signal.aborted) {
      const run = await takeRun(db, processId);
      if (!run) return;
      carry(run);
    }
  };

  /** Ends what is no longer ours or was asked to stop. `rows` is what the database says about our runs. */
  const heed = (rows: { id: string; epoch: number; asked: string | null }[], known: ReadonlyMap<string, Held>) => {
    for (const [id, one] of known) {
      const row = rows.find((found) => found.id === id);
      if (row?.epoch !== one.epoch) one.leave.abort(new RunLost());
      else if (row.asked) one.leave.abort(new Asked(row.asked));
    }
  };

  const round = async (what: string, work: () => Promise<void>) => {
    await work().catch((cause) => log.warn({ cause: String(cause) }, `${what} failed; it is tried again`));
  };
  const loop = async (what: string, ms: number, work: () => Promise<void>) => {
    while (!ended.signal.aborted) {
      await round(what, work);
      await clock.sleep(ms, ended.signal).catch(() => {});
    }
  };

  const taking = (async () => {
    while (!ended.signal.aborted) {
      await round('taking up runs', takeAll);
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const waited = new AbortController();
      await Promise.race([woken, clock.sleep(POLL_MS, AbortSignal.any([ended.signal, waited.signal])).catch(() => {})]);
      waited.abort();
    }
  })();
  const renewing = loop('renewing leases of runs', RENEW_MS, async () => {
    if (held.size === 0) return;
    const known = new Map(held);
    heed(await renewRuns(db, processId, [...known.keys()]), known);
  });
  const unlisten = [
    listener.on('run', () => wake()),
    listener.on('connection', () => wake()),
    listener.on('run_asked', (id) => {
      const one = held.get(id);
      if (!one) return;
      void round('asking about a run', async () => heed(await askedOfRuns(db, processId, [id]), new Map([[id, one]])));
    }),
  ];

  return {
    async stop() {
      for (const off of unlisten) off();
      ended.abort(new Leaving('this process stops'));
      for (const { leave } of held.values()) leave.abort(new Leaving('this process stops'));
      await Promise.all([taking, renewing]);
      await Promise.all([...held.values()].map(({ done }) => done));
    },
  };
}
