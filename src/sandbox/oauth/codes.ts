import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { Asked, Consent } from './consent-server.ts';

/** What a code stands for. */
export interface Given {
  asked: Asked;
  storeId: string;
  employeeId: number;
  scopes: string[];
}

/** Codes of one server: each buys one token pair, once, in its time. They do not outlive the process. */
export class Codes {
  readonly #clock: SandboxClock;
  readonly #lifeMs: number;
  readonly #codes = new Map<string, Given & { untilMs: number }>();

  constructor(clock: SandboxClock, lifeMs: number) {
    this.#clock = clock;
    this.#lifeMs = lifeMs;
  }

  give(asked: Asked, { store, employee, scopes }: Consent): string {
    const code = randomBytes(32).toString('hex');
    const untilMs = this.#clock.nowMs() + this.#lifeMs;
    this.#codes.set(code, { asked, storeId: store.id, employeeId: employee.id, scopes, untilMs });
    return code;
  }

  /** Spends a code, whoever brings it; undefined when it was not this client's, is spent or too old. */
  take(code: string | undefined, clientId: string): Given | undefined {
    const given = this.#codes.get(code ?? '');
    this.#codes.delete(code ?? '');
    return given && given.asked.clientId === clientId && given.untilMs >= this.#clock.nowMs() ? given : undefined;
  }
}
