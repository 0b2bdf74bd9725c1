import { ConnectionUnavailable } from '../../connections/connection-errors.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Parked } from '../../store/runs.ts';
import type { Checkpoint } from './checkpoint.ts';

/** What becomes of a run that could not go on: put off, or over. */
export type Verdict = { kind: 'park'; parked: Parked } | { kind: 'fail'; code: string; detail: string; isBug: boolean };

/** Records failed at a step that wants a person to look before the run goes on. */
export class StoppedByErrors extends CounterflowError {
  constructor(step: string, errors: number) {
    const records = errors === 1 ? '1 record' : `${errors} records`;
    super(
      'record_errors',
      `${records} failed at "${step}", which pauses on errors. Look at them, then resume the run.`,
    );
  }
}

/** Passing trouble is waited out this long without a page, then the run fails with its reason. */
const LONGEST_TROUBLE_MS = 24 * 3_600_000;
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;
/** A connection that comes back wakes its runs at once; this is the net below. */
const CONNECTION_WAIT_MS = 60_000;

/**
 * Who acts next, for a run: a connection that needs somebody is waited for without end, passing trouble with growing
 * gaps, anything else ends the run.
 */
export function verdictOf(cause: unknown, checkpoint: Checkpoint, now: Date): Verdict {
  if (cause instanceof StoppedByErrors) {
    return { kind: 'park', parked: { status: 'paused', code: cause.code, detail: cause.message } };
  }
  if (cause instanceof ConnectionUnavailable) {
    const waitMs = cause.waitMs ?? CONNECTION_WAIT_MS;
    return { kind: 'park', parked: { ...putOff('connection', cause, now, waitMs), waitsOn: cause.connectionId } };
  }
  if (cause instanceof CounterflowError && cause.next === 'retry') {
    const { since, tries } = checkpoint.trouble ?? { since: now.toISOString(), tries: 0 };
    if (now.getTime() - Date.parse(since) > LONGEST_TROUBLE_MS) return failed(cause.code, cause.message);
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(cause.waitMs ?? 0, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)));
    const reason = reasonOf(cause.code);
    const trouble = { since, tries: tries + 1 };
    return { kind: 'park', parked: { ...putOff(reason, cause, now, waitMs), checkpoint: { ...checkpoint, trouble } } };
  }
  if (cause instanceof CounterflowError) return { ...failed(cause.code, cause.message), isBug: cause.next === 'bug' };
  return {
    ...failed(
      'internal',
      'Something inside counterflow failed; the log of the server says what. Start the flow again.',
    ),
    isBug: true,
  };
}

function reasonOf(code: string): 'queue' | 'destination' | 'source' {
  if (code === 'store_away' || code === 'process_stalled') return 'queue';
  return /^(destination|database|file|folder)_/.test(code) ? 'destination' : 'source';
}

function putOff(
  reason: 'connection' | 'source' | 'destination' | 'queue',
  cause: CounterflowError,
  now: Date,
  waitMs: number,
): Parked {
  return {
    status: 'waiting',
    waiting: { for: reason, untilMs: now.getTime() + waitMs, detail: cause.message },
    wakeInMs: waitMs,
    code: cause.code,
    detail: cause.message,
  };
}

const failed = (code: string, detail: string) => ({ kind: 'fail' as const, code, detail, isBug: false });
