import { sql } from 'kysely';
import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, notifyConnection } from '../store/connections.ts';
import { reasonTexts } from './connection-errors.ts';
import { timed } from './local-check.ts';
import type { PingAnswer } from './schema.ts';
import { standingAuthorization, standingSignIn } from './standing-sign-in.ts';
import { whoseAccount } from './whose-account.ts';

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
    await note(await reached.then(online, troubled));
    return (await reached)?.name;
  });
}

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
  const connector = connectorOf(row.apiType) as ApiConnector;
  const signIn = standingSignIn(row);
  const authorization = standingAuthorization(installation, row);
  if (!signIn || !authorization) throw new CounterflowError('setting_missing', 'Enter the credentials first.');
  const { verdict, account } = await whoseAccount(installation, connector, row, authorization);
  if (verdict.kind === 'tokenRefused')
    throw new CredentialsRefused(signIn.refusedReason, reasonTexts[signIn.refusedReason]);
  if (verdict.kind === 'refused') throw new CounterflowError(verdict.code, verdict.message);
  if (verdict.kind !== 'ok') {
    const detail = verdict.kind === 'retry' ? verdict.message : 'Lightspeed asks to wait a while.';
    throw new CounterflowError('provider_unavailable', detail, { next: 'retry' });
  }
  return account;
}
