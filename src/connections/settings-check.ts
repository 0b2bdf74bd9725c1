import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import { type ApiInUse, apiInUse, type SomeHttpSettings } from '../connectors/effective.ts';
import type { Installation } from '../installation.ts';
import { checkCharacters } from './address-check.ts';
import { defaultClientOf } from './default-client.ts';
import { openFolder } from './folder-access.ts';
import { checkHttpSettings } from './http-settings-check.ts';
import type { HttpOverrides } from './http-settings-schema.ts';
import { storedHttp } from './iclient-schema.ts';
import { allowedAddress } from './local-address.ts';
import type { ConnectionInput, ConnectionSettingsInput } from './schema.ts';
import { SettingRefused } from './setting-refused.ts';
import { templateValues } from './template-values.ts';

/** A connection as it is about to be: HTTP settings as they would be stored. */
export type AboutToBe = Omit<ConnectionInput, 'http'> & { http: HttpOverrides | null };

/**
 * Checks what the schema can't: what an API type needs, that what is named exists, that addresses may be reached. `secret`
 * opens a secret as it will be then.
 */
export async function checkSettings(
  installation: Installation,
  input: AboutToBe,
  secret: (field: string) => string | undefined,
): Promise<void> {
  const { settings } = input;
  const connector = connectorOf(input.apiType);
  if (connector?.kind === 'api') {
    const api = apiInUse(connector, input.http as SomeHttpSettings | null);
    checkConnectorSettings(api, settings);
    const values = templateValues({ settings, http: input.http }, secret);
    const baseUri = checkHttpSettings({ api, settings, values, secret });
    if (input.http?.baseUri && baseUri && input.environment === 'live') await checkReachable(installation, baseUri);
    const renewsOwnToken = api.http.auth.type === 'token' && api.http.auth.refresh !== null;
    const signsInByItself = checkCredentials(api, settings, secret) || renewsOwnToken;
    if (!signsInByItself) {
      checkScopes(api, settings);
      if (api.client === 'default') await defaultClientOf(installation, api);
      else {
        const client = await checkIClient(installation, settings.iClientId, api.provider);
        checkUser(client.http, input, secret);
      }
    }
  }
  if (connector?.kind === 'postgres') {
    for (const field of ['host', 'database', 'user'] as const) {
      if (!settings[field])
        throw new SettingRefused(`/settings/${field}`, 'setting_missing', `Give the ${field} of the database.`);
    }
    await allowedAddress(installation.addressRule, settings.host ?? '', settings.port ?? 5432);
  }
  if (connector?.kind === 'folder') await openFolder(installation, settings.path ?? '');
}

function checkConnectorSettings(connector: ApiConnector, settings: ConnectionSettingsInput): void {
  for (const { name, label, isRequired, pattern, allowed } of connector.settings) {
    const value = settings[name];
    if (value === undefined || value === null || value === '') {
      if (isRequired) throw new SettingRefused(`/settings/${name}`, 'setting_missing', `Give the ${label}. ${allowed}`);
      continue;
    }
    checkCharacters(`/settings/${name}`, label, value);
    if (!pattern.test(value)) throw new SettingRefused(`/settings/${name}`, 'setting_invalid', allowed);
  }
}

/** Whether a connection signs in with credentials of its own; those a type can't do without must be there. */
function checkCredentials(
  { standing, client, settings: known, id }: ApiInUse,
  settings: ConnectionSettingsInput,
  secret: (field: string) => string | undefined,
): boolean {
  if (!standing) return false;
  if (standing.kind === 'custom' || 'name' in (standing.kind === 'basic' ? standing.user : {})) return true;
  const isThere = secret(standing.secret) !== undefined;
  if (!isThere && (client === 'none' || id === 'http')) {
    throw new SettingRefused(
      `/settings/${standing.secret}`,
      'setting_missing',
      id === 'http' ? 'Enter the token.' : 'Enter the API secret that belongs to the key.',
    );
  }
  const host = known.find(({ choosesHost }) => choosesHost);
  if (isThere && host && !settings[host.name]) {
    throw new SettingRefused(
      `/settings/${host.name}`,
      'setting_missing',
      `With a personal token, give the ${host.label} too: no sign-in tells it. ${host.allowed}`,
    );
  }
  return isThere;
}

function checkScopes(connector: ApiConnector, settings: ConnectionSettingsInput): void {
  if (connector.scopes.length === 0) return;
  if (!settings.scopes?.length)
    throw new SettingRefused('/settings/scopes', 'scopes_missing', 'Choose at least one scope.');
  const known = new Set(connector.scopes.map(({ scope }) => scope));
  const strange = settings.scopes.find((scope) => !known.has(scope));
  if (strange) {
    throw new SettingRefused(
      '/settings/scopes',
      'scope_unknown',
      `"${strange}" is no scope of ${connector.label}. Choose from the list.`,
    );
  }
}

async function checkIClient(
  installation: Installation,
  iClientId: string | null | undefined,
  provider: string,
): Promise<{ http: unknown }> {
  if (!iClientId)
    throw new SettingRefused('/settings/iClientId', 'iclient_missing', 'Choose a client, or press + to add one.');
  const row = await installation.db
    .selectFrom('iclient')
    .select(['provider', 'name', 'http'])
    .where('id', '=', iClientId)
    .executeTakeFirst();
  if (!row)
    throw new SettingRefused('/settings/iClientId', 'iclient_missing', 'This client was deleted. Choose another one.');
  if (row.provider !== provider) {
    throw new SettingRefused(
      '/settings/iClientId',
      'iclient_mismatch',
      `"${row.name}" is a client of another provider. Choose another one.`,
    );
  }
  return row;
}

/** A client that signs in with a password needs one, and whose it is. */
function checkUser(clientHttp: unknown, { http }: AboutToBe, secret: (field: string) => string | undefined): void {
  if (storedHttp(clientHttp)?.grantType !== 'password') return;
  if (!http?.auth?.username) {
    throw new SettingRefused(
      '/http/auth/username',
      'setting_missing',
      'Give the user name that the client signs in with.',
    );
  }
  if (!secret('password')) {
    throw new SettingRefused('/settings/password', 'setting_missing', 'Enter the password of the user.');
  }
}

async function checkReachable(installation: Installation, url: URL): Promise<void> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  await allowedAddress(installation.addressRule, url.hostname.replace(/^\[|\]$/g, ''), port);
}
