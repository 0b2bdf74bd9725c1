import type { TemplateValues } from '../connectors/templates.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { encryptedField } from './http-overrides.ts';
import type { HttpOverrides } from './http-settings-schema.ts';
import { isSecretSetting } from './stored-secrets.ts';

/** What templates of a connection are filled in from. `secret` opens one of its secrets by the name it is stored under. */
export function templateValues(
  { settings, http }: { settings: Record<string, unknown>; http: HttpOverrides | null },
  secret: (field: string) => string | undefined,
): TemplateValues {
  return (path) => {
    const [, place = '', name = ''] = /^connection\.(.+)\.([^.]+)$/.exec(path) ?? [];
    switch (place) {
      case 'http.encrypted':
        return secret(encryptedField(name));
      case 'http.unencrypted':
        return ownText(http?.unencrypted, name);
      case 'http.auth':
        return name === 'username' ? ownText(http?.auth, name) : undefined;
      case 'settings':
        return isSecretSetting(name) ? secret(name) : ownText(settings, name);
      default:
        return undefined;
    }
  };
}

function ownText(fields: Record<string, unknown> | undefined, name: string): string | undefined {
  const value = fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** The same of a stored connection. */
export const storedValues = (installation: Installation, connection: ConnectionRow): TemplateValues =>
  templateValues({ settings: connection.settings, http: connection.http as HttpOverrides | null }, (field) =>
    openSecret(installation, connection, field),
  );

/** A secret of a stored connection; undefined when there is none of that name. */
export function openSecret(
  { vault }: Installation,
  { id, secrets }: Pick<ConnectionRow, 'id' | 'secrets'>,
  field: string,
): string | undefined {
  const stored = Object.hasOwn(secrets, field) ? secrets[field] : undefined;
  return stored && vault.open({ table: 'connection', row: id, field }, stored.sealed);
}
