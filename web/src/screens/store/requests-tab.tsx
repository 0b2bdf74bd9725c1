import { Button, SegmentedControl } from '@mantine/core';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Store, storeRequestsQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { NoMatch } from '../../components/no-match.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { text } from '../../texts/text.ts';
import { LimitCard } from './limit-card.tsx';
import { filtered } from './request-figures.ts';
import { RequestTable } from './request-table.tsx';
import { type RequestFilter, requestFilters, storeRoute } from './route.ts';
import classes from './store-screen.module.css';

/** What the store is asked, as it happens, and how full its rate limit is. */
export function RequestsTab({ store }: { store: Store }) {
  const { show = 'all' } = storeRoute.useSearch();
  const navigate = useNavigate({ from: '/sandbox/$id' });
  const [isPaused, setPaused] = useState(false);
  const [clearedTo, setClearedTo] = useState(0);
  const query = useQuery({ ...storeRequestsQuery(store.id), enabled: !isPaused, throwOnError: false });
  if (query.isPending) return <TableSkeleton />;
  if (!query.data)
    return <ProblemNotice title={text('error.screen')} error={query.error} onRetry={() => void query.refetch()} />;
  const requests = query.data.filter(({ n }) => n > clearedTo);
  const shown = filtered(requests, show);
  const choose = (value: string) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, show: value === 'all' ? undefined : (value as RequestFilter) }),
      replace: true,
    });
  return (
    <div className={classes.stack}>
      <StaleNotice query={query} />
      <LimitCard store={store} requests={requests} />
      <div>
        <div className={classes.toolbar}>
          <div className={classes.filters}>
            <SegmentedControl
              aria-label={text('store.requests.filter')}
              data={requestFilters.map((value) => ({ value, label: text(`store.requests.filter.${value}`) }))}
              value={show}
              onChange={choose}
            />
          </div>
          <span className={classes.live}>
            {isPaused ? (
              <StatusWord tone="off" icon={<IconPlayerPause size={15} stroke={2} />}>
                {text('store.requests.paused')}
              </StatusWord>
            ) : (
              <StatusWord tone="busy" spin icon={<IconRefresh size={15} stroke={2} />}>
                {text('store.requests.live')}
              </StatusWord>
            )}
            <span className={classes.quiet}>
              {text(isPaused ? 'store.requests.paused.text' : 'store.requests.live.text')}
            </span>
          </span>
          <Button
            size="xs"
            variant="default"
            leftSection={isPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
            onClick={() => setPaused(!isPaused)}
          >
            {text(isPaused ? 'store.requests.resume' : 'store.requests.pause')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={requests.length === 0}
            onClick={() => {
              setClearedTo(requests[0]?.n ?? clearedTo);
              announce(text('store.requests.cleared'));
            }}
          >
            {text('store.requests.clear')}
          </Button>
        </div>
        {requests.length === 0 && (
          <EmptyState title={text('store.requests.empty.title')}>{text('store.requests.empty.text')}</EmptyState>
        )}
        {requests.length > 0 && shown.length === 0 && <NoMatch onClear={() => choose('all')} />}
        {shown.length > 0 && <RequestTable requests={shown} />}
      </div>
    </div>
  );
}
