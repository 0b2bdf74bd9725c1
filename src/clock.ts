/** Time as a parameter. `now` is wall time, `monotonicMs` never jumps (it stands still while a machine is suspended). */
export interface Clock {
  /** How many seconds of this clock pass in one real second: 1 but in tests. Time-outs of real calls divide by it. */
  readonly rate: number;
  now(): Date;
  monotonicMs(): number;
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Tells the milliseconds since now, by the larger of both clocks: a suspended machine stops the monotonic one. */
export function stopwatch(clock: Clock): () => number {
  const startedMonotonicMs = clock.monotonicMs();
  const startedMs = clock.now().getTime();
  return () => Math.max(clock.monotonicMs() - startedMonotonicMs, clock.now().getTime() - startedMs);
}

/** Real time. `rate` makes all waits shorter (2 = twice as fast) and time run faster; only tests set it. */
export function systemClock(options: { rate?: number; offsetMs?: number } = {}): Clock {
  const rate = options.rate ?? 1;
  const startedAt = Date.now();
  const startedMonotonic = performance.now();
  return {
    rate,
    now: () => new Date(startedAt + (options.offsetMs ?? 0) + (Date.now() - startedAt) * rate),
    monotonicMs: () => (performance.now() - startedMonotonic) * rate,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        }, ms / rate);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}
