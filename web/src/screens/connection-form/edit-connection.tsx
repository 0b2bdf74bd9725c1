import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { connectionQuery } from '../../api/connections.ts';
import { Notice } from '../../components/notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import { ConnectionForm } from './connection-form.tsx';
import { draftOf } from './draft.ts';
import { usePanelHistory } from './panel-history.ts';
import { editConnectionRoute } from './route.ts';

/** The form of a stored connection, over its page. */
export function EditConnection() {
  const { id } = editConnectionRoute.useParams();
  const { panel, view = 'simple' } = editConnectionRoute.useSearch();
  const { data } = useSuspenseQuery(connectionQuery(id));
  // The form stays with what it was opened on, while the page below goes on asking the server.
  const [connection] = useState(data);
  const navigate = useNavigate({ from: '/connections/$id/edit' });
  const onPanel = usePanelHistory(
    (next, how) => void navigate({ to: '.', search: (old) => ({ ...old, panel: next }), ...how }),
  );
  const close = () => void navigate({ to: '/connections/$id', params: { id } });
  if (connection.builtIn) {
    return (
      <SidePanel title={text('form.title.edit')} subtitle={connection.name} size={640} onClose={close}>
        <Notice title={text('form.builtIn.title')}>{text('form.builtIn.text')}</Notice>
      </SidePanel>
    );
  }
  return (
    <ConnectionForm
      existing={connection}
      start={draftOf(connection)}
      panel={panel}
      onPanel={onPanel}
      view={view}
      onView={(next) =>
        void navigate({
          to: '.',
          search: (old) => ({ ...old, view: next === 'http' ? next : undefined }),
          replace: true,
        })
      }
      onClose={close}
    />
  );
}
