import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { UsedBy } from '../../../src/connections/schema.ts';
import type { List } from '../../../src/rest.ts';
import type { TableInfo } from '../../../src/server/store-schema.ts';
import type {
  Import,
  importInput,
  MappingPreview,
  MappingPreviewInput,
  MappingRow,
  ValueType,
} from '../../../src/transfers/import-schema.ts';
import { send } from './client.ts';

export type { Import, MappingPreview, MappingRow, TableInfo, ValueType };
export type ImportWrite = z.input<typeof importInput>;

const path = '/v1/imports';

export const importsQuery = () =>
  queryOptions({
    queryKey: ['imports', 'list'],
    queryFn: ({ signal }) => send<List<Import>>('GET', path, { signal, query: { limit: 1000 } }),
  });

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => send<Import>('GET', `${path}/${id}`, { signal }),
  });

/** Tables behind a PostgreSQL connection with their columns. */
export const connectionTablesQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'tables'],
    queryFn: ({ signal }) => send<{ items: TableInfo[] }>('GET', `/v1/connections/${connectionId}/tables`, { signal }),
    staleTime: 30_000,
    throwOnError: false,
  });

/** What a mapping makes of sample rows; nothing is stored and nothing leaves the server. */
export const mappingPreviewQuery = (body: MappingPreviewInput) =>
  queryOptions({
    queryKey: ['imports', 'mapping-preview', body],
    queryFn: ({ signal }) => send<MappingPreview>('POST', `${path}/mapping-preview`, { body, signal, looks: true }),
    staleTime: 300_000,
    gcTime: 30_000,
    throwOnError: false,
  });

export const importUsedByQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id, 'used-by'],
    queryFn: ({ signal }) => send<List<UsedBy>>('GET', `${path}/${id}/used-by`, { signal }),
  });

export const createImport = (body: ImportWrite) => send<Import>('POST', path, { body });
export const changeImport = (id: string, version: number, body: Partial<ImportWrite>) =>
  send<Import>('PATCH', `${path}/${id}`, { body, version });
export const deleteImport = (id: string, version: number) => send<void>('DELETE', `${path}/${id}`, { version });
