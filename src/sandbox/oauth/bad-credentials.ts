import { triesLeft } from './until-first-use.ts';

/** Counts wrong client credentials by client ID: these are limited (firm), to 5 a minute (the number is a guess). */
export class BadCredentials {
  readonly #tries = new Map<string, { triesMs: number[] }>();

  /** Seconds to wait where there were too many; undefined while the plain refusal is the answer. */
  count(clientId: string, nowMs: number): number | undefined {
    const tries = this.#tries.get(clientId) ?? { triesMs: [] };
    if (this.#tries.size > 10_000) this.#tries.clear();
    this.#tries.set(clientId, tries);
    return triesLeft(tries, nowMs);
  }
}
