import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Flow, flowsQuery } from '../../api/flows.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ListToolbar } from '../../components/list-toolbar.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { NoMatch } from '../../components/no-match.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { matchesWords } from '../../components/search.ts';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { TextLink } from '../../components/text-link.tsx';
import { timeZone } from '../../components/times.ts';
import { text } from '../../texts/text.ts';
import { partsOf } from './flow-parts.ts';
import { FlowTable } from './flow-table.tsx';
import { type FlowFilter, flowFilters, flowListRoute } from './route.ts';
import { useStock } from './stock.ts';

const lets: Readonly<Record<FlowFilter, (flow: Flow) => boolean>> = {
  all: () => true,
  on: ({ enabled }) => enabled,
  off: ({ enabled }) => !enabled,
  errors: ({ openErrors }) => openErrors > 0,
};

/** All flows with their switch, last run and schedule. */
export function FlowsScreen() {
  const query = useSuspenseQuery(flowsQuery());
  const stock = useStock();
  const { q = '', show = 'all' } = flowListRoute.useSearch();
  const navigate = useNavigate({ from: '/flows' });
  const mayEdit = useMayEdit();
  const [problem, setProblem] = useState<{ title: string; error: Error }>();
  const all = query.data.items;
  const rows = all
    .filter(lets[show])
    .map((flow) => ({ flow, parts: partsOf(flow, stock) }))
    .filter(({ flow, parts }) => matchesWords(q, flow.name, parts.source?.name, parts.target?.name));
  const setSearch = (search: { q?: string | undefined; show?: FlowFilter | undefined }) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...search }), replace: true });
  const scheduled = all.filter(({ enabled, schedule }) => enabled && schedule).length;
  return (
    <>
      <PageHead
        title={text('nav.flows')}
        sub={text('flows.sub', { n: all.length, on: scheduled, zone: timeZone() })}
        actions={mayEdit && all.length > 0 && <CreateButton />}
      />
      <StaleNotice query={query} />
      {problem && <ProblemNotice title={problem.title} error={problem.error} />}
      {all.length === 0 ? (
        <EmptyState
          title={text('flows.empty.title')}
          action={mayEdit && <CreateButton />}
          link={<TextLink to="/sandbox">{text('flows.empty.sandbox')}</TextLink>}
        >
          {text('flows.empty.text')}
        </EmptyState>
      ) : (
        <>
          <ListToolbar
            search={q}
            searchLabel={text('flows.search')}
            onSearch={(next) => setSearch({ q: next || undefined })}
            filter={show}
            filters={flowFilters.map((value) => ({
              value,
              label: text(`flows.filter.${value}`, { n: all.filter(lets[value]).length }),
            }))}
            filtersLabel={text('flows.filter')}
            onFilter={(next) => setSearch({ show: next === 'all' ? undefined : next })}
          />
          {rows.length === 0 ? (
            <NoMatch onClear={() => setSearch({ q: undefined, show: undefined })} />
          ) : (
            <FlowTable rows={rows} onProblem={(title, error) => setProblem({ title, error })} />
          )}
        </>
      )}
    </>
  );
}

function CreateButton() {
  return (
    <Button component={Link} to="/flows/new" leftSection={<IconPlus size={16} />}>
      {text('flows.create')}
    </Button>
  );
}
