import { ConnectionUnavailable } from '../../../src/connections/connection-errors.ts';
import { keepOnce } from '../../../src/connections/keeper.ts';
import { applyPendingGrants } from '../../../src/connections/pending-grants.ts';
import { CounterflowError } from '../../../src/counterflow-error.ts';
import type { Installation } from '../../../src/installation.ts';
import { reachApi } from '../../../src/requests/probe.ts';
import { sendRequest } from '../../../src/requests/send-request.ts';
import { isAway } from '../../../src/store/away.ts';
import type { ProcessPlan } from './plan.ts';
import type { Life, Scheduler } from './scheduler.ts';
import type { SteppedDatabase } from './stepped-database.ts';
import { type Disk, HISTORY_FOLDER, newDisk } from './stepped-files.ts';
import type { SteppedNetwork } from './stepped-network.ts';
import type { Stored } from './stored.ts';

const AWAY = 'database away';

/** What the processes of a history run in. */
export interface Surroundings {
  base: Installation;
  scheduler: Scheduler;
  database: SteppedDatabase;
  network: SteppedNetwork;
  stored: Stored;
  connectionId: string;
  /** A small request of the connection's. */
  url: string;
}

/** A machine with the process that runs on it now. Its disk outlives a crash. */
export class Machine {
  readonly name: string;
  readonly disk: Disk;
  readonly plan: ProcessPlan;
  life: Life;
  installation: Installation;
  readonly #around: Surroundings;
  #lives = 0;

  constructor(name: string, plan: ProcessPlan, around: Surroundings) {
    this.name = name;
    this.plan = plan;
    this.disk = newDisk(name);
    this.disk.isFull = plan.isDiskFull;
    this.#around = around;
    [this.life, this.installation] = this.#boot();
  }

  #boot(): [Life, Installation] {
    const { base, scheduler, database, network } = this.#around;
    this.#lives += 1;
    const name = `${this.name}${this.#lives}`;
    const life: Life = { name, isAlive: true, skewMs: this.plan.skewMs, frozenUntilMs: 0 };
    const installation = {
      ...base,
      ...database.open(life),
      clock: scheduler.clockOf(life),
      http: network.client,
      processId: `00000000-0000-7000-9000-${Buffer.from(name).toString('hex').padStart(12, '0')}`,
      dataDir: `${HISTORY_FOLDER}${this.name}`,
    };
    return [life, installation];
  }

  /** The process ends as by `kill -9`: nothing of it goes on, and others notice later. */
  crash(): void {
    const { scheduler, database, network } = this.#around;
    scheduler.note(this.life.name, 'DIES');
    scheduler.kill(this.life);
    database.leave(this.life);
    network.leave(this.life, this.#pairsOnDisk());
  }

  #pairsOnDisk(): string[] {
    return [...this.disk.files]
      .filter(([path]) => path.endsWith('.json'))
      .flatMap(([, text]) => this.#around.stored.opened(JSON.parse(text).pair.tokenPair).refreshToken ?? []);
  }

  /**
   * Starts a process again, which begins with what the one before it left on disk. A start that fails for want of the
   * database is repeated, as whatever watches over processes does; `then` follows a good one.
   */
  restart(then: () => void = () => {}): void {
    [this.life, this.installation] = this.#boot();
    const { installation } = this;
    this.start('start', async () => {
      while ((await tolerant(() => applyPendingGrants(installation))) === AWAY) await installation.clock.sleep(1000);
      then();
    });
  }

  start(actor: string, run: () => Promise<unknown>): void {
    this.#around.scheduler.start(this.life, actor, async () => void (await tolerant(run)));
  }

  /** Lets callers and keeper do what they are meant to. */
  work(): void {
    const { installation, plan } = this;
    const { sleep } = installation.clock;
    for (const [at, { startMs, asks, gapMs }] of plan.callers.entries()) {
      this.start(`caller${at + 1}`, async () => {
        await sleep(startMs);
        for (let ask = 0; ask < asks; ask += 1) {
          if (ask > 0) await sleep(gapMs);
          await this.ask();
        }
      });
    }
    if (!plan.keeper) return;
    const { startMs, rounds } = plan.keeper;
    this.start('keeper', async () => {
      await sleep(startMs);
      for (let round = 0; round < rounds; round += 1) {
        await tolerant(() => keepOnce(installation, reachApi));
        await sleep(5000);
      }
    });
  }

  /** Sends a small request; the answer's status, or the code of what stands against it. */
  async ask(): Promise<string> {
    const { scheduler, connectionId, url } = this.#around;
    const request = { method: 'GET', url, costDrips: 1 } as const;
    const { life, installation } = this;
    const end = await tolerant(
      async () => (await sendRequest(installation, connectionId, request, { lane: 'interactive' })).status,
    );
    scheduler.note(life.name, `a request ended: ${end}`);
    return String(end);
  }
}

/** Runs what may meet trouble: the code of a verdict about the connection, or that the database is away, is an end like another. */
async function tolerant<T>(run: () => Promise<T>): Promise<T | string> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof ConnectionUnavailable) return cause.code;
    if (cause instanceof CounterflowError && cause.code === 'process_stalled') return cause.code;
    if (isAway(cause)) return AWAY;
    throw cause;
  }
}
