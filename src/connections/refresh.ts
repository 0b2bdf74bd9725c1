import type { Installation } from '../installation.ts';
import { type ConnectionRow, markOffline, markUnauthorized, notifyConnection } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import {
  type Attempt,
  clearAttempt,
  type GrantRow,
  grantOf,
  keepSparePair,
  type NewPair,
  noteUnknownOutcome,
  saveTokenPair,
  takeRefreshLease,
} from '../store/grants.ts';
import { newId } from '../store/id.ts';
import { endRefreshAttempt, startRefreshAttempt } from '../store/refresh-attempts.ts';
import { type AuthorizedClient, authorizedClientOf, openPair, sealPair } from './authorized-client.ts';
import { needsAuthorization, offlineConnection, reasonTexts } from './connection-errors.ts';
import { keepPendingGrant } from './pending-grants.ts';
import { requestTokens, type TokenOutcome } from './token-request.ts';

/** A request may not leave later than this after the lease was asked for: a process that slept must not send a spent token. */
const SEND_WITHIN_MS = 25_000;
/** Hard end of a token request. The lease (60 s) outlasts `SEND_WITHIN_MS` and this together; a repeat inside it needs this much of it left. */
const REQUEST_MS = 30_000;
const LEASE_MS = 60_000;
const POLL_MS = 100;

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
  const key = `${connection.id} ${generation}`;
  const mine = underWay.get(installation) ?? new Map<string, Promise<void>>();
  underWay.set(installation, mine);
  const running = mine.get(key);
  if (running) return running;
  const started = refreshOnce(installation, connection, generation, at).finally(() => mine.delete(key));
  mine.set(key, started);
  return started;
}

async function refreshOnce(
  installation: Installation,
  connection: ConnectionRow,
  generation: number,
  at: AtMoment,
): Promise<void> {
  const { clock, db } = installation;
  const client = await authorizedClientOf(installation, connection);
  const startedMonotonicMs = clock.monotonicMs();
  const startedMs = clock.now().getTime();
  const elapsedMs = () => Math.max(clock.monotonicMs() - startedMonotonicMs, clock.now().getTime() - startedMs);
  const attempt: Attempt = { id: newId(), owner: installation.processId };
  await at('beforeLease');
  const grant = await takeRefreshLease(db, connection.id, generation, attempt);
  if (!grant) return waitForAnother(installation, connection.id, generation);
  await startRefreshAttempt(db, attempt.id, connection.id, generation);
  await at('leaseTaken');
  await refreshUnderLease({ installation, connection, generation, attempt, client, grant, elapsedMs, at });
}

/** Another holds the lease, or the pair is replaced already: waits for the next generation or the lease's end, whichever is first. */
async function waitForAnother(installation: Installation, connectionId: string, generation: number): Promise<void> {
  for (;;) {
    const grant = await grantOf(installation.db, connectionId);
    if (!grant || grant.generation !== generation || !grant.leaseUntil) return;
    if (grant.leaseUntil <= installation.clock.now()) return;
    await installation.clock.sleep(POLL_MS * installation.clock.rate);
  }
}

async function refreshUnderLease(refresh: Refresh): Promise<void> {
  const { installation, connection, generation, attempt, client, grant, at } = refresh;
  const { refreshToken } = openPair(installation, connection.id, grant.tokenPair);
  const mayRepeat = client.server.rotation === 'static' || client.server.rotation === 'untilFirstUse';
  for (let repeat = false; ; repeat = true) {
    await at('beforeSend');
    if (refresh.elapsedMs() > (repeat ? LEASE_MS - REQUEST_MS : SEND_WITHIN_MS)) {
      if (repeat) return leaveUnknown(refresh, 'The token server did not answer in time.');
      await clearAttempt(installation.db, connection.id, generation, attempt);
      return;
    }
    const sentAt = installation.clock.now();
    const outcome = await requestTokens({
      http: installation.http,
      server: client.server,
      client: client.credentials,
      grant: { type: 'refresh_token', refreshToken },
      environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
      timeoutMs: REQUEST_MS / installation.clock.rate,
    });
    await at('replied');
    if (outcome.kind === 'pair') await savePair(refresh, outcome, sentAt);
    await noteOutcome(refresh, outcome);
    if (outcome.kind === 'pair') return;
    if (outcome.kind === 'refused') return takeRefusal(refresh, outcome);
    if (outcome.kind === 'notSent') return giveUp(refresh, outcome.detail);
    if (!mayRepeat || LEASE_MS - refresh.elapsedMs() < REQUEST_MS) return leaveUnknown(refresh, outcome.detail);
    await noteUnknownOutcome(installation.db, connection.id, generation, attempt);
    await installation.clock.sleep(1000);
  }
}

