export interface LoggedRequest {
  at: string;
  store: string | null;
  method: string;
  host: string;
  path: string;
  cost: number;
  status: number;
  generation: number | null;
}

const KEPT = 20_000;

/** The last requests, without a token or secret in them. */
export class RequestLog {
  #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT * 1.5) this.#entries = this.#entries.slice(-KEPT);
  }

  list(store: string | null, since: string | null): LoggedRequest[] {
    return this.#entries.filter(
      (entry) => (store === null || entry.store === store) && (since === null || entry.at > since),
    );
  }

  clear(): void {
    this.#entries = [];
  }
}
