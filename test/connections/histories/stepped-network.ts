import { type HttpClient, HttpFailure, type HttpReply, type HttpRequest } from '../../../src/http/client.ts';
import type { Reply } from './any-server.ts';
import { currentActor, type Life, type Scheduler } from './scheduler.ts';
import { type Stored, tokenFieldsOf } from './stored.ts';
import type { TokenServers } from './token-servers.ts';

/** What may become of a request, beside an answer. */
export const troubles = [
  'notSent',
  'reset',
  'lostReply',
  'cutReply',
  'status500',
  'status503',
  'html',
  'rateLimited',
] as const;
export type Trouble = (typeof troubles)[number];

/** Which troubles a history has, and how likely a request meets one of them. */
export interface NetworkFaults {
  troubles: readonly Trouble[];
  tokenRate: number;
  apiRate: number;
}

/** A token pair that a server gave, and what became of the reply. */
export interface GivenPair {
  refreshToken: string;
  /** What it was given for, and when the request for it left. */
  spentToken: string;
  leftMs: number;
  /** Who has it in hand; undefined when the reply was lost. */
  holder: Life | undefined;
  /** Whether its holder had put it on disk when it died. */
  isOnDisk: boolean;
  /** Whether somebody asked for the spent token once more, as a last resort. */
  isAskedAgain: boolean;
}

/** A lease lasts 60 s and its holder sends within 25: nobody else sends the same token sooner than this after it. */
const SOONEST_LAST_RESORT_MS = 35_000;

/** A token call that has left and whose end nobody knows yet. */
interface InFlight {
  /** Of the pair that it is to replace. A spare that was put back is another generation than before. */
  generation: number;
  /** Empty where the client signs in with its own credentials. */
  spentToken: string;
  who: string;
  leftMs: number;
  /** After this long it does not arrive any more, nor does an answer. */
  timeoutMs: number;
}

/** The network as the processes of a history see it. Watches what leaves: the invariants about requests are kept here. */
export class SteppedNetwork {
  readonly scheduler: Scheduler;
  readonly servers: TokenServers;
  readonly stored: Stored;
  readonly faults: NetworkFaults;
  /** Whether the token server of this history takes a refresh token again after it was used. */
  readonly hasGrace: boolean;
  readonly given: GivenPair[] = [];
  /** Which step was the last of a token call. */
  lastTokenStep = Number.NEGATIVE_INFINITY;
  isCalm = false;
  /** Told when somebody gets a new pair. */
  onPairInHand: (holder: Life) => void = () => {};
  readonly #inFlight = new Set<InFlight>();

  constructor(parts: Pick<SteppedNetwork, 'scheduler' | 'servers' | 'stored' | 'faults' | 'hasGrace'>) {
    this.scheduler = parts.scheduler;
    this.servers = parts.servers;
    this.stored = parts.stored;
    this.faults = parts.faults;
    this.hasGrace = parts.hasGrace;
  }

  readonly client: HttpClient = {
    send: (request) => this.#send(request),
    close: async () => {},
  };

  async #send(request: HttpRequest): Promise<HttpReply> {
    const { scheduler } = this;
    const { grant_type: grantType, refresh_token: refreshToken } = tokenFieldsOf(request.body ?? '');
    // It leaves in the same turn in which its sender decided to send it: nothing happens in between.
    const call = await scheduler.step(
      grantType === undefined ? `sends ${request.method} ${new URL(request.url).pathname}` : `sends a ${grantType}`,
      () => (grantType === undefined ? this.#leaveForApi(request) : this.#leave(request, refreshToken)),
      { urgent: true },
    );
    const leftMs = scheduler.nowMs;
    const isLate = () => scheduler.nowMs - leftMs > request.timeoutMs;
    const trouble = this.#trouble(grantType !== undefined);
    const reply = takesRequest(trouble) ? await this.#arrival(request, call, isLate) : undefined;
    return scheduler.step(trouble ? `(what becomes of it: ${trouble})` : '(the answer comes)', async () => {
      if (call) this.#inFlight.delete(call);
      if (isLate()) throw lost('timed_out', 'did not answer in time', true);
      return this.#outcome(request, trouble, reply);
    });
  }

