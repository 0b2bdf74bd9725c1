import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteExport, type Export, exportUsedByQuery } from '../../api/exports.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

interface DeleteExportProps {
  exported: Export;
  onClose: () => void;
  /** It is gone; called before the list is read again. */
  onDeleted: () => void;
}

/** Asks, then deletes an export; while flows use it, shows which. */
export function DeleteExport({ exported: { id, name, version }, onClose, onDeleted }: DeleteExportProps) {
  const users = useQuery({ ...exportUsedByQuery(id), throwOnError: false });
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteExport(id, version),
    onSuccess: async () => {
      onDeleted();
      announce(text('delete.done', { name }));
      await queries.invalidateQueries({ queryKey: ['exports', 'list'] });
    },
    onError: () => users.refetch(),
  });
  if (users.isPending) return null;
  return (
    <ConfirmDelete
      name={name}
      title={text('exports.delete.title', { name })}
      action={text('exports.delete')}
      users={users.data?.items ?? []}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('exports.delete.text')}
    </ConfirmDelete>
  );
}
