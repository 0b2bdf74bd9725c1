import type { LocalConnector } from '../connector.ts';

/** A folder on the server's own machine, below one of COUNTERFLOW_FILES. */
export const folder: LocalConnector = { kind: 'folder', id: 'folder', label: 'Folder', tile: 'file' };
