import { Table } from '@mantine/core';
import IconAlertCircle from '@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '../../api/connections.ts';
import { type Run, type RunStep, runHistoryQuery } from '../../api/runs.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { Card } from '../../components/card.tsx';
import { PageStrip, StripLegend } from '../../components/page-strip.tsx';
import { shortFigure } from '../../components/short-figure.ts';
import { language, text } from '../../texts/text.ts';
import { isMoving } from './run-figures.ts';
import classes from './steps-card.module.css';

interface StepsProps {
  run: Run;
  connections: readonly Connection[];
}

/** Each step with its counts and its pages: a table, on a phone a list. */
export function StepsCard({ run, connections }: StepsProps) {
  const { data: history } = useQuery({ ...runHistoryQuery(run.id, run.endedAt !== null), throwOnError: false });
  const lines = run.steps.map((step) => ({
    step,
    connection: connections.find(({ id }) => id === step.connectionId),
    withErrors: (history?.pagesWithErrors ?? []).filter(({ stepId }) => stepId === step.id).map(({ page }) => page),
  }));
  return (
    <Card title={text('run.steps')} flush aside={<StripLegend />}>
      <div className={classes.table}>
        <Table aria-label={text('run.steps')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text('run.step')}</Table.Th>
              {(['in', 'written', 'ignored', 'errors', 'rate'] as const).map((column) => (
                <Table.Th key={column} scope="col" className={classes.number}>
                  {text(`run.step.${column}`)}
                </Table.Th>
              ))}
              <Table.Th scope="col" className={classes.pages}>
                <span>
                  {text('run.step.pages')}
                  <span>{rangeText(run)}</span>
                </span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) => (
              <Row key={line.step.id} run={run} {...line} />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <ul className={classes.list}>
        {lines.map((line) => (
          <Item key={line.step.id} run={run} {...line} />
        ))}
      </ul>
    </Card>
  );
}

interface LineProps {
  run: Run;
  step: RunStep;
  connection: Connection | undefined;
  withErrors: number[];
}

const figure = new Intl.NumberFormat(language);

function Row({ run, step, connection, withErrors }: LineProps) {
  const reads = step.type === 'export';
  return (
    <Table.Tr>
      <Table.Td>
        <span className={classes.name}>
          {connection && <AppTile apiType={connection.apiType} />}
          <b>{step.name}</b>
          <span>{connection?.name}</span>
        </span>
      </Table.Td>
      <Table.Td className={classes.number}>{figure.format(step.in)}</Table.Td>
      <Table.Td className={classes.number}>{reads ? '–' : figure.format(step.success)}</Table.Td>
      <Table.Td className={classes.number}>{figure.format(step.ignored)}</Table.Td>
      <Table.Td className={classes.number}>
        <Errors n={step.errors}>{figure.format(step.errors)}</Errors>
      </Table.Td>
      <Table.Td className={classes.number}>{shortFigure(step.recordsPerSecond)}</Table.Td>
      <Table.Td>
        <Strip run={run} step={step} withErrors={withErrors} />
      </Table.Td>
    </Table.Tr>
  );
}

function Item({ run, step, connection, withErrors }: LineProps) {
  const reads = step.type === 'export';
  return (
    <li>
      <div>
        <span className={classes.name}>
          {connection && <AppTile apiType={connection.apiType} />}
          <b>{step.name}</b>
        </span>
        {step.errors > 0 ? (
          <Errors n={step.errors}>{text('run.step.errorsShort', { n: step.errors })}</Errors>
        ) : (
          <span>{text('run.pages', { n: step.pages })}</span>
        )}
      </div>
      <Strip run={run} step={step} withErrors={withErrors} />
      <div>
        <span>{text(reads ? 'run.step.readShort' : 'run.step.inShort', { n: step.in })}</span>
        <span>{reads ? text('run.step.readOnly') : text('run.step.writtenShort', { n: step.success })}</span>
        <span>{text('run.rate', { n: shortFigure(step.recordsPerSecond) })}</span>
      </div>
    </li>
  );
}

function Errors({ n, children }: { n: number; children: string }) {
  if (n === 0) return children;
  return (
    <span className={classes.errors}>
      <IconAlertCircle size={15} stroke={2} aria-hidden />
      {children}
    </span>
  );
}

function Strip({ run, step, withErrors }: Omit<LineProps, 'connection'>) {
  const total =
    run.endedAt === null || run.status === 'failed' || run.status === 'cancelled' ? run.expectedPages : null;
  return <PageStrip done={step.pages} total={total} isLive={isMoving(run)} withErrors={withErrors} />;
}

function rangeText(run: Run): string {
  const pages = run.steps[0]?.pages ?? 0;
  if (run.endedAt !== null || run.expectedPages === null) return pages > 0 ? text('run.step.range', { n: pages }) : '';
  const n = Math.max(run.expectedPages, pages);
  return text(run.expectedFrom === 'count' ? 'run.step.range' : 'run.step.rangeAbout', { n });
}
