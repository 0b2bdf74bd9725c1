import { useNavigate } from '@tanstack/react-router';
import { Notice } from '../../components/notice.tsx';
import { text } from '../../texts/text.ts';
import { ConnectionForm } from './connection-form.tsx';
import { draftForStore, emptyDraft } from './draft.ts';
import { usePanelHistory } from './panel-history.ts';
import { createConnectionRoute } from './route.ts';

/** Create connection: a panel over the list. `?store=` fills it in for a sandbox store. */
export function CreateConnection() {
  const { panel, view = 'simple', name = '' } = createConnectionRoute.useSearch();
  const { bundles, store, isStoreGone } = createConnectionRoute.useLoaderData();
  const navigate = useNavigate({ from: '/connections/new' });
  const onPanel = usePanelHistory(
    (next, how) => void navigate({ to: '.', search: (old) => ({ ...old, panel: next }), ...how }),
  );
  const named = { ...emptyDraft, name };
  return (
    <ConnectionForm
      start={store ? draftForStore(named, store, bundles) : named}
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
      onClose={() => void navigate({ to: '/connections' })}
      notice={
        isStoreGone && (
          <Notice tone="warn" title={text('form.store.gone.title')}>
            {text('form.store.gone.text')}
          </Notice>
        )
      }
    />
  );
}
