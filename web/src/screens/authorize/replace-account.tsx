import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Connection, connectionFlowsQuery } from '../../api/connections.ts';
import { Confirm } from '../../components/confirm.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { UsedByList } from '../../components/used-by-list.tsx';
import { text } from '../../texts/text.ts';
import classes from './authorize.module.css';
import { accountName } from './failures.ts';
import { useStartSignIn } from './start-sign-in.ts';

/** Asks for the connection's name before another account may take the place of its own, and lists what starts over. */
export function ReplaceAccount({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id, name, account } = connection;
  const flows = useQuery({ ...connectionFlowsQuery(id), throwOnError: false });
  const signIn = useStartSignIn(id, onClose);
  const [typed, setTyped] = useState('');
  const cleared = (flows.data?.items ?? []).filter(({ remembersPosition }) => remembersPosition);
  return (
    <Confirm
      title={text('authorize.replace.title', { name })}
      action={text('authorize.replace.action')}
      danger
      busy={signIn.isStarting}
      isReady={typed.trim() === name && flows.data !== undefined}
      onConfirm={() => signIn.start({ replaceAccount: true })}
      onCancel={onClose}
    >
      <p>{text('authorize.replace.text', { account: account ? accountName(account) : name })}</p>
      {flows.data && (
        <p className={classes.after}>
          {text(cleared.length > 0 ? 'authorize.replace.flows' : 'authorize.replace.noFlows', { n: cleared.length })}
        </p>
      )}
      {cleared.length > 0 && (
        <div className={classes.after}>
          <UsedByList users={cleared.map((flow) => ({ type: 'flow', ...flow }))} />
        </div>
      )}
      <TextInput
        className={classes.after}
        label={text('authorize.replace.type', { name })}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {flows.error && !flows.data && (
        <ProblemNotice
          title={text('authorize.replace.unknown')}
          error={flows.error}
          onRetry={() => void flows.refetch()}
        />
      )}
      {signIn.error && <ProblemNotice title={text('authorize.start.failed')} error={signIn.error} />}
    </Confirm>
  );
}
