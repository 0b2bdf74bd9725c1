import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { noticesQuery } from '../../api/notices.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { NoticeLine } from '../../components/notice-line.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { useReadNotices } from '../../components/use-read-notices.ts';
import { text } from '../../texts/text.ts';
import classes from './notices-screen.module.css';
import { noticesRoute } from './route.ts';

/** Everything that was told about connections, newest first, as far as this person has not read it. */
export function NoticesScreen() {
  const { show = 'all' } = noticesRoute.useSearch();
  const navigate = useNavigate({ from: '/notices' });
  const query = useInfiniteQuery(noticesQuery(show === 'unread'));
  const { data: connections } = useQuery({ ...connectionsQuery(), throwOnError: false });
  const read = useReadNotices();
  const notices = query.data?.pages.flatMap(({ items }) => items);
  const unread = query.data?.pages[0]?.unread ?? 0;
  return (
    <>
      <PageHead
        title={text('nav.notices')}
        sub={text('notices.sub', { n: unread })}
        actions={
          unread > 0 && (
            <Button variant="default" loading={read.isPending} onClick={() => read.mutate({ all: true })}>
              {text('notices.readAll')}
            </Button>
          )
        }
      />
      <StaleNotice query={query} />
      {read.error && <ProblemNotice title={text('notices.readFailed')} error={read.error} />}
      <div className={classes.toolbar}>
        <SegmentedControl
          aria-label={text('notices.filter')}
          data={(['all', 'unread'] as const).map((value) => ({ value, label: text(`notices.filter.${value}`) }))}
          value={show}
          onChange={(value) =>
            void navigate({ to: '.', search: value === 'unread' ? { show: value } : {}, replace: true })
          }
        />
      </div>
      {!notices && <TableSkeleton />}
      {notices?.length === 0 && (
        <EmptyState
          title={text(show === 'unread' ? 'notices.noneUnread.title' : 'notices.empty.title')}
          link={<TextLink to="/settings/notifications">{text('notices.elsewhere')}</TextLink>}
        >
          {text('notices.empty.text')}
        </EmptyState>
      )}
      {notices && notices.length > 0 && (
        <ul className={classes.list} aria-label={text('nav.notices')}>
          {notices.map((notice) => (
            <NoticeLine
              key={notice.id}
              notice={notice}
              connection={connections?.items.find(({ id }) => id === notice.connection.id)}
              onFollow={({ id }) => !notice.read && read.mutate({ ids: [id] })}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage({ cancelRefetch: false })}
          >
            {text('notices.more')}
          </Button>
        </div>
      )}
    </>
  );
}
