import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { connectionQuery } from '../../api/connections.ts';
import { type DebugFilter, useDebugLog } from '../../api/debug-log.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { DebugControl } from './debug-control.tsx';
import { DebugFilters } from './debug-filters.tsx';
import { type DebugSearch, debugRoute } from './debug-route.ts';
import classes from './debug-tab.module.css';
import { DebugTable } from './debug-table.tsx';
import { statusesOf } from './debug-words.ts';
import { sendsRequests } from './tabs.ts';

/** Requests and replies of the connection, recorded for a while when somebody asks, live. */
export function DebugTab() {
  const { id } = debugRoute.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  // Who may not edit may not read it either: it holds whole records.
  const mayRead = useMayEdit();
  if (!sendsRequests(connection)) return <Notice title={text('debug.none.title')}>{text('debug.none.text')}</Notice>;
  if (!mayRead) return <Notice title={text('debug.forbidden.title')}>{text('debug.forbidden.text')}</Notice>;
  return <DebugLog connection={connection} />;
}

function DebugLog({ connection }: { connection: Connection }) {
  const { q, show = 'all', method, entry } = debugRoute.useSearch();
  const navigate = useNavigate({ from: '/connections/$id/debug' });
  const filter: DebugFilter = { q: q || undefined, status: statusesOf[show], method };
  const { query, isLost } = useDebugLog(connection.id, filter);
  const setSearch = (search: DebugSearch) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...search }), replace: true });
  const entries = query.data?.pages.flatMap(({ items }) => items);
  const isFiltered = Boolean(q) || show !== 'all' || method !== undefined;
  const isEmpty = entries?.length === 0 && !isFiltered;
  return (
    <div className={classes.stack}>
      <DebugControl connection={connection} filter={filter} hasEntries={!isEmpty} />
      <StaleNotice query={{ ...query, isError: query.isError || isLost }} />
      {query.isError && !entries && (
        <ProblemNotice title={text('debug.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {isEmpty ? (
        <EmptyState title={text(connection.debugUntil ? 'debug.waiting.title' : 'debug.empty.title')}>
          {text(connection.debugUntil ? 'debug.waiting.text' : 'debug.empty.text')}
        </EmptyState>
      ) : (
        <div>
          <DebugFilters q={q ?? ''} show={show} method={method} onChange={setSearch} />
          {!entries && !query.isError && <TableSkeleton />}
          {entries?.length === 0 && (
            <NoMatch onClear={() => setSearch({ q: undefined, show: undefined, method: undefined })} />
          )}
          {entries && entries.length > 0 && (
            <DebugTable
              connectionId={connection.id}
              entries={entries}
              open={entry}
              onOpen={(id) => setSearch({ entry: id })}
              more={query}
            />
          )}
        </div>
      )}
    </div>
  );
}
