import { Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { runsQuery } from '../../api/runs.ts';
import { Cell, DataTable, HeadCell, NameCell } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RunStatus } from '../../components/run-status.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';

/** All runs, newest first. */
export function RunsScreen() {
  const query = useSuspenseQuery(runsQuery());
  const runs = query.data.items;
  return (
    <>
      <PageHead title={text('nav.runs')} />
      <StaleNotice query={query} />
      {runs.length === 0 ? (
        <EmptyState title={text('runs.empty.title')}>{text('runs.empty.text')}</EmptyState>
      ) : (
        <DataTable
          label={text('nav.runs')}
          head={
            <>
              <HeadCell>{text('runs.column.flow')}</HeadCell>
              <HeadCell>{text('runs.column.status')}</HeadCell>
              <HeadCell>{text('runs.column.started')}</HeadCell>
            </>
          }
        >
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <NameCell>
                <Link to="/runs/$id" params={{ id: run.id }}>
                  {run.flowName}
                </Link>
              </NameCell>
              <Cell>
                <RunStatus status={run.status} />
              </Cell>
              <Cell second>
                <RelativeTime at={run.startedAt} />
              </Cell>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </>
  );
}
