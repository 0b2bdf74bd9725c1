import { connectorOf } from '../connectors/catalogue.ts';
import { type ApiInUse, apiInUse, type SomeHttpSettings } from '../connectors/effective.ts';
import type { ConnectionRow } from '../store/connections.ts';

const asTheyAre = new Map<string, ApiInUse>();

/** The API behind a connection, with the connection's HTTP settings on top; undefined for a database or folder. */
export function apiOf({ apiType, http }: Pick<ConnectionRow, 'apiType' | 'http'>): ApiInUse | undefined {
  const connector = connectorOf(apiType);
  if (connector?.kind !== 'api') return undefined;
  if (http) return apiInUse(connector, http as SomeHttpSettings);
  const known = asTheyAre.get(apiType) ?? apiInUse(connector, null);
  asTheyAre.set(apiType, known);
  return known;
}
