import { ActionIcon, Button, Tooltip } from '@mantine/core';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { tableQuery, tableRowsQuery } from '../../api/tables.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { tableRoute } from './route.ts';
import { RowPanel } from './row-panel.tsx';
import { RowTable } from './row-table.tsx';

/** The rows of one table, loaded as one scrolls. */
export function TableScreen() {
  const { name } = tableRoute.useParams();
  const { sort } = tableRoute.useSearch();
  return <TableRows key={`${name} ${sort ?? ''}`} name={name} sort={sort} />;
}

function TableRows({ name, sort }: { name: string; sort: string | undefined }) {
  const { data: table } = useSuspenseQuery(tableQuery(name));
  const query = useInfiniteQuery({ ...tableRowsQuery(name, sort), throwOnError: false });
  const client = useQueryClient();
  /** From the first page on: whoever has scrolled far does not wait for all of it again. */
  const reload = () => {
    client.setQueryData(tableRowsQuery(name, sort).queryKey, (old) =>
      old ? { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) } : old,
    );
    void client.invalidateQueries({ queryKey: tableQuery(name).queryKey });
    void query.refetch();
  };
  const [opened, setOpened] = useState<number | null>(null);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const openedRow = opened === null ? undefined : rows[opened];
  const hasTimes = table.columns.some(({ type }) => type.startsWith('timestamp with time'));
  const keys = table.columns.filter(({ key }) => key).map((column) => column.name);
  const failure = query.error && (
    <ProblemNotice title={text('table.failed')} error={query.error} onRetry={() => void query.fetchNextPage()} />
  );
  return (
    <>
      <PageHead
        title={table.name}
        sub={[
          text('table.sub', { rows: table.rows, columns: table.columns.length }),
          ...(keys.length > 0 ? [text('table.key', { key: keys.join(', ') })] : []),
          ...(hasTimes ? [text('table.zone', { zone: timeZone() })] : []),
        ].join(' ')}
        actions={
          <Tooltip label={text('table.reload')}>
            <ActionIcon
              variant="default"
              size={34}
              aria-label={text('table.reload')}
              loading={query.isRefetching}
              onClick={reload}
            >
              <IconRefresh size={17} stroke={1.75} />
            </ActionIcon>
          </Tooltip>
        }
      />
      {query.isPending && !query.error && <TableSkeleton />}
      {rows.length === 0 && failure}
      {query.isSuccess && rows.length === 0 && (
        <EmptyState
          title={text('table.empty.title')}
          action={
            <Button component={Link} to="/flows">
              {text('tables.empty.button')}
            </Button>
          }
        >
          {text('table.empty.text')}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <RowTable
          table={table}
          rows={rows}
          sort={sort}
          isMore={query.hasNextPage}
          failure={failure}
          onNearEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage && !query.error) void query.fetchNextPage();
          }}
          onOpen={setOpened}
        />
      )}
      {opened !== null && openedRow && (
        <RowPanel
          table={table}
          row={openedRow}
          at={opened}
          onMove={
            rows[opened + 1] || opened > 0 ? (step) => rows[opened + step] && setOpened(opened + step) : undefined
          }
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}
