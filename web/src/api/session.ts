import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Session, setupAnswer, setupInput, signInInput } from '../../../src/accounts/schema.ts';
import { send } from './client.ts';

/** Who is signed in. Fails with `not_signed_in`, or `setup_required` while the installation has no owner. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => send<Session>('GET', '/v1/session', { signal }),
    staleTime: 60_000,
    retry: false,
  });

export const signIn = (body: z.input<typeof signInInput>) => send<Session>('POST', '/v1/session', { body });
export const signOut = () => send<void>('DELETE', '/v1/session');
export const setUp = (body: z.input<typeof setupInput>) =>
  send<z.output<typeof setupAnswer>>('POST', '/v1/setup', { body });
