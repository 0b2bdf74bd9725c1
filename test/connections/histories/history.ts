import { system } from '../../../src/accounts/actor.ts';
import { sealPair } from '../../../src/connections/authorized-client.ts';
import { editIClient } from '../../../src/connections/iclients.ts';
import { keepOnce } from '../../../src/connections/keeper.ts';
import { reachApi } from '../../../src/requests/probe.ts';
import { type NewPair, replaceGrant } from '../../../src/store/grants.ts';
import { connectionAt } from './connection-at.ts';
import { type HistoryWorld, START_MS } from './history-world.ts';
import { type Ending, judge } from './judge.ts';
import { Machine, type Surroundings } from './machines.ts';
import { type Plan, planOf } from './plan.ts';
import { Scheduler, Violation } from './scheduler.ts';
import { SteppedDatabase } from './stepped-database.ts';
import { SteppedNetwork } from './stepped-network.ts';
import { Stored } from './stored.ts';
import { ACCESS_SECONDS, type Consent, hasNoGrace, type Kind } from './token-servers.ts';
import { Trouble } from './trouble.ts';

export interface HistoryEnd {
  /** What happened, step by step. */
  trace: string[];
  /** What did not hold; undefined when all did. */
  violation: string | undefined;
  status: string;
  reason: string | null;
}

const MOST_ROUNDS = 14;

/** Which history: a seed, and the kind of token server that it is about. */
export interface HistoryId {
  seed: number;
  kind: Kind;
}

/** Lives through a history to its end. */
export async function liveHistory(
  world: HistoryWorld,
  id: HistoryId,
  print?: (line: string) => void,
): Promise<HistoryEnd> {
  const history = new History(world, id, print);
  try {
    return await history.live();
  } finally {
    await history.clear();
  }
}

class History {
  readonly #world: HistoryWorld;
  readonly #plan: Plan;
  readonly #scheduler: Scheduler;
  readonly #database: SteppedDatabase;
  readonly #network: SteppedNetwork;
  readonly #stored: Stored;
  readonly #connectionId: string;
  readonly #around: Surroundings;
  readonly #machines: Machine[] = [];
  /** What people consented to, oldest first. */
  readonly #consents: Ending['consents'] = [];
  readonly #trouble: Trouble;

