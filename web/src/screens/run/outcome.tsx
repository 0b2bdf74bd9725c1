import { Button } from '@mantine/core';
import IconHourglass from '@tabler/icons-react/dist/esm/icons/IconHourglass.mjs';
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs';
import IconTable from '@tabler/icons-react/dist/esm/icons/IconTable.mjs';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Connection } from '../../api/connections.ts';
import { goodRunsQuery, type Run } from '../../api/runs.ts';
import { ConnectionHelp } from '../../components/connection-help.tsx';
import { troubleTitle, useTroubled } from '../../components/connection-trouble.tsx';
import { CopyRow, CopyRows } from '../../components/copy-row.tsx';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { duration, exactTime, timeTaken } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { CursorMismatch } from './cursor-mismatch.tsx';
import classes from './outcome.module.css';
import { RightMissingRun } from './right-missing-run.tsx';
import { failedIn, importsOf, sourceOf, tookMs, writtenBy } from './run-figures.ts';

interface OutcomeProps {
  run: Run;
  connections: readonly Connection[];
}

/** Why a run stands still, or what came of it, in sentences, with what to press. Nothing while it is at work. */
export function Outcome({ run, connections }: OutcomeProps) {
  const n = writtenBy(run);
  const refused = connections.find(({ id }) => id === sourceOf(run)?.connectionId);
  switch (run.status) {
    case 'running':
      return null;
    case 'queued':
      return <Notice title={text('run.queued.title')}>{text('run.queued.text')}</Notice>;
    case 'waiting':
      return <Waiting run={run} connections={connections} />;
    case 'paused':
      return (
        <Notice
          tone={run.code ? 'warn' : 'plain'}
          icon={<IconPlayerPause size={17} stroke={1.75} />}
          title={run.code ? run.detail : text('run.paused.title', { page: sourceOf(run)?.pages ?? 0 })}
        >
          {text('run.paused.text', { n })}
        </Notice>
      );
    case 'failed':
      if (run.code === 'cursor_mismatch') return <CursorMismatch run={run} details={failureDetails(run)} />;
      if (run.code === 'right_missing' && refused) {
        return <RightMissingRun run={run} connection={refused} details={failureDetails(run)} />;
      }
      return (
        <Notice tone="bad" role="alert" title={text('run.failed.title')} details={failureDetails(run)}>
          {run.detail} {text('run.failed.kept', { n })}
        </Notice>
      );
    case 'cancelled':
      return <Notice title={text('run.cancelled.title')}>{text('run.cancelled.text', { n })}</Notice>;
    case 'completed':
    case 'completedWithErrors':
      return <Done run={run} connections={connections} />;
  }
}

function Waiting({ run, connections }: OutcomeProps) {
  const now = useNow();
  const { waiting } = run;
  const used = [sourceOf(run), ...importsOf(run)].map((step) =>
    connections.find(({ id }) => id === step?.connectionId),
  );
  const [troubled] = useTroubled(used);
  const [source] = used;
  const waitMs = waiting ? waiting.untilMs - now : 0;
  if (waiting?.for === 'connection' && troubled) {
    return (
      <Notice
        tone="bad"
        icon={<IconHourglass size={17} stroke={1.75} />}
        title={text('run.waiting.connection', { name: troubled.name })}
        actions={<ConnectionHelp connection={troubled} />}
      >
        {troubleTitle(troubled, now)}. {run.detail ?? waiting.detail}{' '}
        {text('run.waiting.person', { n: writtenBy(run) })}
      </Notice>
    );
  }
  return (
    <Notice
      tone="warn"
      icon={<IconHourglass size={17} stroke={1.75} />}
      title={text(`run.waiting.${waiting?.for ?? 'queue'}`, { name: source?.name ?? '' })}
      actions={
        waiting?.for === 'connection' &&
        source && (
          <Button
            size="xs"
            variant="default"
            renderRoot={(props) => <Link {...props} to="/connections/$id" params={{ id: source.id }} />}
          >
            {text('run.waiting.open')}
          </Button>
        )
      }
    >
      {[
        run.detail ?? waiting?.detail,
        waitMs > 0 && text('run.waiting.next', { time: duration(waitMs) }),
        text('run.waiting.kept', { n: writtenBy(run) }),
      ]
        .filter(Boolean)
        .join(' ')}
    </Notice>
  );
}

function Done({ run, connections }: OutcomeProps) {
  const now = useNow();
  const failed = failedIn(run);
  const ignored = sourceOf(run)?.ignored ?? 0;
  const read = sourceOf(run)?.in ?? 0;
  const { data: good } = useQuery({ ...goodRunsQuery(run.flowId), throwOnError: false });
  const before = good?.items.find(({ startedAt }) => startedAt < run.startedAt);
  const sentences = [
    failed > 0 && text('run.done.failed', { n: failed }),
    ignored > 0 && text('run.done.ignored', { n: ignored }),
    failed === 0 && text(read === 0 ? 'run.done.none' : 'run.done.all'),
    before && text('run.last', { records: writtenBy(before), time: timeTaken(tookMs(before, now)) }),
  ];
  const title = text('run.done.title', { written: writtenBy(run), time: timeTaken(tookMs(run, now)) });
  return (
    <Notice tone={failed > 0 ? 'warn' : 'ok'} title={title} actions={<Places run={run} connections={connections} />}>
      {sentences.filter((sentence) => sentence).join(' ')}
    </Notice>
  );
}

/** Where the records are now: a table to open here, another database's by name, a file by its path. */
function Places({ run, connections }: OutcomeProps) {
  return importsOf(run).map(({ id, target, connectionId }) => {
    const connection = connections.find((each) => each.id === connectionId);
    if (target && 'file' in target) {
      const path = [connection?.settings.path, target.file].filter(Boolean).join('/');
      return (
        <div key={id} className={classes.file}>
          <CopyRows>
            <CopyRow label={text('run.place.file')} value={path} copyLabel={text('run.place.copy')} />
          </CopyRows>
        </div>
      );
    }
    if (!target) return null;
    return connection?.builtIn ? (
      <Button
        key={id}
        size="xs"
        leftSection={<IconTable size={15} stroke={1.75} />}
        renderRoot={(props) => <Link {...props} to="/tables/$name" params={{ name: target.table }} />}
      >
        {text('run.openTable')}
      </Button>
    ) : (
      <span key={id}>{text('run.place.table', { table: target.table, connection: connection?.name ?? '' })}</span>
    );
  });
}

function failureDetails(run: Run): [string, string][] {
  const details: [string, string][] = [[text('common.code'), run.code ?? '']];
  if (run.endedAt) details.push([text('run.failed.at'), exactTime(run.endedAt)]);
  return details;
}
