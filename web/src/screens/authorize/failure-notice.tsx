import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Authorization, Connection } from '../../api/connections.ts';
import { iClientsQuery } from '../../api/iclients.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { exactTime } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { HelpLink } from '../help/help-link.tsx';
import { Ending } from './ending.tsx';
import { type FailureAction, failureOf, failureText } from './failures.ts';
import { useNewConnection } from './new-connection.ts';
import { providerWords } from './provider-words.ts';
import { ReplaceAccount } from './replace-account.tsx';
import { useStartSignIn } from './start-sign-in.ts';

interface FailureNoticeProps {
  attempt: Authorization;
  connection: Connection;
}

/** Why an attempt failed, in words, with the one next button; the rest is behind Details. */
export function FailureNotice({ attempt, connection }: FailureNoticeProps) {
  const signIn = useStartSignIn(connection.id);
  const newConnection = useNewConnection(connection, attempt.account?.name ?? connection.name);
  const [isReplacing, setReplacing] = useState(false);
  const mayEdit = useMayEdit();
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items;
  const client = clients?.find(({ id }) => id === connection.settings.iClientId)?.name ?? text('form.client');
  const failure = failureOf(attempt.code);
  const params = { id: connection.id };
  const own = connection.account?.name ?? connection.name;
  const press = (variant: 'filled' | 'default', label: string, onClick: () => void, loading = false) => (
    <Button size="xs" variant={variant} loading={loading} disabled={!mayEdit} onClick={onClick}>
      {label}
    </Button>
  );
  const editLink = (variant: 'filled' | 'default', label: string, panel: 'scopes' | 'edit-client') => (
    <Button
      size="xs"
      variant={variant}
      renderRoot={(props) => <Link {...props} to="/connections/$id/edit" params={params} search={{ panel }} />}
    >
      {label}
    </Button>
  );
  const buttons: Readonly<Record<FailureAction, (variant: 'filled' | 'default') => ReactNode>> = {
    again: (variant) =>
      press(variant, text(failure.again, { account: own }), () => signIn.start(repeated(attempt)), signIn.isStarting),
    editClient: (variant) => editLink(variant, text('authorize.editClient'), 'edit-client'),
    scopes: (variant) =>
      editLink(variant, text(variant === 'filled' ? 'authorize.chooseScopes' : 'authorize.changeScopes'), 'scopes'),
    newConnection: (variant) =>
      press(
        variant,
        text('authorize.wrongAccount.new', { account: attempt.account?.name ?? '' }),
        newConnection.make,
        newConnection.isMaking,
      ),
    replaceAccount: (variant) => press(variant, text('authorize.replace.open'), () => setReplacing(true)),
    anyway: (variant) =>
      press(variant, text('authorize.anyway'), () => signIn.start({ ...repeated(attempt), skipCheck: true })),
  };
  return (
    <Ending>
      <Notice
        tone="bad"
        role="alert"
        title={providerWords(connection, text(failure.title))}
        actions={failure.actions
          .filter((action) => action !== 'anyway' || isOnlyAGuess(attempt))
          .map((action, i) => <span key={action}>{buttons[action](i === 0 ? 'filled' : 'default')}</span>)}
        details={detailsOf(attempt)}
        more={<HelpLink code={attempt.code} />}
      >
        {providerWords(connection, failureText(attempt, connection, client))}
      </Notice>
      {signIn.error && <ProblemNotice title={text('authorize.start.failed')} error={signIn.error} />}
      {newConnection.error && (
        <ProblemNotice title={text('connection.clone.failed', { name: connection.name })} error={newConnection.error} />
      )}
      {isReplacing && <ReplaceAccount connection={connection} onClose={() => setReplacing(false)} />}
    </Ending>
  );
}

/** What the attempt was started with: a link's is started as a sign-in of one's own. */
const repeated = ({ replaceAccount }: Authorization) => (replaceAccount ? { replaceAccount } : {});

/** Refused before it was opened, without a word on why: then the person may find out for themselves. */
const isOnlyAGuess = ({ failure }: Authorization) => failure?.status === 400 && failure.said === undefined;

function detailsOf({ id, detail, failure, createdAt }: Authorization): [string, string][] {
  const said = failure?.said ?? detail;
  return [
    [text('authorize.detail.time'), exactTime(createdAt)],
    [text('authorize.detail.attempt'), id],
    ...(failure?.status ? [[text('common.status'), String(failure.status)] satisfies [string, string]] : []),
    ...(said
      ? [
          [text(failure?.said ? 'authorize.detail.theirWords' : 'authorize.detail.said'), said] satisfies [
            string,
            string,
          ],
        ]
      : []),
  ];
}
