import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { deleteFlow, type Flow } from '../../api/flows.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { text } from '../../texts/text.ts';

/** Asks, then deletes a flow and goes to the list. */
export function DeleteFlow({ flow: { id, name, version }, onClose }: { flow: Flow; onClose: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteFlow(id, version),
    onSuccess: async () => {
      await navigate({ to: '/flows' });
      announce(text('delete.done', { name }));
      await queries.invalidateQueries({ queryKey: ['flows', 'list'] });
    },
  });
  return (
    <ConfirmDelete
      name={name}
      title={text('flow.delete.title', { name })}
      action={text('flow.delete')}
      users={[]}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('flow.delete.text')}
    </ConfirmDelete>
  );
}
