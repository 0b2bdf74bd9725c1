import { Button, Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { storesQuery } from '../../api/stores.ts';
import { Cell, DataTable, HeadCell } from '../../components/data-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { text } from '../../texts/text.ts';

/** The stores of the sandbox. */
export function SandboxScreen() {
  const { data } = useSuspenseQuery(storesQuery());
  return (
    <>
      <PageHead title={text('nav.sandbox')} sub={text('sandbox.sub')} />
      <DataTable
        label={text('nav.sandbox')}
        head={
          <>
            <HeadCell>{text('sandbox.column.name')}</HeadCell>
            <HeadCell wide>{text('sandbox.column.account')}</HeadCell>
            <HeadCell wide>{text('sandbox.column.login')}</HeadCell>
            <HeadCell />
          </>
        }
      >
        {data.items.map(({ id, name, accountId, user }) => (
          <Table.Tr key={id}>
            <Cell>{name}</Cell>
            <Cell wide>{accountId}</Cell>
            <Cell wide>{user.login}</Cell>
            <Cell number>
              <Button
                size="xs"
                variant="default"
                renderRoot={(props) => <Link {...props} to="/connections/new" search={{ store: id }} />}
              >
                {text('sandbox.connect')}
              </Button>
            </Cell>
          </Table.Tr>
        ))}
      </DataTable>
    </>
  );
}