  constructor(world: HistoryWorld, { seed, kind }: HistoryId, print?: (line: string) => void) {
    this.#world = world;
    const scheduler = new Scheduler(seed, START_MS, print);
    const plan = planOf(kind, scheduler);
    const connectionId = `00000000-0000-7000-8000-${idPart(seed)}`;
    const { sessions, servers, base } = world;
    world.followTime(() => scheduler.nowMs);
    scheduler.onTime = (nowMs) => world.setDatabaseTime(nowMs);
    const stored = new Stored({ watch: sessions.watch, vault: base.vault, connectionId });
    const database = new SteppedDatabase(scheduler, sessions, { lossRate: plan.lossRate });
    const hasGrace = !hasNoGrace(plan.kind);
    const network = new SteppedNetwork({ scheduler, servers, stored, faults: plan.network, hasGrace });
    const { url } = connectionAt(servers, plan.kind);
    this.#around = { base, scheduler, database, network, stored, connectionId, url };
    this.#trouble = new Trouble({
      plan,
      scheduler,
      database,
      network,
      machines: this.#machines,
      revoke: () => this.#revoke(),
      authorizeAgain: () => this.#authorizeAgain(),
    });
    this.#scheduler = scheduler;
    this.#plan = plan;
    this.#connectionId = connectionId;
    this.#stored = stored;
    this.#database = database;
    this.#network = network;
  }

  async live(): Promise<HistoryEnd> {
    let violation: string | undefined;
    try {
      await this.#begin();
      for (const machine of this.#machines) machine.work();
      await this.#scheduler.run(() => this.#trouble.between());
      await this.#settle();
      const [{ kind }, { given }] = [this.#plan, this.#network];
      violation = await judge({
        ...(await this.#row()),
        kind,
        given,
        consents: this.#consents,
        stored: this.#stored,
      });
      if (violation) this.#scheduler.note('!', violation);
    } catch (cause) {
      if (!(cause instanceof Violation)) throw cause;
      violation = cause.message;
    }
    const { status, reason } = await this.#row();
    return { trace: this.#scheduler.trace, violation, status, reason };
  }

  async clear(): Promise<void> {
    await this.#database.clear();
    this.#world.servers.forget();
    await this.#world.sessions.watch.query(
      `delete from connection where id = '${this.#connectionId}'; delete from budget; delete from stored_pair;`,
    );
  }

  async #begin(): Promise<void> {
    const { servers, base, iClients, sessions } = this.#world;
    const { kind, ageMs, isEndedEarly, processes } = this.#plan;
    await sessions.watch.query("select setval('instant', 1)");
    this.#scheduler.nowMs = START_MS - ageMs;
    await this.#world.setDatabaseTime(this.#scheduler.nowMs);
    const { apiType, environment, settings, http, accountId } = connectionAt(servers, kind);
    await base.db
      .insertInto('connection')
      .values({
        id: this.#connectionId,
        name: 'Main Street',
        apiType,
        environment,
        iclientId: iClients[kind].id,
        settings: JSON.stringify(settings),
        secrets: '{}',
        http: http ? JSON.stringify(http) : null,
        status: 'online',
        accountId,
        accountName: 'Demo',
      })
      .execute();
    const consent = await this.#consent();
    await base.db.transaction().execute((tx) => replaceGrant(tx, this.#connectionId, this.#pairOf(consent)));
    if (isEndedEarly) await consent.expire();
    await this.#scheduler.pass(ageMs);
    for (const [at, process] of processes.entries()) {
      this.#machines.push(new Machine('ABC'[at] ?? '?', process, this.#around));
    }
  }

  async #consent(): Promise<Consent> {
    const consent = await this.#world.servers.consent(this.#plan.kind);
    this.#consents.push({ ...consent, isRevoked: false });
    return consent;
  }

  #pairOf(consent: Consent): NewPair {
    const { base } = this.#world;
    const { accessToken } = consent;
    const refreshToken = consent.refreshToken || undefined;
    return {
      tokenPair: sealPair(base, this.#connectionId, { accessToken, refreshToken }),
      refreshTokenFingerprint: refreshToken ? base.vault.fingerprint(refreshToken) : null,
      scopes: [],
      expiresAt: new Date(this.#scheduler.nowMs + ACCESS_SECONDS * 1000),
      refreshDiesAt: null,
      tokenServer: this.#plan.kind === 'rOld' ? 'old' : 'new',
    };
  }

  /** The merchant takes the access away. */
  async #revoke(): Promise<void> {
    for (const consent of this.#consents) {
      consent.isRevoked = true;
      await consent.revoke();
    }
  }

  /** What the callback of a new authorization stores. */
  async #authorizeAgain(): Promise<void> {
    const machine = this.#machines.find(({ life }) => life.isAlive);
    if (!machine) return;
    const consent = await this.#consent();
    const { db } = machine.installation;
    const noReason = { reason: null, reasonDetail: null, offlineSince: null, nextProbeAt: null, probes: 0 };
    machine.start('person', () =>
      db.transaction().execute(async (tx) => {
        await replaceGrant(tx, this.#connectionId, this.#pairOf(consent));
        await tx
          .updateTable('connection')
          .set({ status: 'online', ...noReason })
          .where('id', '=', this.#connectionId)
          .execute();
      }),
    );
  }

  /** All trouble is over: what is down starts again, and the keeper goes its rounds until nothing is open. */
  async #settle(): Promise<void> {
    const scheduler = this.#scheduler;
    scheduler.note('', '--- all trouble is over');
    this.#trouble.end();
    await scheduler.run();
    for (const machine of this.#machines) if (!machine.life.isAlive) machine.restart();
    await scheduler.run();
    const last = new Machine('Z', { skewMs: 0, isDiskFull: false, callers: [], keeper: undefined }, this.#around);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { status, reason, nextProbeAt, attemptId } = await this.#row();
      if (status === 'online' && attemptId === null) break;
      if (status === 'unauthorized' && reason !== 'oauth_invalid_client') return;
      if (status === 'unauthorized') await this.#enterSecret(last);
      await scheduler.pass(Math.max(61_000, (nextProbeAt?.getTime() ?? 0) - scheduler.nowMs));
      last.start('keeper', () => keepOnce(last.installation, reachApi));
      await scheduler.run();
    }
    // Only a token that has to be renewed shows that the grant lives.
    await scheduler.pass(ACCESS_SECONDS * 1000);
    last.start('caller', async () => {
      const end = await last.ask();
      if (end !== '200' && end !== 'connection_unauthorized')
        scheduler.violate(`no request can be sent when all trouble is over: ${end}`);
    });
    await scheduler.run();
  }

  /** A person gives the OAuth client its secret again. */
  async #enterSecret(machine: Machine): Promise<void> {
    const { id, secret } = this.#world.iClients[this.#plan.kind];
    machine.start('person', () => editIClient(machine.installation, system, id, { clientSecret: secret }, undefined));
    await this.#scheduler.run();
  }

  #row() {
    return this.#world.base.db
      .selectFrom('connection')
      .innerJoin('grant', 'grant.connectionId', 'connection.id')
      .select(['status', 'reason', 'nextProbeAt', 'attemptId'])
      .where('connection.id', '=', this.#connectionId)
      .executeTakeFirstOrThrow();
  }
}

/** Twelve digits that spread connections as their ids do: the keeper's time of a renewal hangs on them. */
const idPart = (seed: number) => (seed * 2_654_435_761).toString(16).slice(-12).padStart(12, '0');
