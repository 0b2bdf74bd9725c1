import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { AuditChange, AuditEntry } from '../../../src/accounts/audit-schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { AuditChange, AuditEntry };

export interface AuditFilter {
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  q?: string | undefined;
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
