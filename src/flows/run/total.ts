import type { Installation } from '../../installation.ts';
import type { SendOptions } from '../../requests/request.ts';
import type { Source } from '../../transfers/access.ts';
import { countRows, type Page, type Reading } from '../../transfers/read-pages.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { RunSnapshot } from './snapshot.ts';

/** Pages a run reads before it asks for its total: the question costs as much as ten of them, so a short run is spared it. */
const ASK_AFTER_PAGES = 20;

/**
 * Finds out how many rows a run will read, for the bar and the time left. Nothing else rests on it, so it may fail, and
 * the question gives way to pages: in a bucket without room for it, it is never sent.
 */
export interface TotalFinder {
  /** Rows in all, once known. */
  total(): number | undefined;
  /** Called with each page that was read; asks once, beside the reading. */
  sees(page: Page): void;
  /** Resolves when nothing is under way any more; abort the signal first. */
  close(): Promise<void>;
}

/** A finder that asks only where no last run tells, the export has no limit, and the API can be asked. */
export function totalFinder(
  source: Source,
  reading: Reading,
  known: { snapshot: RunSnapshot; checkpoint: Checkpoint },
  options: SendOptions,
  log: Installation['log'],
): TotalFinder {
  let total = known.checkpoint.total;
  let asking: Promise<void> | undefined;
  const isTold = known.snapshot.expectedPages !== null || reading.limit !== null || total !== undefined;
  const ask = async () => {
    try {
      total = await countRows(source, reading, options);
    } catch (cause) {
      log.debug({ cause: String(cause) }, 'a run goes on without its total');
    }
  };
  return {
    total: () => total,
    sees(page) {
      if (isTold || page.number < ASK_AFTER_PAGES || page.nextUrl === null) return;
      asking ??= ask();
    },
    close: async () => asking,
  };
}
