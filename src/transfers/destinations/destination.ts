import type { Column } from '../mapping/compile.ts';

/** What became of one row: written, left alone because there was nothing to do, or refused with a reason. */
export type Outcome = 'success' | 'ignored' | Refusal;

/** Why a record was not written. `message` is for the user and holds no customer's data beyond a value's first characters. */
export interface Refusal {
  code: string;
  message: string;
}

/** Where a destination stands, stored in the commit of a page and handed back when the run is resumed. */
export type Position = Record<string, unknown>;

/**
 * Where an import writes to. Writes are idempotent: rows written again after a crash change nothing. A destination that
 * can't be reached throws a CounterflowError with `next: 'retry'`, one that is set up wrongly with `next: 'user'`.
 */
export interface Destination {
  /** Columns it takes, in the order of a row's values. */
  readonly columns: Column[];
  /** Takes more columns from now on; false where it can't (a file whose header is written). */
  addColumns(columns: Column[]): Promise<boolean>;
  /** Writes rows in order, a later row of the same key over an earlier one; durable when it returns. One outcome a row. */
  write(rows: unknown[][]): Promise<Outcome[]>;
  /** What the next commit must hold; called after `write`. */
  position(): Position;
  /** Makes the result visible after the last commit; may be called again after a crash. */
  finish(): Promise<void>;
  /** Lets go of connections and handles; the work can be resumed. */
  close(): Promise<void>;
}
