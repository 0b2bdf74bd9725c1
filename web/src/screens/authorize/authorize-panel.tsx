import { Button } from '@mantine/core';
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { type Authorization, authorizationQuery, type Connection, connectionQuery } from '../../api/connections.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { PanelSkeleton } from '../../components/panel-skeleton.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { type TextKey, text } from '../../texts/text.ts';
import { useAttemptNews } from './attempt-news.ts';
import { Confirmation } from './confirmation.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { authorizeRoute } from './route.ts';
import { StartSignIn } from './start-panel.tsx';
import { useStartSignIn } from './start-sign-in.ts';
import { Success } from './success.tsx';
import { CancelAttempt, Waiting } from './waiting.tsx';

const panelSize = 640;

/** Authorizing a connection, over its page: offers to start, or shows one attempt until it has ended. */
export function AuthorizePanel() {
  const { id } = authorizeRoute.useParams();
  const { attempt } = authorizeRoute.useSearch();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  const navigate = useNavigate();
  const close = () => void navigate({ to: '/connections/$id', params: { id } });
  return attempt ? (
    <AttemptPanel key={attempt} connection={connection} attemptId={attempt} onClose={close} />
  ) : (
    <StartSignIn connection={connection} size={panelSize} onClose={close} />
  );
}

interface AttemptPanelProps {
  connection: Connection;
  attemptId: string;
  onClose: () => void;
}

function AttemptPanel({ connection, attemptId, onClose }: AttemptPanelProps) {
  const query = useQuery({ ...authorizationQuery(connection.id, attemptId), throwOnError: false });
  const queries = useQueryClient();
  const attempt = query.data;
  useAttemptNews(connection.id, attemptId);
  const isOver = attempt !== undefined && attempt.status !== 'waiting';
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['connections'], refetchType: 'active' });
  }, [isOver, queries]);
  return (
    <SidePanel
      title={text(titleOf(attempt))}
      subtitle={connection.name}
      tile={<AppTile apiType={connection.apiType} big />}
      size={panelSize}
      onClose={onClose}
      footer={footerOf(attempt, onClose)}
    >
      <FormStack>
        <StaleNotice query={query} />
        {query.isPending && <PanelSkeleton />}
        {query.error && !attempt && (
          <NoAttempt connection={connection} error={query.error} onRetry={() => void query.refetch()} />
        )}
        {attempt && <State attempt={attempt} connection={connection} onClose={onClose} />}
      </FormStack>
    </SidePanel>
  );
}

function State({
  attempt,
  connection,
  onClose,
}: {
  attempt: Authorization;
  connection: Connection;
  onClose: () => void;
}) {
  switch (attempt.status) {
    case 'waiting':
      return <Waiting attempt={attempt} connection={connection} />;
    case 'confirm':
      return <Confirmation attempt={attempt} />;
    case 'done':
      return <Success attempt={attempt} connection={connection} onClose={onClose} />;
    case 'failed':
      return <FailureNotice attempt={attempt} connection={connection} />;
  }
}

const titleOf = (attempt: Authorization | undefined): TextKey =>
  attempt?.status === 'waiting' && attempt.link
    ? 'authorize.title.link'
    : `authorize.title.${attempt?.status ?? 'waiting'}`;

function footerOf(attempt: Authorization | undefined, onClose: () => void): ReactNode {
  if (attempt?.status === 'waiting') {
    return (
      <>
        <CancelAttempt attempt={attempt} />
        {attempt.link && (
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.close')}
          </Button>
        )}
      </>
    );
  }
  if (attempt?.status === 'done') return undefined;
  return (
    <Button variant="subtle" color="gray" onClick={onClose}>
      {text('common.close')}
    </Button>
  );
}

function NoAttempt({ connection, error, onRetry }: { connection: Connection; error: Error; onRetry: () => void }) {
  const signIn = useStartSignIn(connection.id);
  const mayEdit = useMayEdit();
  if (!(error instanceof ApiProblem) || ![400, 404].includes(error.status)) {
    return <ProblemNotice title={text('error.screen')} error={error} onRetry={onRetry} />;
  }
  return (
    <Notice
      title={text('authorize.gone.title')}
      role="alert"
      actions={
        <Button size="xs" loading={signIn.isStarting} disabled={!mayEdit} onClick={() => signIn.start()}>
          {text('authorize.startAgain')}
        </Button>
      }
    >
      {text('authorize.gone.text')}
    </Notice>
  );
}
