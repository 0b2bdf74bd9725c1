import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Authorization, answerAuthorization, authorizationQuery } from '../../api/connections.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { Ending } from './ending.tsx';

/** A merchant signed in by a link: whoever sent it says whether it is the right account. */
export function Confirmation({ attempt }: { attempt: Authorization }) {
  const queries = useQueryClient();
  const mayEdit = useMayEdit();
  const answer = useMutation({
    mutationFn: (given: 'accept' | 'reject') => answerAuthorization(attempt.connectionId, attempt.id, given),
    onSuccess: (answered) =>
      queries.setQueryData(authorizationQuery(attempt.connectionId, attempt.id).queryKey, answered),
  });
  const account = attempt.account
    ? text('connection.account', { name: attempt.account.name, id: attempt.account.id })
    : attempt.id;
  return (
    <Ending>
      <Notice
        tone="accent"
        role="status"
        actions={
          <>
            <Button size="xs" loading={answer.isPending} disabled={!mayEdit} onClick={() => answer.mutate('accept')}>
              {text('authorize.confirm.yes', { account })}
            </Button>
            <Button size="xs" variant="default" disabled={!mayEdit} onClick={() => answer.mutate('reject')}>
              {text('authorize.confirm.no')}
            </Button>
          </>
        }
      >
        {text('authorize.confirm.text', { account })}
      </Notice>
      {answer.error && <ProblemNotice title={text('authorize.confirm.failed')} error={answer.error} />}
    </Ending>
  );
}
