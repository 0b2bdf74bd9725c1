import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { IClient, iClientInput } from '../../../src/connections/iclient-schema.ts';
import type { UsedBy } from '../../../src/connections/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { IClient };
export type IClientWrite = z.input<typeof iClientInput>;

const path = '/v1/iclients';

export const iClientsQuery = () =>
  queryOptions({
    queryKey: ['iclients', 'list'],
    queryFn: ({ signal }) => send<List<IClient>>('GET', path, { signal, query: { limit: 1000 } }),
  });

export const iClientUsedByQuery = (id: string) =>
  queryOptions({
    queryKey: ['iclients', id, 'used-by'],
    queryFn: ({ signal }) => send<List<UsedBy>>('GET', `${path}/${id}/used-by`, { signal }),
  });

export const createIClient = (body: IClientWrite) => send<IClient>('POST', path, { body });
export const changeIClient = (id: string, version: number, body: Partial<IClientWrite>) =>
  send<IClient>('PATCH', `${path}/${id}`, { body, version });
export const deleteIClient = (id: string, version: number) => send<void>('DELETE', `${path}/${id}`, { version });
