import type { Connection } from '../../api/connections.ts';
import {
  type ConnectionState,
  connectionState,
  connectionUrgency,
  needsPerson,
} from '../../components/connection-state.ts';
import type { ConnectionFilter } from './route.ts';

/** Which states a filter of the list lets through. */
const lets: Readonly<Record<ConnectionFilter, (state: ConnectionState) => boolean>> = {
  all: () => true,
  needsYou: needsPerson,
  slowed: (state) => state === 'throttled' || state === 'recovering' || state === 'scopesMissing',
  online: (state) => state === 'online',
  notAuthorized: (state) => state === 'new' || state === 'paused',
};

export const passesFilter = (connection: Connection, filter: ConnectionFilter, nowMs: number): boolean =>
  lets[filter](connectionState(connection, nowMs));

/** True when every word of the search is in name, account or type. */
export function matchesSearch(connection: Connection, search: string, typeLabel: string): boolean {
  const hay = [connection.name, connection.account?.name, connection.account?.id, typeLabel].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}

/** What needs a person first, then by name. */
export function byUrgency(nowMs: number): (a: Connection, b: Connection) => number {
  return (a, b) =>
    connectionUrgency(connectionState(a, nowMs)) - connectionUrgency(connectionState(b, nowMs)) ||
    a.name.localeCompare(b.name);
}
