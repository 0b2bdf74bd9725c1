import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Connection, connectionFlowsQuery, connectionQuery, revokeConnection } from '../../api/connections.ts';
import { announce } from '../../components/announcer.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { text } from '../../texts/text.ts';
import { accountName } from '../authorize/failures.ts';

/** Asks, then takes the sign-in back: at the other side where it can be told, and here. */
export function RevokeSignIn({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id, name, account, usedBy } = connection;
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeConnection(id),
    onSuccess: (revoked) => {
      queries.setQueryData(connectionQuery(id).queryKey, revoked);
      announce(text('connection.revoke.done', { name }));
      onClose();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: connectionFlowsQuery(id).queryKey });
      return queries.invalidateQueries({ queryKey: ['connections'] });
    },
  });
  return (
    <Confirm
      title={text('connection.revoke.title', { name })}
      action={text('connection.revoke.action')}
      danger
      busy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
      onCancel={onClose}
    >
      <p>{text('connection.revoke.text', { account: account ? accountName(account) : name })}</p>
      <p>{text('connection.revoke.used', { n: usedBy })}</p>
      {revoke.error && <ProblemNotice title={text('connection.revoke.failed')} error={revoke.error} />}
    </Confirm>
  );
}
