import type { Connector } from './connector.ts';
import { folder } from './files/connector.ts';
import { httpApi } from './http/connector.ts';
import { lightspeedC } from './lightspeed/c-series/connector.ts';
import { lightspeedR, lightspeedRLegacy } from './lightspeed/r-series/connector.ts';
import { lightspeedX } from './lightspeed/x-series/connector.ts';
import { postgresDatabase } from './postgres/connector.ts';

const connectors: Record<string, Connector> = {
  [lightspeedR.id]: lightspeedR,
  [lightspeedRLegacy.id]: lightspeedRLegacy,
  [lightspeedX.id]: lightspeedX,
  [lightspeedC.id]: lightspeedC,
  [httpApi.id]: httpApi,
  [postgresDatabase.id]: postgresDatabase,
  [folder.id]: folder,
};

export const allConnectors: readonly Connector[] = Object.values(connectors);

/** The connector behind an API type; undefined when this version knows none. */
export function connectorOf(apiType: string): Connector | undefined {
  return connectors[apiType];
}
