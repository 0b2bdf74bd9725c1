import { Link } from '@tanstack/react-router';
import type { Run } from '../../../../src/flows/schema.ts';
import { Bar } from '../../components/bar.tsx';
import { Card } from '../../components/card.tsx';
import { useNow } from '../../components/now.ts';
import { RunStatus } from '../../components/run-status.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { duration } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import classes from './dashboard.module.css';

/** Runs at work, with how far they are and what they wait for. */
export function RunningNow({ runs }: { runs: readonly Run[] }) {
  return (
    <Card title={text('home.running')} flush aside={<TextLink to="/runs">{text('home.running.all')}</TextLink>}>
      {runs.length === 0 ? (
        <p className={classes.quiet}>{text('home.running.none')}</p>
      ) : (
        <ul>
          {runs.map((run) => (
            <RunningLine key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function RunningLine({ run }: { run: Run }) {
  const now = useNow();
  const source = run.steps[0];
  const page = source?.pages ?? 0;
  const percent = run.expectedPages ? (100 * page) / run.expectedPages : null;
  const pages = run.expectedPages
    ? text('home.running.pages', { page, pages: run.expectedPages })
    : text('home.running.pagesOnly', { page });
  const waits = run.waiting ? Math.max(0, run.waiting.untilMs - now) : 0;
  return (
    <li className={classes.live}>
      <div className={classes.between}>
        <Link to="/runs/$id" params={{ id: run.id }}>
          {run.flowName}
        </Link>
        <RunStatus status={run.status}>
          {run.status === 'running' && duration(now - new Date(run.startedAt).getTime())}
          {run.status === 'waiting' && waits > 0 && duration(waits)}
        </RunStatus>
      </div>
      {percent !== null && <Bar percent={percent} tone={run.status === 'waiting' ? 'warn' : undefined} label={pages} />}
      <div className={classes.between}>
        <span className={classes.small}>{pages}</span>
        <span className={classes.small}>
          {run.leftMs === null
            ? text('home.running.records', { n: source?.in ?? 0 })
            : text('home.running.left', { time: duration(run.leftMs) })}
        </span>
      </div>
      {run.waiting?.detail && <p className={classes.small}>{run.waiting.detail}</p>}
    </li>
  );
}
