import { sql } from 'kysely';
import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow, notifyConnection } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { beginGrant, forceRefresh, grantOf } from '../store/grants.ts';
import { sealPair } from './authorized-client.ts';
import { ConnectionUnavailable } from './connection-errors.ts';
import { storedHttp } from './iclient-schema.ts';
import { ownRenewalOf } from './own-token.ts';
import { refreshGrant } from './refresh.ts';
import { standingSignIn } from './standing-sign-in.ts';
import { openSecret } from './template-values.ts';

/**
 * Whether a connection gets its tokens without anybody's consent: by its OAuth 2.0 client (client credentials, a password),
 * or by a request of the API that renews its own token.
 */
export async function getsTokensByItself(db: Db | Tx, connection: ConnectionRow): Promise<boolean> {
  if (ownRenewalOf(connection)) return true;
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || connector.client !== 'chosen' || standingSignIn(connection)) return false;
  if (!connection.iclientId) return false;
  const row = await db.selectFrom('iclient').select('http').where('id', '=', connection.iclientId).executeTakeFirst();
  const http = storedHttp(row?.http);
  return http !== null && http.grantType !== 'authorizationCode';
}

/** What a token is asked for with, beside the client: where it changes, the tokens that are there belong to something else. */
export function isAskedAnew(before: TokenInputs, after: TokenInputs): boolean {
  return JSON.stringify(tokenInputs(before)) !== JSON.stringify(tokenInputs(after));
}

type TokenInputs = Pick<ConnectionRow, 'settings' | 'http' | 'secrets'>;

const tokenInputs = ({ settings, http, secrets }: TokenInputs) => [
  settings.scopes ?? [],
  (http?.auth as { username?: string } | undefined)?.username ?? null,
  secrets.password?.sealed ?? null,
  ...(['token', 'refreshToken'] as const).map((field) => secrets[field]?.sealed ?? null),
  (http?.auth as { refresh?: object } | undefined)?.refresh ?? null,
];

/**
 * Begins the sign-in of a connection that gets its tokens by itself: a grant of generation 0, which holds no token yet and is
 * renewed like any other, so that whoever comes first asks for the first token, once. One that needed a person tries again.
 * Returns the generation that is to be replaced now; undefined where nothing is to be done, and for all other connections.
 */
export async function beginByItself(installation: Installation, tx: Tx, id: string): Promise<number | undefined> {
  const connection = await tx.selectFrom('connection').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!connection || connection.paused || !(await getsTokensByItself(tx, connection))) return undefined;
  const grant = await grantOf(tx, id);
  if (grant && connection.status !== 'unauthorized') return grant.generation === 0 ? 0 : undefined;
  if (grant) await forceRefresh(tx, id, grant.generation);
  else {
    const { scopes } = connection.settings;
    const typed = (field: string) => openSecret(installation, connection, field);
    const first = ownRenewalOf(connection)
      ? { accessToken: typed('token') ?? '', refreshToken: typed('refreshToken') }
      : { accessToken: '', refreshToken: undefined };
    await beginGrant(tx, id, {
      tokenPair: sealPair(installation, id, first),
      scopes: Array.isArray(scopes) ? scopes.map(String) : [],
    });
  }
  await tx
    .updateTable('connection')
    .set({
      status: 'offline',
      reason: 'provider_unavailable',
      reasonDetail: 'The access token is on its way.',
      offlineSince: sql<Date>`clock()`,
      nextProbeAt: sql<Date>`clock()`,
      probes: 0,
    })
    .where('id', '=', id)
    .execute();
  await notifyConnection(tx, id);
  return grant?.generation ?? 0;
}

/** Asks for the token of a sign-in that was begun; how that ended is on the connection. */
export async function finishByItself(
  installation: Installation,
  id: string,
  generation: number | undefined,
): Promise<void> {
  const connection = generation === undefined ? undefined : await connectionRow(installation.db, id);
  if (!connection || generation === undefined) return;
  try {
    await refreshGrant(installation, connection, generation);
  } catch (cause) {
    if (!(cause instanceof ConnectionUnavailable)) throw cause;
  }
}

/** Both. False where the connection has its token, or gets it by a person. */
export async function connectByItself(installation: Installation, id: string): Promise<boolean> {
  const generation = await installation.db.transaction().execute((tx) => beginByItself(installation, tx, id));
  await finishByItself(installation, id, generation);
  return generation !== undefined;
}
