import { Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { tablesQuery } from '../../api/tables.ts';
import { Cell, DataTable, HeadCell, NameCell } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';

/** Tables of "This installation's database". */
export function TablesScreen() {
  const query = useSuspenseQuery(tablesQuery());
  const tables = query.data.items;
  return (
    <>
      <PageHead title={text('nav.tables')} />
      <StaleNotice query={query} />
      {tables.length === 0 ? (
        <EmptyState title={text('tables.empty.title')}>{text('tables.empty.text')}</EmptyState>
      ) : (
        <DataTable
          label={text('nav.tables')}
          head={
            <>
              <HeadCell>{text('tables.column.name')}</HeadCell>
              <HeadCell number>{text('tables.column.rows')}</HeadCell>
            </>
          }
        >
          {tables.map(({ name, rows }) => (
            <Table.Tr key={name}>
              <NameCell>
                <Link to="/tables/$name" params={{ name }}>
                  {name}
                </Link>
              </NameCell>
              <Cell number>{rows}</Cell>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </>
  );
}
