import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Db } from '../../../src/store/database.ts';
import type { Tables } from '../../../src/store/tables.ts';
import type { Life, Scheduler } from './scheduler.ts';

/** Real sessions with one database, lent to the processes of one history after another. */
export interface Sessions {
  free: pg.Client[];
  /** Looks at who waits for whom, and at what is stored; never part of a history. */
  watch: pg.Client;
  close(): Promise<void>;
}

const MOST_SESSIONS = 40;

export async function openSessions(connection: pg.PoolConfig): Promise<Sessions> {
  const clients = Array.from({ length: MOST_SESSIONS + 1 }, () => new pg.Client(connection as pg.ClientConfig));
  await Promise.all(clients.map((client) => client.connect()));
  const [watch, ...free] = clients as [pg.Client, ...pg.Client[]];
  return {
    free,
    watch,
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  };
}

/** How often a statement's connection is lost, before or after the statement did its work. */
export interface DatabaseFaults {
  lossRate: number;
}

type Query = string | pg.QueryConfig;
interface Blocked {
  session: Session;
  isSettled: boolean;
  settled: Promise<void>;
  /** Hands over what came of it. */
  end(): Promise<void>;
}

/** The real database as the processes of one history see it: each statement is a step, and may be its connection's last. */
export class SteppedDatabase {
  readonly scheduler: Scheduler;
  readonly sessions: Sessions;
  readonly faults: DatabaseFaults;
  isAway = false;
  /** Statements that wait for a row, in the order in which they came. */
  #blocked: Blocked[] = [];
  readonly #open = new Set<Session>();

