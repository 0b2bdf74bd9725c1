import type { Installation } from '../../installation.ts';
import type { SealedSecrets } from '../../store/vault.ts';
import { openPair } from '../authorized-client.ts';

/** Every secret that is stored for a connection, in clear: its own, its client's, and the tokens of its grant. */
export async function storedSecretsOf(installation: Installation, connectionId: string): Promise<string[]> {
  const row = await installation.db
    .selectFrom('connection')
    .leftJoin('iclient', 'iclient.id', 'connection.iclientId')
    .leftJoin('grant', 'grant.connectionId', 'connection.id')
    .select(['connection.secrets', 'iclient.id as clientId', 'iclient.secrets as clientSecrets'])
    .select(['grant.tokenPair', 'grant.sparePair'])
    .where('connection.id', '=', connectionId)
    .executeTakeFirst();
  if (!row) return [];
  const opened = (table: string, id: string, sealed: SealedSecrets) =>
    Object.entries(sealed).map(([field, secret]) => installation.vault.open({ table, row: id, field }, secret.sealed));
  const pairs = [row.tokenPair, row.sparePair].flatMap((sealed) => {
    if (!sealed) return [];
    const { accessToken, refreshToken } = openPair(installation, connectionId, sealed);
    return refreshToken === undefined ? [accessToken] : [accessToken, refreshToken];
  });
  return [
    ...opened('connection', connectionId, row.secrets),
    ...(row.clientId && row.clientSecrets ? opened('iclient', row.clientId, row.clientSecrets) : []),
    ...pairs,
  ];
}
