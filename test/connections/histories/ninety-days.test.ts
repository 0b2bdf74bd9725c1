import { afterAll, expect, test } from 'vitest';
import type { Clock } from '../../../src/clock.ts';
import { sealPair } from '../../../src/connections/authorized-client.ts';
import { keepOnce } from '../../../src/connections/keeper.ts';
import { renewAt, shareOf, windowSecondsOf } from '../../../src/connections/token-step.ts';
import type { Installation } from '../../../src/installation.ts';
import { reachApi } from '../../../src/requests/probe.ts';
import { sendRequest } from '../../../src/requests/send-request.ts';
import { replaceGrant } from '../../../src/store/grants.ts';
import { newId } from '../../../src/store/id.ts';
import { seededNumbers } from '../../support/seeded-numbers.ts';
import { connectionAt } from './connection-at.ts';
import { type HistoryWorld, openHistoryWorld, START_MS } from './history-world.ts';
import { ACCESS_SECONDS, type Kind, kinds } from './token-servers.ts';

/** `LONG_LIVES=1` lives through ten busy days with 20 connections of each kind; else it is eight hours with two. */
const isLong = process.env.LONG_LIVES === '1';
const IDLE = { days: 90, each: 20 };
const BUSY = isLong ? { hours: 240, each: 20 } : { hours: 8, each: 2 };
/** How often a busy connection asks, on average. */
const BETWEEN_REQUESTS_MS = 20 * 60_000;
/** The keeper looks every five seconds; looks at which nothing is due are left out. */
const ROUND_MS = 5000;
const IDLE_ROUND_MS = 6 * 3_600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const worldOfFile = openHistoryWorld(afterAll);

interface Life {
  id: string;
  kind: Kind;
}

/** Connections and a keeper under a time of their own, which passes in jumps. */
class Lives {
  nowMs = START_MS;
  readonly all: Life[] = [];
  readonly #world: HistoryWorld;
  readonly #installation: Installation;

  constructor(world: HistoryWorld) {
    this.#world = world;
    world.followTime(() => this.nowMs);
    const clock: Clock = {
      rate: 1,
      now: () => new Date(this.nowMs),
      monotonicMs: () => this.nowMs,
      sleep: (ms) => this.pass(this.nowMs + ms),
    };
    const http: Installation['http'] = {
      async send({ method, url, headers = {}, body = '' }) {
        const reply = await world.servers.answer({ method, url, headers, body });
        const bytes = reply.text.length;
        return { ...reply, headers: new Headers(reply.headers), url, bytes, ms: 1 };
      },
      close: async () => {},
    };
    this.#installation = { ...world.base, clock, http };
  }

  async pass(untilMs: number): Promise<void> {
    this.nowMs = Math.max(this.nowMs, untilMs);
    await this.#world.setDatabaseTime(this.nowMs);
  }

  async begin(each: number): Promise<void> {
    await this.pass(this.nowMs);
    const { base, servers, iClients } = this.#world;
    for (const kind of kinds) {
      for (let count = 0; count < each; count += 1) {
        const { apiType, environment, settings, http, accountId } = connectionAt(servers, kind);
        const id = newId();
        await base.db
          .insertInto('connection')
          .values({
            id,
            name: `${kind} ${count + 1}`,
            apiType,
            environment,
            iclientId: iClients[kind].id,
            settings: JSON.stringify(settings),
            http: http ? JSON.stringify(http) : null,
            status: 'online',
            accountId,
            accountName: 'Demo',
          })
          .execute();
        const { accessToken, refreshToken } = await servers.consent(kind);
        const pair = {
          tokenPair: sealPair(base, id, { accessToken, refreshToken }),
          refreshTokenFingerprint: base.vault.fingerprint(refreshToken),
          scopes: [],
          expiresAt: new Date(this.nowMs + ACCESS_SECONDS * 1000),
          refreshDiesAt: kind.startsWith('rNew') ? new Date(this.nowMs + 30 * DAY_MS) : null,
          tokenServer: kind === 'rOld' ? ('old' as const) : ('new' as const),
        };
        await base.db.transaction().execute((tx) => replaceGrant(tx, id, pair));
        this.all.push({ id, kind });
      }
    }
  }

