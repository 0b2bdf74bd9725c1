import type { Installation } from '../installation.ts';
import type { Db } from '../store/database.ts';
import { pruneDebugEntries } from '../store/debug-entries.ts';
import { pruneRefreshAttempts } from '../store/refresh-attempts.ts';

const ROUND_MS = 600_000;

/** What is kept for a time only; each forgets what is older. */
const keptForATime: Readonly<Record<string, (db: Db) => Promise<void>>> = {
  'history of token renewals': pruneRefreshAttempts,
  'debug logs': pruneDebugEntries,
};

/** Forgets what has been kept long enough. Any number of workers may do it at once. */
export function startCleanUp(installation: Installation): { stop(): Promise<void> } {
  const ended = new AbortController();
  const running = (async () => {
    while (!ended.signal.aborted) {
      await cleanUp(installation);
      await installation.clock.sleep(ROUND_MS, ended.signal).catch(() => {});
    }
  })();
  return {
    async stop() {
      ended.abort(new Error('the clean-up stops'));
      await running;
    },
  };
}

/** One round; what fails is left for the next. */
export async function cleanUp({ db, log }: Installation): Promise<void> {
  for (const [what, prune] of Object.entries(keptForATime)) {
    await prune(db).catch((err) => log.warn({ err, what }, 'a clean-up failed; the next round tries again'));
  }
}
