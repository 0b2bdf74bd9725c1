import { Table } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { apiKeysQuery } from '../../api/apikeys.ts';
import { Cell, DataTable, HeadCell } from '../../components/data-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { text } from '../../texts/text.ts';

/** The API keys of this installation. */
export function ApiKeysScreen() {
  const { data } = useSuspenseQuery(apiKeysQuery());
  return (
    <>
      <PageHead title={text('nav.apiKeys')} sub={text('apiKeys.sub')} />
      <DataTable
        label={text('nav.apiKeys')}
        head={
          <>
            <HeadCell>{text('apiKeys.column.name')}</HeadCell>
            <HeadCell>{text('apiKeys.column.role')}</HeadCell>
            <HeadCell wide>{text('apiKeys.column.prefix')}</HeadCell>
            <HeadCell wide>{text('apiKeys.column.created')}</HeadCell>
            <HeadCell wide>{text('apiKeys.column.lastUsed')}</HeadCell>
            <HeadCell wide>{text('apiKeys.column.expires')}</HeadCell>
          </>
        }
      >
        {data.items.map((key) => (
          <Table.Tr key={key.id}>
            <Cell>{key.name}</Cell>
            <Cell>{text(`role.${key.role}`)}</Cell>
            <Cell wide>
              <code>{key.prefix}</code>
            </Cell>
            <Cell wide second>
              <RelativeTime at={key.createdAt} />
            </Cell>
            <Cell wide second>
              {key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : text('common.never')}
            </Cell>
            <Cell wide second>
              {key.expiresAt ? <RelativeTime at={key.expiresAt} /> : text('common.never')}
            </Cell>
          </Table.Tr>
        ))}
      </DataTable>
    </>
  );
}
