import { connectorOf } from '../connectors/catalogue.ts';
import type { ConnectionRow } from '../store/connections.ts';

/** Scopes that were asked for and not granted; one that a granted scope contains is not missing. */
export function missingScopes(connection: Pick<ConnectionRow, 'apiType' | 'settings'>, granted: string[]): string[] {
  const connector = connectorOf(connection.apiType);
  if (connector?.kind !== 'api' || granted.length === 0) return [];
  const asked = Array.isArray(connection.settings.scopes) ? connection.settings.scopes.map(String) : [];
  return asked.filter((scope) => {
    const known = connector.scopes.find((one) => one.scope === scope);
    return !granted.includes(scope) && !known?.coveredBy.some((wider) => granted.includes(wider));
  });
}
