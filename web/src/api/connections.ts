import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ConnectionBudget } from '../../../src/connections/connection-budget-schema.ts';
import type {
  Authorization,
  authorizationInput,
  Connection,
  ConnectionFlow,
  ConnectionInput,
  ConnectionPatch,
  connectionInput,
  NeededScopes,
  PingAnswer,
  UsedBy,
} from '../../../src/connections/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type {
  Authorization,
  Connection,
  ConnectionBudget,
  ConnectionFlow,
  ConnectionInput,
  ConnectionPatch,
  NeededScopes,
  PingAnswer,
  UsedBy,
};

const path = '/v1/connections';

export const connectionsQuery = () =>
  queryOptions({
    queryKey: ['connections', 'list'],
    queryFn: ({ signal }) => send<List<Connection>>('GET', path, { signal, query: { limit: 1000 } }),
    refetchInterval: 10_000,
  });

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    queryFn: ({ signal }) => send<Connection>('GET', `${path}/${id}`, { signal }),
    refetchInterval: 5_000,
  });

export const connectionUsedByQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'used-by'],
    queryFn: ({ signal }) => send<List<UsedBy>>('GET', `${path}/${id}/used-by`, { signal }),
  });

export const connectionBudgetQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'budget'],
    queryFn: ({ signal }) => send<ConnectionBudget>('GET', `${path}/${id}/budget`, { signal }),
    refetchInterval: 10_000,
  });

/** One attempt to authorize, asked for again until it has ended. */
export const authorizationQuery = (connectionId: string, attemptId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'authorizations', attemptId],
    queryFn: ({ signal }) =>
      send<Authorization>('GET', `${path}/${connectionId}/authorizations/${attemptId}`, { signal }),
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'waiting' ? false : 1_500),
    refetchIntervalInBackground: true,
  });

/** Attempts that still wait for somebody. */
export const openAuthorizationsQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'authorizations', 'open'],
    queryFn: ({ signal }) => send<List<Authorization>>('GET', `${path}/${id}/authorizations`, { signal }),
    refetchInterval: 10_000,
  });

export const connectionFlowsQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'flows'],
    queryFn: ({ signal }) => send<List<ConnectionFlow>>('GET', `${path}/${id}/flows`, { signal }),
    refetchInterval: 10_000,
  });

/** Which scopes what reads over a connection needs. */
export const neededScopesQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'needed-scopes'],
    queryFn: ({ signal }) => send<List<NeededScopes>>('GET', `${path}/${id}/needed-scopes`, { signal }),
  });

export const cloneConnection = (id: string, name?: string) =>
  send<Connection>('POST', `${path}/${id}/clone`, { body: name === undefined ? {} : { name } });
/** Takes the sign-in back, at the other side as well where it can be told. */
export const revokeConnection = (id: string) => send<Connection>('POST', `${path}/${id}/revoke`, { body: {} });
export const moveToNewServer = (id: string) =>
  send<Connection>('POST', `${path}/${id}/move-to-new-server`, { body: {} });

export const createConnection = (body: z.input<typeof connectionInput>) => send<Connection>('POST', path, { body });
export const changeConnection = (id: string, version: number, body: ConnectionPatch) =>
  send<Connection>('PATCH', `${path}/${id}`, { body, version });
export const deleteConnection = (id: string, version: number) => send<void>('DELETE', `${path}/${id}`, { version });

export type AttemptOptions = z.input<typeof authorizationInput>;
export const startAuthorization = (id: string, options: AttemptOptions = {}) =>
  send<Authorization>('POST', `${path}/${id}/authorizations`, { body: options });
export const cancelAuthorization = (id: string, attemptId: string) =>
  send<void>('DELETE', `${path}/${id}/authorizations/${attemptId}`);
/** Hands over the address on which the browser landed; gives the attempt as it is then. */
export const sendLanded = (id: string, attemptId: string, address: string) =>
  send<Authorization>('POST', `${path}/${id}/authorizations/${attemptId}/landed`, { body: { address } });
export const answerAuthorization = (id: string, attemptId: string, answer: 'accept' | 'reject') =>
  send<Authorization>('POST', `${path}/${id}/authorizations/${attemptId}/${answer}`, { body: {} });

/** Tries a stored connection. */
export const pingConnection = (id: string) => send<PingAnswer>('POST', `${path}/${id}/ping`, { body: {} });
/** Tries what is in the form; nothing is stored. */
export const pingDraft = (body: z.input<typeof connectionInput>) => send<PingAnswer>('POST', `${path}/ping`, { body });
export const renewToken = (id: string) => send<Connection>('POST', `${path}/${id}/refresh`, { body: {} });
