import { sql } from 'kysely';
import type { StandingSignIn, Verdict } from '../connectors/connector.ts';
import { pingFailure, verdictOn } from '../connectors/effective.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, notifyConnection } from '../store/connections.ts';
import { apiOf } from './api-of.ts';
import { reasonTexts } from './connection-errors.ts';
import { pingRequestOf } from './connection-request.ts';
import { timed } from './local-check.ts';
import { safeVerdict, saidSafely } from './said-safely.ts';
import type { PingAnswer } from './schema.ts';
import { standingCredentials, standingSignIn } from './standing-sign-in.ts';
import { askWith, whoseAccount } from './whose-account.ts';

type Check = PingAnswer['checks'][number];

/** The credentials of a connection that signs in by itself were refused; `code` is the connection's reason. */
class CredentialsRefused extends CounterflowError {}

/**
 * Tries the credentials of a stored connection that signs in by itself, and writes down how it went: what Test connection
 * shows. Does nothing for the others. A verdict on credentials that were changed meanwhile is not kept.
 */
export async function checkStandingConnection(installation: Installation, id: string): Promise<Check[]> {
  const row = await connectionRow(installation.db, id);
  if (!row || !standingSignIn(row)) return [];
  return checked(installation, row, async (columns) => {
    await installation.db
      .updateTable('connection')
      .set(columns)
      .where('id', '=', id)
      .where('version', '=', row.version)
      .execute();
    await notifyConnection(installation.db, id);
  });
}

/** The same of a connection that is nowhere stored. */
export function standingChecks(installation: Installation, row: ConnectionRow): Promise<Check[]> {
  return checked(installation, row, async () => {});
}

function checked(
  installation: Installation,
  row: ConnectionRow,
  note: (columns: ReturnType<typeof online> | ReturnType<typeof troubled>) => Promise<void>,
): Promise<Check[]> {
  return timed('Account reached', async () => {
    const reached = reachedAccount(installation, row);
    await note(await reached.then(({ account }) => online(account), troubled));
    const { account, wasAsked } = await reached;
    return wasAsked ? account?.name : nothingAsked;
  });
}

/** What Test connection says of a connection that names no request to test it with. */
export const nothingAsked =
  'Nothing was asked: the HTTP settings name no request to test the connection with. Give a relative URI there.';

const calm = { offlineSince: null, nextProbeAt: null, probes: 0 };

const online = (account: { id: string; name: string } | undefined) =>
  ({
    status: 'online',
    reason: null,
    reasonDetail: null,
    ...calm,
    accountId: account?.id ?? null,
    accountName: account?.name ?? null,
  }) as const;

function troubled(cause: unknown) {
  if (!(cause instanceof CounterflowError)) throw cause;
  if (cause instanceof CredentialsRefused) {
    return { status: 'unauthorized', reason: cause.code, reasonDetail: cause.message, ...calm } as const;
  }
  const offlineSince = sql<Date>`coalesce(offline_since, clock())`;
  const trouble = { status: 'offline', reasonDetail: cause.message, offlineSince } as const;
  // Trouble of the network passes by itself and is probed; the rest waits for another setting.
  if (cause.next === 'retry') return { ...trouble, reason: 'provider_unavailable', nextProbeAt: sql<Date>`clock()` };
  return { ...trouble, reason: cause.code, nextProbeAt: null };
}

async function reachedAccount(installation: Installation, row: ConnectionRow) {
  const api = apiOf(row);
  const signIn = standingSignIn(row);
  const credentials = standingCredentials(installation, row);
  if (!api || !signIn || !credentials) throw new CounterflowError('setting_missing', 'Enter the credentials first.');
  const { verdict, account } = await whoseAccount(installation, api, row, credentials, 'test');
  settled(verdict, signIn);
  const ping = pingRequestOf(installation, api, row);
  if (ping) {
    const reply = await askWith(installation, api, row, credentials, ping, 'test');
    settled(safeVerdict(installation, row, credentials, verdictOn(api, ping.method, reply)), signIn);
    const failure = pingFailure(api.http, reply);
    if (failure !== undefined)
      throw new CounterflowError('ping_failed', saidSafely(installation, row, credentials, failure));
  }
  return { account, wasAsked: ping !== undefined || api.account !== undefined };
}

/** Throws what a reply means, unless it is good. */
function settled(verdict: Verdict, { refusedReason }: StandingSignIn): void {
  switch (verdict.kind) {
    case 'ok':
      return;
    case 'tokenRefused':
      throw new CredentialsRefused(refusedReason, reasonTexts[refusedReason]);
    case 'refused':
      throw new CounterflowError(verdict.code, verdict.message);
    case 'rateLimited':
      throw new CounterflowError('provider_unavailable', 'The API asks to wait a while.', { next: 'retry' });
    case 'retry':
      throw new CounterflowError('provider_unavailable', verdict.message, { next: 'retry' });
  }
}
