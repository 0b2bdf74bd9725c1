import type { LimitGauge } from './exchange.ts';

export interface LoggedRequest {
  /** Its place in the log: later requests have higher ones, also after a restart of the sandbox. */
  n: number;
  at: string;
  store: string | null;
  method: string;
  host: string;
  path: string;
  /** With its question mark; values of parameters that may be secret are left out. Empty when there is none. */
  query: string;
  cost: number;
  status: number;
  generation: number | null;
  /** How far the account's limit was used up after this request; left out where nothing was counted. */
  limit?: LimitGauge;
  /** Kinds of the faults it met; left out where it met none. */
  faults?: string[];
}

/** Which requests are asked for. `after` is the `n` of one that is known; `limit` leaves the last so many of them. */
export interface LogQuery {
  store: string | null;
  since: string | null;
  after: number;
  limit: number;
}

const secretive = /token|secret|password|code|state|key|signature/i;

/** A query as the log may show it. */
export function shownQuery(query: URLSearchParams): string {
  const shown = new URLSearchParams(query);
  for (const name of query.keys()) if (secretive.test(name)) shown.set(name, '...');
  return shown.size === 0 ? '' : `?${decodeURIComponent(shown.toString().replaceAll('+', ' '))}`;
}

const KEPT = 20_000;

/** The last requests, without a token or secret in them. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #last: number;

  /** Entries are counted from the time of the start on, epoch ms: a log that begins later counts from further on. */
  constructor(startMs: number) {
    this.#last = Math.floor(startMs);
  }

  add(entry: Omit<LoggedRequest, 'n'>): void {
    this.#last += 1;
    this.#entries.push({ n: this.#last, ...entry });
    if (this.#entries.length > KEPT * 1.5) this.#entries = this.#entries.slice(-KEPT);
  }

  list({ store, since, after, limit }: LogQuery): LoggedRequest[] {
    const found = this.#entries.filter(
      (entry) => entry.n > after && (store === null || entry.store === store) && (since === null || entry.at > since),
    );
    return found.slice(-limit);
  }

  clear(): void {
    this.#entries = [];
  }
}
