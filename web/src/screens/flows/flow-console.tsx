import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { type Flow, flowErrorsQuery, flowRunsQuery, type Run } from '../../api/flows.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { ConnectionStatus } from '../../components/connection-status.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RunStatus } from '../../components/run-status.tsx';
import { TableSkeleton } from '../../components/skeletons.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { timeTaken } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { shortId } from '../run/short-id.ts';
import type { FlowParts } from './flow-parts.ts';
import classes from './flow-screen.module.css';
import { type FlowTab, flowRoute } from './route.ts';

/** Under the canvas: how the flow went, what failed, and what it hangs on. */
export function FlowConsole({ flow, parts }: { flow: Flow; parts: FlowParts }) {
  const { tab = 'runs' } = flowRoute.useSearch();
  const navigate = useNavigate({ from: '/flows/$id' });
  const choose = (next: string | null) =>
    void navigate({
      to: '.',
      search: (old) => ({ ...old, tab: next === 'runs' ? undefined : (next as FlowTab) }),
      replace: true,
    });
  return (
    <Tabs className={classes.console} value={tab} onChange={choose} keepMounted={false}>
      <div className={classes.tabs}>
        <Tabs.List>
          <Tabs.Tab value="runs">{text('flow.tab.runs')}</Tabs.Tab>
          <Tabs.Tab value="errors">
            {text('flow.tab.errors')}
            {flow.openErrors > 0 && (
              <span className={classes.count}>{text('flow.errors', { n: flow.openErrors })}</span>
            )}
          </Tabs.Tab>
          <Tabs.Tab value="connections">{text('flow.tab.connections')}</Tabs.Tab>
        </Tabs.List>
        {flow.lastRun && (
          <span className={classes.last}>
            <RunStatus status={flow.lastRun.status} />
            <RelativeTime at={flow.lastRun.startedAt} />
            <TextLink to="/runs/$id" params={{ id: flow.lastRun.id }}>
              {text('flow.openRun', { id: shortId(flow.lastRun.id) })}
            </TextLink>
          </span>
        )}
      </div>
      <Tabs.Panel value="runs" className={classes.panel}>
        <RunHistory flow={flow} />
      </Tabs.Panel>
      <Tabs.Panel value="errors" className={classes.panel}>
        <OpenErrors flow={flow} />
      </Tabs.Panel>
      <Tabs.Panel value="connections" className={classes.panel}>
        <ul className={classes.rows}>
          {parts.sourceConnection && <ConnectionLine connection={parts.sourceConnection} use="flow.connection.reads" />}
          {parts.targetConnection && (
            <ConnectionLine connection={parts.targetConnection} use="flow.connection.writes" />
          )}
        </ul>
      </Tabs.Panel>
    </Tabs>
  );
}

function RunHistory({ flow }: { flow: Flow }) {
  const runs = useQuery({ ...flowRunsQuery(flow.id), throwOnError: false });
  if (runs.isPending) return <TableSkeleton />;
  if (!runs.data)
    return <ProblemNotice title={text('error.screen')} error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.data.items.length === 0) {
    return <EmptyState title={text('flow.runs.empty.title')}>{text('flow.runs.empty.text')}</EmptyState>;
  }
  return (
    <ul className={classes.rows}>
      {runs.data.items.map((run) => (
        <li key={run.id}>
          <Link to="/runs/$id" params={{ id: run.id }}>
            <RelativeTime at={run.startedAt} />
          </Link>
          <span className={classes.message}>
            <RunStatus status={run.status} />
            <span className={classes.quiet}>{run.detail ?? runFacts(run)}</span>
          </span>
          <span className={classes.quiet}>{text(`flow.trigger.${run.trigger}`)}</span>
        </li>
      ))}
    </ul>
  );
}

function runFacts({ steps, startedAt, endedAt }: Run): string {
  const written = steps.at(-1);
  const facts = text('flow.run.facts', {
    read: steps[0]?.in ?? 0,
    written: written?.success ?? 0,
    failed: written?.errors ?? 0,
  });
  if (!endedAt) return facts;
  return text('flow.run.factsIn', {
    facts,
    time: timeTaken(new Date(endedAt).getTime() - new Date(startedAt).getTime()),
  });
}

function OpenErrors({ flow }: { flow: Flow }) {
  const errors = useQuery({ ...flowErrorsQuery(flow.id), throwOnError: false });
  if (errors.isPending) return <TableSkeleton />;
  if (!errors.data)
    return <ProblemNotice title={text('error.screen')} error={errors.error} onRetry={() => void errors.refetch()} />;
  if (errors.data.items.length === 0) return <EmptyState title={text('flow.errors.empty')} />;
  return (
    <>
      <ul className={classes.rows}>
        {errors.data.items.map(({ id, key, message, runId, createdAt }) => (
          <li key={id}>
            <code>{key}</code>
            <span className={classes.message}>{message}</span>
            <Link to="/runs/$id" params={{ id: runId }}>
              <RelativeTime at={createdAt} />
            </Link>
          </li>
        ))}
      </ul>
      {errors.data.nextCursor && (
        <p className={classes.quiet}>
          {text('flow.errors.more', { shown: errors.data.items.length, n: flow.openErrors })}
        </p>
      )}
    </>
  );
}

function ConnectionLine(props: { connection: Connection; use: 'flow.connection.reads' | 'flow.connection.writes' }) {
  const { connection, use } = props;
  return (
    <li>
      <span className={classes.quiet}>{text(use)}</span>
      <span className={classes.connection}>
        <AppTile apiType={connection.apiType} />
        <Link to="/connections/$id" params={{ id: connection.id }}>
          {connection.name}
        </Link>
      </span>
      <ConnectionStatus connection={connection} />
    </li>
  );
}
