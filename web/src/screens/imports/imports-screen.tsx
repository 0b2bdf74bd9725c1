import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { importsQuery } from '../../api/imports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { matchesWords } from '../../components/search.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { ImportTable } from './import-table.tsx';
import { importsRoute } from './route.ts';
import { targetName } from './target.ts';

/** All imports. Create and edit open over it. */
export function ImportsScreen() {
  const query = useSuspenseQuery(importsQuery());
  const connections = useSuspenseQuery(connectionsQuery()).data.items;
  const { q = '' } = importsRoute.useSearch();
  const navigate = useNavigate({ from: '/imports' });
  const mayEdit = useMayEdit();
  const all = query.data.items;
  const connectionName = (id: string) => connections.find((each) => each.id === id)?.name ?? '';
  const visible = all.filter((each) =>
    matchesWords(q, each.name, targetName(each.target), connectionName(each.connectionId)),
  );
  const search = (next: string | undefined) =>
    void navigate({ to: '.', search: (old) => ({ ...old, q: next }), replace: true });
  return (
    <>
      <PageHead
        title={text('nav.imports')}
        sub={text('imports.sub', { n: all.length })}
        actions={mayEdit && all.length > 0 && <CreateButton />}
      />
      <StaleNotice query={query} />
      {all.length === 0 ? (
        <EmptyState
          title={text('imports.empty.title')}
          action={mayEdit && <CreateButton />}
          link={<TextLink to="/flows/new">{text('imports.empty.flow')}</TextLink>}
        >
          {text('imports.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ListToolbar
            search={q}
            searchLabel={text('imports.search')}
            onSearch={(next) => search(next || undefined)}
            note={text('imports.sorted')}
          />
          {visible.length === 0 ? (
            <NoMatch onClear={() => search(undefined)} />
          ) : (
            <ImportTable imports={visible} connections={connections} />
          )}
        </>
      )}
      <Outlet />
    </>
  );
}

function CreateButton() {
  return (
    <Button component={Link} to="/imports/new" leftSection={<IconPlus size={16} />}>
      {text('imports.create')}
    </Button>
  );
}
