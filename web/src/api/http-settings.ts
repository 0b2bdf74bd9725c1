import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { httpOfApiType } from '../../../src/connections/http-settings-schema.ts';
import type { ApiType } from '../../../src/connections/schema.ts';
import { send } from './client.ts';

export type HttpOfApiType = z.infer<typeof httpOfApiType>;

/** What an API type says by itself about how it is spoken to, before any override. */
export const httpOfApiTypeQuery = (apiType: ApiType) =>
  queryOptions({
    queryKey: ['api-types', apiType, 'http'],
    queryFn: ({ signal }) => send<HttpOfApiType>('GET', `/v1/api-types/${apiType}/http`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
