import type { AccessToken } from '../connections/access-token.ts';
import { apiOf } from '../connections/api-of.ts';
import { ownBudgetKey } from '../connections/budget-key.ts';
import {
  type ConnectionUnavailable,
  needsAuthorization,
  offlineConnection,
  reasonTexts,
} from '../connections/connection-errors.ts';
import { factsOf, requestOf } from '../connections/connection-request.ts';
import { recordedHttp, secretsIn } from '../connections/debug-log/recorder.ts';
import { safeVerdict } from '../connections/said-safely.ts';
import { standingSignIn } from '../connections/standing-sign-in.ts';
import type { ReplyFacts, StandingSignIn, Verdict } from '../connectors/connector.ts';
import { type ApiInUse, verdictOn } from '../connectors/effective.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { HttpFailure, type HttpReply } from '../http/client.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Installation } from '../installation.ts';
import { giveBack, noteLost, noteRefusal, type Spent, takeThrottle } from '../store/budgets.ts';
import { type ConnectionRow, isVersion, markOffline, markUnauthorized } from '../store/connections.ts';
import { forceRefresh, grantOf, isNewestPair } from '../store/grants.ts';
import { noteAnswer } from './answers.ts';
import { type BookedSlot, connectionWithSlot } from './booked-slot.ts';
import { expectedSlot, expectQueue, type Queue } from './budget.ts';
import { takePlace } from './places.ts';
import type { ApiReply, ApiRequest, SendOptions } from './request.ts';
import type { TurnAhead } from './turn-ahead.ts';
import { turnInTime } from './turn-in-time.ts';

const REQUEST_TIMEOUT_MS = 60_000;
/** Waits before a repeat of a request that met passing trouble; after the last one the connection counts as offline. */
const retryWaitsMs = [500, 1500, 4000, 10_000];
/** A request that was answered 429 so often in a row fails: as often as a queue recovers by itself. */
const MOST_THROTTLES = 11;

/** The API said no to this request, for good. Nothing is wrong with the connection. */
export class RequestRefused extends CounterflowError {
  readonly status: number;
  constructor(code: string, message: string, status: number) {
    super(code, message, { next: 'user' });
    this.status = status;
  }
}

/** One exchange that ended: the reply and what it means, or why none came. */
type Exchange =
  | { reply: HttpReply; facts: ReplyFacts; verdict: Verdict; generation: number; spent: Spent }
  | { failure: HttpFailure };

/**
 * Sends a request over a connection, in this order: budget, token, send; then classifies the reply and repeats what is
 * safe to repeat (reads after passing trouble, anything after a 429 or a token that expired). Throws ConnectionUnavailable,
 * `process_stalled`, RequestRefused, or HttpFailure where a request of the user's making can't be sent. `ahead` is where the turn of the next
 * request is taken while this one is on its way, by who asks page after page.
 */
export async function sendRequest(
  installation: Installation,
  connectionId: string,
  request: ApiRequest,
  options: SendOptions,
  ahead?: TurnAhead,
): Promise<ApiReply> {
  const startedMs = installation.clock.monotonicMs();
  let networkMs = 0;
  let troubles = 0;
  let throttles = 0;
  let renewals = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const leave = await takePlace(installation, connectionId, options);
    const { sender, exchange } = await attempt(installation, connectionId, request, options, ahead).finally(leave);
    options.onWait?.(null);
    if ('failure' in exchange || exchange.verdict.kind !== 'ok') await ahead?.discard();
    if ('failure' in exchange) {
      if (exchange.failure.next !== 'retry') throw exchange.failure;
      troubles = await backOff(sender, request, exchange.failure.message, troubles, options);
      continue;
    }
    const { reply, facts, verdict, generation, spent } = exchange;
    networkMs += reply.ms;
    switch (verdict.kind) {
      case 'ok':
      case 'refused': {
        await noteAnswer(installation, { ...spent, generation, reading: sender.connector.budgetOf(facts.headers) });
        if (verdict.kind === 'refused') throw new RequestRefused(verdict.code, verdict.message, facts.status);
        const waitedMs = Math.max(0, installation.clock.monotonicMs() - startedMs - networkMs);
        return { ...facts, url: reply.url, ms: reply.ms, bytes: reply.bytes, costDrips: request.costDrips, waitedMs };
      }
      case 'rateLimited': {
        const toldMs = retryAfterMs(facts.headers, sender.connector.http.rateLimit.retryHeader);
        const waitMs = toldMs ?? 5000;
        await noteReading(sender, facts, spent);
        const { key, queueId } = sender.queue;
        await takeThrottle(installation.db, key, spent.booking, { waitMs, isTold: toldMs !== undefined, queueId });
        throttles += 1;
        if (throttles > MOST_THROTTLES)
          throw offlineConnection(sender.connection, 'it keeps answering that it is asked too often.', waitMs);
        continue;
      }
      case 'tokenRefused': {
        await noteReading(sender, facts, spent);
        renewals = await replaceRefusedToken(sender, generation, renewals);
        continue;
      }
      case 'retry':
        await noteReading(sender, facts, spent);
        troubles = await backOff(sender, request, verdict.message, troubles, options);
    }
  }
}

