import { queryOptions } from '@tanstack/react-query';
import type { RecordError } from '../../../src/errors/schema.ts';
import type { Run, RunStatus, RunStep } from '../../../src/flows/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { RecordError, Run, RunStatus, RunStep };

const path = '/v1/runs';

export interface RunFilter {
  status?: readonly RunStatus[] | undefined;
  flowId?: string | undefined;
}

/** Newest first; refetched by itself, since rows move while runs are at work. */
export const runsQuery = (filter: RunFilter = {}) =>
  queryOptions({
    queryKey: ['runs', 'list', filter],
    queryFn: ({ signal }) =>
      send<List<Run>>('GET', path, {
        signal,
        query: { limit: 100, status: filter.status, flowId: filter.flowId },
      }),
    refetchInterval: 2_000,
  });

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: ({ signal }) => send<Run>('GET', `${path}/${id}`, { signal }),
  });

export const startRun = (flowId: string) => send<Run>('POST', `/v1/flows/${flowId}/runs`, { body: {} });
export const steerRun = (id: string, action: 'pause' | 'resume' | 'cancel') =>
  send<Run>('POST', `${path}/${id}/${action}`, { body: {} });
