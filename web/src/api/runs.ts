import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RecordError } from '../../../src/errors/schema.ts';
import type { Run, RunHistory, RunStatus, RunStep } from '../../../src/flows/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { RecordError, Run, RunHistory, RunStatus, RunStep };

const path = '/v1/runs';

export interface RunFilter {
  status?: readonly RunStatus[] | undefined;
  flowId?: string | undefined;
}

const listPage = 50;

/** Newest first, page by page; refetched by itself, faster while one of them is at work. */
export const runsQuery = (filter: RunFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'list', filter],
    queryFn: ({ signal, pageParam }) =>
      send<List<Run>>('GET', path, {
        signal,
        query: { limit: listPage, status: filter.status, flowId: filter.flowId, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ endedAt }) => endedAt === null)) ? 2_000 : 5_000,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => send<Run>('GET', `${path}/${id}`, { signal }),
  });

/** The last good runs of a flow, newest first: what a run is compared with. */
export const goodRunsQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['runs', 'good', flowId],
    queryFn: ({ signal }) =>
      send<List<Run>>('GET', path, {
        signal,
        query: { flowId, status: ['completed', 'completedWithErrors'], limit: 20 },
      }),
  });

/** How a run went over time. A run that is over changes no more; a live one is asked for again every two seconds. */
export const runHistoryQuery = (id: string, isOver: boolean) =>
  queryOptions({
    queryKey: ['runs', id, 'history', isOver],
    queryFn: ({ signal }) => send<RunHistory>('GET', `${path}/${id}/history`, { signal }),
    refetchInterval: isOver ? false : 2_000,
    placeholderData: keepPreviousData,
  });

/** The newest records of a run that failed; `failed` is how many there are, so that new ones are asked for. */
export const runErrorsQuery = (id: string, failed: number) =>
  queryOptions({
    queryKey: ['runs', id, 'errors', failed],
    queryFn: ({ signal }) => send<List<RecordError>>('GET', '/v1/errors', { signal, query: { runId: id, limit: 10 } }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const steerRun = (id: string, action: 'pause' | 'resume' | 'cancel') =>
  send<Run>('POST', `${path}/${id}/${action}`, { body: {} });
