import type { Machine } from './machines.ts';
import { type HappeningPlan, type Plan, stallsMs } from './plan.ts';
import type { Life, Scheduler } from './scheduler.ts';
import type { SteppedDatabase } from './stepped-database.ts';
import type { SteppedNetwork } from './stepped-network.ts';

const MOST_CRASHES = 3;
/** About as many steps as it takes from a reply to the pair's commit. */
const DELICATE_STEPS = 8;
/** Until it wakes, the lease of whoever slept is over. */
const pastLeaseMs = [61_000, 70_000, 130_000] as const;

interface Parts {
  plan: Plan;
  scheduler: Scheduler;
  database: SteppedDatabase;
  network: SteppedNetwork;
  machines: Machine[];
  /** The merchant takes the access away. */
  revoke(): Promise<void>;
  /** A person authorizes anew. */
  authorizeAgain(): Promise<void>;
}

/** Whatever goes wrong in a history, as its plan and its seed say. */
export class Trouble {
  readonly #parts: Parts;
  #happenings: HappeningPlan[];
  #ends: { atMs: number; end: () => void }[] = [];
  #crashes = 0;
  /** Pairs that somebody got since the last look, and how many there were. */
  #holders: Life[] = [];
  #pairs = 0;
  #doomed: { machine: Machine; atStep: number } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#happenings = parts.plan.happenings;
    parts.network.onPairInHand = (holder) => void this.#holders.push(holder);
  }

  /** What may happen before a step is taken. */
  async between(): Promise<void> {
    const { plan, scheduler } = this.#parts;
    const over = this.#ends.filter(({ atMs }) => atMs <= scheduler.nowMs);
    this.#ends = this.#ends.filter(({ atMs }) => atMs > scheduler.nowMs);
    for (const { end } of over) end();
    const due = this.#happenings.filter(({ atStep }) => atStep <= scheduler.steps);
    this.#happenings = this.#happenings.filter(({ atStep }) => atStep > scheduler.steps);
    for (const happening of due) await this.#happen(happening);
    for (const holder of this.#holders.splice(0)) await this.#followTheme(holder);
    if (this.#doomed && this.#doomed.atStep <= scheduler.steps) {
      const { machine } = this.#doomed;
      this.#doomed = undefined;
      if (machine.life.isAlive) this.#crash(machine);
    }
    if (this.#isTime(plan.stallRate)) {
      const ms = scheduler.pick(stallsMs);
      scheduler.note('', `ALL STAND STILL for ${ms} ms`);
      await scheduler.pass(ms);
    }
    const alive = this.#alive();
    if (alive.length > 0 && this.#isTime(plan.freezeRate)) this.#freeze(scheduler.pick(alive).life, stallsMs);
    if (alive.length > 0 && this.#crashes < MOST_CRASHES && this.#isTime(plan.crashRate))
      this.#crash(scheduler.pick(alive));
  }

  /** All trouble is over. */
  end(): void {
    const { database, network, machines } = this.#parts;
    network.isCalm = true;
    network.servers.refusesClients = false;
    database.faults.lossRate = 0;
    database.comeBack();
    for (const { disk, life } of machines) {
      disk.isFull = false;
      life.frozenUntilMs = 0;
    }
  }

  #alive(): Machine[] {
    return this.#parts.machines.filter(({ life }) => life.isAlive);
  }

  /** Whether trouble of this rate comes now: more likely while a reply with tokens is on its way or in hand. */
  #isTime(rate: number): boolean {
    const { scheduler, network } = this.#parts;
    if (rate === 0) return false;
    const isDelicate = scheduler.steps - network.lastTokenStep < DELICATE_STEPS;
    return scheduler.chance(isDelicate ? Math.min(0.3, rate * 6) : rate);
  }

  async #followTheme(holder: Life): Promise<void> {
    const { plan, scheduler } = this.#parts;
    const machine = this.#alive().find(({ life }) => life === holder);
    if (!machine || plan.theme === 'none') return;
    this.#pairs += 1;
    const isFirst = this.#pairs === 1;
    if (plan.theme === 'takenOver') {
      if (isFirst) this.#freeze(holder, pastLeaseMs);
      else if (scheduler.chance(0.5)) this.#crash(machine);
    } else if (isFirst) {
      await this.#takeDatabase(scheduler.pick([4_000, 40_000, 90_000]));
      if (scheduler.chance(0.7)) {
        this.#doomed = { machine, atStep: scheduler.steps + 4 + Math.floor(scheduler.random() * 12) };
      }
    }
  }

  #freeze(life: Life, some: readonly number[]): void {
    const { scheduler } = this.#parts;
    const ms = scheduler.pick(some);
    scheduler.note(life.name, `STANDS STILL for ${ms} ms`);
    life.frozenUntilMs = scheduler.nowMs + ms;
  }

  #crash(machine: Machine): void {
    const { scheduler } = this.#parts;
    this.#crashes += 1;
    machine.crash();
    if (!scheduler.chance(0.6)) return;
    scheduler.later(`${machine.name} starts again`, async () => {
      machine.restart(scheduler.chance(0.5) ? () => machine.work() : undefined);
    });
  }

  async #takeDatabase(forMs: number): Promise<void> {
    const { scheduler, database } = this.#parts;
    scheduler.note('', `THE DATABASE IS AWAY for ${forMs} ms`);
    await database.goAway();
    this.#ends.push({ atMs: scheduler.nowMs + forMs, end: () => database.comeBack() });
  }

  async #happen({ kind, forMs }: HappeningPlan): Promise<void> {
    const { scheduler, network, revoke, authorizeAgain } = this.#parts;
    switch (kind) {
      case 'revoke':
        scheduler.note('', 'THE MERCHANT TAKES THE ACCESS AWAY');
        return revoke();
      case 'clientTrouble': {
        const { servers } = network;
        scheduler.note('', `THE CLIENT IS REFUSED for ${forMs} ms`);
        servers.refusesClients = true;
        const end = () => {
          servers.refusesClients = false;
        };
        this.#ends.push({ atMs: scheduler.nowMs + forMs, end });
        return;
      }
      case 'databaseAway':
        return this.#takeDatabase(forMs);
      case 'consent':
        scheduler.note('', 'SOMEBODY AUTHORIZES AGAIN');
        return authorizeAgain();
    }
  }
}
