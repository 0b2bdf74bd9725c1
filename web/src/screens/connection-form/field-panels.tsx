import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { type Connection, neededScopesQuery } from '../../api/connections.ts';
import type { IClient } from '../../api/iclients.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { text } from '../../texts/text.ts';
import { IClientPanel } from '../iclients/iclient-panel.tsx';
import type { ConnectionDraft } from './draft.ts';
import type { FormPanel } from './route.ts';
import { ScopesPanel } from './scopes/scopes-panel.tsx';
import { clientField, providerOf } from './type-fields.ts';

interface FieldPanelsProps {
  /** The connection that is edited; left out for a new one. */
  existing: Connection | undefined;
  form: UseFormReturnType<ConnectionDraft>;
  panel: FormPanel | undefined;
  onPanel: (panel: FormPanel | undefined) => void;
}

/** What opens over the form: scopes and clients. The form stays as it is below. */
export function FieldPanels({ existing, form, panel, onPanel }: FieldPanelsProps) {
  const { apiType } = form.values;
  const field = apiType === 'lightspeed-x' ? 'xScopes' : 'scopes';
  const catalogue = useQuery({
    ...scopesQuery(apiType),
    enabled: panel === 'scopes',
    throwOnError: false,
  });
  const needed = useQuery({
    ...neededScopesQuery(existing?.id ?? ''),
    enabled: existing !== undefined && panel === 'scopes',
    throwOnError: false,
  });
  const close = () => onPanel(undefined);
  const choose = useChooseClient(form);
  if (panel === 'scopes' && catalogue.data && !needed.isLoading) {
    return (
      <ScopesPanel
        type={text(`apiType.${apiType}.label`)}
        catalogue={catalogue.data.items}
        bundles={catalogue.data.bundles}
        needs={needed.data?.items ?? []}
        selected={form.values[field]}
        onClose={close}
        onSave={(chosen) => {
          form.setFieldValue(field, chosen);
          form.clearFieldError(field);
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
      provider={providerOf(apiType)}
      onClose={close}
      onBack={close}
      onSaved={(client) => {
        choose(client);
        close();
      }}
    />
  );
}

/** Chooses a client. */
export function useChooseClient(form: UseFormReturnType<ConnectionDraft>): (client: IClient | undefined) => void {
  return useCallback(
    (client) => {
      const field = clientField(form.values.apiType);
      form.setFieldValue(field, client?.id ?? null);
      form.clearFieldError(field);
    },
    [form],
  );
}
