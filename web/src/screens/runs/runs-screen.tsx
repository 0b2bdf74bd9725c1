import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { runsQuery } from '../../api/runs.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { filterOf, type RunFilterName, runListRoute } from './route.ts';
import { RunTable } from './run-table.tsx';
import classes from './runs-screen.module.css';
import { RunsToolbar } from './runs-toolbar.tsx';

/** All runs, newest first; those at work move by themselves. */
export function RunsScreen() {
  const { show = 'all', flow } = runListRoute.useSearch();
  const navigate = useNavigate({ from: '/runs' });
  const query = useInfiniteQuery(runsQuery(filterOf({ show, ...(flow && { flow }) })));
  const runs = query.data?.pages.flatMap(({ items }) => items);
  const setSearch = (search: { show?: RunFilterName | undefined; flow?: string | undefined }) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...search }), replace: true });
  const isFiltered = show !== 'all' || flow !== undefined;
  const live = runs?.filter(({ endedAt }) => endedAt === null).length ?? 0;
  return (
    <>
      <PageHead title={text('nav.runs')} sub={text('runs.sub', { live, zone: timeZone() })} />
      <StaleNotice query={query} />
      {runs?.length === 0 && !isFiltered ? (
        <EmptyState
          title={text('runs.empty.title')}
          action={
            <Button component={Link} to="/flows">
              {text('runs.empty.button')}
            </Button>
          }
        >
          {text('runs.empty.text')}
        </EmptyState>
      ) : (
        <>
          <RunsToolbar show={show} flow={flow} onChange={setSearch} />
          {!runs && <TableSkeleton />}
          {runs?.length === 0 && <NoMatch onClear={() => setSearch({ show: undefined, flow: undefined })} />}
          {runs && runs.length > 0 && <RunTable runs={runs} />}
          {query.hasNextPage && (
            <div className={classes.more}>
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage({ cancelRefetch: false })}
              >
                {text('runs.more')}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}
