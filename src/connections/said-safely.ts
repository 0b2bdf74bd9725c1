import type { Verdict } from '../connectors/connector.ts';
import type { Credentials } from '../connectors/outgoing.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { maskValues, writtenForms } from './debug-log/mask-values.ts';
import { secretsIn } from './debug-log/recorder.ts';

type Whose = Pick<ConnectionRow, 'id' | 'secrets'>;

/** Words of an API, fit to be stored and shown: some say back what they were sent, and so the connection's secrets. */
export function saidSafely(
  { vault }: Installation,
  { id, secrets }: Whose,
  credentials: Credentials,
  said: string,
): string {
  const stored = Object.entries(secrets).map(([field, { sealed }]) =>
    vault.open({ table: 'connection', row: id, field }, sealed),
  );
  const pair = credentials.kind === 'basic' ? [`${credentials.user}:${credentials.password}`] : [];
  return maskValues(said, writtenForms([...pair, ...secretsIn(credentials), ...stored]));
}

/** The same of what a reply means. */
export function safeVerdict(
  installation: Installation,
  connection: Whose,
  credentials: Credentials,
  verdict: Verdict,
): Verdict {
  if (!('message' in verdict)) return verdict;
  return { ...verdict, message: saidSafely(installation, connection, credentials, verdict.message) };
}
