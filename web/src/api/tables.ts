import { queryOptions } from '@tanstack/react-query';
import type { List } from '../../../src/rest.ts';
import type { TableInfo } from '../../../src/server/store-schema.ts';
import { send } from './client.ts';

export type { TableInfo };

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