  keep(): Promise<number> {
    return keepOnce(this.#installation, reachApi);
  }

  async ask({ id, kind }: Life): Promise<number> {
    const { url } = connectionAt(this.#world.servers, kind);
    const request = { method: 'GET', url, costDrips: 1 } as const;
    return (await sendRequest(this.#installation, id, request, { lane: 'interactive' })).status;
  }

  /** When the keeper has to look next. */
  async nextRenewalMs(): Promise<number> {
    const grants = await this.#world.base.db
      .selectFrom('grant')
      .innerJoin('connection', 'connection.id', 'grant.connectionId')
      .select(['connectionId', 'issuedAt', 'expiresAt', 'forced', 'tokenServer', 'apiType'])
      .execute();
    const times = grants.map((grant) => {
      const at = renewAt(grant, shareOf(grant.connectionId), windowSecondsOf(grant.apiType, grant));
      return at?.getTime() ?? Number.POSITIVE_INFINITY;
    });
    return Math.ceil(Math.min(...times) / ROUND_MS) * ROUND_MS;
  }

  /** Names and statuses of those that are not online. */
  async down(): Promise<string[]> {
    const rows = await this.#world.base.db
      .selectFrom('connection')
      .select(['name', 'status', 'reason'])
      .where('status', '!=', 'online')
      .where('builtIn', '=', false)
      .execute();
    return rows.map(({ name, status, reason }) => `${name}: ${status}, ${reason}`);
  }

  async end(): Promise<void> {
    this.#world.servers.forget();
    await this.#world.base.db.deleteFrom('connection').where('builtIn', '=', false).execute();
    await this.#world.base.db.deleteFrom('budget').execute();
  }
}

test(`${IDLE.each} connections of each kind that nobody uses are online after ${IDLE.days} days, and work`, {
  timeout: 300_000,
}, async () => {
  const lives = new Lives(await worldOfFile);
  await lives.begin(IDLE.each);
  for (const endMs = START_MS + IDLE.days * DAY_MS; lives.nowMs < endMs; ) {
    await lives.pass(lives.nowMs + IDLE_ROUND_MS);
    while ((await lives.keep()) > 0);
    expect(await lives.down()).toEqual([]);
  }
  for (const life of lives.all) expect([life.kind, await lives.ask(life)]).toEqual([life.kind, 200]);
  expect(await lives.down()).toEqual([]);
  await lives.end();
});

test(`${BUSY.each} busy connections of each kind stay online for ${BUSY.hours} hours, and every request is answered`, {
  timeout: DAY_MS,
}, async () => {
  const lives = new Lives(await worldOfFile);
  await lives.begin(BUSY.each);
  const random = seededNumbers(1);
  const pause = () => 2 * BETWEEN_REQUESTS_MS * random();
  const next = new Map(lives.all.map((life) => [life, lives.nowMs + pause()]));
  let said = 0;
  for (const endMs = START_MS + BUSY.hours * HOUR_MS; lives.nowMs < endMs; ) {
    const [asking, askMs] = [...next].reduce((soonest, one) => (one[1] < soonest[1] ? one : soonest));
    const renewMs = await lives.nextRenewalMs();
    if (renewMs <= askMs) {
      await lives.pass(Math.max(renewMs, lives.nowMs + 1));
      await lives.keep();
      expect(await lives.down()).toEqual([]);
    } else {
      await lives.pass(askMs);
      expect([asking.kind, await lives.ask(asking)]).toEqual([asking.kind, 200]);
      next.set(asking, lives.nowMs + pause());
    }
    const day = Math.floor((lives.nowMs - START_MS) / DAY_MS);
    if (day > said) console.log(`${day} busy days of ${BUSY.hours / 24}`);
    said = day;
  }
  await lives.end();
});
