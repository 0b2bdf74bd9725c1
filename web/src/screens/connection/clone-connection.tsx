import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Connection, cloneConnection, connectionQuery } from '../../api/connections.ts';
import { announce } from '../../components/announcer.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { text } from '../../texts/text.ts';
import classes from './connection-head.module.css';

const longestName = 100;

/** Asks for a name, makes a second connection like the first, and goes to it. */
export function CloneConnection({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { id } = connection;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState(text('connection.clone.start', { name: connection.name }).slice(0, longestName));
  const clone = useMutation({
    mutationFn: () => cloneConnection(id, name.trim()),
    onSuccess: async (made) => {
      queries.setQueryData(connectionQuery(made.id).queryKey, made);
      void queries.invalidateQueries({ queryKey: ['connections', 'list'] });
      announce(text('connection.clone.done', { name: made.name }));
      onClose();
      await navigate({ to: '/connections/$id', params: { id: made.id } });
    },
  });
  return (
    <Confirm
      title={text('connection.clone.title', { name: connection.name })}
      action={text('connection.clone.action')}
      busy={clone.isPending}
      isReady={name.trim() !== ''}
      onConfirm={() => clone.mutate()}
      onCancel={onClose}
    >
      <p>{text(signsIn(connection) ? 'connection.clone.text' : 'connection.clone.plain')}</p>
      <TextInput
        className={classes.field}
        label={text('connection.clone.name')}
        value={name}
        maxLength={longestName}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {clone.error && (
        <ProblemNotice title={text('connection.clone.failed', { name: connection.name })} error={clone.error} />
      )}
    </Confirm>
  );
}
