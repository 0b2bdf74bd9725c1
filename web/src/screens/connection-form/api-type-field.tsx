import { Select } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs';
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ApiType } from '../../../../src/connections/schema.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { createStore, storesQuery } from '../../api/stores.ts';
import { announce } from '../../components/announcer.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { demoStore } from '../sandbox/demo-store.ts';
import { isConnectable } from '../sandbox/store-words.ts';
import { type ConnectionDraft, draftForStore } from './draft.ts';
import classes from './fields.module.css';
import { fieldId } from './form-head.tsx';

const option = (apiType: ApiType) => ({ value: apiType, label: text(`apiType.${apiType}.label`) });
const types = [
  { group: text('form.group.lightspeed'), items: [option('lightspeed-v3')] },
  { group: text('form.group.data'), items: [option('postgres'), option('folder')] },
  { group: text('form.group.other'), items: [option('http')] },
];

/** Labels of the fields that a type requires, for the announcement of a change. */
const required: Readonly<Record<ApiType, string>> = {
  'lightspeed-v3': [text('form.scopes'), text('form.client')].join(', '),
  'lightspeed-v2': text('form.scopes'),
  'lightspeed-x': [text('form.scopes'), text('form.client')].join(', '),
  'lightspeed-c': '',
  http: [text('form.baseUri'), text('form.client')].join(', '),
  postgres: [text('form.host'), text('form.database'), text('form.user')].join(', '),
  folder: text('form.path'),
};

/** The API types that this installation can connect to. Switching keeps the name and what was chosen for the others. */
export function ApiTypeField({ form, isLocked }: { form: UseFormReturnType<ConnectionDraft>; isLocked: boolean }) {
  const fill = useSandboxFill(form);
  const choose = (value: string | null) => {
    if (value === null || value === form.values.apiType) return;
    const apiType = value as ApiType;
    form.setFieldValue('apiType', apiType);
    form.clearErrors();
    announce(text('form.apiType.changed', { type: text(`apiType.${apiType}.label`), fields: required[apiType] }));
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
              <small>{text(`apiType.${value as ApiType}.about`)}</small>
            </span>
            {checked && <IconCheck className={classes.check} size={16} stroke={1.9} aria-hidden />}
          </>
        )}
        value={form.values.apiType}
        onChange={choose}
      />
      {fill.error && (
        <div className={classes.again}>
          <ProblemNotice title={text('form.apiType.sandbox.failed')} error={fill.error} />
        </div>
      )}
    </div>
  );
}

/** Fills every field for a sandbox store, and starts one where there is none. */
function useSandboxFill(form: UseFormReturnType<ConnectionDraft>) {
  const queries = useQueryClient();
  const bundles = useQuery({ ...scopesQuery('lightspeed-v3'), throwOnError: false }).data?.bundles ?? [];
  return useMutation({
    mutationFn: async () => {
      const { items } = await queries.fetchQuery({ ...storesQuery(), staleTime: 0 });
      return items.find(isConnectable) ?? createStore(demoStore);
    },
    onSuccess: async (store) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['iclients'] }),
        queries.invalidateQueries({ queryKey: ['stores'] }),
      ]);
      form.setValues(draftForStore(form.getValues(), store, bundles));
      form.clearErrors();
    },
  });
}
