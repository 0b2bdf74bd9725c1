import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { IClient } from '../../api/iclients.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { storesQuery } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';
import { IClientPanel } from '../iclients/iclient-panel.tsx';
import { type ConnectionDraft, clientField, storeOf } from './draft.ts';
import type { FormPanel } from './route.ts';
import { ScopesPanel } from './scopes/scopes-panel.tsx';

interface FieldPanelsProps {
  form: UseFormReturnType<ConnectionDraft>;
  panel: FormPanel | undefined;
  onPanel: (panel: FormPanel | undefined) => void;
}

/** What opens over the form: scopes and clients. The form stays as it is below. */
export function FieldPanels({ form, panel, onPanel }: FieldPanelsProps) {
  const { apiType, scopes } = form.values;
  const catalogue = useQuery({ ...scopesQuery('lightspeed-v3'), throwOnError: false });
  const close = () => onPanel(undefined);
  const choose = useChooseClient(form);
  if (panel === 'scopes' && catalogue.data) {
    return (
      <ScopesPanel
        type={text('apiType.lightspeed-v3.series')}
        catalogue={catalogue.data.items}
        bundles={catalogue.data.bundles}
        selected={scopes}
        onClose={close}
        onSave={(chosen) => {
          form.setFieldValue('scopes', chosen);
          form.clearFieldError('scopes');
          close();
        }}
      />
    );
  }
  if (panel !== 'new-client' && panel !== 'edit-client') return null;
  const chosenId = form.values[clientField(apiType)];
  return (
    <IClientPanel
      id={panel === 'edit-client' ? (chosenId ?? undefined) : undefined}
      provider={apiType === 'http' ? 'custom' : 'lightspeed-r'}
      onClose={close}
      onBack={close}
      onSaved={(client) => {
        choose(client);
        close();
      }}
    />
  );
}

/** Chooses a client. One of a sandbox store makes the connection a sandbox one: its secret means nothing elsewhere. */
export function useChooseClient(form: UseFormReturnType<ConnectionDraft>): (client: IClient | undefined) => void {
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items;
  return useCallback(
    (client) => {
      const field = clientField(form.values.apiType);
      form.setFieldValue(field, client?.id ?? null);
      form.clearFieldError(field);
      if (field !== 'iClientId' || !stores) return;
      form.setFieldValue('environment', storeOf(client, stores) ? 'sandbox' : 'live');
    },
    [form, stores],
  );
}
