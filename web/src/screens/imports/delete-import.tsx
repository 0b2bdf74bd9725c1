import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteImport, type Import, importUsedByQuery } from '../../api/imports.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

interface DeleteImportProps {
  stored: Import;
  onClose: () => void;
  /** It is gone; called before the list is read again. */
  onDeleted: () => void;
}

/** Asks, then deletes an import; while flows use it, shows which. */
export function DeleteImport({ stored: { id, name, version }, onClose, onDeleted }: DeleteImportProps) {
  const users = useQuery({ ...importUsedByQuery(id), throwOnError: false });
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteImport(id, version),
    onSuccess: async () => {
      onDeleted();
      announce(text('delete.done', { name }));
      await queries.invalidateQueries({ queryKey: ['imports', 'list'] });
    },
    onError: () => users.refetch(),
  });
  if (users.isPending) return null;
  return (
    <ConfirmDelete
      name={name}
      title={text('imports.delete.title', { name })}
      action={text('imports.delete')}
      users={users.data?.items ?? []}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('imports.delete.text')}
    </ConfirmDelete>
  );
}
