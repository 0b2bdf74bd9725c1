import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { RecordError } from '../../../src/errors/schema.ts';
import type { Flow, flowInput, Run } from '../../../src/flows/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { Flow, RecordError, Run };
/** After `cursor_mismatch`: read everything again, or only what changes after the position reached so far. */
export type CursorChoice = 'startOver' | 'keep';
export type FlowWrite = z.input<typeof flowInput>;

const path = '/v1/flows';

export const flowsQuery = () =>
  queryOptions({
    queryKey: ['flows', 'list'],
    queryFn: ({ signal }) => send<List<Flow>>('GET', path, { signal, query: { limit: 1000 } }),
    refetchInterval: 5_000,
  });

export const flowQuery = (id: string) =>
  queryOptions({
    queryKey: ['flows', id],
    queryFn: ({ signal }) => send<Flow>('GET', `${path}/${id}`, { signal }),
    refetchInterval: 3_000,
  });

/** The last runs of a flow, newest first. */
export const flowRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['flows', id, 'runs'],
    queryFn: ({ signal }) => send<List<Run>>('GET', `${path}/${id}/runs`, { signal, query: { limit: 20 } }),
    refetchInterval: 3_000,
  });

/** Records of a flow that failed and wait for a person, newest first. */
export const flowErrorsQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['flows', flowId, 'errors'],
    queryFn: ({ signal }) =>
      send<List<RecordError>>('GET', '/v1/errors', { signal, query: { flowId, state: 'open', limit: 50 } }),
    refetchInterval: 5_000,
  });

/** When a schedule would be due next; fails with what is wrong with it. */
export const scheduleQuery = (schedule: string, timezone: string) =>
  queryOptions({
    queryKey: ['schedule', schedule, timezone],
    queryFn: ({ signal }) => send<{ next: string[] }>('GET', '/v1/schedule', { signal, query: { schedule, timezone } }),
    staleTime: 30_000,
    retry: false,
    throwOnError: false,
  });

export const createFlow = (body: FlowWrite) => send<Flow>('POST', path, { body });
export const changeFlow = (id: string, version: number, body: Partial<FlowWrite>) =>
  send<Flow>('PATCH', `${path}/${id}`, { body, version });
export const deleteFlow = (id: string, version: number) => send<void>('DELETE', `${path}/${id}`, { version });
export const settleCursor = (id: string, choice: CursorChoice) =>
  send<void>('POST', `${path}/${id}/cursor`, { body: { choice } });
export const startRun = (id: string) => send<Run>('POST', `${path}/${id}/runs`, { body: {} });
