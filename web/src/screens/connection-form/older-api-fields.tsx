import { Button, Select } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { changeIClient, type IClient, iClientsQuery } from '../../api/iclients.ts';
import { storesQuery } from '../../api/stores.ts';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SandboxSignIn } from '../../components/sandbox-sign-in.tsx';
import { TextButton } from '../../components/text-link.tsx';
import { text } from '../../texts/text.ts';
import { defaultClient, storeOf } from './draft.ts';
import classes from './fields.module.css';
import type { FieldsProps } from './fields.tsx';
import { ScopesField } from './scopes-field.tsx';

/** R-Series, older API: scopes only. It signs in as this installation's default Lightspeed client. */
export function OlderApiFields({ form, stored, onPanel }: FieldsProps) {
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items;
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items ?? [];
  if (!clients) return <ScopesField form={form} stored={stored} onPanel={onPanel} />;
  const client = defaultClient(clients);
  const store = storeOf(client, stores);
  return (
    <>
      <Notice tone="accent">{text('form.v2.note')}</Notice>
      <ScopesField form={form} stored={stored} onPanel={onPanel} />
      {client ? (
        <p className={classes.help}>{text('form.v2.client', { name: client.name, end: client.clientId.slice(-4) })}</p>
      ) : (
        <NoDefaultClient clients={clients} onAdd={() => onPanel('new-client')} />
      )}
      {store && <SandboxSignIn store={store} />}
    </>
  );
}

/** Makes one of the clients the default one, or leads to adding the first. */
function NoDefaultClient({ clients, onAdd }: { clients: readonly IClient[]; onAdd: () => void }) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const id = useId();
  const offered = clients.filter(({ provider }) => provider === 'lightspeed-r');
  const [chosenId, setChosenId] = useState<string | null>(offered[0]?.id ?? null);
  const chosen = offered.find((client) => client.id === chosenId);
  const setDefault = useMutation({
    mutationFn: (client: IClient) => changeIClient(client.id, client.version, { default: true }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['iclients'] }),
  });
  return (
    <Notice tone="warn" title={text('form.v2.noDefault.title')}>
      <p>{text('form.v2.noDefault.text')}</p>
      {offered.length === 0 ? (
        <Button size="xs" variant="default" disabled={!mayEdit} onClick={onAdd}>
          {text('form.client.add')}
        </Button>
      ) : (
        <div className={classes.defaultClient}>
          <Select
            id={id}
            aria-label={text('form.client')}
            allowDeselect={false}
            data={offered.map((client) => ({
              value: client.id,
              label: text('form.client.option', { name: client.name, end: client.clientId.slice(-4) }),
            }))}
            value={chosenId}
            onChange={setChosenId}
          />
          <Button
            variant="default"
            disabled={!mayEdit || !chosen}
            loading={setDefault.isPending}
            onClick={() => chosen && setDefault.mutate(chosen)}
          >
            {text('form.v2.setDefault')}
          </Button>
          <TextButton onClick={onAdd}>{text('form.client.add')}</TextButton>
        </div>
      )}
      {setDefault.error && <ProblemNotice title={text('form.v2.setDefault.failed')} error={setDefault.error} />}
    </Notice>
  );
}
