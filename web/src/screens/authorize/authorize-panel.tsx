import { useNavigate } from '@tanstack/react-router';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import { authorizeRoute } from './route.ts';

/** Authorizing a connection, over its page. */
export function AuthorizePanel() {
  const { id } = authorizeRoute.useParams();
  const navigate = useNavigate();
  return (
    <SidePanel
      title={text('connection.authorize')}
      size={640}
      onClose={() => void navigate({ to: '/connections/$id', params: { id } })}
    >
      {null}
    </SidePanel>
  );
}
