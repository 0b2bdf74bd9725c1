import { Menu, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiKey, apiKeysQuery, deleteApiKey } from '../../api/apikeys.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { useNow } from '../../components/now.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';

/** Keys by name: rights, beginning, age, last use, end. */
export function ApiKeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const [doomed, setDoomed] = useState<ApiKey | null>(null);
  return (
    <>
      <DataTable
        label={text('nav.apiKeys')}
        head={
          <>
            <HeadCell>{text('apiKeys.column.name')}</HeadCell>
            <HeadCell>{text('apiKeys.column.role')}</HeadCell>
            <HeadCell wide>{text('apiKeys.column.prefix')}</HeadCell>
            <HeadCell wide number>
              {text('apiKeys.column.created')}
            </HeadCell>
            <HeadCell wide number>
              {text('apiKeys.column.lastUsed')}
            </HeadCell>
            <HeadCell wide number>
              {text('apiKeys.column.expires')}
            </HeadCell>
            <HiddenHeadCell>{text('apiKeys.column.actions')}</HiddenHeadCell>
          </>
        }
      >
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} onRevoke={() => setDoomed(key)} />
        ))}
      </DataTable>
      {doomed && <RevokeKey apiKey={doomed} onClose={() => setDoomed(null)} />}
    </>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const now = useNow(30_000);
  const { name, role, prefix, createdAt, lastUsedAt, expiresAt } = apiKey;
  const isExpired = expiresAt !== null && Date.parse(expiresAt) <= now;
  return (
    <Table.Tr>
      <NameCell>
        <b>{name}</b>
        {isExpired && <Tag tone="warn">{text('apiKeys.expired')}</Tag>}
      </NameCell>
      <Cell second>{text(`role.${role}`)}</Cell>
      <Cell wide>
        <code>{prefix}</code>
      </Cell>
      <Cell wide number second>
        <RelativeTime at={createdAt} />
      </Cell>
      <Cell wide number second>
        {lastUsedAt ? <RelativeTime at={lastUsedAt} /> : text('common.never')}
      </Cell>
      <Cell wide number second>
        {expiresAt ? <RelativeTime at={expiresAt} /> : text('common.never')}
      </Cell>
      <MenuCell>
        <RowMenu name={name}>
          <Menu.Item color="red" onClick={onRevoke}>
            {text('apiKeys.revoke')}
          </Menu.Item>
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}

function RevokeKey({ apiKey: { id, name }, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => deleteApiKey(id),
    onSuccess: async () => {
      onClose();
      announce(text('apiKeys.revoke.done', { name }));
      await queries.invalidateQueries({ queryKey: apiKeysQuery().queryKey });
    },
  });
  return (
    <ConfirmDelete
      name={name}
      title={text('apiKeys.revoke.title', { name })}
      action={text('apiKeys.revoke.action', { name })}
      users={[]}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onCancel={onClose}
    >
      {text('apiKeys.revoke.text')}
    </ConfirmDelete>
  );
}
