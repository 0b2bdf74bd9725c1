import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { redirectUrl } from '../../../src/connections/schema.ts';
import { send } from './client.ts';

export type RedirectUrl = z.infer<typeof redirectUrl>;

/** What the installation says about itself: shown in the shell's foot and wherever an address has to be registered. */
export interface Installation {
  version: string;
  url: string;
  regions: RedirectUrl[];
  sandbox: { running: boolean; url: string | null };
  database: 'embedded' | 'external';
  servers: number;
  workers: number;
}

export const installationQuery = () =>
  queryOptions({
    queryKey: ['installation'],
    queryFn: ({ signal }) => send<Installation>('GET', '/v1/installation', { signal }),
    staleTime: 60_000,
  });
