import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Authorization, Connection } from '../../api/connections.ts';
import { iClientsQuery } from '../../api/iclients.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { exactTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { Ending } from './ending.tsx';
import { type FailureAction, failureOf } from './failures.ts';
import { useStartSignIn } from './start-sign-in.ts';

interface FailureNoticeProps {
  attempt: Authorization;
  connection: Connection;
}

/** Why an attempt failed, in words, with the one next button; the rest is behind Details. */
export function FailureNotice({ attempt, connection }: FailureNoticeProps) {
  const signIn = useStartSignIn(connection.id);
  const mayEdit = useMayEdit();
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items;
  const client = clients?.find(({ id }) => id === connection.settings.iClientId)?.name ?? text('form.client');
  const failure = failureOf(attempt.code);
  const account = connection.account?.name ?? connection.name;
  const params = { id: connection.id };
  const buttons: Readonly<Record<FailureAction, (variant: 'filled' | 'default') => ReactNode>> = {
    again: (variant) => (
      <Button size="xs" variant={variant} loading={signIn.isStarting} disabled={!mayEdit} onClick={signIn.start}>
        {text(failure.again, { account })}
      </Button>
    ),
    editClient: (variant) => (
      <Button
        size="xs"
        variant={variant}
        renderRoot={(props) => (
          <Link {...props} to="/connections/$id/edit" params={params} search={{ panel: 'edit-client' }} />
        )}
      >
        {text('authorize.editClient')}
      </Button>
    ),
    scopes: (variant) => (
      <Button
        size="xs"
        variant={variant}
        renderRoot={(props) => (
          <Link {...props} to="/connections/$id/edit" params={params} search={{ panel: 'scopes' }} />
        )}
      >
        {text(variant === 'filled' ? 'authorize.chooseScopes' : 'authorize.changeScopes')}
      </Button>
    ),
    newConnection: (variant) => (
      <Button size="xs" variant={variant} renderRoot={(props) => <Link {...props} to="/connections/new" />}>
        {text('authorize.wrongAccount.new')}
      </Button>
    ),
  };
  return (
    <Ending>
      <Notice
        tone="bad"
        role="alert"
        title={text(failure.title)}
        actions={failure.actions.map((action, i) => (
          <span key={action}>{buttons[action](i === 0 ? 'filled' : 'default')}</span>
        ))}
        details={detailsOf(attempt)}
      >
        {failure.text ? text(failure.text, { client }) : attempt.detail}
      </Notice>
      {signIn.error && <ProblemNotice title={text('authorize.start.failed')} error={signIn.error} />}
    </Ending>
  );
}

function detailsOf({ id, code, detail, createdAt }: Authorization): [string, string][] {
  return [
    [text('authorize.detail.time'), exactTime(createdAt)],
    [text('authorize.detail.attempt'), id],
    ...(code ? [[text('common.code'), code] satisfies [string, string]] : []),
    ...(detail ? [[text('authorize.detail.said'), detail] satisfies [string, string]] : []),
  ];
}
