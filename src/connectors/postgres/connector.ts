import type { LocalConnector } from '../connector.ts';

/** A PostgreSQL database, 15 or newer. */
export const postgresDatabase: LocalConnector = { kind: 'postgres', id: 'postgres', label: 'PostgreSQL', tile: 'pg' };
