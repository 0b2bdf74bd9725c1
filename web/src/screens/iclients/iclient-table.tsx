import { Menu, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { IClient } from '../../api/iclients.ts';
import { CopyIcon } from '../../components/copy-button.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';
import { DeleteIClient } from './delete-iclient.tsx';
import classes from './iclient-table.module.css';

/** The list's table: whose app it is, its client ID, the fingerprint of its secret, use. */
export function IClientTable({ clients }: { clients: readonly IClient[] }) {
  const [doomed, setDoomed] = useState<IClient | null>(null);
  return (
    <>
      <DataTable
        label={text('nav.iclients')}
        head={
          <>
            <HeadCell>{text('iclients.column.name')}</HeadCell>
            <HeadCell wide>{text('iclients.column.provider')}</HeadCell>
            <HeadCell wide>{text('iclients.column.clientId')}</HeadCell>
            <HeadCell wide>{text('iclients.column.secret')}</HeadCell>
            <HeadCell number>{text('iclients.column.usedBy')}</HeadCell>
            <HeadCell wide number>
              {text('iclients.column.changed')}
            </HeadCell>
            <HiddenHeadCell>{text('iclients.column.actions')}</HiddenHeadCell>
          </>
        }
      >
        {clients.map((client) => (
          <Row key={client.id} client={client} onDelete={() => setDoomed(client)} />
        ))}
      </DataTable>
      {doomed && <DeleteIClient client={doomed} onClose={() => setDoomed(null)} />}
    </>
  );
}

function Row({ client, onDelete }: { client: IClient; onDelete: () => void }) {
  const { id, name, clientId, clientSecret } = client;
  const mayEdit = useMayEdit();
  return (
    <Table.Tr>
      <NameCell>
        <Link to="/iclients" search={(old) => ({ ...old, open: id })}>
          {name}
        </Link>
        {client.default && <Tag tone="line">{text('iclients.default')}</Tag>}
      </NameCell>
      <Cell wide second>
        {text(`iclients.provider.${client.provider}`)}
      </Cell>
      <Cell wide>
        <span className={classes.clientId}>
          <code title={clientId}>{clientId}</code>
          <CopyIcon value={clientId} label={text('iclients.copy', { name })} />
        </span>
      </Cell>
      <Cell wide second>
        {clientSecret.fingerprint ? (
          text('iclients.secret', { fingerprint: clientSecret.fingerprint })
        ) : (
          <Tag tone="warn">{text('iclients.secret.none')}</Tag>
        )}
      </Cell>
      <Cell number>{client.usedBy}</Cell>
      <Cell wide number second>
        <RelativeTime at={client.updatedAt} />
      </Cell>
      <MenuCell>
        {mayEdit && (
          <RowMenu name={name}>
            <Menu.Item
              renderRoot={(props) => <Link {...props} to="/iclients" search={(old) => ({ ...old, open: id })} />}
            >
              {text('common.edit')}
            </Menu.Item>
            <Menu.Item color="red" onClick={onDelete}>
              {text('common.delete')}
            </Menu.Item>
          </RowMenu>
        )}
      </MenuCell>
    </Table.Tr>
  );
}
