import { deleteIClient, type IClient, iClientsQuery, iClientUsedByQuery } from '../../api/iclients.ts';
import { DeleteUsed } from '../../components/delete-used.tsx';
import { text } from '../../texts/text.ts';

/** Asks, then deletes a client; while connections use it, shows which. */
export function DeleteIClient({ client, onClose }: { client: IClient; onClose: () => void }) {
  const { id, name, version } = client;
  return (
    <DeleteUsed
      name={name}
      title={text('iclients.delete.title', { name })}
      action={text('iclients.delete', { name })}
      usedBy={iClientUsedByQuery(id)}
      remove={() => deleteIClient(id, version)}
      stale={iClientsQuery().queryKey}
      onDeleted={onClose}
      onCancel={onClose}
    >
      {text('iclients.delete.text')}
    </DeleteUsed>
  );
}
