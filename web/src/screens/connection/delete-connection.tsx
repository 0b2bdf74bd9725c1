import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Connection, connectionUsedByQuery, deleteConnection } from '../../api/connections.ts';
import { DeleteUsed } from '../../components/delete-used.tsx';
import { signsIn } from '../../components/signs-in.ts';
import { text } from '../../texts/text.ts';

/** Asks, deletes the connection and goes back to the list; while something uses it, shows what. */
export function DeleteConnection({ connection, onCancel }: { connection: Connection; onCancel: () => void }) {
  const { id, name, version } = connection;
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (
    <DeleteUsed
      name={name}
      title={text('connection.delete.title', { name })}
      action={text('connection.delete', { name })}
      usedBy={connectionUsedByQuery(id)}
      remove={() => deleteConnection(id, version)}
      stale={[]}
      onDeleted={async () => {
        await navigate({ to: '/connections' });
        queries.removeQueries({ queryKey: ['connections', id] });
      }}
      onCancel={onCancel}
    >
      {text(signsIn(connection) ? 'connection.delete.text' : 'connection.delete.plain')}
    </DeleteUsed>
  );
}
