import type { Position } from '../../transfers/destinations/destination.ts';

/** How far a run is committed; changes only in the commit of a page. */
export interface Checkpoint {
  /** `finishing`: every page is committed, destinations make their result visible. */
  phase: 'reading' | 'finishing';
  /** The next page's number and URL (null: the first page), and the rows read before it. */
  page: number;
  url: string | null;
  rows: number;
  /** Where each step's destination stands, by step. */
  steps: Record<string, Position>;
  /** Rows the source has in all, where it was asked for that. */
  total?: number;
  /** Where a delta source began, if its cursor must go back there should the run not complete. Read by `rewindCursor`. */
  rewind?: { sourceId: string; position: object | null };
  /** Passing trouble since the last page: when it began (ISO 8601) and how often the run was put off. */
  trouble?: { since: string; tries: number };
}

/** A stored checkpoint; that of a run which has not begun is empty. */
export function readCheckpoint(stored: Record<string, unknown>): Checkpoint {
  return { phase: 'reading', page: 1, url: null, rows: 0, steps: {}, ...stored };
}
