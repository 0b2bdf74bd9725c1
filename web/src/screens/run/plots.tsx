import { useQuery } from '@tanstack/react-query';
import { type Run, type RunHistory, runHistoryQuery } from '../../api/runs.ts';
import { LinePlot } from '../../components/line-plot.tsx';
import { language, text } from '../../texts/text.ts';
import { shortMs } from './run-figures.ts';
import classes from './run-screen.module.css';

const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** Three lines over the time of a run: records, units against the budget, requests. */
export function Plots({ run }: { run: Run }) {
  const { data } = useQuery({ ...runHistoryQuery(run.id, run.endedAt !== null), throwOnError: false });
  const stretches = data?.stretches ?? [];
  const pointsOf = (read: (stretch: RunHistory['stretches'][number]) => number | null) =>
    stretches.map((stretch) => ({ at: Date.parse(stretch.at), value: read(stretch) }));
  const last = stretches.at(-1);
  const lastRequest = stretches.findLast(({ requestMs }) => requestMs !== null)?.requestMs;
  const drip = run.budget?.dripPerSecond;
  const hasUnits = stretches.some(({ dripsPerSecond }) => dripsPerSecond !== null);
  return (
    <section className={classes.plots} aria-label={text('run.plots')}>
      <LinePlot
        title={text('run.plot.records')}
        points={pointsOf(({ recordsPerSecond }) => recordsPerSecond)}
        last={figure.format(run.recordsPerSecond)}
        tone="first"
      />
      {hasUnits && (
        <LinePlot
          title={text('run.plot.units')}
          points={pointsOf(({ dripsPerSecond }) => dripsPerSecond)}
          last={figure.format(last?.dripsPerSecond ?? 0)}
          tone="second"
          limit={drip === undefined ? undefined : { value: drip, label: text('run.plot.budget', { n: drip }) }}
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
