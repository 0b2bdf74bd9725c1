import { stopwatch } from '../clock.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, markOffline, markUnauthorized } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import {
  type Attempt,
  clearAttempt,
  type GrantRow,
  grantOf,
  holdsLease,
  isBeingReplaced,
  isNewestPair,
  LEASE_SECONDS,
  noteUnknownOutcome,
  takeRefreshLease,
} from '../store/grants.ts';
import { newId } from '../store/id.ts';
import { endRefreshAttempt, startRefreshAttempt } from '../store/refresh-attempts.ts';
import {
  type AuthorizedClient,
  authorizedClientOf,
  filledServer,
  openPair,
  type TokenServer,
} from './authorized-client.ts';
import { needsAuthorization, offlineConnection, type Reason, reasonText } from './connection-errors.ts';
import { recordedHttp } from './debug-log/recorder.ts';
import { newPair, promoteSpare, storeNewPair } from './new-pair.ts';
import type { Renewal } from './oauth-protocol.ts';
import { requestOwnRenewal } from './own-renewal.ts';
import { mayAskAgain, renewalsOf, spendsPair } from './renewal.ts';
import { requestTokens, type TokenOutcome } from './token-request.ts';

/** A request may not leave later than this after the lease was asked for: a process that slept must not send a spent token. */
const SEND_WITHIN_MS = 25_000;
/** Hard end of a token request. The lease (60 s) outlasts `SEND_WITHIN_MS` and this together; a repeat inside it needs this much of it left. */
const REQUEST_MS = 30_000;
const LEASE_MS = LEASE_SECONDS * 1000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 1000;

/** Named moments of the protocol, in order; tests stop a process at each of them. */
export type RefreshMoment = 'beforeLease' | 'leaseTaken' | 'beforeSend' | 'replied' | 'saved';
export type AtMoment = (moment: RefreshMoment) => Promise<void> | void;

interface Refresh {
  installation: Installation;
  connection: ConnectionRow;
  generation: number;
  attempt: Attempt;
  client: AuthorizedClient;
  grant: GrantRow;
  /** Milliseconds since the lease was asked for, by the larger of both clocks: a suspended machine stops the monotonic one. */
  elapsedMs: () => number;
  at: AtMoment;
  /** The token server that the grant is to move to; undefined for a refresh where it is. */
  move: TokenServer | undefined;
}

const underWay = new WeakMap<Installation, Map<string, Promise<void>>>();

/** Waits until every refresh of this process has stored what it got. Shutdown calls it. */
export async function settleRefreshes(installation: Installation): Promise<void> {
  await Promise.allSettled(underWay.get(installation)?.values() ?? []);
}

/**
 * Replaces token pair `generation` of a connection by the next one, or waits until another caller or process has. Returns
 * when the row may have changed; who called looks again. Throws ConnectionUnavailable when there is a verdict.
 */
export function refreshGrant(
  installation: Installation,
  connection: ConnectionRow,
  generation: number,
  at: AtMoment = () => {},
): Promise<void> {
  return alone(installation, `${connection.id} ${generation}`, () =>
    refreshOnce({ installation, connection, generation, at, move: undefined }),
  );
}

/**
 * The same at another token server of the API, which takes the pair's refresh token for a pair of its own: the grant stays
 * with it. The refresh token dies with that, so an answer that is lost is never asked for again. Throws `move_refused` where
 * the server says no, which changes nothing, and ConnectionUnavailable.
 */
export function moveGrant(
  installation: Installation,
  connection: ConnectionRow,
  generation: number,
  move: TokenServer,
  at: AtMoment = () => {},
): Promise<void> {
  return alone(installation, `${connection.id} ${generation} ${move}`, () =>
    refreshOnce({ installation, connection, generation, at, move }),
  );
}

/** Runs one of a kind at a time in this process: who comes while it runs waits for it. */
function alone(installation: Installation, key: string, run: () => Promise<void>): Promise<void> {
  const mine = underWay.get(installation) ?? new Map<string, Promise<void>>();
  underWay.set(installation, mine);
  const running = mine.get(key);
  if (running) return running;
  const started = run().finally(() => mine.delete(key));
  mine.set(key, started);
  return started;
}

type Asked = Pick<Refresh, 'installation' | 'connection' | 'generation' | 'at' | 'move'>;

async function refreshOnce({ installation, connection, generation, at, move }: Asked): Promise<void> {
  const { clock, db } = installation;
  const row = await grantOf(db, connection.id);
  const found = await authorizedClientOf(installation, connection, move ?? row?.tokenServer);
  const server = filledServer(found, connection);
  if (row?.refreshTokenFingerprint === null && server.grantType === 'authorizationCode') {
    return endUnrenewed(installation, connection, row, generation);
  }
  const client = { ...found, server: move ? { ...server, rotation: 'immediate' as const } : server };
  const elapsedMs = stopwatch(clock);
  const attempt: Attempt = { id: newId(), owner: installation.processId };
  await at('beforeLease');
  const grant = await takeRefreshLease(db, connection.id, generation, attempt);
  if (!grant) return waitForAnother(installation, connection.id, generation);
  await noteStart(installation, attempt, connection.id, generation);
  await at('leaseTaken');
  await refreshUnderLease({ installation, connection, generation, attempt, client, grant, elapsedMs, at, move });
}

