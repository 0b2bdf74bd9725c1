import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, connectionUsedByQuery, deleteConnection } from '../../api/connections.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { text } from '../../texts/text.ts';

/** Asks, deletes the connection and goes back to the list; while something uses it, shows what. */
export function DeleteConnection({ connection, onCancel }: { connection: Connection; onCancel: () => void }) {
  const { id, name, version } = connection;
  const users = useQuery({ ...connectionUsedByQuery(id), throwOnError: false });
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteConnection(id, version),
    onSuccess: async () => {
      await navigate({ to: '/connections' });
      queries.removeQueries({ queryKey: ['connections', id] });
      announce(text('delete.done', { name }));
      await queries.invalidateQueries();
    },
    onError: () => users.refetch(),
  });
  if (users.isPending) return null;
  return (
    <ConfirmDelete
      name={name}
      title={text('connection.delete.title', { name })}
      action={text('connection.delete', { name })}
      users={users.data?.items ?? []}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onCancel}
    >
      {text(signsIn(connection) ? 'connection.delete.text' : 'connection.delete.plain')}
    </ConfirmDelete>
  );
}
