import { Menu, Switch, Table } from '@mantine/core';
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Connection } from '../../api/connections.ts';
import type { Flow } from '../../api/flows.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { ConnectionTroubleLine, useTroubled } from '../../components/connection-trouble.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell, NameCell } from '../../components/data-table.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { RunStatus } from '../../components/run-status.tsx';
import { text } from '../../texts/text.ts';
import { useChangeFlow, useStartRun } from './flow-actions.ts';
import type { FlowParts } from './flow-parts.ts';
import classes from './flow-table.module.css';
import { scheduleWords } from './schedule-words.ts';

export interface FlowRow {
  flow: Flow;
  parts: FlowParts;
}

/** The list's table: switch, name, steps, last run, schedule, open errors. */
export function FlowTable({ rows, onProblem }: { rows: readonly FlowRow[]; onProblem: OnProblem }) {
  return (
    <DataTable
      label={text('nav.flows')}
      head={
        <>
          <HeadCell>{text('flows.column.on')}</HeadCell>
          <HeadCell>{text('flows.column.name')}</HeadCell>
          <HeadCell wide>{text('flows.column.steps')}</HeadCell>
          <HeadCell>{text('flows.column.lastRun')}</HeadCell>
          <HeadCell wide>{text('flows.column.schedule')}</HeadCell>
          <HeadCell wide number>
            {text('flows.column.errors')}
          </HeadCell>
          <HiddenHeadCell>{text('flows.column.actions')}</HiddenHeadCell>
        </>
      }
    >
      {rows.map((row) => (
        <Row key={row.flow.id} row={row} onProblem={onProblem} />
      ))}
    </DataTable>
  );
}

/** Told when a change or a run that was asked for here was refused. */
export type OnProblem = (title: string, error: Error) => void;

function Row({ row: { flow, parts }, onProblem }: { row: FlowRow; onProblem: OnProblem }) {
  const { id, name, lastRun } = flow;
  const mayEdit = useMayEdit();
  const troubled = useTroubled([parts.sourceConnection, parts.targetConnection]);
  const change = useChangeFlow(flow);
  const run = useStartRun(id);
  const enable = (enabled: boolean) =>
    change.mutate({ enabled }, { onError: (error) => onProblem(text('flow.changeFailed', { name }), error) });
  const start = () => run.mutate(undefined, { onError: (error) => onProblem(text('flow.runFailed'), error) });
  return (
    <Table.Tr>
      <Table.Td className={classes.on}>
        <Switch
          aria-label={text('flow.switch', { name })}
          checked={change.isPending ? (change.variables.enabled ?? flow.enabled) : flow.enabled}
          disabled={!mayEdit}
          onChange={(event) => enable(event.currentTarget.checked)}
        />
      </Table.Td>
      <NameCell>
        <span className={classes.named}>
          <Link to="/flows/$id" params={{ id }}>
            {name}
          </Link>
          {troubled.map((connection) => (
            <ConnectionTroubleLine key={connection.id} connection={connection} />
          ))}
        </span>
      </NameCell>
      <Cell wide>
        <Steps parts={parts} />
      </Cell>
      <Cell>
        {lastRun ? (
          <TwoLines first={<RunStatus status={lastRun.status} />} second={<RelativeTime at={lastRun.startedAt} />} />
        ) : (
          text('flow.neverRan')
        )}
      </Cell>
      <Cell wide>
        <Schedule flow={flow} />
      </Cell>
      <Cell wide number>
        {flow.openErrors > 0 ? (
          <Link className={classes.errors} to="/flows/$id" params={{ id }} search={{ tab: 'errors' }}>
            {text('flow.errors', { n: flow.openErrors })}
          </Link>
        ) : (
          '–'
        )}
      </Cell>
      <MenuCell>
        <RowMenu name={name}>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/flows/$id" params={{ id }} />}>
            {text('flow.open')}
          </Menu.Item>
          {mayEdit && <Menu.Item onClick={start}>{text('flow.run')}</Menu.Item>}
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}

function Steps({ parts }: { parts: FlowParts }) {
  return (
    <span className={classes.steps}>
      <Step connection={parts.sourceConnection} name={parts.source?.name} />
      <IconArrowRight size={14} stroke={1.75} aria-hidden />
      <Step connection={parts.targetConnection} name={parts.target?.name} />
    </span>
  );
}

function Step({ connection, name }: { connection: Connection | undefined; name: string | undefined }) {
  return (
    <span className={classes.step}>
      {connection && <AppTile apiType={connection.apiType} />}
      {name ?? '–'}
    </span>
  );
}

function Schedule({ flow }: { flow: Flow }) {
  if (!flow.schedule) return text('flow.noSchedule');
  const words = scheduleWords(flow.schedule) ?? flow.schedule;
  return flow.nextRunAt ? (
    <TwoLines first={words} second={<RelativeTime at={flow.nextRunAt} />} />
  ) : (
    <TwoLines first={words} second={text('flow.off')} />
  );
}

function TwoLines({ first, second }: { first: ReactNode; second: ReactNode }) {
  return (
    <span className={classes.two}>
      <span>{first}</span>
      <span>{second}</span>
    </span>
  );
}
