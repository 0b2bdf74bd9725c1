import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import type { Connection } from '../../api/connections.ts';
import { Bar } from '../../components/bar.tsx';
import { Card } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { StatusWord } from '../../components/status-word.tsx';
import { clockTime, duration, relativeTime } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import classes from './budget-card.module.css';
import { budgetNow } from './budget-now.ts';
import facts from './facts.module.css';

const MARK_PERCENT = 80;

const figure = new Intl.NumberFormat(language);

/** How much of the rate limit is used: level, size, drip and the refusals of today, as the replies told them. */
export function BudgetCard({ connection, readAtMs }: { connection: Connection; readAtMs: number }) {
  const now = useNow();
  const { budget, lastCallAt } = connection;
  if (!budget) {
    return (
      <Card title={text('connection.budget.title')} flush>
        <p className={facts.quiet}>{text('connection.budget.unknown')}</p>
      </Card>
    );
  }
  const { level, percent, room, untilEmptyMs, isFull } = budgetNow(budget, readAtMs, now);
  const used = Math.round(level);
  const isPaused = budget.throttledUntil !== null && Date.parse(budget.throttledUntil) > now;
  return (
    <Card
      title={text('connection.budget.title')}
      aside={lastCallAt && text('connection.budget.from', { time: relativeTime(lastCallAt, now) })}
    >
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
        <Figure label={text('connection.budget.empty.label')}>{duration(untilEmptyMs)}</Figure>
        <Figure label={text('connection.budget.tooMany.label')}>{figure.format(budget.tooManyRequestsToday)}</Figure>
      </dl>
      {isPaused && budget.throttledUntil && (
        <div className={classes.pause}>
          <Notice tone="warn">
            {text('connection.budget.throttled', { time: clockTime(budget.throttledUntil, now) })}
          </Notice>
        </div>
      )}
    </Card>
  );
}

function Figure({ label, children }: { label: string; children: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