/** The history is for people; that it can't be written must not cost a token pair. */
async function noteOutcome({ installation, attempt }: Refresh, outcome: TokenOutcome): Promise<void> {
  const detail = outcome.kind === 'pair' ? null : outcome.detail;
  const word = outcome.kind === 'refused' ? outcome.error : outcome.kind;
  await endRefreshAttempt(installation.db, attempt.id, word, detail).catch((cause) => {
    installation.log.warn({ err: cause }, 'the history of token renewals could not be written');
  });
}

async function savePair(refresh: Refresh, outcome: TokenOutcome & { kind: 'pair' }, sentAt: Date): Promise<void> {
  const { installation, connection, generation, client, grant, at } = refresh;
  const pair = newPair(installation, connection.id, client, outcome, sentAt, grant.scopes);
  await storeHoweverLong(installation, connection.id, generation, pair, async () => {
    const saved = await installation.db.transaction().execute(async (tx) => {
      const fits = await saveTokenPair(tx, connection.id, generation, pair);
      if (fits) await unmarkUnauthorized(tx, connection.id);
      return fits;
    });
    if (!saved) await keepSpare(refresh, pair);
  });
  await at('saved');
}

/** What is stored of a token reply. Expiry counts from before the request was sent, so it is never later than the server's. */
export function newPair(
  installation: Installation,
  connectionId: string,
  client: AuthorizedClient,
  outcome: TokenOutcome & { kind: 'pair' },
  sentAt: Date,
  knownScopes: string[],
): NewPair {
  const { server, connector } = client;
  const lifeSeconds = outcome.expiresInSeconds ?? server.defaultLifeSeconds;
  const told = server.scopesIn === 'accessToken' ? connector.scopesOf(outcome.pair.accessToken) : (outcome.scope ?? []);
  return {
    tokenPair: sealPair(installation, connectionId, outcome.pair),
    refreshTokenFingerprint: installation.vault.fingerprint(outcome.pair.refreshToken),
    scopes: told.length > 0 ? told : knownScopes,
    expiresAt: new Date(sentAt.getTime() + lifeSeconds * 1000),
    refreshDiesAt: server.idleDays === undefined ? null : new Date(sentAt.getTime() + server.idleDays * 86_400_000),
  };
}

/** Runs `store` until the database takes it; from the first failure on the pair also lies sealed on disk. */
async function storeHoweverLong(
  installation: Installation,
  connectionId: string,
  generation: number,
  pair: NewPair,
  store: () => Promise<void>,
): Promise<void> {
  let removePending: (() => Promise<void>) | undefined;
  for (;;) {
    try {
      await store();
      await removePending?.();
      return;
    } catch (cause) {
      installation.log.error(
        { connectionId, generation, err: cause },
        'the database does not take a new token pair; trying on',
      );
      removePending ??= await keepPendingGrant(installation, connectionId, generation, pair);
      await installation.clock.sleep(1000);
    }
  }
}

async function unmarkUnauthorized(tx: Tx, connectionId: string): Promise<void> {
  await tx
    .updateTable('connection')
    .set({ status: 'online', reason: null, reasonDetail: null, offlineSince: null, nextProbeAt: null, probes: 0 })
    .where('id', '=', connectionId)
    .where('status', 'in', ['unauthorized', 'offline'])
    .execute();
  await notifyConnection(tx, connectionId);
}

