import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { connectionQuery } from '../../api/connections.ts';
import { SidePanel } from '../../components/side-panel.tsx';
import { editConnectionRoute } from './route.ts';

/** The panel of a stored connection, over its page. */
export function EditConnection() {
  const { id } = editConnectionRoute.useParams();
  const { data: connection } = useSuspenseQuery(connectionQuery(id));
  const navigate = useNavigate();
  return (
    <SidePanel
      title={connection.name}
      size={640}
      onClose={() => void navigate({ to: '/connections/$id', params: { id } })}
    >
      {null}
    </SidePanel>
  );
}
