import { Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Run } from '../../api/runs.ts';
import { Bar } from '../../components/bar.tsx';
import { Cell, DataTable, HeadCell, NameCell } from '../../components/data-table.tsx';
import { useNow } from '../../components/now.ts';
import { RunStatus } from '../../components/run-status.tsx';
import { duration, exactTime, preciseTime, timeTaken } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import { failedIn, percentOf, sourceOf, tookMs, writtenBy } from '../run/run-figures.ts';
import classes from './runs-screen.module.css';

const figure = new Intl.NumberFormat(language);

/** Runs in a table, one row each. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  return (
    <DataTable
      label={text('nav.runs')}
      head={
        <>
          <HeadCell>{text('runs.column.flow')}</HeadCell>
          <HeadCell>{text('runs.column.status')}</HeadCell>
          <HeadCell wide>{text('runs.column.progress')}</HeadCell>
          <HeadCell wide>{text('runs.column.started')}</HeadCell>
          <HeadCell wide number>
            {text('runs.column.duration')}
          </HeadCell>
          <HeadCell number>{text('runs.column.records')}</HeadCell>
          <HeadCell wide number>
            {text('runs.column.errors')}
          </HeadCell>
        </>
      }
    >
      {runs.map((run) => (
        <Row key={run.id} run={run} />
      ))}
    </DataTable>
  );
}

function Row({ run }: { run: Run }) {
  const now = useNow();
  const errors = failedIn(run);
  return (
    <Table.Tr>
      <NameCell>
        <Link to="/runs/$id" params={{ id: run.id }}>
          {run.flowName}
        </Link>
      </NameCell>
      <Cell>
        <RunStatus status={run.status} />
      </Cell>
      <Cell wide>
        <Progress run={run} />
      </Cell>
      <Cell wide second>
        <time dateTime={run.startedAt} title={exactTime(run.startedAt)}>
          {preciseTime(run.startedAt, now)}
        </time>
      </Cell>
      <Cell wide number second>
        {timeTaken(tookMs(run, now))}
      </Cell>
      <Cell number>{figure.format(writtenBy(run))}</Cell>
      <Cell wide number>
        {errors > 0 ? <span className={classes.errors}>{figure.format(errors)}</span> : '0'}
      </Cell>
    </Table.Tr>
  );
}

function Progress({ run }: { run: Run }) {
  const pages = sourceOf(run)?.pages ?? 0;
  const percent = percentOf(run);
  if (run.endedAt !== null || percent === null) return text('run.pages', { n: pages });
  const tone = run.status === 'waiting' ? 'warn' : undefined;
  return (
    <span className={classes.progress}>
      <Bar percent={percent} tone={tone} label={`${percent} %`} />
      {run.leftMs === null ? `${percent} %` : text('run.left', { time: duration(run.leftMs) })}
    </span>
  );
}