/** A pair that came second is kept beside the first; where the first was refused meanwhile, it takes over at once. */
async function keepSpare(refresh: Refresh, pair: NewPair): Promise<void> {
  const { installation, connection, generation, grant } = refresh;
  const kept = await keepSparePair(installation.db, connection.id, generation, grant.authorizedAt, pair.tokenPair);
  if (!kept) return;
  const { status } = await installation.db
    .selectFrom('connection')
    .select('status')
    .where('id', '=', connection.id)
    .executeTakeFirstOrThrow();
  if (status === 'unauthorized') await promoteSpare(installation, connection.id, generation + 1);
}

/** Makes the spare of `generation` the next pair; it is renewed at its first use, since its times are not known. */
async function promoteSpare(installation: Installation, connectionId: string, generation: number): Promise<boolean> {
  const grant = await grantOf(installation.db, connectionId);
  if (!grant?.sparePair || grant.generation !== generation || grant.spareGeneration !== generation) return false;
  const { sparePair } = grant;
  const { refreshToken } = openPair(installation, connectionId, sparePair);
  return installation.db.transaction().execute(async (tx) => {
    const saved = await saveTokenPair(tx, connectionId, generation, {
      tokenPair: sparePair,
      refreshTokenFingerprint: installation.vault.fingerprint(refreshToken),
      scopes: grant.scopes,
      expiresAt: grant.issuedAt,
      refreshDiesAt: grant.refreshDiesAt,
    });
    if (!saved) return false;
    await tx
      .updateTable('grant')
      .set({ sparePair: null, spareGeneration: null })
      .where('connectionId', '=', connectionId)
      .execute();
    await unmarkUnauthorized(tx, connectionId);
    return true;
  });
}

/** The server said no. Only `invalid_grant` and a wrong client need a person; the rest is trouble that passes. */
async function takeRefusal(refresh: Refresh, outcome: TokenOutcome & { kind: 'refused' }): Promise<void> {
  const { installation, connection, generation, attempt, grant } = refresh;
  if (
    outcome.error === 'rate_limited' ||
    !['invalid_grant', 'invalid_client', 'unauthorized_client'].includes(outcome.error)
  ) {
    return giveUp(
      refresh,
      `The token server refused for now (${outcome.error}: ${outcome.detail}).`,
      outcome.retryAfterMs,
    );
  }
  if (outcome.error === 'invalid_grant' && (await promoteSpare(installation, connection.id, generation))) return;
  const reason =
    outcome.error !== 'invalid_grant'
      ? 'oauth_invalid_client'
      : grant.unknownSince
        ? 'refresh_reply_lost'
        : 'refresh_rejected';
  const verdict = await installation.db.transaction().execute(async (tx) => {
    if (!(await clearAttempt(tx, connection.id, generation, attempt))) return false;
    await markUnauthorized(tx, connection.id, reason, reasonTexts[reason]);
    return true;
  });
  if (verdict) throw needsAuthorization({ ...connection, reason, reasonDetail: reasonTexts[reason] });
}

/** Known not to have changed anything: the lease goes back, the connection recovers by itself. */
async function giveUp(refresh: Refresh, detail: string, retryAfterMs = 0): Promise<void> {
  const { installation, connection, generation, attempt } = refresh;
  if (!(await clearAttempt(installation.db, connection.id, generation, attempt))) return;
  await takeOffline(refresh, detail, retryAfterMs);
}

/** Nobody knows whether the pair was replaced: the attempt stays on the row until the lease is over, nothing is concluded. */
async function leaveUnknown(refresh: Refresh, detail: string): Promise<void> {
  await takeOffline(refresh, detail, Math.max(0, LEASE_MS - refresh.elapsedMs()));
}

async function takeOffline({ installation, connection }: Refresh, detail: string, atLeastMs: number): Promise<never> {
  const probeAt = await markOffline(installation.db, connection.id, 'provider_unavailable', detail);
  throw offlineConnection(
    connection,
    detail,
    Math.max(atLeastMs, probeAt.getTime() - installation.clock.now().getTime(), 1000),
  );
}
