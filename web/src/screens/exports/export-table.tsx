import { Menu, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import type { Export } from '../../api/exports.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { text } from '../../texts/text.ts';

/** The list's table: name, connection, what is read and how much of it, use. */
export function ExportTable(props: { exports: readonly Export[]; connections: readonly Connection[] }) {
  const { exports, connections } = props;
  return (
    <DataTable
      label={text('nav.exports')}
      head={
        <>
          <HeadCell>{text('exports.column.name')}</HeadCell>
          <HeadCell>{text('exports.column.connection')}</HeadCell>
          <HeadCell wide>{text('exports.column.resource')}</HeadCell>
          <HeadCell wide>{text('exports.column.type')}</HeadCell>
          <HeadCell wide number>
            {text('exports.column.usedBy')}
          </HeadCell>
          <HeadCell wide number>
            {text('exports.column.changed')}
          </HeadCell>
          <HiddenHeadCell>{text('exports.column.actions')}</HiddenHeadCell>
        </>
      }
    >
      {exports.map((each) => (
        <Row key={each.id} row={each} connection={connections.find(({ id }) => id === each.connectionId)} />
      ))}
    </DataTable>
  );
}

function Row({ row, connection }: { row: Export; connection: Connection | undefined }) {
  const { id, name } = row;
  return (
    <Table.Tr>
      <NameCell tile={<AppTile apiType={connection?.apiType ?? 'lightspeed-v3'} />}>
        <Link to="/exports/$id" params={{ id }}>
          {name}
        </Link>
      </NameCell>
      <Cell second>{connection?.name ?? '–'}</Cell>
      <Cell wide second>
        {row.resource}
      </Cell>
      <Cell wide second>
        {row.type === 'limit'
          ? text('exports.type.limit.short', { n: row.limit ?? 0 })
          : text(`exports.type.${row.type}.short`)}
      </Cell>
      <Cell wide number>
        {text('exports.usedBy', { n: row.usedBy })}
      </Cell>
      <Cell wide number second>
        <RelativeTime at={row.updatedAt} />
      </Cell>
      <MenuCell>
        <RowMenu name={name}>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/exports/$id" params={{ id }} />}>
            {text('common.edit')}
          </Menu.Item>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/flows/new" search={{ export: id }} />}>
            {text('exports.useInFlow')}
          </Menu.Item>
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}
