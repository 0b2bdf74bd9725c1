import { ActionIcon, Select, Tooltip } from '@mantine/core';
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs';
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useQuery } from '@tanstack/react-query';
import { type IClient, iClientsQuery } from '../../api/iclients.ts';
import { storesQuery } from '../../api/stores.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SandboxSignIn } from '../../components/sandbox-sign-in.tsx';
import { text } from '../../texts/text.ts';
import { storeOf } from './draft.ts';
import { useChooseClient } from './field-panels.tsx';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { fieldId } from './form-head.tsx';
import { clientField, providerOf } from './type-fields.ts';

/** The OAuth 2.0 client: pick one, `+` adds one, the pencil edits the chosen one. */
export function ClientField({ form, onPanel }: Pick<FieldsProps, 'form' | 'onPanel'>) {
  const provider = providerOf(form.values.apiType);
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false });
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items ?? [];
  const choose = useChooseClient(form);
  const field = clientField(form.values.apiType);
  const offered = clients.data?.items.filter((client) => client.provider === provider) ?? [];
  const chosen = offered.find(({ id }) => id === form.values[field]);
  const store = provider === 'custom' ? undefined : storeOf(chosen, stores);
  return (
    <div>
      <div className={classes.client}>
        <Select
          id={fieldId(field)}
          label={text('form.client')}
          description={text(provider === 'custom' ? 'form.client.help.http' : 'form.client.help')}
          required
          placeholder={text('form.client.placeholder')}
          nothingFoundMessage={text('form.client.none')}
          checkIconPosition="right"
          rightSection={<IconChevronDown size={16} stroke={1.75} />}
          allowDeselect={false}
          data={offered.map((client) => ({ value: client.id, label: labelOf(client) }))}
          value={chosen?.id ?? null}
          onChange={(id) => choose(offered.find((client) => client.id === id))}
          error={form.errors[field] !== undefined}
        />
        <Tooltip label={text('form.client.add')}>
          <ActionIcon
            variant="default"
            size={34}
            aria-label={text('form.client.add')}
            onClick={() => onPanel('new-client')}
          >
            <IconPlus size={16} stroke={1.9} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={text(chosen ? 'form.client.edit' : 'form.client.editNone')}>
          <ActionIcon
            variant="default"
            size={34}
            aria-label={text(chosen ? 'form.client.edit' : 'form.client.editNone')}
            aria-disabled={!chosen}
            data-disabled={!chosen || undefined}
            onClick={() => chosen && onPanel('edit-client')}
          >
            <IconPencil size={16} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      </div>
      {form.errors[field] && <p className={classes.error}>{form.errors[field]}</p>}
      {clients.error && !clients.data && (
        <ProblemNotice title={text('error.screen')} error={clients.error} onRetry={() => void clients.refetch()} />
      )}
      {store && (
        <div className={classes.again}>
          <SandboxSignIn store={store} />
        </div>
      )}
    </div>
  );
}

const labelOf = ({ name, clientId }: IClient) => text('form.client.option', { name, end: clientId.slice(-4) });
