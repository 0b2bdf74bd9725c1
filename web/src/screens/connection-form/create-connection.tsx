import { useNavigate } from '@tanstack/react-router';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';

/** Create connection: a panel over the list. */
export function CreateConnection() {
  const navigate = useNavigate();
  return (
    <SidePanel title={text('connections.create')} size={640} onClose={() => void navigate({ to: '/connections' })}>
      {null}
    </SidePanel>
  );
}
