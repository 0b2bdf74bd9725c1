import type { Connection } from '../../api/connections.ts';
import { Card } from '../../components/card.tsx';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { clockTime, relativeTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { BucketGauge } from './bucket-gauge.tsx';
import classes from './budget-card.module.css';
import { BudgetDetails } from './budget-details.tsx';
import facts from './facts.module.css';
import { WindowGauges } from './window-gauges.tsx';

/** How much of the rate limit is used, and the refusals of today, as the replies told them. */
export function BudgetCard({ connection, readAtMs }: { connection: Connection; readAtMs: number }) {
  const now = useNow();
  const { budget, lastCallAt, concurrency } = connection;
  const isRecovering = concurrency.borrowFromConnectionId === null && concurrency.current < concurrency.target;
  if (!budget) {
    return (
      <Card title={text('connection.budget.title')} flush>
        <p className={facts.quiet}>{text('connection.budget.unknown')}</p>
      </Card>
    );
  }
  const isPaused = budget.throttledUntil !== null && Date.parse(budget.throttledUntil) > now;
  return (
    <Card
      title={text('connection.budget.title')}
      aside={lastCallAt && text('connection.budget.from', { time: relativeTime(lastCallAt, now) })}
    >
      {budget.kind === 'bucket' ? (
        <BucketGauge budget={budget} concurrency={concurrency} readAtMs={readAtMs} now={now} />
      ) : (
        <WindowGauges budget={budget} concurrency={concurrency} now={now} />
      )}
      {isPaused && budget.throttledUntil && (
        <div className={classes.pause}>
          <Notice tone="warn">
            {text('connection.budget.throttled', { time: clockTime(budget.throttledUntil, now) })}
          </Notice>
        </div>
      )}
      {isRecovering && (
        <div className={classes.pause}>
          <Notice tone="warn">
            {text('connection.budget.recovering', { current: concurrency.current, target: concurrency.target })}
          </Notice>
        </div>
      )}
      <BudgetDetails connection={connection} now={now} />
    </Card>
  );
}
