import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { DebugEntry, DebugEntryHead } from '../../../src/connections/debug-log/debug-schema.ts';
import type { Connection } from '../../../src/connections/schema.ts';
import type { List } from '../../../src/rest.ts';
import { send, withQuery } from './client.ts';

export type { DebugEntry, DebugEntryHead };

export interface DebugFilter {
  /** Statuses such as `404`, `4xx`, or `failed` for requests without a reply. */
  status?: readonly string[] | undefined;
  method?: string | undefined;
  q?: string | undefined;
}

const pageSize = 100;
const reopenMs = 5_000;
const pathOf = (connectionId: string) => `/v1/connections/${connectionId}/debug`;

/** Records for so many minutes; gives the connection as it is then. */
export const startDebugLog = (connectionId: string, minutes: number) =>
  send<Connection>('POST', pathOf(connectionId), { body: { minutes } });
export const stopDebugLog = (connectionId: string) => send<void>('DELETE', pathOf(connectionId));
export const clearDebugLog = (connectionId: string) => send<void>('DELETE', `${pathOf(connectionId)}/entries`);
/** Where all that matches can be downloaded as JSON Lines. */
export const debugDownload = (connectionId: string, filter: DebugFilter) =>
  withQuery(`${pathOf(connectionId)}/download`, { ...filter });

export const debugEntriesKey = (connectionId: string) => ['connections', connectionId, 'debug', 'entries'];

/** What was recorded, newest first, page by page. */
const debugEntriesQuery = (connectionId: string, filter: DebugFilter) =>
  infiniteQueryOptions({
    queryKey: [...debugEntriesKey(connectionId), filter],
    queryFn: ({ signal, pageParam }) =>
      send<List<DebugEntryHead>>('GET', `${pathOf(connectionId)}/entries`, {
        signal,
        query: { ...filter, limit: pageSize, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });

/** One exchange, whole; it changes no more. */
export const debugEntryQuery = (connectionId: string, entryId: string) =>
  queryOptions({
    queryKey: ['connections', connectionId, 'debug', 'entry', entryId],
    queryFn: ({ signal }) => send<DebugEntry>('GET', `${pathOf(connectionId)}/entries/${entryId}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

type Pages = InfiniteData<List<DebugEntryHead>, string | null>;

/** Puts an entry at its place in the first page; one that is there already stays as it is. */
export function withEntry(pages: Pages, entry: DebugEntryHead): Pages {
  const [first, ...rest] = pages.pages;
  if (!first || pages.pages.some(({ items }) => items.some(({ id }) => id === entry.id))) return pages;
  const items = [entry, ...first.items].sort((a, b) => Number(b.id) - Number(a.id));
  return { ...pages, pages: [{ ...first, items }, ...rest] };
}

/** What was recorded, brought up to date by the server as it happens; `isLost` while its events don't come. */
export function useDebugLog(connectionId: string, filter: DebugFilter) {
  const client = useQueryClient();
  const [isLost, setLost] = useState(false);
  const options = debugEntriesQuery(connectionId, filter);
  const query = useInfiniteQuery({ ...options, throwOnError: false });
  const isLoaded = query.data !== undefined && !query.isPlaceholderData;
  const key = JSON.stringify(options.queryKey);
  useEffect(() => {
    if (!isLoaded) return;
    const queryKey = JSON.parse(key) as typeof options.queryKey;
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      const newest = client.getQueryData<Pages>(queryKey)?.pages[0]?.items[0]?.id ?? '0';
      const asked = queryKey.at(-1) as DebugFilter;
      source = new EventSource(withQuery(`${pathOf(connectionId)}/events`, { ...asked, after: newest }));
      source.addEventListener('open', () => setLost(false));
      source.addEventListener('entry', (event) => {
        const entry = JSON.parse((event as MessageEvent<string>).data) as DebugEntryHead;
        client.setQueryData<Pages>(queryKey, (pages) => pages && withEntry(pages, entry));
      });
      source.addEventListener('error', () => {
        setLost(true);
        if (source.readyState === EventSource.CLOSED) again = setTimeout(open, reopenMs);
      });
    };
    open();
    return () => {
      clearTimeout(again);
      source.close();
      setLost(false);
    };
  }, [client, connectionId, isLoaded, key]);
  return { query, isLost };
}