  /** The server takes the request in its own time, whatever its sender does meanwhile; undefined when it never came. */
  #arrival(request: HttpRequest, call: InFlight | undefined, isLate: () => boolean): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      this.scheduler.later('(the server takes a request)', async () => {
        resolve(isLate() ? undefined : await this.#answer(request, call));
      });
    });
  }

  /** A process has died: what it sent still arrives, and what it had in hand is gone, but for what it put on disk. */
  leave(life: Life, onDisk: readonly string[]): void {
    for (const pair of this.given) {
      if (pair.holder !== life) continue;
      pair.holder = undefined;
      pair.isOnDisk = onDisk.includes(pair.refreshToken);
    }
  }

  async #leaveForApi({ headers }: HttpRequest): Promise<undefined> {
    const bearer = (headers?.authorization ?? '').replace(/^Bearer /, '');
    if (await this.stored.hasBeenStored(bearer)) return;
    this.scheduler.violate(`${whoActs()} uses an access token that is not stored`);
  }

  async #leave({ timeoutMs }: HttpRequest, refreshToken: string | undefined): Promise<InFlight> {
    const who = whoActs();
    const leftMs = this.scheduler.nowMs;
    this.lastTokenStep = this.scheduler.steps;
    const newest = await this.stored.newest();
    const generation = newest?.generation ?? 0;
    const rival = [...this.#inFlight].find(
      (other) => other.generation === generation && leftMs - other.leftMs <= other.timeoutMs,
    );
    if (rival)
      this.scheduler.violate(
        `${who} makes a token call while one of ${rival.who} for the same generation is in flight`,
      );
    if (refreshToken !== newest?.refreshToken)
      this.scheduler.violate(`${who} sends a refresh token while a newer pair is stored`);
    const before = this.given.find(({ spentToken }) => spentToken === refreshToken);
    if (before && !this.hasGrace) {
      before.isAskedAgain = true;
      if (leftMs - before.leftMs < SOONEST_LAST_RESORT_MS)
        this.scheduler.violate(`${who} sends a refresh token again before the lease on it is over`);
    }
    const call = { generation, spentToken: refreshToken ?? '', who, leftMs, timeoutMs };
    this.#inFlight.add(call);
    return call;
  }

  #trouble(isToken: boolean): Trouble | undefined {
    if (this.isCalm || this.faults.troubles.length === 0) return undefined;
    const { tokenRate, apiRate } = this.faults;
    return this.scheduler.chance(isToken ? tokenRate : apiRate) ? this.scheduler.pick(this.faults.troubles) : undefined;
  }

  /** The server acts. A new pair is on its way from now on. */
  async #answer({ method, url, headers = {}, body = '' }: HttpRequest, call: InFlight | undefined): Promise<Reply> {
    const reply = await this.servers.answer({ method, url, headers, body });
    if (!call) {
      this.scheduler.note('server', `answers ${reply.status}`);
      return reply;
    }
    this.lastTokenStep = this.scheduler.steps;
    this.scheduler.note('server', reply.status === 200 ? 'gives a new pair' : `refuses: ${reply.text.slice(0, 60)}`);
    if (reply.status !== 200) return reply;
    const { spentToken, leftMs } = call;
    const { refresh_token: refreshToken = spentToken } = tokenFieldsOf(reply.text);
    this.given.push({ refreshToken, spentToken, leftMs, holder: undefined, isOnDisk: false, isAskedAgain: false });
    return reply;
  }

  async #outcome(request: HttpRequest, trouble: Trouble | undefined, reply: Reply | undefined): Promise<HttpReply> {
    switch (trouble) {
      case 'notSent':
        throw lost('connection_lost', 'refused the connection', false);
      case 'reset':
      case 'lostReply':
        throw lost('connection_lost', 'ended the connection', true);
      case 'status500':
      case 'status503':
        return replyTo(request, { status: Number(trouble.slice(-3)), headers: {}, text: 'Something is wrong here.' });
      case 'html':
        return replyTo(request, { status: 200, headers: {}, text: '<html>Down for maintenance</html>' });
      case 'rateLimited':
        return replyTo(request, {
          status: 429,
          headers: { 'retry-after': '2' },
          text: '{"error":"too_many_requests"}',
        });
    }
    if (!reply) throw lost('timed_out', 'did not answer in time', true);
    if (trouble === 'cutReply')
      return replyTo(request, { ...reply, text: reply.text.slice(0, Math.floor(reply.text.length / 2)) });
    const { refresh_token: token } = tokenFieldsOf(reply.text);
    const pair = this.given.findLast(({ refreshToken }) => refreshToken === token);
    if (pair) {
      pair.holder = currentActor().life;
      this.onPairInHand(pair.holder);
    }
    return replyTo(request, reply);
  }
}

/** Whether the server acts on the request; of the others only the answer is on order. */
const takesRequest = (trouble: Trouble | undefined) =>
  trouble === undefined || trouble === 'lostReply' || trouble === 'cutReply';

function whoActs(): string {
  const { life, actor } = currentActor();
  return `${life.name}/${actor}`;
}

const lost = (code: string, what: string, sent: boolean) =>
  new HttpFailure(code, `The server ${what}.`, { sent, next: 'retry' });

const replyTo = ({ url }: HttpRequest, { status, headers, text }: Reply): HttpReply => ({
  status,
  headers: new Headers(headers),
  text,
  url,
  bytes: text.length,
  ms: 1,
});
