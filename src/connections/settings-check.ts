import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import { findLookAlike } from '../http/look-alike.ts';
import type { Installation } from '../installation.ts';
import type { SealedSecrets } from '../store/vault.ts';
import { defaultClientOf } from './default-client.ts';
import { openFolder } from './folder-access.ts';
import type { HttpOverrides } from './http-settings-schema.ts';
import { allowedAddress } from './local-address.ts';
import type { ConnectionInput, ConnectionSettingsInput } from './schema.ts';
import { SettingRefused } from './setting-refused.ts';

/** A connection as it is about to be: HTTP settings as they would be stored. */
export type AboutToBe = Omit<ConnectionInput, 'http'> & { http: HttpOverrides | null };

/**
 * Checks what the schema can't: what an API type needs, that what is named exists, that addresses may be reached. `stored`
 * are the secrets that are there already and kept.
 */
export async function checkSettings(
  installation: Installation,
  input: AboutToBe,
  stored: SealedSecrets = {},
): Promise<void> {
  const { settings } = input;
  const connector = connectorOf(input.apiType);
  if (input.http?.baseUri) await checkBaseUri(installation, input.http.baseUri, input.environment);
  if (connector?.kind === 'api') {
    checkConnectorSettings(connector, settings);
    const signsInByItself = checkCredentials(connector, settings, stored);
    if (!signsInByItself) {
      checkScopes(connector, settings);
      if (connector.client === 'default') await defaultClientOf(installation, connector);
      else await checkIClient(installation, settings.iClientId, connector.provider);
    }
    if (input.apiType === 'http' && !input.http?.baseUri) {
      throw new SettingRefused('/http/baseUri', 'base_uri_missing', 'Give the base URI of the API.');
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
  { standing, client, settings: known }: ApiConnector,
  settings: ConnectionSettingsInput,
  stored: SealedSecrets,
): boolean {
  if (!standing) return false;
  const given = settings[standing.secret];
  const isThere = given === undefined ? stored[standing.secret] !== undefined : given !== null;
  if (!isThere && client === 'none') {
    throw new SettingRefused(
      `/settings/${standing.secret}`,
      'setting_missing',
      'Enter the API secret that belongs to the key.',
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
): Promise<void> {
  if (!iClientId)
    throw new SettingRefused('/settings/iClientId', 'iclient_missing', 'Choose a client, or press + to add one.');
  const row = await installation.db
    .selectFrom('iclient')
    .select(['provider', 'name'])
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
}

/**
 * Checks how an address is written, and reads it. Throws `look_alike_character`, `address_invalid`: also for a name before
 * an `@`, which makes `https://api.lightspeedapp.com@elsewhere.example` look like Lightspeed's.
 */
export function checkAddress(pointer: string, what: string, address: string): URL {
  checkCharacters(pointer, what, address);
  if (!URL.canParse(address)) {
    throw new SettingRefused(pointer, 'address_invalid', `The ${what} is no whole address. Begin it with https://.`);
  }
  const url = new URL(address);
  if (!['https:', 'http:'].includes(url.protocol)) {
    throw new SettingRefused(pointer, 'address_invalid', `The ${what} must start with https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    const host = url.host;
    throw new SettingRefused(
      pointer,
      'address_invalid',
      `The ${what} leads to ${host}. Leave out what stands before the @.`,
    );
  }
  return url;
}

/** Throws `look_alike_character` where a value has one that only looks plain. */
export function checkCharacters(pointer: string, what: string, value: string): void {
  const lookAlike = findLookAlike(value);
  if (lookAlike) {
    const meant = lookAlike.suggestion ? `Use ${lookAlike.suggestion} instead.` : 'Type the address anew.';
    throw new SettingRefused(
      pointer,
      'look_alike_character',
      `Character ${lookAlike.position} of the ${what} is ${lookAlike.codePoint}, which only looks like a plain character. ${meant}`,
    );
  }
}

async function checkBaseUri(installation: Installation, baseUri: string, environment: string): Promise<void> {
  const url = checkAddress('/http/baseUri', 'base URI', baseUri.replace(/\{\w+\}/g, 'x'));
  if (environment === 'sandbox') return;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  await allowedAddress(installation.addressRule, url.hostname.replace(/^\[|\]$/g, ''), port);
}
