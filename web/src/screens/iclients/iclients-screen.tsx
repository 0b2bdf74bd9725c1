import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { iClientsQuery } from '../../api/iclients.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { matchesWords } from '../../components/search.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { IClientPanel } from './iclient-panel.tsx';
import { IClientTable } from './iclient-table.tsx';
import { iClientsRoute } from './route.ts';

/** The stored OAuth 2.0 clients. Add and edit open over them. */
export function IClientsScreen() {
  const query = useSuspenseQuery(iClientsQuery());
  const { q = '', open } = iClientsRoute.useSearch();
  const navigate = useNavigate({ from: '/iclients' });
  const mayEdit = useMayEdit();
  const all = query.data.items;
  const visible = all.filter(({ name, clientId, provider }) =>
    matchesWords(q, name, clientId, text(`iclients.provider.${provider}`)),
  );
  const search = (next: string | undefined) =>
    void navigate({ to: '.', search: (old) => ({ ...old, q: next }), replace: true });
  const close = () => void navigate({ to: '.', search: (old) => ({ ...old, open: undefined }) });
  return (
    <>
      <PageHead
        title={text('nav.iclients')}
        sub={text('iclients.sub')}
        actions={mayEdit && all.length > 0 && <AddButton />}
      />
      <StaleNotice query={query} />
      {all.length === 0 ? (
        <EmptyState
          title={text('iclients.empty.title')}
          action={mayEdit && <AddButton />}
          link={<TextLink to="/sandbox">{text('iclients.empty.sandbox')}</TextLink>}
        >
          {text('iclients.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ListToolbar
            search={q}
            searchLabel={text('iclients.search')}
            onSearch={(next) => search(next || undefined)}
            note={text('iclients.sorted')}
          />
          {visible.length === 0 ? <NoMatch onClear={() => search(undefined)} /> : <IClientTable clients={visible} />}
        </>
      )}
      {open && <IClientPanel key={open} id={open === 'new' ? undefined : open} onSaved={close} onClose={close} />}
    </>
  );
}

function AddButton() {
  return (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link {...props} to="/iclients" search={(old) => ({ ...old, open: 'new' })} />}
    >
      {text('iclients.create')}
    </Button>
  );
}
