import { useQuery } from '@tanstack/react-query';
import { connectionsQuery } from '../../api/connections.ts';
import { useLiveRun } from '../../api/run-events.ts';
import type { Run } from '../../api/runs.ts';
import { useNow } from '../../components/now.ts';
import { PageHead } from '../../components/page-head.tsx';
import { RunStatus } from '../../components/run-status.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { exactTime, preciseTime, timeTaken, timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { ErrorsCard } from './errors-card.tsx';
import { Outcome } from './outcome.tsx';
import { Plots } from './plots.tsx';
import { ProgressCard } from './progress-card.tsx';
import { runRoute } from './route.ts';
import { RunActions } from './run-actions.tsx';
import { useRunAnnouncements } from './run-announcements.ts';
import { tookMs } from './run-figures.ts';
import classes from './run-screen.module.css';
import { shortId } from './short-id.ts';
import { StepsCard } from './steps-card.tsx';

/** One run: how far it is, what it waits for, how long it still takes; afterwards what came of it. */
export function RunScreen() {
  const { id } = runRoute.useParams();
  return <LiveRun key={id} id={id} />;
}

function LiveRun({ id }: { id: string }) {
  const live = useLiveRun(id);
  const run = live.data;
  const { data: connections } = useQuery({ ...connectionsQuery(), throwOnError: false });
  useRunAnnouncements(run);
  return (
    <>
      <PageHead title={run.flowName} sub={<Sentence run={run} />} actions={<RunActions run={run} />} />
      <div className={classes.stack}>
        <StaleNotice query={live} />
        <Outcome run={run} connections={connections?.items ?? []} />
        <ProgressCard run={run} />
        <StepsCard run={run} connections={connections?.items ?? []} />
        <Plots run={run} />
        <ErrorsCard run={run} />
      </div>
    </>
  );
}

/** Status word with how long, then when and by whom. */
function Sentence({ run }: { run: Run }) {
  const now = useNow();
  const started = preciseTime(run.startedAt, now);
  return (
    <>
      <Word run={run} now={now} />
      <span title={exactTime(run.startedAt)}>
        {startedText(run, started)} <code>{shortId(run.id)}</code>.
      </span>
      {run.endedAt && (
        <span title={exactTime(run.endedAt)}>{text('run.ended', { time: preciseTime(run.endedAt, now) })}</span>
      )}
      <span className={classes.zone}>{text('run.zone', { zone: timeZone() })}</span>
    </>
  );
}

function Word({ run, now }: { run: Run; now: number }) {
  const took = timeTaken(tookMs(run, now));
  if (run.asked) return <RunStatus status="running">{`· ${text(`run.asked.${run.asked}`)}.`}</RunStatus>;
  if (run.endedAt) return <RunStatus status={run.status}>{`${text('run.took', { time: took })}.`}</RunStatus>;
  return <RunStatus status={run.status}>{run.status === 'running' && `${took}.`}</RunStatus>;
}

function startedText({ trigger, startedBy }: Run, time: string): string {
  if (trigger === 'schedule') return text('run.started.schedule', { time });
  return startedBy === null
    ? text('run.started.nobody', { time })
    : text(`run.started.${trigger}`, { time, name: startedBy });
}
