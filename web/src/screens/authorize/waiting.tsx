import { Button } from '@mantine/core';
import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Authorization, authorizationQuery, type Connection, cancelAuthorization } from '../../api/connections.ts';
import { storesQuery } from '../../api/stores.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { useNow } from '../../components/now.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SandboxSignIn } from '../../components/sandbox-sign-in.tsx';
import { FooterSpace } from '../../components/side-panel.tsx';
import { clockTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { HelpLink } from '../help/help-link.tsx';
import { AttemptSteps } from './attempt-steps.tsx';
import classes from './authorize.module.css';
import { LinkWaiting } from './link-waiting.tsx';
import { Landing } from './paste-address.tsx';
import { continueInThisTab, showSignIn, signInWindow } from './sign-in-window.ts';
import { Silence } from './silence.tsx';

/** After this long without an answer, the usual reason is a redirect URL that is registered differently. */
const silenceMs = 60_000;

/** An attempt that goes on: how far it came, and help when the window is blocked, gone or silent. */
export function Waiting({ attempt, connection }: { attempt: Authorization; connection: Connection }) {
  return attempt.link ? <LinkWaiting attempt={attempt} /> : <OwnWaiting attempt={attempt} connection={connection} />;
}

function OwnWaiting({ attempt, connection }: { attempt: Authorization; connection: Connection }) {
  const now = useNow();
  const [sinceMs] = useState(now);
  const isSilent = attempt.phase !== 'checking' && now - sinceMs > silenceMs;
  const isBlocked = signInWindow(attempt.id) === 'blocked';
  return (
    <>
      {isBlocked ? <Blocked attempt={attempt} /> : <AttemptSteps phase={attempt.phase} />}
      {connection.environment === 'sandbox' && attempt.phase !== 'checking' && <StoreSignIn connection={connection} />}
      {!isBlocked && attempt.phase !== 'checking' && <WindowHint attempt={attempt} />}
      {attempt.landsAt !== null && attempt.phase !== 'checking' && <Landing attempt={attempt} />}
      {isSilent && !isBlocked && attempt.landsAt === null && <Silence attempt={attempt} />}
      <p className={classes.ends}>{text('authorize.ends', { time: clockTime(attempt.expiresAt, now) })}</p>
    </>
  );
}

function StoreSignIn({ connection }: { connection: Connection }) {
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items;
  const store = stores?.find(({ iClientId }) => iClientId === connection.settings.iClientId);
  return store && <SandboxSignIn store={store} />;
}

function Blocked({ attempt }: { attempt: Authorization }) {
  return (
    <Notice
      tone="bad"
      role="alert"
      title={text('authorize.blocked.title')}
      more={<HelpLink code="oauth_popup_blocked" />}
      actions={
        <>
          {attempt.landsAt === null && (
            <Button size="xs" onClick={() => continueInThisTab(attempt)}>
              {text('authorize.blocked.here')}
            </Button>
          )}
          <Button
            size="xs"
            variant={attempt.landsAt === null ? 'default' : 'filled'}
            onClick={() => showSignIn(attempt)}
          >
            {text('authorize.blocked.again')}
          </Button>
        </>
      }
    >
      {text(attempt.landsAt === null ? 'authorize.blocked.text' : 'authorize.blocked.landing', { host: location.host })}
    </Notice>
  );
}

/** Where the window is, as far as that can be known: a hint with a way to it, never a verdict. */
function WindowHint({ attempt }: { attempt: Authorization }) {
  const state = signInWindow(attempt.id);
  if (state === 'open') {
    return (
      <div>
        <Button
          variant="default"
          leftSection={<IconExternalLink size={16} stroke={1.75} />}
          onClick={() => showSignIn(attempt)}
        >
          {text('authorize.showWindow')}
        </Button>
      </div>
    );
  }
  const isClosed = state === 'closed';
  return (
    <Notice
      tone={isClosed ? 'warn' : 'plain'}
      role="status"
      actions={
        <Button size="xs" variant="default" onClick={() => showSignIn(attempt)}>
          {text(isClosed ? 'authorize.openAgain' : 'authorize.open')}
        </Button>
      }
    >
      {text(isClosed ? 'authorize.closed' : 'authorize.unknown')}
    </Notice>
  );
}

/** The footer's Cancel attempt: the window's answer is no longer taken. */
export function CancelAttempt({ attempt }: { attempt: Authorization }) {
  const queries = useQueryClient();
  const mayEdit = useMayEdit();
  const cancel = useMutation({
    mutationFn: () => cancelAuthorization(attempt.connectionId, attempt.id),
    onSuccess: () =>
      queries.invalidateQueries({ queryKey: authorizationQuery(attempt.connectionId, attempt.id).queryKey }),
  });
  return (
    <>
      {cancel.error && <ProblemNotice title={text('authorize.cancel.failed')} error={cancel.error} />}
      <FooterSpace />
      <Button variant="default" loading={cancel.isPending} disabled={!mayEdit} onClick={() => cancel.mutate()}>
        {text(attempt.link ? 'authorize.link.cancel' : 'authorize.cancel')}
      </Button>
    </>
  );
}
