import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AuditChange, AuditEntry, AuditWho } from '../../../src/accounts/audit-schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { AuditChange, AuditEntry };

export interface AuditFilter {
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  q?: string | undefined;
  who?: string | undefined;
  /** ISO 8601; `to` is left out itself. */
  from?: string | undefined;
  to?: string | undefined;
}

const pageSize = 50;

/** Changes, newest first, page by page. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ signal, pageParam }) =>
      send<List<AuditEntry>>('GET', '/v1/audit', {
        signal,
        query: { ...filter, limit: pageSize, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });

/** Everybody who made a change. */
export const auditActorsQuery = () =>
  queryOptions({
    queryKey: ['audit', 'actors'],
    queryFn: ({ signal }) => send<List<AuditWho>>('GET', '/v1/audit/actors', { signal }),
  });
