import { Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiType } from '../../../../src/connections/schema.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { createStore, type Store, storesQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { demoStore } from '../sandbox/demo-store.ts';
import { isConnectable } from '../sandbox/store-words.ts';
import { apiTypeOf, type ConnectionDraft, draftForStore } from './draft.ts';
import classes from './fields.module.css';
import { fieldId } from './form-head.tsx';
import { apiTypeGroups, clientField, scopesField } from './type-fields.ts';

const option = (apiType: ApiType) => ({ value: apiType, label: text(`apiType.${apiType}.label`) });
const types = [
  {
    group: text('form.group.lightspeed'),
    items: [
      ...apiTypeGroups.lightspeed.map(option),
      { value: 'lightspeed-k', label: text('apiType.lightspeed-k.label'), disabled: true },
    ],
  },
  { group: text('form.group.data'), items: apiTypeGroups.data.map(option) },
  { group: text('form.group.other'), items: apiTypeGroups.other.map(option) },
];

/** Labels of the fields that a type requires, for the announcement of a change. */
const required: Readonly<Record<ApiType, string>> = {
  'lightspeed-v3': [text('form.scopes'), text('form.client')].join(', '),
  'lightspeed-v2': text('form.scopes'),
  'lightspeed-x': [text('form.scopes'), text('form.client')].join(', '),
  'lightspeed-c': [text('form.apiKey'), text('form.apiSecret'), text('form.language')].join(', '),
  http: [text('http.baseUri'), text('http.type')].join(', '),
  postgres: [text('form.host'), text('form.database'), text('form.user')].join(', '),
  folder: text('form.path'),
};

/** The API types that this installation can connect to. Switching keeps the name and what was chosen for the others. */
export function ApiTypeField({ form, isLocked }: { form: UseFormReturnType<ConnectionDraft>; isLocked: boolean }) {
  const fill = useSandboxFill(form);
  const [asideNote, setAsideNote] = useState<string>();
  const choose = (value: string | null) => {
    if (value === null || value === form.values.apiType) return;
    const apiType = value as ApiType;
    const aside = setAside(form.values, apiType);
    const { apiType: former, http, asideHttp } = form.values;
    form.setValues({ apiType, http: asideHttp[apiType] ?? {}, asideHttp: { ...asideHttp, [former]: http } });
    form.clearErrors();
    setAsideNote(aside);
    const changed = text('form.apiType.changed', { type: text(`apiType.${apiType}.label`), fields: required[apiType] });
    announce(aside ? `${changed} ${aside}` : changed);
  };
  return (
    <div>
      <Select
        id={fieldId('apiType')}
        label={text('form.apiType')}
        description={
          isLocked ? (
            text('form.apiType.locked')
          ) : (
            <>
              {text('form.apiType.help')}{' '}
              <TextButton disabled={fill.isPending} onClick={() => fill.mutate()}>
                {text('form.apiType.sandbox')}
              </TextButton>
            </>
          )
        }
        required
        disabled={isLocked}
        allowDeselect={false}
        rightSection={<IconChevronDown size={16} stroke={1.75} />}
        data={types}
        renderOption={({ option: { value, label }, checked }) => (
          <>
            <span className={classes.option}>
              {label}
              <small>{text(`apiType.${value as ApiType | 'lightspeed-k'}.about`)}</small>
            </span>
            {checked && <IconCheck className={classes.check} size={16} stroke={1.9} aria-hidden />}
          </>
        )}
        value={form.values.apiType}
        onChange={choose}
      />
      {asideNote && <p className={classes.help}>{asideNote}</p>}
      {fill.error && (
        <div className={classes.again}>
          <ProblemNotice title={text('form.apiType.sandbox.failed')} error={fill.error} />
        </div>
      )}
    </div>
  );
}

/** What the new type doesn't ask for: it is kept, and comes back with the old type. */
function setAside(draft: ConnectionDraft, next: ApiType): string | undefined {
  const { apiType } = draft;
  const parts = [
    scopesField(apiType) !== scopesField(next) &&
    scopesField(apiType) !== 'httpScopes' &&
    draft[scopesField(apiType)].length > 0
      ? text('form.scopes')
      : '',
    clientField(apiType) !== clientField(next) && draft[clientField(apiType)] !== null ? text('form.client') : '',
    Object.keys(draft.http).length > 0 ? text('form.apiType.aside.http') : '',
  ].filter(Boolean);
  return parts.length > 0 ? text('form.apiType.aside', { fields: parts.join(', ') }) : undefined;
}

const seriesOfType: Partial<Record<ApiType, Store['series']>> = { 'lightspeed-x': 'x', 'lightspeed-c': 'c' };

/** Fills every field for a sandbox store of the chosen series, and starts one where there is none. */
function useSandboxFill(form: UseFormReturnType<ConnectionDraft>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const series = seriesOfType[form.getValues().apiType] ?? 'r';
      const { items } = await queries.fetchQuery({ ...storesQuery(), staleTime: 0 });
      const store =
        items.find((one) => one.series === series && isConnectable(one)) ??
        (await createStore({ ...demoStore, series }));
      const { bundles } = await queries.ensureQueryData(scopesQuery(apiTypeOf(store)));
      return { store, bundles };
    },
    onSuccess: async ({ store, bundles }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['iclients'] }),
        queries.invalidateQueries({ queryKey: ['stores'] }),
      ]);
      form.setValues(draftForStore(form.getValues(), store, bundles));
      form.clearErrors();
    },
  });
}
