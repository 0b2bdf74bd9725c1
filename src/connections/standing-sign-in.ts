import type { StandingSignIn } from '../connectors/connector.ts';
import type { Credentials } from '../connectors/outgoing.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { apiOf } from './api-of.ts';
import { openSecret } from './template-values.ts';

type SignsIn = Pick<ConnectionRow, 'apiType' | 'http' | 'secrets'>;

/** The way a connection signs in with credentials of its own, without a grant; undefined where it needs one. */
export function standingSignIn(connection: SignsIn): StandingSignIn | undefined {
  const standing = apiOf(connection)?.standing;
  if (!standing || standing.kind === 'custom') return standing;
  return connection.secrets[standing.secret] ? standing : undefined;
}

/** Whether two states of a connection sign in the same way, whatever their secrets hold. */
export function signsInAlike(one: SignsIn, other: SignsIn): boolean {
  const [first, second] = [standingSignIn(one), standingSignIn(other)];
  return first?.kind === second?.kind;
}

/** Credentials of a connection that signs in with its own; undefined where it needs a grant. */
export function standingCredentials(installation: Installation, connection: ConnectionRow): Credentials | undefined {
  const signIn = standingSignIn(connection);
  if (!signIn) return undefined;
  if (signIn.kind === 'custom') return { kind: 'none' };
  const secret = openSecret(installation, connection, signIn.secret) ?? '';
  if (signIn.kind === 'bearer') return { kind: 'token', token: secret };
  const user = 'name' in signIn.user ? signIn.user.name : String(connection.settings[signIn.user.setting] ?? '');
  return { kind: 'basic', user, password: secret };
}
