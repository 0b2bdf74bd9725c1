import type { ApiConnector, ConnectorSetting } from '../connectors/connector.ts';
import type { ApiInUse } from '../connectors/effective.ts';
import { filledUri, type TemplateValues } from '../connectors/templates.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { ConnectionRow } from '../store/connections.ts';

/** What an address is filled in from. */
type Named = Pick<ConnectionRow, 'name' | 'settings' | 'accountId'>;

/**
 * An address of a connector with its placeholders filled in: `{accountId}`, and those of its settings. The one place where
 * settings become part of an address, so their values are held to their pattern once more: they say where credentials go.
 * Throws `setting_missing`.
 */
export function addressOf(connector: Pick<ApiConnector, 'settings'>, connection: Named, template: string): string {
  return template.replace(/\{(\w+)\}/g, (_, placeholder: string) => {
    if (placeholder === 'accountId') return encodeURIComponent(connection.accountId ?? '');
    const setting = connector.settings.find((one) => one.placeholder === placeholder);
    const value = setting && filled(setting, connection.settings[setting.name]);
    if (value !== undefined) return value;
    throw new CounterflowError(
      'setting_missing',
      `"${connection.name}" has no ${setting?.label ?? placeholder} yet, so its address is not known. Open it and fill it in.`,
    );
  });
}

function filled({ pattern, values }: ConnectorSetting, value: unknown): string | undefined {
  if (typeof value !== 'string' || !pattern.test(value)) return undefined;
  return values ? values[value] : value;
}

/**
 * An address with the placeholders filled in that are known by now: the others stand as a host label would. `unknown` is one
 * that the connector doesn't have.
 */
export function leniently(
  connector: Pick<ApiConnector, 'settings'>,
  settings: Record<string, unknown>,
  template: string,
): { address: string; isWhole: boolean; unknown: string | undefined } {
  let isWhole = true;
  let unknown: string | undefined;
  const address = template.replace(/(?<!\{)\{(\w+)\}(?!\})/g, (_, placeholder: string) => {
    if (placeholder === 'accountId') return '0';
    const setting = connector.settings.find((one) => one.placeholder === placeholder);
    if (!setting) unknown ??= placeholder;
    const value = setting && filled(setting, settings[setting.name]);
    if (value === undefined) isWhole = false;
    return value ?? placeholder;
  });
  return { address, isWhole, unknown };
}

/** What a host may be filled in from; whatever else a template names stands for itself, as it is no part of a host. */
export const publicValues =
  ({ http: { unencrypted } }: ApiInUse): TemplateValues =>
  (path) => {
    const name = path.replace('connection.http.unencrypted.', '');
    return Object.hasOwn(unencrypted, name) ? unencrypted[name] : 'x';
  };

/** Where a connection's requests and credentials go, as far as its settings tell it; null where they don't yet. */
export function originOf(api: ApiInUse, settings: Record<string, unknown>): string | null {
  const { address } = leniently(api, settings, api.http.baseUri);
  const plain = filledUri(address, publicValues(api));
  return URL.canParse(plain) ? new URL(plain).origin : null;
}

/**
 * Base URI of a connection, filled in. The placeholders of its connector first, templates then: what a value holds is never
 * read as either. Throws `setting_missing`, and what templates do.
 */
export function baseUriOf(api: ApiInUse, connection: Named, values: TemplateValues): string {
  const address = filledUri(addressOf(api, connection, api.http.baseUri), values);
  if (!URL.canParse(address)) {
    throw new CounterflowError('setting_missing', `"${connection.name}" has no base URI. Open it and fill it in.`);
  }
  return address.endsWith('/') ? address : `${address}/`;
}
