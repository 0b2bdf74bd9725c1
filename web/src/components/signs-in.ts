import type { Connection } from '../api/connections.ts';

/** True for a connection that a person authorizes by signing in; databases and folders have no client to sign in with. */
export const signsIn = ({ settings }: Pick<Connection, 'settings'>): boolean => settings.iClientId !== undefined;
