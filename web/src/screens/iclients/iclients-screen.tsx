import { Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { iClientsQuery } from '../../api/iclients.ts';
import { Cell, DataTable, HeadCell } from '../../components/data-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { text } from '../../texts/text.ts';

/** The stored OAuth 2.0 clients. */
export function IClientsScreen() {
  const { data } = useSuspenseQuery(iClientsQuery());
  return (
    <>
      <PageHead title={text('nav.iclients')} sub={text('iclients.sub')} />
      <DataTable
        label={text('nav.iclients')}
        head={
          <>
            <HeadCell>{text('iclients.column.name')}</HeadCell>
            <HeadCell>{text('iclients.column.provider')}</HeadCell>
            <HeadCell wide>{text('iclients.column.clientId')}</HeadCell>
            <HeadCell wide number>
              {text('iclients.column.usedBy')}
            </HeadCell>
          </>
        }
      >
        {data.items.map((client) => (
          <Table.Tr key={client.id}>
            <Cell>{client.name}</Cell>
            <Cell second>{text(`iclients.provider.${client.provider}`)}</Cell>
            <Cell wide>
              <code>{client.clientId}</code>
            </Cell>
            <Cell wide number>
              {client.usedBy}
            </Cell>
          </Table.Tr>
        ))}
      </DataTable>
    </>
  );
}
