import { Button, Table } from '@mantine/core';
import IconTable from '@tabler/icons-react/dist/esm/icons/IconTable.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { tablesQuery } from '../../api/tables.ts';
import { Cell, DataTable, HeadCell, NameCell } from '../../components/data-table.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { language, text } from '../../texts/text.ts';

const figure = new Intl.NumberFormat(language);

/** Tables of "This installation's database". */
export function TablesScreen() {
  const query = useSuspenseQuery(tablesQuery());
  const tables = query.data.items;
  return (
    <>
      <PageHead title={text('nav.tables')} sub={text('tables.sub', { n: tables.length })} />
      <StaleNotice query={query} />
      {tables.length === 0 ? (
        <EmptyState
          title={text('tables.empty.title')}
          action={
            <Button component={Link} to="/flows">
              {text('tables.empty.button')}
            </Button>
          }
        >
          {text('tables.empty.text')}
        </EmptyState>
      ) : (
        <DataTable
          label={text('nav.tables')}
          head={
            <>
              <HeadCell>{text('tables.column.name')}</HeadCell>
              <HeadCell number>{text('tables.column.rows')}</HeadCell>
              <HeadCell wide number>
                {text('tables.column.columns')}
              </HeadCell>
              <HeadCell wide>{text('tables.column.key')}</HeadCell>
            </>
          }
        >
          {tables.map(({ name, rows, columns }) => (
            <Table.Tr key={name}>
              <NameCell tile={<IconTable size={16} stroke={1.75} aria-hidden />}>
                <Link to="/tables/$name" params={{ name }}>
                  {name}
                </Link>
              </NameCell>
              <Cell number>{figure.format(rows)}</Cell>
              <Cell wide number>
                {figure.format(columns.length)}
              </Cell>
              <Cell wide second>
                {keyOf(columns) || text('tables.noKey')}
              </Cell>
            </Table.Tr>
          ))}
        </DataTable>
      )}
    </>
  );
}

const keyOf = (columns: readonly { name: string; key: boolean }[]) =>
  columns
    .filter(({ key }) => key)
    .map(({ name }) => name)
    .join(', ');
