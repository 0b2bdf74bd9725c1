import { Button, Menu, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { apiTypeLabel } from '../../components/api-type-label.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { Bar } from '../../components/bar.tsx';
import { ConnectionHelp } from '../../components/connection-help.tsx';
import { connectionState, needsPerson } from '../../components/connection-state.ts';
import { ConnectionStatus } from '../../components/connection-status.tsx';
import { Cell, DataTable, HeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { useNow } from '../../components/now.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { Tag } from '../../components/tag.tsx';
import { text } from '../../texts/text.ts';
import { connectionPlace } from './connection-place.ts';
import classes from './connection-table.module.css';

/** The list's table: status word, account, use, rate budget, last call, token. */
export function ConnectionTable({ connections }: { connections: readonly Connection[] }) {
  return (
    <DataTable
      label={text('nav.connections')}
      head={
        <>
          <HeadCell>{text('connections.column.name')}</HeadCell>
          <HeadCell>{text('connections.column.status')}</HeadCell>
          <HeadCell wide>{text('connections.column.type')}</HeadCell>
          <HeadCell wide>{text('connections.column.account')}</HeadCell>
          <HeadCell wide number>
            {text('connections.column.usedBy')}
          </HeadCell>
          <HeadCell wide>{text('connections.column.budget')}</HeadCell>
          <HeadCell wide number>
            {text('connections.column.lastCall')}
          </HeadCell>
          <HeadCell wide number>
            {text('connections.column.token')}
          </HeadCell>
          <HeadCell>
            <span className={classes.hidden}>{text('connections.column.actions')}</span>
          </HeadCell>
        </>
      }
    >
      {connections.map((connection) => (
        <Row key={connection.id} connection={connection} />
      ))}
    </DataTable>
  );
}

function Row({ connection }: { connection: Connection }) {
  const { id, name, apiType } = connection;
  const mayEdit = useMayEdit();
  const place = connectionPlace(connection) ?? undefined;
  return (
    <Table.Tr>
      <NameCell tile={<AppTile apiType={apiType} />}>
        <Link to="/connections/$id" params={{ id }}>
          {name}
        </Link>
        {connection.environment === 'sandbox' && <Tag tone="line">{text('connection.sandbox')}</Tag>}
        {connection.builtIn && <Tag tone="line">{text('connection.builtIn')}</Tag>}
      </NameCell>
      <Cell>
        <ConnectionStatus connection={connection} />
        <span className={classes.help}>
          <ConnectionHelp connection={connection} />
        </span>
      </Cell>
      <Cell wide second>
        {apiTypeLabel(apiType)}
      </Cell>
      <Cell wide second>
        <span className={classes.place} title={place}>
          {place ?? '–'}
        </span>
      </Cell>
      <Cell wide number>
        {connection.usedBy}
      </Cell>
      <Cell wide>
        <Budget connection={connection} />
      </Cell>
      <Cell wide number second>
        {connection.lastCallAt ? <RelativeTime at={connection.lastCallAt} /> : text('common.never')}
      </Cell>
      <Cell wide number second>
        <Token connection={connection} />
      </Cell>
      <MenuCell>
        <RowMenu name={name}>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/connections/$id" params={{ id }} />}>
            {text('connection.open')}
          </Menu.Item>
          {mayEdit && !connection.builtIn && (
            <Menu.Item renderRoot={(props) => <Link {...props} to="/connections/$id/edit" params={{ id }} />}>
              {text('common.edit')}
            </Menu.Item>
          )}
          {mayEdit && signsIn(connection) && (
            <Menu.Item renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}>
              {text(connection.grant ? 'connection.authorizeAgain' : 'connection.authorize')}
            </Menu.Item>
          )}
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}

type Used = { level: number; size: number };
type BudgetOf<Kind extends string> = Extract<Connection['budget'], { kind: Kind }>;

const levelOf = ({ levelDrips, sizeDrips }: BudgetOf<'bucket'>): Used => ({ level: levelDrips, size: sizeDrips });

/** Of windows that all count the same requests, the one that most is used of. */
function tightest(windows: BudgetOf<'windows'>['windows']): Used {
  const used = windows.map(({ requests, remaining }) => ({ level: requests - remaining, size: requests }));
  return used.sort((a, b) => b.level / b.size - a.level / a.size)[0] ?? { level: 0, size: 1 };
}

function Budget({ connection: { budget } }: { connection: Connection }) {
  if (!budget) return <span className={classes.none}>–</span>;
  const { level, size } = budget.kind === 'bucket' ? levelOf(budget) : tightest(budget.windows);
  return (
    <span className={classes.budget}>
      <Bar
        percent={(100 * level) / size}
        tone={level >= size * 0.95 ? 'warn' : undefined}
        label={text('connection.budget.level', { level: Math.round(level), size })}
      />
      {text('connection.budget.short', { level: Math.round(level), size })}
    </span>
  );
}

/** When the token ends, or the button that a person has to press instead. */
function Token({ connection }: { connection: Connection }) {
  const now = useNow(30_000);
  const mayEdit = useMayEdit();
  const { id, grant } = connection;
  if (needsPerson(connectionState(connection, now))) return <ConnectionHelp connection={connection} />;
  if (!signsIn(connection)) return text('connection.token.none');
  if (mayEdit && connection.status === 'new') {
    return (
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
      >
        {text('connection.authorize')}
      </Button>
    );
  }
  return grant?.expiresAt ? <RelativeTime at={grant.expiresAt} /> : '–';
}