interface Sender {
  installation: Installation;
  connection: ConnectionRow;
  connector: ApiInUse;
  /** The API by whose rate limit it counts: the connection's own, or that of the one whose budget it borrows. */
  counted: ApiInUse;
  /** Good if the request leaves at once. */
  token: AccessToken | undefined;
  /** Booked while the connection was read. */
  slot: BookedSlot | undefined;
  queue: Queue;
}

/** One try of a request, from its turn to its reply. */
async function attempt(
  installation: Installation,
  connectionId: string,
  request: ApiRequest,
  options: SendOptions,
  ahead: TurnAhead | undefined,
): Promise<{ sender: Sender; exchange: Exchange }> {
  const sender = await senderOf(installation, connectionId, request, options, ahead);
  return { sender, exchange: await exchangeOnce(installation, sender, request, options, ahead) };
}

async function senderOf(
  installation: Installation,
  connectionId: string,
  request: ApiRequest,
  { lane }: SendOptions,
  ahead: TurnAhead | undefined,
): Promise<Sender> {
  const asked = { costDrips: request.costDrips, lane, forgetMs: REQUEST_TIMEOUT_MS };
  const expected = expectedSlot(installation, connectionId, asked);
  const { connection, clientId, lender, token, slot } =
    (await ahead?.take(expected)) ?? (await connectionWithSlot(installation, connectionId, expected));
  const connector = apiOf(connection);
  if (!connector) {
    throw new CounterflowError('not_an_api', `"${connection.name}" is no API connection: it takes no requests.`, {
      next: 'bug',
    });
  }
  const owner = lender ?? { ...connection, clientId };
  const key = ownBudgetKey(owner) ?? '';
  const queue = { key, queueId: owner.id, targetConcurrency: owner.targetConcurrency };
  expectQueue(installation, connectionId, queue);
  const isExpected = expected?.key === key;
  if (expected && slot && slot.booking !== '0' && !isExpected)
    await giveBack(installation.db, expected.key, slot.booking);
  return {
    installation,
    connection,
    connector,
    counted: apiOf(owner) ?? connector,
    token,
    slot: isExpected ? slot : undefined,
    queue,
  };
}

