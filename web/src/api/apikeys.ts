import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ApiKey, apiKeyCreated, apiKeyInput } from '../../../src/accounts/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send } from './client.ts';

export type { ApiKey };

export const apiKeysQuery = () =>
  queryOptions({
    queryKey: ['apikeys'],
    queryFn: ({ signal }) => send<List<ApiKey>>('GET', '/v1/apikeys', { signal }),
  });

export const createApiKey = (body: z.input<typeof apiKeyInput>) =>
  send<z.output<typeof apiKeyCreated>>('POST', '/v1/apikeys', { body });
export const deleteApiKey = (id: string) => send<void>('DELETE', `/v1/apikeys/${id}`);
