import IconArrowsShuffle from '@tabler/icons-react/dist/esm/icons/IconArrowsShuffle.mjs';
import IconDatabaseImport from '@tabler/icons-react/dist/esm/icons/IconDatabaseImport.mjs';
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs';
import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import type { Run } from '../../api/runs.ts';
import { Bar } from '../../components/bar.tsx';
import { classNames } from '../../components/class-names.ts';
import { useNow } from '../../components/now.ts';
import { shortFigure } from '../../components/short-figure.ts';
import { duration, timeTaken } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import classes from './progress-card.module.css';
import { failedIn, idlePercent, isMoving, percentOf, shortMs, sourceOf, tookMs, writtenBy } from './run-figures.ts';

/** How far a run is, how long it still takes, and which of four things sets its pace. */
export function ProgressCard({ run }: { run: Run }) {
  const percent = percentOf(run);
  const pages = sourceOf(run)?.pages ?? 0;
  const written = writtenBy(run);
  const failed = failedIn(run);
  return (
    <section className={classes.card} aria-label={text('run.progress')}>
      <div className={classes.top}>
        {percent === null ? (
          <p className={classes.percent}>
            {new Intl.NumberFormat(language).format(pages)}
            <span> {text('run.pagesWord', { n: pages })}</span>
          </p>
        ) : (
          <p className={classes.percent}>
            {percent}
            <span>%</span>
          </p>
        )}
        <div className={classes.lines}>
          <div className={classes.line}>
            <b>{percent === null && run.endedAt === null ? text('run.expected.none') : pageText(run, pages)}</b>
            <span>
              {run.endedAt === null &&
                run.expectedFrom &&
                text(`run.expected.${run.expectedFrom}`, { n: run.expectedPages ?? 0 })}
            </span>
          </div>
          {percent !== null && (
            <Bar percent={percent} height={10} tone={barTone(run)} label={`${percent} %. ${pageText(run, pages)}`} />
          )}
          <div className={classes.line}>
            <b>
              <TimeLeft run={run} />
            </b>
            <span>
              {failed > 0 ? text('run.writtenFailed', { n: written, failed }) : text('run.written', { n: written })}
              {', '}
              {text('run.rate', { n: shortFigure(run.recordsPerSecond) })}
            </span>
          </div>
        </div>
      </div>
      {run.pace && <Pace run={run} pace={run.pace} />}
    </section>
  );
}

function barTone({ status }: Run): 'ok' | 'warn' | 'bad' | undefined {
  if (status === 'completed') return 'ok';
  if (status === 'failed') return 'bad';
  return status === 'waiting' || status === 'completedWithErrors' ? 'warn' : undefined;
}

function pageText({ expectedPages, expectedFrom, endedAt }: Run, page: number): string {
  if (endedAt !== null || expectedPages === null) return text('run.pages', { n: page });
  const pages = Math.max(expectedPages, page);
  if (expectedFrom === 'count') return text('run.pageOf', { page, pages });
  return text(expectedFrom === 'limit' ? 'run.pageOfMost' : 'run.pageOfAbout', { page, pages });
}

function TimeLeft({ run }: { run: Run }) {
  const now = useNow();
  if (run.endedAt !== null) return text('run.took.long', { time: timeTaken(tookMs(run, now)) });
  if (run.asked) return text('run.left.pausing');
  if (!isMoving(run)) return text('run.left.stands');
  if ((sourceOf(run)?.pages ?? 0) === 0) return text('run.left.first');
  if (run.leftMs === null) return text('run.left.unknown');
  return run.leftMs < 1000 ? text('run.left.soon') : text('run.left', { time: duration(run.leftMs) });
}

const parts = ['budget', 'source', 'mapping', 'destination'] as const;
type Part = (typeof parts)[number];
const icons = {
  budget: IconGauge,
  source: IconDownload,
  mapping: IconArrowsShuffle,
  destination: IconDatabaseImport,
} as const;

/** The four things that may limit a run; the one that does comes first and is marked. */
function Pace({ run, pace }: { run: Run; pace: NonNullable<Run['pace']> }) {
  const sorted = [pace.setBy, ...parts.filter((part) => part !== pace.setBy)];
  const stands = !isMoving(run);
  return (
    <ul className={classes.pace} aria-label={text('run.pace')}>
      {sorted.map((part) => {
        const Icon = icons[part];
        const name = text(`run.pace.${part}`);
        const sets = part === pace.setBy;
        return (
          <li key={part} className={classNames(sets && classes.sets, sets && !stands && classes.live)}>
            {sets ? (
              <b>
                <Icon size={16} stroke={2} aria-hidden />
                {text(stands ? 'run.pace.set' : 'run.pace.sets', { part: name })}
              </b>
            ) : (
              <span>{name}</span>
            )}
            <p>{paceText(run, pace, part, sets)}</p>
          </li>
        );
      })}
    </ul>
  );
}

function paceText(run: Run, pace: NonNullable<Run['pace']>, part: Part, sets: boolean): string {
  const time = shortMs(pace[`${part}Ms`], language);
  if (part === 'source' && !sets) return text('run.pace.idle', { time, percent: idlePercent(run) });
  if (part !== 'budget') return text('run.pace.aPage', { time });
  if (!run.budget) {
    if (sets) return text('run.pace.over', { time });
    return pace.budgetMs < 50 ? text('run.pace.noWait') : text('run.pace.waited', { time });
  }
  if (run.budget.kind === 'windows') return windowText(run.budget.windows, sets ? time : undefined);
  const { levelDrips, sizeDrips, dripPerSecond } = run.budget;
  const bucket = { level: Math.round(levelDrips), size: sizeDrips, drip: dripPerSecond };
  return sets ? text('run.pace.bucket', { ...bucket, time }) : text('run.pace.bucketFree', bucket);
}

type Windows = Extract<Run['budget'], { kind: 'windows' }>['windows'];

/** The window with the least left, which is the one that limits. */
function windowText(windows: Windows, waited: string | undefined): string {
  const [tightest] = [...windows].sort((one, other) => one.remaining - other.remaining);
  if (!tightest) return text('run.pace.noWait');
  const { requests: limit, remaining, seconds } = tightest;
  const window = { used: limit - remaining, limit, span: duration(seconds * 1000) };
  return waited === undefined
    ? text('run.pace.windowFree', window)
    : text('run.pace.window', { ...window, time: waited });
}
