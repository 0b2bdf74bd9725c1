/** So many requests in so many milliseconds. */
export interface WindowLimit {
  requests: number;
  lengthMs: number;
  /** The window begins at a whole multiple of its length since 1970, not with its first request. */
  byClock?: boolean;
}

export interface WindowState {
  limit: number;
  remaining: number;
  /** When the window ends and a full one begins, epoch ms. */
  endsAtMs: number;
}

/** The window that is used up most, for the request log. */
export function tightest(states: readonly WindowState[]): { remaining: number; limit: number } | undefined {
  const [first] = [...states].sort((one, other) => one.remaining / one.limit - other.remaining / other.limit);
  return first && { remaining: first.remaining, limit: first.limit };
}

/**
 * Fixed windows that count the same requests, e.g. 5 minutes, an hour and a day. Each begins with the first request after
 * the one before it ended, or by the clock. A request counts in all of them, or, where one is full, in none.
 */
export class Windows {
  #open: { startMs: number; count: number }[] = [];

  take(limits: readonly WindowLimit[], nowMs: number): { allowed: boolean; states: WindowState[] } {
    this.#open = limits.map((limit, at) => {
      const open = this.#open[at];
      return open && nowMs >= open.startMs && nowMs < open.startMs + limit.lengthMs
        ? open
        : { startMs: limit.byClock ? nowMs - (nowMs % limit.lengthMs) : nowMs, count: 0 };
    });
    const allowed = limits.every((limit, at) => this.#countOf(at) < limit.requests);
    if (allowed) for (const open of this.#open) open.count += 1;
    const states = limits.map(({ requests, lengthMs }, at) => ({
      limit: requests,
      remaining: Math.max(0, requests - this.#countOf(at)),
      endsAtMs: (this.#open[at]?.startMs ?? nowMs) + lengthMs,
    }));
    return { allowed, states };
  }

  #countOf(at: number): number {
    return this.#open[at]?.count ?? 0;
  }
}
