import IconGauge from '@tabler/icons-react/dist/esm/icons/IconGauge.mjs';
import type { Store, StoreRequest } from '../../api/stores.ts';
import { Bar } from '../../components/bar.tsx';
import { Card } from '../../components/card.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { preciseTime } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import { limitsWords } from '../sandbox/store-words.ts';
import { limitUse, summed } from './request-figures.ts';
import classes from './store-screen.module.css';

const MARK_PERCENT = 80;
const figure = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** How full the store's limit was after the last request that counted, and what the requests in the log came to. */
export function LimitCard({ store, requests }: { store: Store; requests: readonly StoreRequest[] }) {
  const last = requests.find(({ limit }) => limit !== null);
  const { cost, limited, failed } = summed(requests);
  const n = requests.length;
  return (
    <Card
      title={text('store.limit.title')}
      aside={last ? text('store.limit.asOf', { time: preciseTime(last.at, Date.parse(last.at)) }) : limitsWords(store)}
    >
      <div className={classes.limit}>
        {last?.limit && store.limits !== 'off' ? (
          <Level limit={last.limit} />
        ) : (
          <p className={classes.quiet}>{text(store.limits === 'off' ? 'sandbox.limits.off' : 'store.limit.none')}</p>
        )}
        <dl className={classes.figures}>
          <Figure label={text('store.limit.cost', { n })}>{figure.format(cost)}</Figure>
          <Figure label={text('store.limit.refused', { n })}>{figure.format(limited)}</Figure>
          <Figure label={text('store.limit.failed', { n })}>{figure.format(failed)}</Figure>
        </dl>
      </div>
    </Card>
  );
}

function Level({ limit }: { limit: NonNullable<StoreRequest['limit']> }) {
  const { used, size, percent, room } = limitUse(limit);
  const isFull = room < 1;
  const values = { level: figure.format(used), size: figure.format(size) };
  return (
    <div>
      <div className={classes.levelHead}>
        <p className={classes.level}>
          <b>{values.level}</b>{' '}
          {text('size' in limit ? 'store.limit.of' : 'store.limit.ofWindow', { size: values.size })}
        </p>
        <StatusWord tone={isFull ? 'warn' : 'ok'} icon={<IconGauge size={15} stroke={2} />} pill>
          {isFull ? text('store.limit.full') : text('store.limit.room', { n: room })}
        </StatusWord>
      </div>
      <Bar
        percent={percent}
        height={14}
        ticks={[MARK_PERCENT]}
        tone={percent >= MARK_PERCENT ? 'warn' : undefined}
        label={text('store.limit.used', values)}
      />
    </div>
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
