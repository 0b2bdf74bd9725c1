import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { UsedBy } from '../../../src/connections/schema.ts';
import type { List } from '../../../src/rest.ts';
import type {
  DataRecord,
  Export,
  ExportableResource,
  ExportFilter,
  exportInput,
  Preview,
} from '../../../src/transfers/export-schema.ts';
import { send } from './client.ts';

export type { DataRecord, Export, ExportableResource, ExportFilter, Preview };
export type ExportWrite = z.input<typeof exportInput>;

const path = '/v1/exports';

export const exportsQuery = () =>
  queryOptions({
    queryKey: ['exports', 'list'],
    queryFn: ({ signal }) => send<List<Export>>('GET', path, { signal, query: { limit: 1000 } }),
  });

export const exportQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', id],
    queryFn: ({ signal }) => send<Export>('GET', `${path}/${id}`, { signal }),
  });

/** What the API behind a connection lets an export read. */
export const resourcesQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'resources'],
    queryFn: ({ signal }) =>
      send<{ items: ExportableResource[] }>('GET', `/v1/connections/${connectionId}/resources`, { signal }),
    staleTime: 60_000,
  });

/** First rows of a stored export: read once and kept, since each reading costs units of the rate budget. */
export const storedPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', id, 'preview'],
    queryFn: ({ signal }) => send<Preview>('POST', `${path}/${id}/preview`, { body: {}, signal, looks: true }),
    staleTime: 300_000,
    retry: false,
    throwOnError: false,
    refetchOnWindowFocus: false,
  });

export const exportUsedByQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', id, 'used-by'],
    queryFn: ({ signal }) => send<List<UsedBy>>('GET', `${path}/${id}/used-by`, { signal }),
  });

export const createExport = (body: ExportWrite) => send<Export>('POST', path, { body });
export const changeExport = (id: string, version: number, body: Partial<ExportWrite>) =>
  send<Export>('PATCH', `${path}/${id}`, { body, version });
export const deleteExport = (id: string, version: number) => send<void>('DELETE', `${path}/${id}`, { version });
/** Reads the first rows of what is in the form; nothing is stored. */
export const previewDraft = (body: ExportWrite) => send<Preview>('POST', `${path}/preview`, { body, looks: true });
