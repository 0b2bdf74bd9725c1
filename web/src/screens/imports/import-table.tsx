import { Menu, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import type { Import } from '../../api/imports.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { text } from '../../texts/text.ts';
import { targetName } from './target.ts';

/** The list's table: name, connection, where rows go, how they are written, use. */
export function ImportTable(props: { imports: readonly Import[]; connections: readonly Connection[] }) {
  const { imports, connections } = props;
  return (
    <DataTable
      label={text('nav.imports')}
      head={
        <>
          <HeadCell>{text('imports.column.name')}</HeadCell>
          <HeadCell>{text('imports.column.connection')}</HeadCell>
          <HeadCell wide>{text('imports.column.target')}</HeadCell>
          <HeadCell wide>{text('imports.column.operation')}</HeadCell>
          <HeadCell wide>{text('imports.column.mapping')}</HeadCell>
          <HeadCell wide number>
            {text('imports.column.usedBy')}
          </HeadCell>
          <HeadCell wide number>
            {text('imports.column.changed')}
          </HeadCell>
          <HiddenHeadCell>{text('imports.column.actions')}</HiddenHeadCell>
        </>
      }
    >
      {imports.map((each) => (
        <Row key={each.id} row={each} connection={connections.find(({ id }) => id === each.connectionId)} />
      ))}
    </DataTable>
  );
}

function Row({ row, connection }: { row: Import; connection: Connection | undefined }) {
  const { id, name } = row;
  return (
    <Table.Tr>
      <NameCell tile={<AppTile apiType={connection?.apiType ?? 'postgres'} />}>
        <Link to="/imports/$id" params={{ id }}>
          {name}
        </Link>
      </NameCell>
      <Cell second>{connection?.name ?? '–'}</Cell>
      <Cell wide second>
        {targetName(row.target)}
      </Cell>
      <Cell wide second>
        {text(`imports.operation.${row.operation}.short`)}
      </Cell>
      <Cell wide second>
        {row.mapping === 'auto'
          ? text('imports.mapping.auto.short')
          : text('imports.fields', { n: row.mapping.length })}
      </Cell>
      <Cell wide number>
        {text('imports.usedBy', { n: row.usedBy })}
      </Cell>
      <Cell wide number second>
        <RelativeTime at={row.updatedAt} />
      </Cell>
      <MenuCell>
        <RowMenu name={name}>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/imports/$id" params={{ id }} />}>
            {text('common.edit')}
          </Menu.Item>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/flows/new" search={{ import: id }} />}>
            {text('imports.useInFlow')}
          </Menu.Item>
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}