  constructor(scheduler: Scheduler, sessions: Sessions, faults: DatabaseFaults) {
    this.scheduler = scheduler;
    this.sessions = sessions;
    this.faults = faults;
    scheduler.afterStep.push(() => this.#lookAtBlocked());
  }

  /** What a process works with: a pool and Kysely on it. */
  open(life: Life): { db: Db; pool: pg.Pool } {
    const connect = async () => {
      const session = new Session(this, life);
      this.#open.add(session);
      return session;
    };
    const pool = {
      options: {},
      connect,
      async query(query: pg.QueryConfig) {
        const session = await connect();
        return session.query(query).finally(() => session.release());
      },
      async end() {},
    } as unknown as pg.Pool;
    const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
    return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins }), pool };
  }

  /** The database ends every session: what was not committed is undone. */
  async goAway(): Promise<void> {
    this.isAway = true;
    await this.#endAll();
  }

  comeBack(): void {
    this.isAway = false;
  }

  /** The process is gone; that its sessions are, the database notices a moment later. */
  leave(life: Life): void {
    for (const session of this.#open) {
      if (session.life !== life) continue;
      this.scheduler.later(`(${life.name} is gone, and its session ends)`, () => session.lose());
    }
  }

  /** Ends what is open, so that the next history begins with all sessions. */
  clear(): Promise<void> {
    return this.#endAll();
  }

  async #endAll(): Promise<void> {
    for (const blocked of this.#blocked.splice(0)) {
      await this.sessions.watch.query('select pg_cancel_backend($1)', [blocked.session.processId]);
      await blocked.settled;
      await blocked.end();
    }
    for (const session of this.#open) await session.lose();
  }

  /** Runs a statement; resolves undefined when it waits for a row that another session holds, and `end` or `fail` follow. */
  async issue(
    session: Session,
    real: pg.Client,
    query: Query,
    values: unknown[] | undefined,
    later: { end(result: pg.QueryResult): Promise<void>; fail(cause: Error): void },
  ): Promise<pg.QueryResult | undefined> {
    const running = typeof query === 'string' ? real.query(query, values) : real.query(query);
    const rivals = [...this.#open].some((other) => other !== session && other.isInTransaction);
    if (!rivals) return running;
    const blocked: Blocked = { session, isSettled: false, settled: Promise.resolve(), end: async () => {} };
    const settles = (end: () => Promise<void>) => {
      blocked.isSettled = true;
      blocked.end = end;
    };
    blocked.settled = running.then(
      (result) => settles(() => later.end(result)),
      (cause) => settles(async () => later.fail(cause)),
    );
    if (await this.#isSettled(blocked)) return running;
    this.scheduler.note(`${session.life.name}`, '  (waits for a row that another session holds)');
    this.#blocked.push(blocked);
    return undefined;
  }

  forget(session: Session): void {
    this.#open.delete(session);
  }

  /** Whether a statement is through; false as soon as it waits for a lock. */
  async #isSettled(blocked: Blocked): Promise<boolean> {
    for (;;) {
      const { rowCount } = await this.sessions.watch.query({
        name: 'waits',
        text: 'select from pg_locks where pid = $1 and not granted',
        values: [blocked.session.processId],
      });
      if (blocked.isSettled) return true;
      if (rowCount) return false;
    }
  }

  async #lookAtBlocked(): Promise<void> {
    for (const blocked of [...this.#blocked]) {
      if (!(await this.#isSettled(blocked))) continue;
      this.#blocked = this.#blocked.filter((other) => other !== blocked);
      await blocked.end();
    }
  }
}

/** A connection of a pool. Takes a real session at its first statement. */
class Session {
  readonly life: Life;
  isInTransaction = false;
  readonly #database: SteppedDatabase;
  #real: pg.Client | undefined;
  #isLost = false;
  #isBusy = false;
  #isReleased = false;

  constructor(database: SteppedDatabase, life: Life) {
    this.#database = database;
    this.life = life;
  }

  get processId(): number {
    return (this.#real as unknown as { processID: number }).processID;
  }

  query(query: Query, values?: unknown[]): Promise<pg.QueryResult> {
    const text = typeof query === 'string' ? query : query.text;
    const { scheduler } = this.#database;
    return new Promise((resolve, reject) => {
      const told = scheduler.step(shortened(text), () => this.#take(query, values, text, resolve, reject));
      void told.catch(reject);
    });
  }

  async #take(
    query: Query,
    values: unknown[] | undefined,
    text: string,
    resolve: (result: pg.QueryResult) => void,
    reject: (cause: Error) => void,
  ): Promise<void> {
    const { scheduler, faults, sessions, isAway } = this.#database;
    if (this.#isLost) return reject(terminated());
    if (isAway) {
      await this.lose();
      return reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    }
    const isLost = scheduler.chance(faults.lossRate);
    const tooLate = isLost && scheduler.chance(0.5);
    if (isLost && !tooLate) {
      scheduler.note(this.life.name, '  (its connection was lost before)');
      await this.lose();
      return reject(terminated());
    }
    this.#real ??= sessions.free.pop();
    if (!this.#real) throw new Error('there are not enough sessions for this history');
    const done = async (result: pg.QueryResult) => {
      this.#isBusy = false;
      if (/^begin/i.test(text)) this.isInTransaction = true;
      if (/^(commit|rollback)/i.test(text)) this.isInTransaction = false;
      scheduler.note(this.life.name, `  (${result.command} ${result.rowCount ?? ''})`);
      if (this.#isReleased) await this.lose();
      if (!tooLate) return resolve(result);
      scheduler.note(this.life.name, '  (its connection was lost after)');
      await this.lose();
      reject(terminated());
    };
    const fail = (cause: Error) => {
      this.#isBusy = false;
      reject((cause as { code?: string }).code === CANCELLED ? terminated() : cause);
    };
    this.#isBusy = true;
    try {
      const result = await this.#database.issue(this, this.#real, query, values, { end: done, fail });
      if (result) await done(result);
    } catch (cause) {
      fail(cause as Error);
    }
  }

  release(): void {
    this.#isReleased = true;
    if (!this.isInTransaction && !this.#isBusy) this.#giveBack();
  }

  /** What was not committed is undone. A statement that waits for a row ends first, as a real one does. */
  async lose(): Promise<void> {
    this.#isLost = true;
    if (this.#isBusy) {
      this.#isReleased = true;
      return;
    }
    if (this.#real && this.isInTransaction) await this.#real.query('rollback');
    this.isInTransaction = false;
    this.#giveBack();
  }

  #giveBack(): void {
    if (this.#real) this.#database.sessions.free.push(this.#real);
    this.#real = undefined;
    this.#database.forget(this);
  }
}

/** What a statement ends with that waited for a row when the database went away. */
const CANCELLED = '57014';

const terminated = () => new Error('Connection terminated unexpectedly');

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('"', '');
  return line.length > 150 ? `${line.slice(0, 147)}...` : line;
}
