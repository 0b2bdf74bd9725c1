import type { Installation } from '../../installation.ts';
import type { Waiting } from '../../requests/request.ts';
import { notifyRun, type RunOwned, showWaiting } from '../../store/runs.ts';

/** Watchers hear of a run at most this often. */
const GAP_MS = 500;
/** Shorter waits are not worth telling. */
const SHORTEST_WAIT_MS = 300;

/** Tells watchers that a live run moved on, and what it waits for. Nothing rests on it, so its failures are only logged. */
export interface Announcer {
  moved(): void;
  waits(waiting: Waiting | null): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

export function announcer(installation: Installation, run: RunOwned): Announcer {
  const { db, clock, log } = installation;
  const closing = new AbortController();
  let waiting: Waiting | null = null;
  let under: Promise<void> | undefined;
  let again = false;

  const tell = async () => {
    const shown = waiting;
    waiting = null;
    if (shown) await showWaiting(db, run, shown);
    await notifyRun(db, run.id);
  };
  const loop = async () => {
    do {
      again = false;
      await tell().catch((cause) => log.warn({ runId: run.id, cause: String(cause) }, 'a run could not be announced'));
      await clock.sleep(GAP_MS, closing.signal).catch(() => {});
    } while (again && !closing.signal.aborted);
    under = undefined;
  };
  const moved = () => {
    again = true;
    under ??= loop();
  };
  return {
    moved,
    waits(next) {
      if (!next || next.untilMs - clock.now().getTime() < SHORTEST_WAIT_MS) return;
      waiting = next;
      moved();
    },
    async close() {
      closing.abort();
      await under;
    },
  };
}
