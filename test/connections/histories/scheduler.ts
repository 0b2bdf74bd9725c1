import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../../src/clock.ts';
import { seededNumbers } from '../../support/seeded-numbers.ts';

/** One process of counterflow in a history: it has clocks of its own, and dies whole. */
export interface Life {
  name: string;
  isAlive: boolean;
  /** How far its wall clock is off. */
  skewMs: number;
  /** It stands still until then, as in a machine that sleeps. */
  frozenUntilMs: number;
}

/** Something that somebody is about to do, and that happens when the scheduler picks it. */
interface Step {
  life: Life;
  actor: string;
  what: string;
  take(): Promise<void>;
}

interface Sleeper {
  life: Life;
  untilMs: number;
  wake: () => void;
}

const actors = new AsyncLocalStorage<{ life: Life; actor: string; scheduler: Scheduler }>();

/** Who runs here: found through every await, since one process has many callers at once. */
export function currentActor(): { life: Life; actor: string; scheduler: Scheduler } {
  const current = actors.getStore();
  if (!current) throw new Error('nothing runs here that a history knows');
  return current;
}

/** A history that can't go on: what it shows is a fault of counterflow, or of these tests. */
export class Violation extends Error {}

const MOST_STEPS = 4000;
/** A look of each process at a lease takes no more steps than this. */
const POLL_STEPS = 6;
const SHORT_POLLS = 8;
const LATE_MS = 7_000;

/**
 * Runs what several processes do one step at a time, in an order that follows from a seed. Between two steps everybody has
 * come to rest, so the same seed gives the same history.
 */
export class Scheduler {
  readonly random: () => number;
  readonly trace: string[] = [];
  /** Called after each step, e.g. to see who waited for its end. */
  readonly afterStep: (() => Promise<void>)[] = [];
  /** Tells the database that time has passed. */
  onTime: (nowMs: number) => Promise<void> = async () => {};
  nowMs: number;
  steps = 0;
  readonly #startMs: number;
  readonly #print: ((line: string) => void) | undefined;
  #waiting: Step[] = [];
  #urgent: Step[] = [];
  #sleepers: Sleeper[] = [];
  #underWay = new Set<string>();
  /** How often in a row nothing was left but to wait, and after which step the last time. */
  #wakings = 0;
  #wokenAtStep = 0;
  #last: string | undefined;
  #violation: Violation | undefined;
  /** How likely the same actor goes on; some orders need one that runs far ahead. */
  readonly #stickiness: number;

