import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Connection } from '../../api/connections.ts';
import { type IClient, iClientsQuery } from '../../api/iclients.ts';
import { type Store, storesQuery } from '../../api/stores.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { checkAfterLeaving } from '../../forms/check-after-leaving.ts';
import { problemErrors } from '../../forms/schema-errors.ts';
import { text } from '../../texts/text.ts';
import { type ConnectionDraft, draftOf, environmentOf } from './draft.ts';
import { draftErrors, staleSecret } from './draft-errors.ts';
import { FieldPanels } from './field-panels.tsx';
import { ConnectionFields } from './fields.tsx';
import { FormFooter } from './form-footer.tsx';
import { FormHead } from './form-head.tsx';
import { keepDraft, takeDraft } from './kept-draft.ts';
import type { FormPanel } from './route.ts';
import { useSaveConnection } from './save-connection.ts';
import { TestResult, useTestConnection } from './test-connection.tsx';
import { apiTypeGroups, clientField, scopesField, signsIn } from './type-fields.ts';

interface ConnectionFormProps {
  /** The connection that is edited; left out for a new one. */
  existing?: Connection;
  /** What the form starts with, and what counts as "nothing typed yet". */
  start: ConnectionDraft;
  /** The panel that lies over the form, from the address. */
  panel: FormPanel | undefined;
  onPanel: (panel: FormPanel | undefined) => void;
  /** Leaves the form; what was typed is asked about before. */
  onClose: () => void;
  /** Something to say above the fields. */
  notice?: ReactNode;
}

const noClients: readonly IClient[] = [];
const noStores: readonly Store[] = [];

/** Name, API type, and what the type asks for; Save and authorize, Save, Test connection. */
export function ConnectionForm({ existing, start, panel, onPanel, onClose, notice }: ConnectionFormProps) {
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const [submitCount, setSubmitCount] = useState(0);
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items ?? noClients;
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items ?? noStores;
  const saving = useSaveConnection(existing, ({ connection, attempt }) => {
    guard.leaveFreely();
    const params = { id: connection.id };
    if (attempt) void navigate({ to: '/connections/$id/authorize', params, search: { attempt: attempt.id } });
    else onClose();
  });
  const form = useForm<ConnectionDraft>({
    initialValues: start,
    validate: (draft) => draftErrors(draft, saving.stored),
    enhanceGetInputProps: checkAfterLeaving,
    onValuesChange: (draft) => {
      // Another address asks for its secret: the stored one is not for it.
      const stale = staleSecret(draft, saving.stored);
      if (stale) form.setFieldValue(stale, '');
      const environment = environmentOf(draft, clients, stores);
      if (!existing && environment !== draft.environment) form.setFieldValue('environment', environment);
    },
  });
  const guard = useLeaveGuard(form.isDirty(), 'page', () => keepDraft(path, form.getValues()));
  useEffect(() => {
    const kept = takeDraft(path);
    if (kept) form.setValues(kept);
  }, [path, form.setValues]);
  const test = useTestConnection(saving.stored);
  const isCovered = panel !== undefined || guard.asking;
  const draft = form.values;
  const submit = (options: { authorize: boolean }) => {
    setSubmitCount(submitCount + 1);
    test.reset();
    if (!form.validate().hasErrors) saving.save(draft, options);
  };
  const takeStored = async () => {
    const fresh = await saving.takeStored();
    if (!fresh) return;
    form.setInitialValues(draftOf(fresh));
    form.setValues(draftOf(fresh));
  };
  return (
    <>
      <SidePanel
        title={text(existing ? 'form.title.edit' : 'form.title.create')}
        subtitle={existing ? existing.name : subtitleOf(draft)}
        tile={<AppTile apiType={draft.apiType} big />}
        size={640}
        covered={isCovered}
        onClose={onClose}
        onSubmit={(event) => {
          event.preventDefault();
          submit({ authorize: signsIn(draft) });
        }}
        footer={
          <FormFooter
            authorizes={signsIn(draft)}
            testsOnSave={apiTypeGroups.lightspeed.includes(draft.apiType)}
            isSaving={saving.isSaving}
            isTesting={test.isRunning}
            onSave={() => submit({ authorize: false })}
            onTest={() => {
              setSubmitCount(submitCount + 1);
              if (!form.validate().hasErrors) test.run(draft);
            }}
            onCancel={onClose}
          />
        }
      >
        <FormStack>
          <FormHead
            errors={{ ...serverErrors(saving.error, draft), ...form.errors }}
            submitCount={submitCount}
            failure={saving.error}
            isNew={!saving.stored}
            onTakeStored={() => void takeStored()}
            onKeepOwn={() => saving.saveOver(draft)}
          />
          {notice}
          <ConnectionFields form={form} existing={existing} stored={saving.stored} onPanel={onPanel} />
          <TestResult test={test} />
        </FormStack>
        {guard.question}
      </SidePanel>
      <FieldPanels form={form} panel={panel} onPanel={onPanel} />
    </>
  );
}

/** Messages of the server by field of the form: it calls the client the same, whatever its provider. */
function serverErrors(error: Error | null, { apiType }: ConnectionDraft): Record<string, string> {
  const { iClientId, scopes, ...errors } = problemErrors(error);
  return {
    ...errors,
    ...(iClientId ? { [clientField(apiType)]: iClientId } : {}),
    ...(scopes ? { [scopesField(apiType)]: scopes } : {}),
  };
}

function subtitleOf({ apiType, environment }: ConnectionDraft): string {
  return text(environment === 'sandbox' ? 'form.sub.sandbox' : `form.sub.${apiType}`);
}
