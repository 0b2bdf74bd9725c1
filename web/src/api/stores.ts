import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { List } from '../../../src/rest.ts';
import type { Store, storeInput } from '../../../src/server/store-schema.ts';
import { send } from './client.ts';

export type { Store };

export const storesQuery = () =>
  queryOptions({
    queryKey: ['stores'],
    queryFn: ({ signal }) => send<List<Store>>('GET', '/v1/stores', { signal }),
    staleTime: 30_000,
  });

export const createStore = (body: z.input<typeof storeInput>) => send<Store>('POST', '/v1/stores', { body });
export const deleteStore = (id: string) => send<void>('DELETE', `/v1/stores/${encodeURIComponent(id)}`);