  constructor(seed: number, startMs: number, print?: (line: string) => void) {
    this.random = seededNumbers(seed);
    this.nowMs = startMs;
    this.#startMs = startMs;
    this.#print = print;
    this.#stickiness = this.pick([0, 0.5, 0.9]);
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)] as T;
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  note(who: string, what: string): void {
    const line = `${((this.nowMs - this.#startMs) / 1000).toFixed(3).padStart(9)}  ${who.padEnd(12)} ${what}`;
    this.trace.push(line);
    this.#print?.(line);
  }

  /** Ends the history with what it showed; the first thing counts. */
  violate(message: string): void {
    this.note('!', message);
    this.#violation ??= new Violation(message);
  }

  /** Lets an actor of a process run; what it does goes step by step from now on. */
  start(life: Life, actor: string, run: () => Promise<void>): void {
    const name = `${life.name}/${actor}`;
    this.#underWay.add(name);
    const ended = () => void this.#underWay.delete(name);
    actors.run({ life, actor, scheduler: this }, () => {
      run().then(ended, (cause) => {
        ended();
        if (life.isAlive) this.violate(`${name} failed: ${cause instanceof Error ? cause.stack : String(cause)}`);
      });
    });
  }

  /** Does `run` when the scheduler picks it; never, when the process has died by then. `urgent`: before anything else. */
  step<T>(what: string, run: () => Promise<T>, { urgent = false } = {}): Promise<T> {
    const current = currentActor();
    const { life, actor } = current;
    return new Promise<T>((resolve, reject) => {
      const take = async () => {
        try {
          resolve(await actors.run(current, run));
        } catch (cause) {
          reject(cause);
        }
      };
      (urgent ? this.#urgent : this.#waiting).push({ life, actor, what, take });
    });
  }

  /** A step that nobody waits for, e.g. what a server does with the request of a process that is gone. */
  later(what: string, take: () => Promise<void>): void {
    this.#waiting.push({ life: world, actor: '', what, take });
  }

  /** The clock of a process: one monotonic time for all, and a wall clock that may be off. */
  clockOf(life: Life): Clock {
    return {
      rate: 1,
      now: () => new Date(this.nowMs + life.skewMs),
      monotonicMs: () => this.nowMs,
      sleep: (ms) =>
        new Promise((wake) => {
          this.#sleepers.push({ life, untilMs: this.nowMs + Math.max(0, ms), wake });
        }),
    };
  }

  /** A process ends as by `kill -9`: nothing of it goes on. */
  kill(life: Life): void {
    life.isAlive = false;
    this.#waiting = this.#waiting.filter((step) => step.life !== life);
    this.#urgent = this.#urgent.filter((step) => step.life !== life);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.life !== life);
    for (const name of this.#underWay) if (name.startsWith(`${life.name}/`)) this.#underWay.delete(name);
  }

  /** Lets time pass and wakes who slept until then. */
  async pass(ms: number): Promise<void> {
    this.nowMs += ms;
    await this.onTime(this.nowMs);
    const due = this.#sleepers.filter(({ untilMs }) => untilMs <= this.nowMs);
    this.#sleepers = this.#sleepers.filter(({ untilMs }) => untilMs > this.nowMs);
    for (const { wake } of due.sort((one, other) => one.untilMs - other.untilMs)) wake();
  }

  /** Runs until nobody has anything left to do. `between` is asked before each step and may let things happen. */
  async run(between: () => Promise<void> = async () => {}): Promise<void> {
    for (;;) {
      await this.#rest();
      if (this.#urgent.length > 0) {
        await this.#take(this.#urgent.shift() as Step);
        continue;
      }
      await between();
      await this.#rest();
      if (this.#urgent.length > 0) continue;
      if (this.#underWay.size === 0 && this.#waiting.length === 0) return;
      const able = this.#waiting.filter(({ life }) => life.frozenUntilMs <= this.nowMs);
      if (able.length > 0) await this.#take(this.#next(able));
      else await this.#wakeNext();
    }
  }

  async #rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#violation) throw this.#violation;
    if (this.steps > MOST_STEPS) throw new Violation(`it comes to no end within ${MOST_STEPS} steps`);
  }

  #next(able: Step[]): Step {
    const mine = able.find(({ life, actor }) => `${life.name}/${actor}` === this.#last);
    const stays = this.chance(this.#stickiness) && mine;
    const step = stays ? mine : this.pick(able);
    this.#waiting.splice(this.#waiting.indexOf(step), 1);
    return step;
  }

  async #take(step: Step): Promise<void> {
    this.steps += 1;
    const who = `${step.life.name}/${step.actor}`;
    this.#last = who;
    this.note(who, step.what);
    // A step takes time, so that two instants that follow each other are never the same one.
    this.nowMs += 1;
    await step.take();
    for (const look of this.afterStep) await look();
  }

  async #wakeNext(): Promise<void> {
    const thaws = this.#waiting.map(({ life }) => life.frozenUntilMs);
    const next = Math.min(...this.#sleepers.map(({ untilMs }) => untilMs), ...thaws);
    if (next === Number.POSITIVE_INFINITY)
      throw new Violation(`they wait for nothing: ${[...this.#underWay].join(', ')}`);
    this.#wakings = this.steps - this.#wokenAtStep <= POLL_STEPS ? this.#wakings + 1 : 0;
    this.#wokenAtStep = this.steps;
    // Who polls for long is woken late, and so polls less often.
    const lateMs = this.#wakings > SHORT_POLLS ? LATE_MS : 0;
    await this.pass(Math.max(0, next - this.nowMs) + lateMs);
  }
}

/** What goes on when no process does anything. */
const world: Life = { name: 'world', isAlive: true, skewMs: 0, frozenUntilMs: 0 };
