import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { pageStretches, pagesWithErrors } from '../store/run-pages.ts';
import { runRow } from '../store/runs.ts';
import { pageCost, snapshotOf } from './run-view.ts';
import type { RunHistory } from './schema.ts';

/** Points of a plot: enough for its width, few enough to read. */
const MOST_STRETCHES = 60;
const MOST_ERROR_PAGES = 500;

/** How a run went over time. Throws `not_found`. */
export async function runHistory({ db, clock }: Installation, id: string): Promise<RunHistory> {
  const row = await runRow(db, id);
  if (!row) throw new CounterflowError('not_found', `There is no run with id ${id}.`);
  const { source } = snapshotOf(row);
  const { connectionId } = source.export;
  const startedMs = row.startedAt.getTime();
  const spanMs = Math.max(0, (row.endedAt ?? clock.now()).getTime() - startedMs);
  const seconds = stretchSeconds(spanMs);
  const [stretches, errors, connection] = await Promise.all([
    pageStretches(db, row, source.id, seconds),
    pagesWithErrors(db, id, MOST_ERROR_PAGES),
    db.selectFrom('connection').select('apiType').where('id', '=', connectionId).executeTakeFirst(),
  ]);
  const cost = pageCost(connection?.apiType, source.export);
  const byPlace = new Map(stretches.map((stretch) => [stretch.at, stretch]));
  // The stretch under way would read as a fall; a run that is over has none.
  const shown = row.endedAt ? Math.ceil(spanMs / (seconds * 1000)) : Math.floor(spanMs / (seconds * 1000));
  return {
    stretchMs: seconds * 1000,
    stretches: Array.from({ length: shown }, (_, at) => {
      const stretch = byPlace.get(at);
      return {
        at: new Date(startedMs + at * seconds * 1000).toISOString(),
        recordsPerSecond: (stretch?.records ?? 0) / seconds,
        dripsPerSecond: cost === undefined ? null : ((stretch?.pages ?? 0) * cost) / seconds,
        requestMs: stretch?.requestMs ?? null,
      };
    }),
    pagesWithErrors: errors,
  };
}

/** Whole seconds, so long that the run fits into its most stretches. */
export function stretchSeconds(spanMs: number): number {
  return Math.max(1, Math.ceil(spanMs / 1000 / MOST_STRETCHES));
}
