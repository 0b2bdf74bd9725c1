import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteStore, type Store } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

/** Asks, then removes a store with all its data. */
export function DeleteStore({ store: { id, name }, onClose }: { store: Store; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteStore(id),
    onSuccess: async () => {
      onClose();
      announce(text('delete.done', { name }));
      await queries.invalidateQueries();
    },
  });
  return (
    <ConfirmDelete
      name={name}
      title={text('sandbox.delete.title', { name })}
      action={text('sandbox.delete', { name })}
      users={[]}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('sandbox.delete.text')}
    </ConfirmDelete>
  );
}
