import pg from 'pg';
import { CounterflowError } from '../../counterflow-error.ts';
import { isAway } from '../../store/away.ts';
import type { Refusal } from './destination.ts';

/** SQLSTATE classes that speak about the rows sent: cardinality, data, integrity, a trigger's own `raise`. */
const rowFaults = new Set(['21', '22', '23', '44', 'P0']);
/** Classes that pass by themselves beside a server that is away: cancelled, locked, rolled back for another's sake. */
const passing = new Set(['57', '40', '55', 'XX']);

/** One that follows another server and takes no writes: it is being switched over. */
const READ_ONLY = '25006';
/** A connection's settings were changed in mid-run: its pool is ended, and the run goes on over the new one. */
const poolEnded = /after calling end on the pool/;
/** What the driver and TLS say about a server that can't be talked to as the connection wants. */
const tlsTrouble = /SSL|TLS|certificate/i;

/** Who is at fault: the row, the moment, how the destination is set up, or counterflow. */
export function faultOf(cause: unknown): 'row' | 'moment' | 'setup' | 'ours' {
  const text = cause instanceof Error ? cause.message : '';
  if (isAway(cause) || poolEnded.test(text)) return 'moment';
  const code = sqlState(cause);
  if (code === undefined) return tlsTrouble.test(text) ? 'setup' : 'ours';
  if (code === READ_ONLY) return 'moment';
  if (rowFaults.has(code.slice(0, 2))) return 'row';
  return passing.has(code.slice(0, 2)) ? 'moment' : 'setup';
}

function sqlState(cause: unknown): string | undefined {
  return cause instanceof pg.DatabaseError && /^[0-9A-Z]{5}$/.test(cause.code ?? '') ? cause.code : undefined;
}

/** Why PostgreSQL refused one row, without the row's values: its own message would quote them. */
export function refusalOf(cause: unknown, table: string): Refusal {
  const error = cause as pg.DatabaseError;
  const column = error.column ? `"${error.column}"` : 'a column';
  const rule = error.constraint ? `"${error.constraint}"` : 'a rule';
  const messages: Record<string, string> = {
    '22001': 'A value is longer than its column allows.',
    '22003': 'A number is larger than its column can hold.',
    '22007': 'A value is no time that PostgreSQL reads.',
    '22008': 'A value is no time that PostgreSQL knows.',
    '22021': 'A text holds a character that PostgreSQL does not store.',
    '22P02': "A value can't be read as its column's type.",
    '22P05': 'A text holds a character that PostgreSQL does not store.',
    '23502': `Nothing came for ${column}, which must not be empty.`,
    '23503': `The row points to one that is not there (${rule}).`,
    '23505': `Another row has the same value where ${rule} allows it once.`,
    '23514': `The row breaks ${rule}.`,
    P0001: "The table's own trigger refused the row.",
  };
  const reason = messages[error.code ?? ''] ?? `PostgreSQL refused the row (SQLSTATE ${error.code}).`;
  return { code: 'row_refused', message: `Table "${table}": ${reason}` };
}

const RETRY_MS = 5000;

/** A failure that is not about a row, for the user: wait for the database, or mend how it is set up. */
export function destinationFailure(cause: unknown, table: string): unknown {
  const fault = faultOf(cause);
  if (cause instanceof CounterflowError || fault === 'ours') return cause;
  if (fault === 'setup') {
    const { code, message } = cause as { code?: string; message: string };
    const reason =
      code === '42501'
        ? 'the user of the connection has no right to it. Grant it, or use another user'
        : `${message} (${code ?? 'no code'})`;
    return new CounterflowError('destination_refused', `Table "${table}" can't be written: ${reason}.`, { cause });
  }
  return new CounterflowError(
    'destination_unreachable',
    `The database of table "${table}" does not answer. Nothing is lost: the run goes on when it is back.`,
    { cause, next: 'retry', waitMs: RETRY_MS },
  );
}
