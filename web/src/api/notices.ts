import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Notice, NoticeList, ReadInput } from '../../../src/notices/schema.ts';
import { send } from './client.ts';

export type { Notice };

const path = '/v1/notices';

/** The newest notices and how many are unread, for the bell; asked for again every few seconds. */
export const newestNoticesQuery = () =>
  queryOptions({
    queryKey: ['notices', 'newest'],
    queryFn: ({ signal }) => send<NoticeList>('GET', path, { signal, query: { limit: 15 } }),
    refetchInterval: 5_000,
  });

/** All notices, or the unread ones, newest first, page by page. */
export const noticesQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: ['notices', 'list', unread],
    queryFn: ({ signal, pageParam }) =>
      send<NoticeList>('GET', path, { signal, query: { limit: 50, unread, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });

export const readNotices = (body: ReadInput) => send<{ unread: number }>('POST', `${path}/read`, { body });
