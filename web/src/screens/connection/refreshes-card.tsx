import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '../../api/connections.ts';
import { type RefreshAttempt, refreshesQuery } from '../../api/refreshes.ts';
import { Card } from '../../components/card.tsx';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { CardSkeleton } from '../../components/skeletons.tsx';
import { StatusWord } from '../../components/status-word.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { exactTime, preciseTime } from '../../components/times.ts';
import { language, text } from '../../texts/text.ts';
import facts from './facts.module.css';
import { refreshLooks } from './refresh-words.tsx';
import classes from './refreshes-card.module.css';

const figure = new Intl.NumberFormat(language);

/** When the token was renewed and how that ended, newest first. */
export function RefreshesCard({ connection }: { connection: Connection }) {
  const [showsAll, setShowsAll] = useState(false);
  const generation = connection.grant?.generation ?? 0;
  const query = useQuery({ ...refreshesQuery(connection.id, generation, showsAll), throwOnError: false });
  const title = text('connection.refreshes.title');
  if (query.isPending) return <CardSkeleton />;
  if (query.isError && !query.data) {
    return (
      <ProblemNotice
        title={text('connection.refreshes.failed')}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  const { items, nextCursor, renewedLastDay } = query.data;
  return (
    <Card title={title} flush aside={text('connection.refreshes.count', { n: renewedLastDay })}>
      {items.length === 0 && <p className={facts.quiet}>{text('connection.refreshes.none')}</p>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((attempt) => (
            <Row key={attempt.id} attempt={attempt} />
          ))}
        </ul>
      )}
      {(nextCursor !== null || showsAll) && (
        <p className={classes.more}>
          <TextButton aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {text(showsAll ? 'connection.refreshes.fewer' : 'connection.refreshes.all')}
          </TextButton>
        </p>
      )}
    </Card>
  );
}

function Row({ attempt }: { attempt: RefreshAttempt }) {
  const now = useNow(60_000);
  const { startedAt, outcome, error, detail, generation, ms } = attempt;
  const { tone, icon } = refreshLooks[outcome];
  const said = detail ?? (outcome === 'abandoned' ? text('connection.refreshes.abandoned.detail') : null);
  return (
    <li>
      <time dateTime={startedAt} title={exactTime(startedAt)}>
        {preciseTime(startedAt, now)}
      </time>
      <span className={classes.outcome}>
        <StatusWord tone={tone} icon={icon}>
          {text(`connection.refreshes.${outcome}`)}
          {error && (
            <>
              {' '}
              <code>{error}</code>
            </>
          )}
        </StatusWord>
        {said && <span className={classes.detail}>{said}</span>}
      </span>
      <span className={classes.pair}>{text('connection.refreshes.pair', { n: generation })}</span>
      <span className={classes.ms}>{ms !== null && text('connection.refreshes.ms', { ms: figure.format(ms) })}</span>
    </li>
  );
}
