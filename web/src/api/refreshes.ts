import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RefreshAttempt, RefreshHistory } from '../../../src/connections/refresh-schema.ts';
import { send } from './client.ts';

export type { RefreshAttempt };

/** How many renewals are shown before anybody asks for more. */
const FIRST = 8;
const MOST = 500;

/** The newest renewals of a connection's token. `generation` is the pair it has now: another one means news. */
export const refreshesQuery = (connectionId: string, generation: number, all = false) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'refreshes', generation, all],
    queryFn: ({ signal }) =>
      send<RefreshHistory>('GET', `/v1/connections/${connectionId}/refreshes`, {
        signal,
        query: { limit: all ? MOST : FIRST },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
