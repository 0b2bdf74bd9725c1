import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { apiTypeLabel } from '../../components/api-type-label.ts';
import { connectionState, needsPerson } from '../../components/connection-state.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { useNow } from '../../components/now.ts';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { ConnectionTable } from './connection-table.tsx';
import { type ConnectionFilter, connectionFilters, connectionListRoute } from './route.ts';
import { byUrgency, matchesSearch, passesFilter } from './visible-connections.ts';

/** All connections, what needs a person first. Create connection opens over it. */
export function ConnectionsScreen() {
  const query = useSuspenseQuery(connectionsQuery());
  const { q = '', show = 'all' } = connectionListRoute.useSearch();
  const navigate = useNavigate({ from: '/connections' });
  const now = useNow(10_000);
  const all = query.data.items;
  const needy = all.filter((connection) => needsPerson(connectionState(connection, now)));
  const visible = all
    .filter((each) => passesFilter(each, show, now) && matchesSearch(each, q, apiTypeLabel(each.apiType)))
    .toSorted(byUrgency(now));
  const setSearch = (search: { q?: string | undefined; show?: ConnectionFilter | undefined }) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...search }), replace: true });
  const filters = connectionFilters.map((value) => ({
    value,
    label: text(`connections.filter.${value}`, { n: all.filter((each) => passesFilter(each, value, now)).length }),
  }));
  return (
    <>
      <PageHead
        title={text('nav.connections')}
        sub={subtitle(all.length, needy.length, needy[0]?.name)}
        actions={<CreateButton />}
      />
      <StaleNotice query={query} />
      {all.length === 0 ? (
        <EmptyState
          title={text('connections.empty.title')}
          action={<CreateButton />}
          link={<TextLink to="/sandbox">{text('connections.empty.sandbox')}</TextLink>}
        >
          {text('connections.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ListToolbar
            search={q}
            searchLabel={text('connections.search')}
            onSearch={(next) => setSearch({ q: next || undefined })}
            filter={show}
            filters={filters}
            filtersLabel={text('connections.filter')}
            onFilter={(next) => setSearch({ show: next === 'all' ? undefined : next })}
            note={text('connections.sorted')}
          />
          {visible.length === 0 ? (
            <NoMatch onClear={() => setSearch({ q: undefined, show: undefined })} />
          ) : (
            <ConnectionTable connections={visible} />
          )}
        </>
      )}
      <Outlet />
    </>
  );
}

function CreateButton() {
  if (!useMayEdit()) return null;
  return (
    <Button component={Link} to="/connections/new" leftSection={<IconPlus size={16} />}>
      {text('connections.create')}
    </Button>
  );
}

function subtitle(all: number, needy: number, first: string | undefined): string {
  if (needy === 1 && first) return text('connections.sub.one', { n: all, name: first });
  return text(needy > 0 ? 'connections.sub.some' : 'connections.sub.none', { n: all, needy });
}
