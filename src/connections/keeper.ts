import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { connectionRow, markOffline } from '../store/connections.ts';
import { accessToken } from './access-token.ts';
import { ConnectionUnavailable } from './connection-errors.ts';
import { refreshGrant } from './refresh.ts';
import { standingSignIn } from './standing-sign-in.ts';
import { renewedInWindow, shareOfId } from './token-step.ts';

const ROUND_MS = 5000;
const MOST_AT_ONCE = 50;
/** A grant whose last use is older than this is renewed only to keep its refresh token from dying. */
const IN_USE = "interval '1 day'";
/** Where an API tells no idle limit, a week is short enough for every one we know of. */
const UNKNOWN_IDLE = "interval '7 days'";

/** When a grant in use is due, in SQL: as `renewAt` says. */
const renewsAt = sql<Date>`case ${sql.join(
  renewedInWindow.map(
    ({ apiType, tokenServer, seconds }) =>
      sql`when connection.api_type = ${apiType} and token_server = ${tokenServer}
        then expires_at - least(make_interval(secs => ${seconds}), (expires_at - issued_at) / 4)`,
  ),
  sql` `,
)} else issued_at + (expires_at - issued_at) * (0.7 + 0.1 * ${shareOfId}) end`;

/** Whether another pair can follow without anybody's consent, in SQL: as `isRenewable` says. */
const renewable = sql<boolean>`(refresh_token_fingerprint is not null
  or coalesce(iclient.http->>'grantType', 'authorizationCode') <> 'authorizationCode'
  or connection.http->'auth'->'refresh' is not null)`;

/** Sends one small request over a connection whose token is good; tells by throwing that it still can't be reached. */
export type Probe = (installation: Installation, connectionId: string) => Promise<unknown>;

/**
 * Keeps connections alive without anyone looking: renews tokens in use ahead of need and idle ones at a third of their
 * idle limit, settles attempts whose outcome nobody learned, and probes what was offline. Many keepers may run at once.
 */
export function keeper(probe: Probe) {
  return {
    name: 'keeper',
    async start(installation: Installation): Promise<{ stop(): Promise<void> }> {
      const ended = new AbortController();
      const busy = new Map<string, Promise<void>>();
      const running = (async () => {
        while (!ended.signal.aborted) {
          const room = MOST_AT_ONCE - busy.size;
          const begun = await startRound(installation, probe, busy).catch((cause) => {
            installation.log.warn({ err: cause }, 'a round of the keeper failed; the next one follows');
            return 0;
          });
          if (begun < room) await installation.clock.sleep(ROUND_MS, ended.signal).catch(() => {});
          while (busy.size > MOST_AT_ONCE / 2) await Promise.race(busy.values());
        }
      })();
      return {
        async stop() {
          ended.abort(new Error('the keeper stops'));
          await running;
          await Promise.all(busy.values());
        },
      };
    },
  };
}

/** One round, to its end: everything that is due now, each connection on its own. Returns how many were touched. */
export async function keepOnce(installation: Installation, probe: Probe): Promise<number> {
  const busy = new Map<string, Promise<void>>();
  const touched = await startRound(installation, probe, busy);
  await Promise.all(busy.values());
  return touched;
}

/** Begins with what is due and not `busy` already, so that one slow connection holds up no other. */
async function startRound(installation: Installation, probe: Probe, busy: Map<string, Promise<void>>): Promise<number> {
  const due = [
    ...(await dueConnections(installation, [...busy.keys()])),
    ...(await standingConnections(installation, [...busy.keys()])),
  ];
  for (const one of due) {
    busy.set(
      one.id,
      keep(installation, probe, one).finally(() => busy.delete(one.id)),
    );
  }
  return due.length;
}

interface Due {
  id: string;
  /** 0: it signs in with credentials of its own. */
  generation: number;
}

/** Connections without a grant that could not be reached and are due for a probe. */
async function standingConnections({ db }: Installation, busy: string[]): Promise<Due[]> {
  const rows = await db
    .selectFrom('connection')
    .leftJoin('grant', 'grant.connectionId', 'connection.id')
    .select(['connection.id', 'connection.apiType', 'connection.http', 'connection.secrets'])
    .where('grant.connectionId', 'is', null)
    .where('connection.paused', '=', false)
    .where('connection.status', '=', 'offline')
    .where('connection.nextProbeAt', '<=', sql<Date>`clock()`)
    .where((eb) => (busy.length === 0 ? eb.lit(true) : eb('connection.id', 'not in', busy)))
    .orderBy('connection.nextProbeAt')
    .limit(MOST_AT_ONCE)
    .execute();
  return rows.filter((row) => standingSignIn(row)).map(({ id }) => ({ id, generation: 0 }));
}

async function dueConnections(installation: Installation, busy: string[]): Promise<Due[]> {
  if (busy.length >= MOST_AT_ONCE) return [];
  return (
    installation.db
      .selectFrom('grant')
      .innerJoin('connection', 'connection.id', 'grant.connectionId')
      .leftJoin('iclient', 'iclient.id', 'connection.iclientId')
      .select(['connection.id', 'grant.generation'])
      .where('connection.paused', '=', false)
      .where((eb) => (busy.length === 0 ? eb.lit(true) : eb('connection.id', 'not in', busy)))
      .where('connection.status', 'in', ['online', 'offline'])
      .where((eb) =>
        eb.or([eb('connection.nextProbeAt', 'is', null), eb('connection.nextProbeAt', '<=', sql<Date>`clock()`)]),
      )
      .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', sql<Date>`clock()`)]))
      .where((eb) =>
        eb.or([
          eb('connection.status', '=', 'offline'),
          eb('attemptId', 'is not', null),
          sql<boolean>`${renewable}
            and coalesce(last_used_at, authorized_at) > clock() - ${sql.raw(IN_USE)} and ${renewsAt} <= clock()`,
          // What nothing renews is used to its end.
          sql<boolean>`not ${renewable} and expires_at <= clock()`,
          sql<boolean>`refresh_token_fingerprint is not null and issued_at + coalesce((refresh_dies_at - issued_at) / 3, ${sql.raw(UNKNOWN_IDLE)}) < clock()`,
        ]),
      )
      // What works is kept working before what fails is tried again.
      .orderBy(sql`connection.status = 'offline'`)
      .orderBy('expiresAt')
      .limit(MOST_AT_ONCE - busy.length)
      .execute()
  );
}

/** Never throws. What can't be kept for a reason of its own, e.g. a secret that no key opens, is tried at growing gaps. */
async function keep(installation: Installation, probe: Probe, { id, generation }: Due): Promise<void> {
  const { db, log } = installation;
  try {
    const connection = await connectionRow(db, id);
    if (connection?.status === 'offline') {
      await accessToken(installation, connection);
      await probe(installation, id);
    } else if (connection) await refreshGrant(installation, connection, generation);
  } catch (cause) {
    if (cause instanceof ConnectionUnavailable) log.info({ connectionId: id, code: cause.code }, cause.message);
    else if (cause instanceof CounterflowError) {
      log.warn({ connectionId: id, err: cause }, 'a connection could not be kept');
      await markOffline(db, id, cause.code, cause.message).catch((err) => log.warn({ err }, 'nor could it be noted'));
    } else log.warn({ connectionId: id, err: cause }, 'a connection could not be kept; the next round tries again');
  }
}
