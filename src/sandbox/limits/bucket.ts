export interface Limits {
  size: number;
  dripPerSecond: number;
  burst: number;
}

/** Limits so wide that they never hold anybody back; what `limits: "off"` means. Headers are sent all the same. */
export const noLimits: Limits = { size: 1_000_000, dripPerSecond: 1_000_000, burst: 1_000_000 };

/**
 * Limits of an account by its registers. Rules of 2026-03-17 (firm): size 90 and 1 drip a second, 10 and 0.5 more for each
 * further register; the burst limit is "some part of the size", 20 for 90 in the one sample (unsure for others).
 */
export function realLimits(registers: number): Limits {
  const size = 90 + 10 * (registers - 1);
  return { size, dripPerSecond: 1 + 0.5 * (registers - 1), burst: Math.floor((size * 20) / 90) };
}

export type LimitVerdict =
  | { allowed: true }
  | { allowed: false; type: 'api-leaky-bucket' | 'api-burst-limiter'; retryAfterSeconds: number };

/** Leaky bucket and burst limiter of one account and client. Level in drips. */
export class Bucket {
  #level = 0;
  #levelAtMs: number;
  #burstSecond = -1;
  #burstCount = 0;

  constructor(nowMs: number) {
    this.#levelAtMs = nowMs;
  }

  /** Takes a request in or refuses it. The first one that passes the size is let through (firm). */
  take(cost: number, limits: Limits, nowMs: number): LimitVerdict {
    this.#leak(limits, nowMs);
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#burstSecond) {
      this.#burstSecond = second;
      this.#burstCount = 0;
    }
    const isLimited = limits !== noLimits;
    if (isLimited && this.#burstCount >= limits.burst)
      return { allowed: false, type: 'api-burst-limiter', retryAfterSeconds: 1 };
    this.#burstCount += 1;
    if (isLimited && this.#level >= limits.size) {
      const retryAfterSeconds = Math.max(1, Math.ceil((this.#level - limits.size + cost) / limits.dripPerSecond));
      return { allowed: false, type: 'api-leaky-bucket', retryAfterSeconds };
    }
    this.#level += cost;
    return { allowed: true };
  }

  /** Units in it, to the hundredth. */
  level(limits: Limits, nowMs: number): number {
    this.#leak(limits, nowMs);
    return Math.round(this.#level * 100) / 100;
  }

  /** Headers that every reply carries. */
  headers(limits: Limits, cost: number, nowMs: number): Record<string, string> {
    return {
      'X-LS-API-Bucket-Level': `${this.level(limits, nowMs)}/${limits.size}`,
      'X-LS-API-Burst-Level': `${this.#burstCount}/${limits.burst}`,
      'X-LS-API-Drip-Rate': String(limits.dripPerSecond),
      'X-LS-Api-Request-Cost': String(cost),
    };
  }

  #leak(limits: Limits, nowMs: number): void {
    const seconds = Math.max(0, nowMs - this.#levelAtMs) / 1000;
    this.#level = Math.max(0, this.#level - seconds * limits.dripPerSecond);
    this.#levelAtMs = nowMs;
  }
}
