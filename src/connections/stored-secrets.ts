import type { Installation } from '../installation.ts';
import type { StoredSecret } from '../rest.ts';
import type { SealedSecrets } from '../store/vault.ts';
import type { ConnectionSettingsInput } from './schema.ts';

/**
 * Stored secrets after an edit: a field left out is kept, `null` removed, a text sealed for its place. Returns the fields
 * that changed, for the audit log.
 */
export function editSecrets(
  installation: Installation,
  place: { table: string; row: string },
  stored: SealedSecrets,
  input: Record<string, string | null | undefined>,
): { secrets: SealedSecrets; changed: string[] } {
  const secrets = { ...stored };
  const changed: string[] = [];
  for (const [field, plain] of Object.entries(input)) {
    if (plain === undefined) continue;
    changed.push(field);
    if (plain === null) delete secrets[field];
    else {
      secrets[field] = {
        sealed: installation.vault.seal({ ...place, field }, plain),
        fingerprint: installation.vault.fingerprint(plain),
        updatedAt: installation.clock.now().toISOString(),
      };
    }
  }
  return { secrets, changed };
}

/** Settings of a connection that are stored sealed, never among the others. */
const secretSettings = ['password', 'personalToken', 'apiSecret', 'token', 'refreshToken'] as const;
type SecretSettings = Partial<Record<(typeof secretSettings)[number], string | null>>;

/** Whether a setting is a secret. */
export const isSecretSetting = (name: string): boolean => (secretSettings as readonly string[]).includes(name);

/** Settings as they are stored: secrets apart, the client in a column of its own, what was emptied left out. */
export function splitSettings({ iClientId, ...given }: ConnectionSettingsInput): {
  iClientId: string | null;
  secrets: SecretSettings;
  settings: Record<string, unknown>;
} {
  const fields = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    iClientId: iClientId ?? null,
    secrets: Object.fromEntries(fields.filter(([name]) => isSecretSetting(name))) as SecretSettings,
    settings: Object.fromEntries(
      fields.filter(([name, value]) => !isSecretSetting(name) && value !== null && value !== ''),
    ),
  };
}

/** Opens the secrets of a connection as they will be after an edit: what is given, else what is stored. */
export function secretsToBe(
  { vault }: Installation,
  stored: { row: string; secrets: SealedSecrets } | undefined,
  given: Record<string, string | null | undefined>,
): (field: string) => string | undefined {
  return (field) => {
    const typed = Object.hasOwn(given, field) ? given[field] : undefined;
    if (typed !== undefined) return typed ?? undefined;
    const sealed = stored && Object.hasOwn(stored.secrets, field) ? stored.secrets[field]?.sealed : undefined;
    return stored && sealed && vault.open({ table: 'connection', row: stored.row, field }, sealed);
  };
}

const labels: Record<string, string> = {
  password: 'password',
  apiSecret: 'API secret',
  personalToken: 'personal token',
  token: 'token',
  refreshToken: 'refresh token',
  'http.tls.key': 'key of the client certificate',
  'http.tls.passphrase': 'passphrase of the client certificate',
  'http.tls.pfx': 'PFX file',
};

/** A stored secret as sentences name it. */
export const secretLabel = (field: string) => labels[field] ?? `field "${field.split('.').at(-1)}"`;

/** How a stored secret reads: never its value. */
export function secretView(stored: SealedSecrets, field: string): StoredSecret {
  const secret = stored[field];
  return { set: secret !== undefined, fingerprint: secret?.fingerprint ?? null, updatedAt: secret?.updatedAt ?? null };
}
