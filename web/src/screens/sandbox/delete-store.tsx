import { useMutation, useQueryClient } from '@tanstack/react-query';
import { deleteStore, type Store, storeQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

/** Asks, then removes a store with all its data. */
export function DeleteStore(props: { store: Store; onClose: () => void; onDeleted?: () => void }) {
  const { onClose, onDeleted } = props;
  const { id, name } = props.store;
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteStore(id),
    onSuccess: async () => {
      onClose();
      onDeleted?.();
      announce(text('delete.done', { name }));
      queries.removeQueries({ queryKey: storeQuery(id).queryKey });
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
