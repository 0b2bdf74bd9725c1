import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { List } from '../../../src/rest.ts';
import type { TableInfo } from '../../../src/server/store-schema.ts';
import type { DataRecord } from '../../../src/transfers/export-schema.ts';
import { send } from './client.ts';

export type { DataRecord, TableInfo };

const path = '/v1/tables';

/** Tables of "This installation's database", by name. */
export const tablesQuery = () =>
  queryOptions({
    queryKey: ['tables', 'list'],
    queryFn: ({ signal }) => send<List<TableInfo>>('GET', path, { signal }),
    refetchInterval: 10_000,
  });

export const tableQuery = (name: string) =>
  queryOptions({
    queryKey: ['tables', 'one', name],
    queryFn: ({ signal }) => send<TableInfo>('GET', `${path}/${encodeURIComponent(name)}`, { signal }),
    refetchInterval: 10_000,
  });

const rowsPage = 500;

/**
 * Rows of a table in order of a column (`-name` downwards), page by page. Wide numbers, dates and times come as text. They
 * stay as they were loaded while one looks at them, and are read anew the next time.
 */
export const tableRowsQuery = (name: string, sort: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['tables', 'rows', name, sort ?? ''],
    queryFn: ({ signal, pageParam }) =>
      send<List<DataRecord>>('GET', `${path}/${encodeURIComponent(name)}/rows`, {
        signal,
        query: { limit: rowsPage, sort, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
