import type { Run, RunStep } from '../../api/runs.ts';

/** The step that reads; a run has one. */
export const sourceOf = (run: Run): RunStep | undefined => run.steps[0];
export const importsOf = (run: Run): RunStep[] => run.steps.slice(1);

/** Records at the end of the line: what the last step wrote. */
export const writtenBy = (run: Run): number => importsOf(run).at(-1)?.success ?? 0;
export const failedIn = (run: Run): number => run.steps.reduce((sum, { errors }) => sum + errors, 0);

/** True while pages may move: not once it is over, paused or put off. */
export const isMoving = ({ status }: Run): boolean => status === 'running';

/** Whole percent of the pages that are done; null where no total is known. 100 only when the run is over. */
export function percentOf(run: Run): number | null {
  if (run.status === 'completed' || run.status === 'completedWithErrors') return 100;
  if (run.expectedPages === null) return null;
  const done = importsOf(run).at(-1)?.pages ?? sourceOf(run)?.pages ?? 0;
  return run.expectedPages === 0 ? 0 : Math.min(99, Math.floor((100 * done) / run.expectedPages));
}

/** From start to end, or to now. */
export function tookMs(run: Run, nowMs: number): number {
  return (run.endedAt === null ? nowMs : Date.parse(run.endedAt)) - Date.parse(run.startedAt);
}

/** Milliseconds of the time given to a page, in a form that reads at a glance: "2 ms", "310 ms", "1.4 s". */
export function shortMs(ms: number, language: string): string {
  const isSeconds = ms >= 1000;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: isSeconds ? 'second' : 'millisecond',
    unitDisplay: 'short',
    maximumFractionDigits: isSeconds || ms < 1 ? 1 : 0,
  }).format(isSeconds ? ms / 1000 : ms);
}

/** Share of its time that the source stood idle, in whole percent: the rest of a page went into waiting or writing. */
export function idlePercent({ pace }: Run): number {
  if (!pace) return 0;
  const pageMs = Math.max(pace.budgetMs + pace.sourceMs, pace.mappingMs + pace.destinationMs);
  return pageMs > 0 ? Math.round(100 * (1 - pace.sourceMs / pageMs)) : 0;
}
