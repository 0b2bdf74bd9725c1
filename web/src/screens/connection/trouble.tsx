import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Connection, connectionFlowsQuery } from '../../api/connections.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { clockTime, exactTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { providerWords } from '../authorize/provider-words.ts';
import { HelpLink } from '../help/help-link.tsx';
import { isTroubled, ordinal, troubleSentences, troubleTitle } from './trouble-words.ts';

interface TroubleProps {
  connection: Connection;
  /** Tries the connection now. */
  onTry: () => void;
  isTrying: boolean;
}

/** Why a connection can't be used, what waits for it, and the one button that helps. Nothing while all is well. */
export function Trouble(props: TroubleProps) {
  if (!isTroubled(props.connection)) return null;
  return props.connection.status === 'offline' ? (
    <Unavailable {...props} />
  ) : (
    <Unauthorized connection={props.connection} />
  );
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
      title={providerWords(connection, text('authorize.unavailable.title'))}
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
      title={troubleTitle(connection)}
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
      {[...troubleSentences(connection, lastUse && clockTime(lastUse, now), now), waits].filter(Boolean).join(' ')}
    </Frame>
  );
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
