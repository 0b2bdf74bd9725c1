/** Who acts next: `retry` = counterflow tries again by itself, `user` = a person must act, `bug` = ours to mend. */
export type NextStep = 'retry' | 'user' | 'bug';

/**
 * Base of every failure that a user may read. The message says what happened, to which thing and what to do; `code` is
 * stable and listed in docs/error-codes.md; details go into fields and `cause`. Never carries a secret or a customer's data.
 */
export class CounterflowError extends Error {
  readonly code: string;
  readonly next: NextStep;
  /** Milliseconds to wait before a repeat makes sense; only with `next: 'retry'`. */
  readonly waitMs: number | undefined;

  constructor(code: string, message: string, options: ErrorOptions & { next?: NextStep; waitMs?: number } = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.next = options.next ?? 'user';
    this.waitMs = options.waitMs;
  }
}
