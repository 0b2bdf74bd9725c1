import pg from 'pg';
import type { Clock } from '../../src/clock.ts';

interface Sleeper {
  untilMs: number;
  wake: () => void;
}

/**
 * One time for everything of a test: the clocks of its installations, the database's `clock()` and the sandbox. It stands
 * still while anything works and jumps to the next sleeper's end when all wait, so that minutes pass in milliseconds.
 */
export class VirtualTime {
  nowMs = Date.now();
  readonly #database: pg.Client;
  #sleepers: Sleeper[] = [];

  private constructor(database: pg.Client) {
    this.#database = database;
  }

  static async start(connection: pg.PoolConfig): Promise<VirtualTime> {
    const database = new pg.Client(connection as pg.ClientConfig);
    await database.connect();
    const time = new VirtualTime(database);
    await time.advance(0);
    return time;
  }

  close(): Promise<void> {
    return this.#database.end();
  }

  readonly clock: Clock = {
    rate: 1,
    now: () => new Date(this.nowMs),
    monotonicMs: () => this.nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const sleeper = { untilMs: this.nowMs + ms, wake: resolve };
        this.#sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
          reject(signal.reason);
        });
      }),
  };

  /** Lets `ms` pass and wakes who slept until then. */
  async advance(ms: number): Promise<void> {
    this.nowMs += ms;
    // Not quite still: two instants that follow each other are never the same one.
    await this.#database.query(
      `insert into clock_setting (base_real, base_virtual, rate) values (clock_timestamp(), $1, 0.0001)
       on conflict (one) do update set base_real = excluded.base_real, base_virtual = excluded.base_virtual`,
      [new Date(this.nowMs)],
    );
    const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.nowMs);
    this.#sleepers = this.#sleepers.filter(({ untilMs }) => untilMs > this.nowMs);
    for (const { wake } of due) wake();
  }

  /** Waits for `work`, letting time pass whenever `isIdle` says that nothing but sleepers is left. */
  async run<T>(work: Promise<T>, isIdle: () => boolean): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    work.then(done, done);
    for (let quiet = 0; !settled; quiet = isIdle() ? quiet + 1 : 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = Math.min(...this.#sleepers.map(({ untilMs }) => untilMs));
      if (quiet < 3 || next === Number.POSITIVE_INFINITY) continue;
      await this.advance(Math.max(0, next - this.nowMs));
      quiet = 0;
    }
    return work;
  }
}
