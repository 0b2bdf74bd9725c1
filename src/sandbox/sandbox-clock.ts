/** The sandbox's own time: real time with an offset and a rate, both absolute, set through its control interface. */
export class SandboxClock {
  #offsetMs = 0;
  #rate = 1;
  #rateSinceMs = 0;
  readonly #realMs: () => number;

  constructor(realMs: () => number = Date.now) {
    this.#realMs = realMs;
    this.#rateSinceMs = realMs();
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    const real = this.#realMs();
    return this.#rateSinceMs + (real - this.#rateSinceMs) * this.#rate + this.#offsetMs;
  }

  /** `offsetMs` is added to real time; from now on time runs `rate` times as fast. */
  set(setting: { offsetMs?: number | undefined; rate?: number | undefined }): { offsetMs: number; rate: number } {
    if (setting.rate !== undefined) {
      this.#rateSinceMs = this.#realMs();
      this.#rate = setting.rate;
    }
    if (setting.offsetMs !== undefined) this.#offsetMs = setting.offsetMs;
    return { offsetMs: this.#offsetMs, rate: this.#rate };
  }
}
