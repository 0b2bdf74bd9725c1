import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import type { Connection } from '../../api/connections.ts';
import { Bar } from '../../components/bar.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { duration } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import classes from './budget-card.module.css';
import { budgetNow, freeInMs } from './budget-now.ts';
import { Figure } from './figure.tsx';
import { freeAgain } from './free-again.ts';

const MARK_PERCENT = 80;

const figure = new Intl.NumberFormat(language);

interface BucketGaugeProps {
  budget: Extract<Connection['budget'], { kind: 'bucket' }>;
  concurrency: Connection['concurrency'];
  readAtMs: number;
  now: number;
}

/** A leaky bucket: level, size, drip, burst. */
export function BucketGauge({ budget, concurrency, readAtMs, now }: BucketGaugeProps) {
  const { level, percent, room, untilEmptyMs, isFull } = budgetNow(budget, readAtMs, now);
  const used = Math.round(level);
  return (
    <>
      <div className={classes.head}>
        <p className={classes.level}>
          <b>{figure.format(used)}</b> {text('connection.budget.of', { size: budget.sizeDrips })}
        </p>
        <StatusWord tone={isFull ? 'warn' : 'ok'} icon={<IconGauge size={15} stroke={2} />} pill>
          {text(isFull ? 'connection.budget.full' : 'connection.budget.room', { n: room })}
        </StatusWord>
      </div>
      <div className={classes.gauge}>
        <Bar
          percent={percent}
          height={14}
          ticks={[MARK_PERCENT]}
          tone={percent >= MARK_PERCENT ? 'warn' : undefined}
          label={text('connection.budget.level', { level: used, size: budget.sizeDrips })}
        />
        <div className={classes.scale} aria-hidden>
          <span style={{ insetInlineStart: 0 }}>0</span>
          <span style={{ insetInlineStart: `${MARK_PERCENT}%` }}>{text('connection.budget.mark')}</span>
          <span style={{ insetInlineStart: '100%' }}>{figure.format(budget.sizeDrips)}</span>
        </div>
      </div>
      <dl className={classes.figures}>
        <Figure label={text('connection.budget.drip.label')}>
          {text('connection.budget.drip', { n: budget.dripPerSecond })}
        </Figure>
        {budget.burst !== null && (
          <Figure label={text('connection.budget.burst.label')}>{figure.format(budget.burst)}</Figure>
        )}
        <Figure label={text('connection.budget.atOnce.label')}>{figure.format(concurrency.current)}</Figure>
        <Figure label={text('connection.budget.free.label')}>{freeAgain(freeInMs(budget, level, now))}</Figure>
        <Figure label={text('connection.budget.empty.label')}>{duration(untilEmptyMs)}</Figure>
        <Figure label={text('connection.budget.tooMany.label')}>{figure.format(budget.tooManyRequestsToday)}</Figure>
      </dl>
    </>
  );
}
