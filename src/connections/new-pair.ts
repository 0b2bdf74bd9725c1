import type { OAuthServer } from '../connectors/oauth-server.ts';
import type { Installation } from '../installation.ts';
import { connectionRow, markRenewed } from '../store/connections.ts';
import type { Tx } from '../store/database.ts';
import { forceRefresh, grantOf, keepSparePair, type NewPair, type PairKey, saveTokenPair } from '../store/grants.ts';
import { type AuthorizedClient, openPair, sealPair } from './authorized-client.ts';
import { keepPendingGrant } from './pending-grants.ts';
import { isRenewable } from './renewal.ts';
import type { TokenOutcome } from './token-request.ts';

const leaving = new WeakSet<Installation>();

/** From now on nobody waits for the database with a pair that lies safe on disk. Shutdown calls it first. */
export function leaveNewPairsOnDisk(installation: Installation): void {
  leaving.add(installation);
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
  const { accessToken, refreshToken } = outcome.pair;
  const lifeSeconds =
    outcome.expiresInSeconds ?? (isRenewable(server, outcome.pair) ? server.defaultLifeSeconds : undefined);
  const told = server.scopesIn === 'accessToken' ? connector.scopesOf(accessToken) : scopesTold(server, outcome);
  return {
    tokenPair: sealPair(installation, connectionId, outcome.pair),
    refreshTokenFingerprint: refreshToken ? installation.vault.fingerprint(refreshToken) : null,
    scopes: told.length > 0 ? told : knownScopes,
    expiresAt: lifeSeconds === undefined ? null : new Date(sentAt.getTime() + lifeSeconds * 1000),
    refreshDiesAt: server.idleDays === undefined ? null : new Date(sentAt.getTime() + server.idleDays * 86_400_000),
    tokenServer: client.tokenServer,
  };
}

function scopesTold({ noScopePrefix }: OAuthServer, { scope = [] }: { scope: string[] | undefined }): string[] {
  return noScopePrefix === undefined ? scope : scope.filter((one) => !one.startsWith(noScopePrefix));
}

/**
 * Stores the pair that replaces `key`, however long the database stays away; from the first failure on it also lies sealed
 * on disk. One that came second is kept as a spare.
 */
export async function storeNewPair(
  installation: Installation,
  key: PairKey,
  pair: NewPair,
  options: { keepFormer: boolean },
): Promise<void> {
  let removePending: (() => Promise<void>) | undefined;
  for (;;) {
    try {
      await installation.db.transaction().execute(async (tx) => {
        if (await saveTokenPair(tx, key, pair, options)) await markRenewed(tx, key.connectionId);
        else await keepSpare(installation, tx, key, pair);
      });
      await removePending?.();
      return;
    } catch (cause) {
      const { connectionId, generation } = key;
      installation.log.error(
        { connectionId, generation, err: cause },
        'the database does not take a new token pair; trying on',
      );
      removePending ??= await keepPendingGrant(installation, { ...key, ...options, pair }).catch((err) => {
        installation.log.error({ connectionId, generation, err }, 'nor can it be put on disk');
        return undefined;
      });
      if (removePending && leaving.has(installation)) return;
      await installation.clock.sleep(1000);
    }
  }
}

/** Where the pair that came first was refused meanwhile, the spare takes over at once. */
async function keepSpare(installation: Installation, tx: Tx, key: PairKey, pair: NewPair): Promise<void> {
  if (!(await keepSparePair(tx, key, pair.tokenPair))) return;
  const connection = await connectionRow(tx, key.connectionId);
  if (connection?.status === 'unauthorized') {
    await promoteSpare(installation, tx, { ...key, generation: key.generation + 1 });
  }
}

/**
 * Makes the spare of `key` the next pair; false where there is none. It is renewed at its first use, since its times are
 * not known. The caller has locked the row, so that no spare comes between this look and its verdict.
 */
export async function promoteSpare(installation: Installation, tx: Tx, key: PairKey): Promise<boolean> {
  const grant = await grantOf(tx, key.connectionId);
  if (!grant?.sparePair || grant.spareGeneration !== key.generation) return false;
  const { refreshToken } = openPair(installation, key.connectionId, grant.sparePair);
  const spare = {
    tokenPair: grant.sparePair,
    refreshTokenFingerprint: refreshToken ? installation.vault.fingerprint(refreshToken) : null,
    scopes: grant.scopes,
    expiresAt: grant.issuedAt,
    refreshDiesAt: grant.refreshDiesAt,
    tokenServer: grant.tokenServer,
  };
  const saved = await saveTokenPair(tx, key, spare, { keepFormer: false });
  if (!saved) return false;
  // Whatever a process's own clock makes of its times.
  await forceRefresh(tx, key.connectionId, key.generation + 1);
  await markRenewed(tx, key.connectionId);
  return true;
}
