import { queryOptions } from '@tanstack/react-query';
import type { Run } from '../../../src/flows/schema.ts';
import { send } from './client.ts';

/** Counts of what needs a person, what runs now and what runs next. */
export interface Home {
  connectionsNeedingYou: number;
  openErrors: number;
  failedRuns: number;
  running: Run[];
  next: { flowId: string; name: string; at: string }[];
  counts: { connections: number; exports: number; imports: number; flows: number };
}

export const homeQuery = () =>
  queryOptions({
    queryKey: ['home'],
    queryFn: ({ signal }) => send<Home>('GET', '/v1/home', { signal }),
    refetchInterval: 5_000,
  });