async function exchangeOnce(
  installation: Installation,
  sender: Sender,
  request: ApiRequest,
  options: SendOptions,
  ahead: TurnAhead | undefined,
): Promise<Exchange> {
  const { connection, connector, counted, queue } = sender;
  const asked = {
    key: queue.key,
    queueId: queue.queueId,
    model: counted.budget,
    costDrips: request.costDrips,
    forgetMs: REQUEST_TIMEOUT_MS,
    ...options,
  };
  const { booking, token } = await turnInTime(installation, connection, asked, sender);
  ahead?.prepare(expectedSlot(installation, connection.id, asked));
  const spent: Spent = {
    key: queue.key,
    queueId: queue.queueId,
    booking,
    connectionId: connection.id,
    flowId: options.flowId,
    lane: options.lane,
    costDrips: request.costDrips,
  };
  try {
    const http = recordedHttp(installation, connection, {
      kind: 'api',
      caller: options.caller ?? { type: 'lane', lane: options.lane },
      secrets: secretsIn(token.credentials),
    });
    const reply = await http.send({
      ...requestOf(installation, connector, connection, request, token.credentials),
      timeoutMs: REQUEST_TIMEOUT_MS / installation.clock.rate,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    ahead?.answered(reply.ms);
    const facts = factsOf(connector, reply);
    const meant = verdictOn(connector, request.method, facts);
    const verdict = safeVerdict(installation, connection, token.credentials, meant);
    return { reply, facts, verdict, generation: token.generation, spent };
  } catch (cause) {
    // What can't be written as the settings say never left.
    if (cause instanceof CounterflowError && !(cause instanceof HttpFailure))
      await giveBack(installation.db, queue.key, booking);
    if (!(cause instanceof HttpFailure)) throw cause;
    if (cause.sent) await noteLost(installation.db, spent);
    else await giveBack(installation.db, queue.key, booking);
    return { failure: cause };
  }
}

async function noteReading({ installation, counted }: Sender, facts: ReplyFacts, spent: Spent): Promise<void> {
  await noteRefusal(installation.db, spent, counted.budgetOf(facts.headers));
}

/**
 * A 401. With a newer generation stored it means nothing; else the token is renewed ahead of time. A token that was just
 * renewed for this request and is refused too is a verdict. Not so where an answer was in doubt and a spare is there: another process may have
 * been given a pair in its place and died with it; then one more renewal finds the way back. Returns how often one was renewed for this request.
 */
async function replaceRefusedToken(sender: Sender, generation: number, renewals: number): Promise<number> {
  const { installation, connection } = sender;
  const signIn = standingSignIn(connection);
  if (signIn) throw await credentialsRefused(sender, signIn.refusedReason);
  const newest = await grantOf(installation.db, connection.id);
  if (newest && newest.generation > generation) return renewals;
  const mayBeOutdone = newest?.spareGeneration === generation && newest.unknownSince !== null;
  if (renewals === 0 || (renewals === 1 && mayBeOutdone)) {
    await forceRefresh(installation.db, connection.id, generation);
    return renewals + 1;
  }
  const isVerdict = await installation.db.transaction().execute(async (tx) => {
    if (!(await isNewestPair(tx, connection.id, generation))) return false;
    await markUnauthorized(tx, connection.id, 'token_refused', reasonTexts.token_refused);
    return true;
  });
  if (!isVerdict) return renewals;
  throw needsAuthorization({ ...connection, reason: 'token_refused', reasonDetail: reasonTexts.token_refused });
}

/** Credentials that are sent as they stand were refused: unless they were changed meanwhile, only a person can help. */
async function credentialsRefused(
  { installation, connection }: Sender,
  reason: StandingSignIn['refusedReason'],
): Promise<ConnectionUnavailable> {
  const reasonDetail = reasonTexts[reason];
  await installation.db.transaction().execute(async (tx) => {
    if (await isVersion(tx, connection.id, connection.version))
      await markUnauthorized(tx, connection.id, reason, reasonDetail);
  });
  return needsAuthorization({ ...connection, reason, reasonDetail });
}

/** Waits before the next try; after the last one says that the connection is offline. Writes are never repeated blindly. */
async function backOff(
  sender: Sender,
  request: ApiRequest,
  detail: string,
  troubles: number,
  options: SendOptions,
): Promise<number> {
  const { installation, connection } = sender;
  const waitMs = retryWaitsMs[troubles];
  if (waitMs === undefined || !(request.method === 'GET' || request.method === 'HEAD')) {
    const probeAt = await markOffline(installation.db, connection.id, 'provider_unavailable', detail);
    const gapMs = Math.max(1000, probeAt.getTime() - installation.clock.now().getTime());
    throw offlineConnection(connection, detail, gapMs);
  }
  options.onWait?.({ for: 'source', untilMs: installation.clock.now().getTime() + waitMs, detail });
  await installation.clock.sleep(waitMs, options.signal);
  return troubles + 1;
}