/** Another holds the lease, or the pair is replaced already: waits for the next generation or the lease's end, whichever is first. */
export async function waitForAnother(
  { db, clock }: Installation,
  connectionId: string,
  generation: number,
): Promise<void> {
  for (let pollMs = FIRST_POLL_MS; await isBeingReplaced(db, connectionId, generation); pollMs *= 1.5) {
    await clock.sleep(Math.min(LONGEST_POLL_MS, pollMs) * clock.rate);
  }
}

async function refreshUnderLease(refresh: Refresh): Promise<void> {
  const { installation, connection, generation, attempt, client, grant, at, move } = refresh;
  const pair = openPair(installation, connection.id, grant.tokenPair);
  const [first, ...otherwise] = renewalsOf(installation, connection, client, pair);
  if (!first) throw new Error('a pair that nothing renews was to be renewed');
  let asked = first;
  for (let repeat = false; ; repeat = true) {
    await at('beforeSend');
    if (!(await holdsLease(installation.db, connection.id, generation, attempt))) return;
    if (refresh.elapsedMs() > (repeat ? LEASE_MS - REQUEST_MS : SEND_WITHIN_MS)) {
      if (repeat) return leaveUnknown(refresh, 'The token server did not answer in time.');
      await clearAttempt(installation.db, connection.id, generation, attempt);
      return;
    }
    const sentAt = installation.clock.now();
    const outcome = await askFor(refresh, asked);
    await at('replied');
    if (outcome.kind === 'pair') await savePair(refresh, outcome, asked, sentAt);
    await noteOutcome(refresh, outcome);
    if (outcome.kind === 'pair') return;
    if (move && (outcome.kind === 'refused' || outcome.kind === 'notSent'))
      return stayWhereItIs(refresh, outcome.detail);
    const next = outcome.kind === 'refused' && outcome.error === 'invalid_grant' ? otherwise.shift() : undefined;
    if (next) {
      asked = next;
      continue;
    }
    if (outcome.kind === 'refused') return takeRefusal(refresh, outcome, asked);
    if (outcome.kind === 'notSent') return giveUp(refresh, outcome.detail);
    // Nothing is spent by asking with credentials: once more at once, then at the gaps of probes.
    if (!spendsPair(asked) && repeat) return giveUp(refresh, outcome.detail);
    if (!mayAskAgain(client.server, asked) || LEASE_MS - refresh.elapsedMs() < REQUEST_MS)
      return leaveUnknown(refresh, outcome.detail);
    await noteUnknownOutcome(installation.db, connection.id, generation, attempt);
    await installation.clock.sleep(1000);
  }
}

/** Sends one request for the next pair. */
function askFor({ installation, connection, client }: Refresh, asked: Renewal): Promise<TokenOutcome> {
  const timeoutMs = REQUEST_MS / installation.clock.rate;
  const http = recordedHttp(installation, connection, { kind: 'token', caller: { type: 'renewal' } });
  if (asked.type === 'own_request') return requestOwnRenewal(installation, connection, asked.pair, { http, timeoutMs });
  return requestTokens({
    http,
    server: client.server,
    client: client.credentials,
    grant: asked,
    environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
    timeoutMs,
  });
}

async function savePair(
  refresh: Refresh,
  outcome: TokenOutcome & { kind: 'pair' },
  asked: Renewal,
  sentAt: Date,
): Promise<void> {
  const { installation, connection, generation, client, grant, at } = refresh;
  const key = { connectionId: connection.id, generation, authorizedAt: grant.authorizedAt };
  const pair = newPair(installation, connection.id, client, outcome, sentAt, grant.scopes);
  const keepFormer = spendsPair(asked) && mayAskAgain(client.server, asked);
  await storeNewPair(installation, key, pair, { keepFormer });
  await at('saved');
}

/** The history is for people; that it can't be written must not cost a token pair, nor a lease. */
async function noteStart({ db, log }: Installation, attempt: Attempt, connectionId: string, generation: number) {
  await startRefreshAttempt(db, attempt.id, connectionId, generation).catch((cause) => {
    log.warn({ err: cause }, 'the history of token renewals could not be written');
  });
}

async function noteOutcome({ installation, attempt }: Refresh, outcome: TokenOutcome): Promise<void> {
  const detail = outcome.kind === 'pair' ? null : outcome.detail;
  const word = outcome.kind === 'refused' ? outcome.error : outcome.kind;
  await endRefreshAttempt(installation.db, attempt.id, word, detail).catch((cause) => {
    installation.log.warn({ err: cause }, 'the history of token renewals could not be written');
  });
}

/**
 * Why a person is needed; undefined for trouble that passes. Scopes are asked for anew with credentials only: a refresh token
 * has its own.
 */
