import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Connection, connectionQuery, moveToNewServer } from '../../api/connections.ts';
import { announce } from '../../components/announcer.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';

/** A sign-in that the old R-Series OAuth server still renews: says what moving it means, with the button. */
export function OldServer({ connection }: { connection: Connection }) {
  const { id, name, grant, status } = connection;
  const queries = useQueryClient();
  const mayEdit = useMayEdit();
  const move = useMutation({
    mutationFn: () => moveToNewServer(id),
    onSuccess: (moved) => {
      queries.setQueryData(connectionQuery(id).queryKey, moved);
      announce(text('connection.oldServer.done', { name }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  });
  if (grant?.tokenServer !== 'old' || status === 'unauthorized') return null;
  return (
    <>
      <Notice
        title={text('connection.oldServer.title')}
        actions={
          mayEdit && (
            <Button size="xs" variant="default" loading={move.isPending} onClick={() => move.mutate()}>
              {text('connection.oldServer.move')}
            </Button>
          )
        }
      >
        {text('connection.oldServer.text')}
      </Notice>
      {move.error && <ProblemNotice title={text('connection.oldServer.failed')} error={move.error} />}
    </>
  );
}
