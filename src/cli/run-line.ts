import type { Run } from '../flows/schema.ts';

const numbers = new Intl.NumberFormat('en');
const waits = {
  budget: 'rate budget',
  connection: 'connection',
  source: 'source',
  destination: 'destination',
  queue: 'queue',
} as const;

/** A run in one line: `Items daily  44 %  184/412 pages  18,400 records  82 rec/s  4 min left (rate budget)`. */
export function runLine(run: Run): string {
  const [source] = run.steps;
  const pages = source?.pages ?? 0;
  const expected = run.expectedPages;
  const errors = run.steps.reduce((sum, step) => sum + step.errors, 0);
  const isOver = run.endedAt !== null;
  return [
    run.flowName,
    isOver || expected === null ? '' : `${shareDone(pages, expected)} %`,
    isOver || expected === null ? `${pages} pages` : `${pages}/${expected} pages`,
    `${numbers.format(source?.in ?? 0)} records`,
    errors > 0 ? `${numbers.format(errors)} errors` : '',
    run.recordsPerSecond > 0 ? `${numbers.format(rounded(run.recordsPerSecond))} rec/s` : '',
    run.leftMs === null ? '' : `${duration(run.leftMs)} left`,
    isOver || run.status !== 'running' ? run.status : '',
    run.waiting ? `(${waits[run.waiting.for]})` : '',
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** `[######......]` for the share done; empty where no total is known. */
export function bar(run: Run, cells: number): string {
  if (run.expectedPages === null) return '';
  const done = Math.round((shareDone(run.steps[0]?.pages ?? 0, run.expectedPages) / 100) * cells);
  return `[${'#'.repeat(done)}${'.'.repeat(cells - done)}] `;
}

/** One decimal where it tells something. */
const rounded = (rate: number) => (rate < 10 ? rate : Math.round(rate));

/** Whole percent; 99 until the run is over, since the last good run's pages are only a hint. */
const shareDone = (pages: number, expected: number) =>
  expected === 0 ? 0 : Math.min(99, Math.floor((pages / expected) * 100));

export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
