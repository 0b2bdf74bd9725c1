/** How the sandbox's time differs from real time. `rateSinceMs` is the real time from which the rate counts, epoch ms. */
export interface ClockSetting {
  offsetMs: number;
  rate: number;
  rateSinceMs: number;
}

/** The sandbox's own time: real time with an offset and a rate, both absolute, set through its control interface. */
export class SandboxClock {
  #setting: ClockSetting;
  readonly #realMs: () => number;

  /** Time goes on as it was set before, when a setting is given. */
  constructor(realMs: () => number = Date.now, setting?: ClockSetting) {
    this.#realMs = realMs;
    this.#setting = setting ?? { offsetMs: 0, rate: 1, rateSinceMs: realMs() };
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    const { offsetMs, rate, rateSinceMs } = this.#setting;
    return rateSinceMs + (this.#realMs() - rateSinceMs) * rate + offsetMs;
  }

  /** `offsetMs` is added to real time; from now on time runs `rate` times as fast. */
  set({ offsetMs, rate }: { offsetMs?: number | undefined; rate?: number | undefined }): ClockSetting {
    const since = rate === undefined ? {} : { rate, rateSinceMs: this.#realMs() };
    this.#setting = { ...this.#setting, ...since, ...(offsetMs === undefined ? {} : { offsetMs }) };
    return this.#setting;
  }
}
