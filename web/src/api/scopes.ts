import { queryOptions } from '@tanstack/react-query';
import { send } from './client.ts';

/** One permission that Lightspeed defines, with its meaning in plain words. */
export interface Scope {
  scope: string;
  title: string;
  description: string;
  access: 'read' | 'read-write';
  group: string;
  /** Why to think twice before choosing it. */
  sensitive: string | null;
  /** Scopes that include this one. */
  coveredBy: string[];
  /** Names of the API's resources that it opens. */
  resources: string[];
}

export interface ScopeBundle {
  name: string;
  scopes: string[];
}

export const scopesQuery = (apiType: string) =>
  queryOptions({
    queryKey: ['scopes', apiType],
    queryFn: ({ signal }) =>
      send<{ items: Scope[]; bundles: ScopeBundle[] }>('GET', '/v1/scopes', { signal, query: { apiType } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
