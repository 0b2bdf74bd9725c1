import { useQuery } from '@tanstack/react-query';
import { type Run, type RunHistory, runHistoryQuery } from '../../api/runs.ts';
import { LinePlot } from '../../components/line-plot.tsx';
import { shortFigure } from '../../components/short-figure.ts';
import { language, text } from '../../texts/text.ts';
import { shortMs } from './run-figures.ts';
import classes from './run-screen.module.css';

/** Three lines over the time of a run: records, units against the budget, requests. */
export function Plots({ run }: { run: Run }) {
  const { data } = useQuery({ ...runHistoryQuery(run.id, run.endedAt !== null), throwOnError: false });
  const stretches = data?.stretches ?? [];
  // Of a run of a moment there is nothing to draw, and nothing more to come.
  if (run.endedAt !== null && stretches.length < 3) return null;
  const pointsOf = (read: (stretch: RunHistory['stretches'][number]) => number | null) =>
    stretches.map((stretch) => ({ at: Date.parse(stretch.at), value: read(stretch) }));
  const last = stretches.at(-1);
  const lastRequest = stretches.findLast(({ requestMs }) => requestMs !== null)?.requestMs;
  const drip = run.budget?.kind === 'bucket' ? run.budget.dripPerSecond : undefined;
  const most = Math.max(0, ...stretches.map(({ dripsPerSecond }) => dripsPerSecond ?? 0));
  // A limit far above the line would press it flat and limit nothing.
  const limits = drip !== undefined && drip <= most * 3;
  const hasUnits = stretches.some(({ dripsPerSecond }) => dripsPerSecond !== null);
  return (
    <section className={classes.plots} aria-label={text('run.plots')}>
      <LinePlot
        title={text('run.plot.records')}
        points={pointsOf(({ recordsPerSecond }) => recordsPerSecond)}
        last={shortFigure(run.recordsPerSecond)}
        tone="first"
      />
      {hasUnits && (
        <LinePlot
          title={text('run.plot.units')}
          points={pointsOf(({ dripsPerSecond }) => dripsPerSecond)}
          last={shortFigure(last?.dripsPerSecond ?? 0)}
          tone="second"
          limit={limits ? { value: drip, label: text('run.plot.budget', { n: drip }) } : undefined}
        />
      )}
      <LinePlot
        title={text('run.plot.requests')}
        points={pointsOf(({ requestMs }) => requestMs)}
        last={lastRequest === undefined || lastRequest === null ? '–' : shortMs(lastRequest, language)}
        tone="third"
      />
    </section>
  );
}
