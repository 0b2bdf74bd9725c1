import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { openFolder } from './folder-access.ts';
import { allowedAddress } from './local-address.ts';
import { refuseLookAlikes } from './look-alike.ts';
import type { ConnectionInput } from './schema.ts';

/** A field of a form that is not right; `pointer` is its JSON pointer. */
export class SettingRefused extends CounterflowError {
  readonly pointer: string;
  constructor(pointer: string, code: string, message: string) {
    super(code, message);
    this.pointer = pointer;
  }
}

/** Checks what the schema can't: what an API type needs, that what is named exists, that addresses may be reached. */
export async function checkSettings(installation: Installation, input: ConnectionInput): Promise<void> {
  const { settings } = input;
  const connector = connectorOf(input.apiType);
  if (input.http?.baseUri) await checkBaseUri(installation, input.http.baseUri, input.environment);
  if (connector?.kind === 'api') {
    await checkScopes(input);
    await checkIClient(installation, settings.iClientId, connector.provider);
    if (input.apiType === 'http' && !input.http?.baseUri) {
      throw new SettingRefused('/http/baseUri', 'base_uri_missing', 'Give the base URI of the API.');
    }
  }
  if (connector?.kind === 'postgres') {
    for (const field of ['host', 'database', 'user'] as const) {
      if (!settings[field])
        throw new SettingRefused(`/settings/${field}`, `${field}_missing`, `Give the ${field} of the database.`);
    }
    await allowedAddress(installation.addressRule, settings.host ?? '', settings.port ?? 5432);
  }
  if (connector?.kind === 'folder') await openFolder(installation, settings.path ?? '');
}

async function checkScopes({ apiType, settings }: ConnectionInput): Promise<void> {
  const connector = connectorOf(apiType);
  if (connector?.kind !== 'api' || connector.scopes.length === 0) return;
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

async function checkBaseUri(installation: Installation, baseUri: string, environment: string): Promise<void> {
  refuseLookAlikes(baseUri, 'base URI');
  const url = new URL(baseUri);
  if (!['https:', 'http:'].includes(url.protocol)) {
    throw new SettingRefused('/http/baseUri', 'base_uri_invalid', 'A base URI starts with https://.');
  }
  if (environment === 'sandbox') return;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  await allowedAddress(installation.addressRule, url.hostname.replace(/^\[|\]$/g, ''), port);
}
