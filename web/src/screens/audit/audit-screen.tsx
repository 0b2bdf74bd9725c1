import { Select, TextInput } from '@mantine/core';
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { auditActorsQuery } from '../../api/audit.ts';
import { auditTypes, auditTypeWord } from '../../components/audit-resource.tsx';
import { AuditTable } from '../../components/audit-table.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { text } from '../../texts/text.ts';
import { auditFilterOf } from './audit-filter.ts';
import classes from './audit-screen.module.css';
import { auditRoute } from './route.ts';

/** Every change to everything: who, by what means, what, from what to what. */
export function AuditScreen() {
  const search = auditRoute.useSearch();
  const navigate = useNavigate({ from: '/audit' });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHead title={text('nav.audit')} sub={text('audit.sub')} />
      <AuditToolbar />
      <AuditTable
        filter={auditFilterOf(search)}
        empty={text('audit.all.none')}
        named
        onClear={isFiltered ? () => void navigate({ to: '.', search: {}, replace: true }) : undefined}
      />
    </>
  );
}

function AuditToolbar() {
  const { q = '', who, type, from, to } = auditRoute.useSearch();
  const navigate = useNavigate({ from: '/audit' });
  const { data: actors } = useQuery({ ...auditActorsQuery(), throwOnError: false });
  const set = (change: { q?: string; who?: string; type?: string; from?: string; to?: string }) =>
    void navigate({
      to: '.',
      search: (old) => {
        const next = Object.entries({ ...old, ...change }).filter(([, value]) => value);
        return Object.fromEntries(next);
      },
      replace: true,
    });
  return (
    <div className={classes.toolbar}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={text('audit.search')}
        placeholder={text('audit.search')}
        leftSection={<IconSearch size={15} stroke={1.9} />}
        value={q}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <Select
        className={classes.select}
        label={text('audit.who')}
        placeholder={text('audit.who.all')}
        data={(actors?.items ?? []).map(({ id, type: kind, name }) => ({
          value: id,
          label: kind === 'system' ? text('audit.system') : (name ?? text('audit.unknown')),
        }))}
        value={who ?? null}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': text('audit.who.all') }}
        onChange={(value) => set({ who: value ?? '' })}
      />
      <Select
        className={classes.select}
        label={text('audit.type')}
        placeholder={text('audit.type.all')}
        data={auditTypes.map((value) => ({ value, label: auditTypeWord(value) }))}
        value={type ?? null}
        clearable
        clearButtonProps={{ 'aria-label': text('audit.type.all') }}
        onChange={(value) => set({ type: value ?? '' })}
      />
      <TextInput
        className={classes.day}
        type="date"
        label={text('audit.from')}
        value={from ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        className={classes.day}
        type="date"
        label={text('audit.to')}
        value={to ?? ''}
        onChange={(event) => set({ to: event.currentTarget.value })}
      />
    </div>
  );
}
