import type { IClient } from '../../api/iclients.ts';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';

interface IClientPanelProps {
  /** The client to edit; left out for a new one. */
  id: string | undefined;
  /** Whose app a new client stands for. */
  provider: IClient['provider'];
  onSaved: (client: IClient) => void;
  /** Close button and Esc, after asking whether what was typed may go. */
  onClose: () => void;
  /** Given when this panel lies over another one: an arrow leads back to it. */
  onBack?: () => void;
}

/** Makes or changes an OAuth 2.0 client: over the list of iClients, or over the form of a connection. */
export function IClientPanel({ id, onClose, onBack }: IClientPanelProps) {
  return (
    <SidePanel
      title={text(id ? 'iclient.edit' : 'iclient.new')}
      size={480}
      onClose={onClose}
      {...(onBack ? { onBack } : {})}
    >
      {null}
    </SidePanel>
  );
}
