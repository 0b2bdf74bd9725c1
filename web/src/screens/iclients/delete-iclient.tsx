import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteIClient, type IClient, iClientsQuery, iClientUsedByQuery } from '../../api/iclients.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

/** Asks, then deletes a client; while connections use it, shows which. */
export function DeleteIClient({ client, onClose }: { client: IClient; onClose: () => void }) {
  const { id, name, version } = client;
  const users = useQuery({ ...iClientUsedByQuery(id), throwOnError: false });
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteIClient(id, version),
    onSuccess: async () => {
      onClose();
      announce(text('delete.done', { name }));
      await queries.invalidateQueries({ queryKey: iClientsQuery().queryKey });
    },
    onError: () => users.refetch(),
  });
  if (users.isPending) return null;
  return (
    <ConfirmDelete
      name={name}
      title={text('iclients.delete.title', { name })}
      action={text('iclients.delete', { name })}
      users={users.data?.items ?? []}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('iclients.delete.text')}
    </ConfirmDelete>
  );
}
