import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { exportsQuery } from '../../api/exports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { matchesWords } from '../../components/search.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { ExportTable } from './export-table.tsx';
import { exportsRoute } from './route.ts';

/** All exports. Create and edit open over it. */
export function ExportsScreen() {
  const query = useSuspenseQuery(exportsQuery());
  const connections = useSuspenseQuery(connectionsQuery()).data.items;
  const { q = '' } = exportsRoute.useSearch();
  const navigate = useNavigate({ from: '/exports' });
  const mayEdit = useMayEdit();
  const all = query.data.items;
  const connectionName = (id: string) => connections.find((each) => each.id === id)?.name ?? '';
  const visible = all.filter((each) => matchesWords(q, each.name, each.resource, connectionName(each.connectionId)));
  const search = (next: string | undefined) =>
    void navigate({ to: '.', search: (old) => ({ ...old, q: next }), replace: true });
  return (
    <>
      <PageHead
        title={text('nav.exports')}
        sub={text('exports.sub', { n: all.length })}
        actions={mayEdit && all.length > 0 && <CreateButton />}
      />
      <StaleNotice query={query} />
      {all.length === 0 ? (
        <EmptyState
          title={text('exports.empty.title')}
          action={mayEdit && <CreateButton />}
          link={<TextLink to="/flows/new">{text('exports.empty.flow')}</TextLink>}
        >
          {text('exports.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ListToolbar
            search={q}
            searchLabel={text('exports.search')}
            onSearch={(next) => search(next || undefined)}
            note={text('exports.sorted')}
          />
          {visible.length === 0 ? (
            <NoMatch onClear={() => search(undefined)} />
          ) : (
            <ExportTable exports={visible} connections={connections} />
          )}
        </>
      )}
      <Outlet />
    </>
  );
}

function CreateButton() {
  return (
    <Button component={Link} to="/exports/new" leftSection={<IconPlus size={16} />}>
      {text('exports.create')}
    </Button>
  );
}