function reasonOf({ error }: TokenOutcome & { kind: 'refused' }, { type }: Renewal): Reason | undefined {
  if (type === 'own_request') return error === 'invalid_grant' ? 'sign_in_refused' : undefined;
  if (error === 'invalid_grant' && type === 'refresh_token') return 'refresh_rejected';
  if (error === 'invalid_grant' && type === 'password') return 'password_refused';
  if (error === 'invalid_scope' && type !== 'refresh_token') return 'oauth_invalid_scope';
  const isClient = ['invalid_grant', 'invalid_client', 'unauthorized_client'].includes(error);
  return isClient ? 'oauth_invalid_client' : undefined;
}

/**
 * The server said no. Only refused credentials and a wrong client need a person; the rest is trouble that passes. A spare
 * pair is tried before anybody is asked.
 */
async function takeRefusal(
  refresh: Refresh,
  outcome: TokenOutcome & { kind: 'refused' },
  asked: Renewal,
): Promise<void> {
  const { installation, connection, generation, attempt, grant } = refresh;
  const why = reasonOf(outcome, asked);
  if (!why) {
    const detail = `The token server refused for now (${outcome.error}: ${outcome.detail}).`;
    return giveUp(refresh, detail, outcome.retryAfterMs);
  }
  const key = { connectionId: connection.id, generation, authorizedAt: grant.authorizedAt };
  const isRefused = why === 'refresh_rejected' || why === 'sign_in_refused';
  const reason = await installation.db.transaction().execute(async (tx) => {
    const cleared = await clearAttempt(tx, connection.id, generation, attempt);
    if (!cleared) return undefined;
    if (isRefused && (await promoteSpare(installation, tx, key))) return undefined;
    const verdict = isRefused && cleared.unknownSince ? 'refresh_reply_lost' : why;
    await markUnauthorized(tx, connection.id, verdict, reasonText(connection, verdict));
    return verdict;
  });
  if (reason) throw needsAuthorization({ ...connection, reason, reasonDetail: reasonText(connection, reason) });
}

/** Nothing renews this pair: it is used to its end, then a person is asked. */
async function endUnrenewed(
  { db, clock }: Installation,
  connection: ConnectionRow,
  { expiresAt, forced }: GrantRow,
  generation: number,
): Promise<void> {
  const leftMs = expiresAt ? expiresAt.getTime() - clock.now().getTime() : Number.POSITIVE_INFINITY;
  if (!forced && leftMs > 0) throw offlineConnection(connection, 'its access token is about to end.', leftMs);
  const reasonDetail = reasonText(connection, 'no_refresh_token');
  const ended = await db.transaction().execute(async (tx) => {
    if (!(await isNewestPair(tx, connection.id, generation))) return false;
    await markUnauthorized(tx, connection.id, 'no_refresh_token', reasonDetail);
    return true;
  });
  if (ended) throw needsAuthorization({ ...connection, reason: 'no_refresh_token', reasonDetail });
}

/** A move that did not take place: the grant is as good as before. */
async function stayWhereItIs(
  { installation, connection, generation, attempt }: Refresh,
  detail: string,
): Promise<never> {
  await clearAttempt(installation.db, connection.id, generation, attempt);
  throw new CounterflowError(
    'move_refused',
    `The new server did not take over the sign-in of "${connection.name}" (${detail}) Nothing was changed: it works on as before.`,
  );
}

/** Known not to have changed anything: the lease goes back, the connection recovers by itself. */
function giveUp(refresh: Refresh, detail: string, retryAfterMs = 0): Promise<void> {
  const { connection, generation, attempt } = refresh;
  return takeOffline(refresh, detail, retryAfterMs, async (tx) => {
    return (await clearAttempt(tx, connection.id, generation, attempt)) !== undefined;
  });
}

/** Nobody knows whether the pair was replaced: the attempt stays on the row until the lease is over, nothing is concluded. */
function leaveUnknown(refresh: Refresh, detail: string): Promise<void> {
  const { connection, generation, attempt } = refresh;
  const leaseLeftMs = Math.max(0, LEASE_MS - refresh.elapsedMs());
  return takeOffline(refresh, detail, leaseLeftMs, (tx) => holdsLease(tx, connection.id, generation, attempt));
}

/** Says that the connection can't be reached, if this is still ours to say; else the caller looks again. */
async function takeOffline(
  { installation, connection }: Refresh,
  detail: string,
  atLeastMs: number,
  isOurs: (tx: Tx) => Promise<boolean>,
): Promise<void> {
  const probeAt = await installation.db.transaction().execute(async (tx) => {
    if (!(await isOurs(tx))) return undefined;
    return markOffline(tx, connection.id, 'provider_unavailable', detail, atLeastMs);
  });
  if (!probeAt) return;
  const waitMs = Math.max(1000, atLeastMs, probeAt.getTime() - installation.clock.now().getTime());
  throw offlineConnection(connection, detail, waitMs);
}
