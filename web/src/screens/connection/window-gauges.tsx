import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import type { Connection } from '../../api/connections.ts';
import { Bar } from '../../components/bar.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { clockTime, duration } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import classes from './budget-card.module.css';
import { windowNow, windowsFreeInMs } from './budget-now.ts';
import { Figure } from './figure.tsx';
import { freeAgain } from './free-again.ts';

const figure = new Intl.NumberFormat(language);

interface WindowGaugesProps {
  budget: Extract<Connection['budget'], { kind: 'windows' }>;
  concurrency: Connection['concurrency'];
  now: number;
}

/** Windows that all count the same requests, a bar for each; the one with the least left decides whether calls wait. */
export function WindowGauges({ budget, concurrency, now }: WindowGaugesProps) {
  const windows = budget.windows.map((window) => windowNow(window, now));
  const left = Math.min(...windows.map(({ remaining }) => remaining));
  return (
    <>
      <div className={classes.head}>
        <p className={classes.level}>
          <b>{figure.format(left)}</b> {text('connection.budget.requestsLeft', { n: left })}
        </p>
        <StatusWord tone={left === 0 ? 'warn' : 'ok'} icon={<IconGauge size={15} stroke={2} />} pill>
          {text(left === 0 ? 'connection.budget.spent' : 'connection.budget.notSpent')}
        </StatusWord>
      </div>
      {windows.map(({ seconds, requests, used, percent, resetsAt }) => (
        <div className={classes.gauge} key={seconds}>
          <Bar
            percent={percent}
            height={14}
            tone={percent >= 80 ? 'warn' : undefined}
            label={text('connection.budget.windowUsed', { used, limit: requests, span: duration(seconds * 1000) })}
          />
          <p className={classes.window} aria-hidden>
            <span>
              {text('connection.budget.windowUsed', { used, limit: requests, span: duration(seconds * 1000) })}
            </span>
            {resetsAt && <span>{text('connection.budget.resets', { time: clockTime(resetsAt, now) })}</span>}
          </p>
        </div>
      ))}
      <dl className={classes.figures}>
        <Figure label={text('connection.budget.atOnce.label')}>{figure.format(concurrency.current)}</Figure>
        <Figure label={text('connection.budget.free.label')}>{freeAgain(windowsFreeInMs(budget, now))}</Figure>
        <Figure label={text('connection.budget.tooMany.label')}>{figure.format(budget.tooManyRequestsToday)}</Figure>
      </dl>
    </>
  );
}
