import type { ApiConnector, ConnectorSetting } from '../connectors/connector.ts';
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

/** Base URI of a connection: the connector's template filled in, unless HTTP settings replace it. Throws `setting_missing`. */
export function baseUriOf(
  connector: Pick<ApiConnector, 'settings' | 'baseUri'>,
  connection: Named & Pick<ConnectionRow, 'http'>,
): string {
  const override = connection.http?.baseUri;
  const address = addressOf(connector, connection, typeof override === 'string' ? override : connector.baseUri);
  return address.endsWith('/') ? address : `${address}/`;
}
