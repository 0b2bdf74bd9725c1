import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Connection, connectionFlowsQuery } from '../../api/connections.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { signsIn } from '../../components/signs-in.ts';
import { clockTime, exactTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { HelpLink } from '../help/help-link.tsx';

interface TroubleProps {
  connection: Connection;
  /** Tries the connection now. */
  onTry: () => void;
  isTrying: boolean;
}

/** Why a connection can't be used, what waits for it, and the one button that helps. Nothing while all is well. */
export function Trouble(props: TroubleProps) {
  const { status, reason } = props.connection;
  if (status === 'offline' && reason === 'provider_unavailable') return <Unavailable {...props} />;
  if (status !== 'unauthorized' || !signsIn(props.connection)) return null;
  return <Unauthorized connection={props.connection} />;
}

function Unavailable({ connection, onTry, isTrying }: TroubleProps) {
  const now = useNow();
  const mayEdit = useMayEdit();
  const waiting = useWaiting(connection.id);
  const { nextProbeAt, probes, offlineSince, reasonDetail } = connection;
  return (
    <Frame
      tone="warn"
      code="provider_unavailable"
      title={text('authorize.unavailable.title')}
      details={[
        ...(offlineSince ? [[text('connection.trouble.since'), exactTime(offlineSince)] as const] : []),
        ...(reasonDetail ? [[text('authorize.detail.said'), reasonDetail] as const] : []),
      ]}
      action={
        mayEdit && (
          <Button size="xs" loading={isTrying} onClick={onTry}>
            {text('authorize.tryNow')}
          </Button>
        )
      }
    >
      {[
        text('connection.trouble.saved'),
        nextProbeAt && text('connection.trouble.next', { time: clockTime(nextProbeAt, now), n: ordinal(probes + 1) }),
        waiting > 0 && text('connection.trouble.waiting', { n: waiting }),
      ]
        .filter(Boolean)
        .join(' ')}
    </Frame>
  );
}

function Unauthorized({ connection }: { connection: Connection }) {
  const now = useNow();
  const mayEdit = useMayEdit();
  const waiting = useWaiting(connection.id);
  const { id, reason, reasonDetail, grant, lastCallAt } = connection;
  const lastUse = [grant?.lastUsedAt, lastCallAt]
    .flatMap((at) => at ?? [])
    .sort()
    .at(-1);
  const waits = waiting > 0 && text('connection.trouble.waiting', { n: waiting });
  const isClient = reason === 'oauth_invalid_client';
  return (
    <Frame
      tone="bad"
      code={reason}
      title={titleOf(reason)}
      details={[
        ...(lastUse ? [[text('connection.trouble.lastUse.label'), exactTime(lastUse)] as const] : []),
        ...(grant ? [[text('connection.token.generation'), String(grant.generation)] as const] : []),
        ...(reasonDetail ? [[text('authorize.detail.said'), reasonDetail] as const] : []),
      ]}
      action={
        mayEdit && (
          <>
            {isClient && (
              <Button
                size="xs"
                renderRoot={(props) => (
                  <Link {...props} to="/connections/$id/edit" params={{ id }} search={{ panel: 'edit-client' }} />
                )}
              >
                {text('authorize.editClient')}
              </Button>
            )}
            <Button
              size="xs"
              variant={isClient ? 'default' : 'filled'}
              renderRoot={(props) => <Link {...props} to="/connections/$id/authorize" params={{ id }} />}
            >
              {text('connection.authorizeAgain')}
            </Button>
          </>
        )
      }
    >
      {sentences(connection, lastUse && clockTime(lastUse, now), now)
        .concat(waits || [])
        .join(' ')}
    </Frame>
  );
}

function sentences({ reason, reasonDetail, grant }: Connection, lastUse: string | undefined, now: number): string[] {
  if (reason === 'refresh_rejected') {
    return [
      ...(lastUse ? [text('connection.trouble.lastUse', { time: lastUse })] : []),
      text('connection.trouble.rejected.text'),
    ];
  }
  if (reason === 'refresh_reply_lost') {
    const time = grant?.unknownSince ? clockTime(grant.unknownSince, now) : undefined;
    return [
      time ? text('connection.trouble.lost.textAt', { time }) : text('connection.trouble.lost.text'),
      text('connection.trouble.lost.nothingElse'),
    ];
  }
  return [reasonDetail ?? text('connection.sentence.unauthorized')];
}

function titleOf(reason: string | null): string {
  if (reason === 'refresh_reply_lost') return text('connection.trouble.lost.title');
  if (reason === 'oauth_invalid_client') return text('authorize.invalidClient.title');
  return text('connection.trouble.rejected.title');
}

interface FrameProps {
  tone: 'warn' | 'bad';
  code: string | null;
  title: string;
  details: readonly (readonly [string, string])[];
  action: ReactNode;
  children: ReactNode;
}

const Frame = ({ tone, code, title, details, action, children }: FrameProps) => (
  <Notice
    tone={tone}
    role={tone === 'bad' ? 'alert' : 'status'}
    title={title}
    details={details}
    actions={action}
    more={<HelpLink code={code} />}
  >
    {children}
  </Notice>
);

function useWaiting(connectionId: string): number {
  const { data } = useQuery({ ...connectionFlowsQuery(connectionId), throwOnError: false });
  return (data?.items ?? []).filter(({ waiting }) => waiting).length;
}

/** "3rd", as English writes it. */
function ordinal(n: number): string {
  const form = new Intl.PluralRules('en', { type: 'ordinal' }).select(n);
  const end = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[form];
  return `${n}${end}`;
}
