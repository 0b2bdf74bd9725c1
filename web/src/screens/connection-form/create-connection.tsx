import { useNavigate } from '@tanstack/react-router';
import { Notice } from '../../components/notice.tsx';
import { text } from '../../texts/text.ts';
import { ConnectionForm } from './connection-form.tsx';
import { draftForStore, emptyDraft } from './draft.ts';
import { createConnectionRoute } from './route.ts';

/** Create connection: a panel over the list. `?store=` fills it in for a sandbox store. */
export function CreateConnection() {
  const { panel, name = '' } = createConnectionRoute.useSearch();
  const { bundles, store, isStoreGone } = createConnectionRoute.useLoaderData();
  const navigate = useNavigate({ from: '/connections/new' });
  const named = { ...emptyDraft, name };
  return (
    <ConnectionForm
      start={store ? draftForStore(named, store, bundles) : named}
      panel={panel}
      onPanel={(next) =>
        void navigate({ to: '.', search: (old) => ({ ...old, panel: next }), replace: next === undefined })
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
