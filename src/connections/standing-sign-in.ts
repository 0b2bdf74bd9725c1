import { connectorOf } from '../connectors/catalogue.ts';
import type { StandingSignIn } from '../connectors/connector.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';

/** The way a connection signs in with credentials of its own, without a grant; undefined where it needs one. */
export function standingSignIn(connection: Pick<ConnectionRow, 'apiType' | 'secrets'>): StandingSignIn | undefined {
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || !connector.standing) return undefined;
  return connection.secrets[connector.standing.secret] ? connector.standing : undefined;
}

/** The `Authorization` header of a connection that signs in with credentials of its own; undefined where it needs a grant. */
export function standingAuthorization({ vault }: Installation, connection: ConnectionRow): string | undefined {
  const signIn = standingSignIn(connection);
  const stored = signIn && connection.secrets[signIn.secret];
  if (!signIn || !stored) return undefined;
  const secret = vault.open({ table: 'connection', row: connection.id, field: signIn.secret }, stored.sealed);
  if (signIn.kind === 'bearer') return `Bearer ${secret}`;
  const user = String(connection.settings[signIn.user] ?? '');
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}
