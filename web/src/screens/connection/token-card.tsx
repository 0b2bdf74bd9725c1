import { Button } from '@mantine/core';
import IconFingerprint from '@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs';
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { type Connection, connectionQuery, renewToken } from '../../api/connections.ts';
import { refreshesQuery } from '../../api/refreshes.ts';
import { announce } from '../../components/announcer.tsx';
import { Card } from '../../components/card.tsx';
import { classNames } from '../../components/class-names.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { clockTime, dayOf, exactTime, relativeTime, timeZone } from '../../components/times.ts';
import { type TextKey, text } from '../../texts/text.ts';
import facts from './facts.module.css';
import classes from './token-card.module.css';
import { tokenLine } from './token-line.ts';

type Grant = NonNullable<Connection['grant']>;

/** The life of the access token, and of the refresh token behind it. Times and a fingerprint; never a token. */
export function TokenCard({ connection }: { connection: Connection }) {
  const { grant } = connection;
  if (!grant) {
    return (
      <Card title={text('connection.token.title')} flush>
        <p className={facts.quiet}>{text('connection.token.notYet')}</p>
      </Card>
    );
  }
  return <GrantCard connection={connection} grant={grant} />;
}

function GrantCard({ connection, grant }: { connection: Connection; grant: Grant }) {
  const now = useNow();
  const mayRenew = useMayEdit() && connection.status !== 'unauthorized' && connection.status !== 'paused';
  const queries = useQueryClient();
  const renew = useMutation({
    mutationFn: () => renewToken(connection.id),
    onSuccess: (renewed) => {
      queries.setQueryData(connectionQuery(connection.id).queryKey, renewed);
      const time = renewed.grant?.expiresAt ? clockTime(renewed.grant.expiresAt, Date.now()) : '';
      announce(text('connection.token.renewed', { time }));
    },
    onError: () => queries.invalidateQueries({ queryKey: connectionQuery(connection.id).queryKey }),
  });
  const renewals = useQuery({ ...refreshesQuery(connection.id, grant.generation), throwOnError: false }).data;
  const waitSeconds = secondsUntil(renewals?.renewableAt ?? null, now);
  const issued = relativeTime(grant.issuedAt, now);
  return (
    <Card
      title={text('connection.token.title')}
      aside={
        <>
          <span>
            {text(grant.generation > 1 ? 'connection.token.auto' : 'connection.token.fresh', { time: issued })}
          </span>
          {mayRenew && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} />}
              loading={renew.isPending}
              disabled={waitSeconds > 0}
              onClick={() => renew.mutate()}
            >
              {waitSeconds > 0 ? text('connection.token.renewIn', { n: waitSeconds }) : text('connection.token.renew')}
            </Button>
          )}
        </>
      }
    >
      {connection.status === 'unauthorized' ? (
        <p>{text('connection.token.refused')}</p>
      ) : (
        <Line grant={grant} now={now} />
      )}
      <div className={classes.foot}>
        <p className={classes.print}>
          <IconFingerprint size={16} stroke={1.75} aria-hidden />
          <span>{refreshTokenWords(grant, now)}</span>
        </p>
        <TokenList grant={grant} now={now} renewedLastDay={renewals?.renewedLastDay} />
      </div>
      {renew.error && (
        <div className={classes.problem}>
          <ProblemNotice title={text('connection.token.renew.failed')} error={renew.error} />
        </div>
      )}
    </Card>
  );
}

/** How long "Renew now" has to wait, since the token was renewed so often just now. */
const secondsUntil = (at: string | null, nowMs: number) =>
  at === null ? 0 : Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1000));

function refreshTokenWords({ refreshTokenFingerprint, refreshTokenDiesAt, issuedAt }: Grant, now: number): string {
  const sentences = [
    refreshTokenFingerprint
      ? text('connection.token.refresh', { fingerprint: refreshTokenFingerprint, time: relativeTime(issuedAt, now) })
      : text('connection.token.noRefresh'),
  ];
  if (refreshTokenDiesAt) sentences.push(text('connection.token.dies', { day: dayOf(refreshTokenDiesAt) }));
  return sentences.join(' ');
}

/** The drawn line; {@link TokenList} says the same in words. */
function Line({ grant, now }: { grant: Grant; now: number }) {
  const line = tokenLine(grant, now);
  if (!line) return <p>{text('connection.token.noEnd')}</p>;
  const { nowPercent, renewsPercent, isExpired } = line;
  return (
    <div className={classes.line} aria-hidden>
      <div className={classes.track}>
        <span className={classes.past} style={{ width: `${nowPercent}%` }} />
        {renewsPercent !== null && (
          <span className={classes.last} style={{ width: `${100 - Math.max(renewsPercent, nowPercent)}%` }} />
        )}
      </div>
      <Point percent={0} className={classes.issued} label="connection.token.issued" at={grant.issuedAt} now={now} />
      {renewsPercent !== null && grant.renewsAt && (
        <Point
          percent={renewsPercent}
          label={Date.parse(grant.renewsAt) > now ? 'connection.token.renews' : 'connection.token.renewalDue'}
          at={grant.renewsAt}
          now={now}
          ahead
        />
      )}
      {grant.expiresAt && (
        <Point
          percent={100}
          className={classes.expires}
          label={isExpired ? 'connection.token.expired' : 'connection.token.expires'}
          at={grant.expiresAt}
          now={now}
          ahead
        />
      )}
      <span className={classNames(classes.point, classes.now)} style={{ insetInlineStart: `${nowPercent}%` }}>
        {text('connection.token.nowAt', { time: clockTime(now, now) })}
        <i />
      </span>
    </div>
  );
}

interface PointProps {
  percent: number;
  className?: string | undefined;
  label: TextKey;
  at: string;
  now: number;
  /** Adds how far ahead it is. */
  ahead?: boolean;
}

function Point({ percent, className, label, at, now, ahead }: PointProps) {
  return (
    <span className={classNames(classes.point, className)} style={{ insetInlineStart: `${percent}%` }}>
      <i />
      <span>{text(label)}</span>
      <b>{clockTime(at, now)}</b>
      {ahead && <span>{relativeTime(at, now)}</span>}
    </span>
  );
}

function TokenList({ grant, now, renewedLastDay }: { grant: Grant; now: number; renewedLastDay: number | undefined }) {
  const moment = (at: string | null) =>
    at && text('connection.token.moment', { exact: exactTime(at), relative: relativeTime(at, now) });
  const pairs: [TextKey, ReactNode][] = [
    ['connection.token.authorized', moment(grant.authorizedAt)],
    ['connection.token.generation', String(grant.generation)],
    ['connection.token.renewals', renewedLastDay !== undefined && String(renewedLastDay)],
    ['connection.token.issued', moment(grant.issuedAt)],
    ['connection.token.renews', moment(grant.renewsAt)],
    ['connection.token.expires', moment(grant.expiresAt)],
    ['connection.token.lastUsed', moment(grant.lastUsedAt)],
    ['connection.token.diesOn', moment(grant.refreshTokenDiesAt)],
  ];
  return (
    <details className={classes.list}>
      <summary>{text('connection.token.list')}</summary>
      <dl>
        {pairs
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <Fragment key={name}>
              <dt>{text(name)}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        <dt>{text('connection.token.zone')}</dt>
        <dd>{timeZone()}</dd>
      </dl>
    </details>
  );
}
