import { Button, SegmentedControl } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { clockQuery, type SandboxClock, setClock } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { CardSkeleton } from '../../components/skeletons.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { exactTime, timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { clockWords, shownTime } from './clock-now.ts';
import classes from './store-screen.module.css';

const HOUR_MS = 3_600_000;
const shifts = [
  { key: 'hour', ms: HOUR_MS },
  { key: 'day', ms: 24 * HOUR_MS },
  { key: 'month', ms: 31 * 24 * HOUR_MS },
  { key: 'back', ms: -HOUR_MS },
] as const;
const speeds = ['1', '10', '60', '600'] as const;

/** The sandbox's time: moved on, sped up, and set back. */
export function ClockTab() {
  const query = useQuery({ ...clockQuery(), throwOnError: false });
  if (query.isPending) return <CardSkeleton />;
  if (!query.data)
    return <ProblemNotice title={text('error.screen')} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className={classes.stack}>
      <StaleNotice query={query} />
      <div className={classes.columns}>
        <ClockCard clock={query.data} />
        <Card title={text('store.clock.about')}>
          <ul className={classes.bullets}>
            {(['tokens', 'limits', 'rows', 'not'] as const).map((key) => (
              <li key={key}>{text(`store.clock.about.${key}`)}</li>
            ))}
          </ul>
        </Card>
      </div>
    </div>
  );
}

function ClockCard({ clock }: { clock: SandboxClock & { readAtMs: number } }) {
  const now = useNow();
  const speedId = useId();
  const shiftId = useId();
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: setClock,
    onSuccess: (answer) => {
      queries.setQueryData(clockQuery().queryKey, { ...answer, readAtMs: Date.now() });
      announce(text('store.clock.set'));
    },
  });
  const shown = shownTime(clock, now);
  const isReal = clock.offsetMs === 0 && clock.rate === 1;
  return (
    <Card title={text('store.clock.title')} aside={text('store.clock.sub')}>
      <div className={classes.stack}>
        <div>
          <p className={classes.time} role="timer" aria-label={text('store.clock.title')}>
            {exactTime(shown)}
          </p>
          <p className={classes.quiet}>
            {clockWords(clock, shown - now)} · {timeZone()}
          </p>
        </div>
        <ReadOnlyNotice />
        {set.error && <ProblemNotice title={text('store.clock.failed')} error={set.error} />}
        <fieldset className={classes.group} aria-labelledby={shiftId}>
          <span id={shiftId} className={classes.label}>
            {text('store.clock.shift')}
          </span>
          <div className={classes.buttons}>
            {shifts.map(({ key, ms }) => (
              <Button
                key={key}
                variant="default"
                disabled={!mayEdit || set.isPending}
                onClick={() => set.mutate({ offsetMs: clock.offsetMs + ms })}
              >
                {text(`store.clock.shift.${key}`)}
              </Button>
            ))}
          </div>
        </fieldset>
        <div>
          <span id={speedId} className={classes.label}>
            {text('store.clock.speed')}
          </span>
          <div className={classes.filters}>
            <SegmentedControl
              aria-labelledby={speedId}
              data={speeds.map((value) => ({ value, label: text(`store.clock.speed.${value}`) }))}
              value={String(clock.rate)}
              disabled={!mayEdit || set.isPending}
              onChange={(rate) => set.mutate({ rate: Number(rate) })}
            />
          </div>
        </div>
        <div>
          <Button
            variant={isReal ? 'default' : 'filled'}
            disabled={!mayEdit || isReal || set.isPending}
            onClick={() => set.mutate({ offsetMs: 0, rate: 1 })}
          >
            {text('store.clock.now')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
