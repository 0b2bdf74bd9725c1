import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type WindowLimit, Windows } from '../../../src/sandbox/limits/window.ts';

const limits = [
  { requests: 3, lengthMs: 1000 },
  { requests: 5, lengthMs: 5000 },
];

describe('windows of requests', () => {
  test('a request over the limit is refused until the window ends', () => {
    const windows = new Windows();
    const short = [{ requests: 2, lengthMs: 1000 }];
    expect([0, 10, 20, 999, 1000].map((at) => windows.take(short, at).allowed)).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  test('what is left and when the window ends is said with every request', () => {
    const windows = new Windows();
    windows.take(limits, 100);
    expect(windows.take(limits, 200).states).toEqual([
      { limit: 3, remaining: 1, endsAtMs: 1100 },
      { limit: 5, remaining: 3, endsAtMs: 5100 },
    ]);
  });

  test('a request that one window refuses counts in none', () => {
    const windows = new Windows();
    for (let at = 0; at < 10; at += 1) windows.take(limits, 0);
    expect(windows.take(limits, 1000).states[1]?.remaining).toBe(1);
  });

  test('any sequence of requests is answered as by a list of all requests that were let through', () => {
    const anyLimit = fc.record({
      requests: fc.integer({ min: 1, max: 6 }),
      lengthMs: fc.integer({ min: 1, max: 2000 }),
    });
    const anyRequests = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 80 });
    fc.assert(
      fc.property(fc.array(anyLimit, { minLength: 1, maxLength: 3 }), anyRequests, (some, waits) => {
        const windows = new Windows();
        const model = new Model(some);
        let now = 0;
        for (const wait of waits) {
          now += wait;
          expect(windows.take(some, now)).toEqual(model.take(now));
        }
      }),
    );
  });
});

/** Keeps every time and every window's start, and counts by looking through them all. */
class Model {
  readonly #limits: WindowLimit[];
  readonly #passed: number[] = [];
  readonly #starts: number[][];

  constructor(some: WindowLimit[]) {
    this.#limits = some;
    this.#starts = some.map(() => []);
  }

  take(now: number) {
    for (const [at, starts] of this.#starts.entries()) {
      if (starts.every((start) => now - start >= this.#lengthOf(at))) starts.push(now);
    }
    const allowed = this.#limits.every((limit, at) => this.#counted(at) < limit.requests);
    if (allowed) this.#passed.push(now);
    const states = this.#limits.map((limit, at) => ({
      limit: limit.requests,
      remaining: limit.requests - this.#counted(at),
      endsAtMs: this.#startOf(at) + limit.lengthMs,
    }));
    return { allowed, states };
  }

  #lengthOf = (at: number) => this.#limits[at]?.lengthMs ?? 0;
  #startOf = (at: number) => this.#starts[at]?.at(-1) ?? 0;
  #counted = (at: number) => this.#passed.filter((time) => time >= this.#startOf(at)).length;
}
