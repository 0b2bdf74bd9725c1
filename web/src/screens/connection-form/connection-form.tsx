import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { ApiType } from '../../../../src/connections/schema.ts';
import { ApiProblem } from '../../api/client.ts';
import type { Connection } from '../../api/connections.ts';
import { httpOfApiTypeQuery } from '../../api/http-settings.ts';
import { type IClient, iClientsQuery } from '../../api/iclients.ts';
import { storesQuery } from '../../api/stores.ts';
import { AppTile } from '../../components/app-tile.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { checkAfterLeaving } from '../../forms/check-after-leaving.ts';
import { text } from '../../texts/text.ts';
import { type ConnectionDraft, clientOf, draftOf, environmentOf } from './draft.ts';
import { advancedFields, draftErrors } from './draft-errors.ts';
import { needsNewSignIn } from './draft-request.ts';
import { FieldPanels } from './field-panels.tsx';
import { ConnectionFields } from './fields.tsx';
import { FormFooter } from './form-footer.tsx';
import { FormHead } from './form-head.tsx';
import { rowAt } from './http/http-draft.ts';
import { differing, type HttpWhole, unsavedHttp } from './http/http-rows.ts';
import { HttpView } from './http/http-view.tsx';
import { keepDraft, takeDraft } from './kept-draft.ts';
import { OverridesChip } from './overrides-chip.tsx';
import type { FormPanel } from './route.ts';
import { type AfterSave, useSaveConnection } from './save-connection.ts';
import { type SignInKind, signInKind } from './sign-in-kind.ts';
import { staleSecrets, withoutStaleSecrets } from './stale-secrets.ts';
import { TestResult, useTestConnection } from './test-connection.tsx';
import { clientField, scopesField, speaksHttp } from './type-fields.ts';
import { type FormView, useViewSwitch } from './view-switch.tsx';

interface ConnectionFormProps {
  /** The connection that is edited; left out for a new one. */
  existing?: Connection;
  /** What the form starts with, and what counts as "nothing typed yet". */
  start: ConnectionDraft;
  /** The panel that lies over the form, from the address. */
  panel: FormPanel | undefined;
  onPanel: (panel: FormPanel | undefined) => void;
  /** Simple or HTTP, from the address. */
  view: FormView;
  onView: (view: FormView) => void;
  /** Leaves the form; what was typed is asked about before. */
  onClose: () => void;
  /** Something to say above the fields. */
  notice?: ReactNode;
}

const noClients: readonly IClient[] = [];

/** Name, API type, and what the type asks for; Save and authorize, Save, Test connection. Simple view or HTTP view. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { existing, start, panel, onPanel, onView, onClose, notice } = props;
  const navigate = useNavigate();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const [submitCount, setSubmitCount] = useState(0);
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false }).data?.items ?? noClients;
  const stores = useQuery({ ...storesQuery(), throwOnError: false }).data?.items;
  const saving = useSaveConnection(existing, {
    onSaved: ({ connection, attempt, answer }) => {
      if (answer && !answer.ok) {
        form.setInitialValues(draftOf(connection));
        form.setValues(draftOf(connection));
        test.show(answer);
        return;
      }
      guard.leaveFreely();
      const params = { id: connection.id };
      if (attempt) void navigate({ to: '/connections/$id/authorize', params, search: { attempt: attempt.id } });
      else onClose();
    },
    onRefused: (error) => {
      const errors = serverErrors(error, form.getValues());
      form.setErrors(errors);
      showErrors(errors);
    },
  });
  const form = useForm<ConnectionDraft>({
    initialValues: start,
    validate: (draft) => draftErrors(draft, saving.stored, clientOf(draft, clients)),
    enhanceGetInputProps: checkAfterLeaving,
    onValuesChange: (draft) => {
      // Another address asks for its secrets: the stored ones are not for it.
      for (const stale of staleSecrets(draft, saving.stored)) form.setFieldValue(stale, '');
      const http = withoutStaleSecrets(draft, saving.stored);
      if (http) form.setFieldValue('http', http);
    },
  });
  // Decided by what is known now: a client that was just made is in the list only after it was chosen.
  const isDecided = existing !== undefined || stores === undefined;
  const environment = isDecided ? form.values.environment : environmentOf(form.values, clients, stores);
  const draft: ConnectionDraft = { ...form.values, environment };
  useEffect(() => {
    if (form.values.environment !== environment) form.setFieldValue('environment', environment);
  }, [environment, form.values.environment, form.setFieldValue]);
  const facts = useQuery({
    ...httpOfApiTypeQuery(draft.apiType),
    enabled: speaksHttp(draft.apiType),
    throwOnError: false,
  });
  const whole = facts.data?.settings;
  const isDirty = form.isDirty() && !isSameDraft(draft, form.getInitialValues(), whole);
  const guard = useLeaveGuard(isDirty, 'page', () => keepDraft(path, form.getValues()));
  useEffect(() => {
    const kept = takeDraft(path);
    if (kept) form.setValues(kept);
  }, [path, form.setValues]);
  const view = useViewSwitch({ form, view: props.view, onView, whole });
  const test = useTestConnection(saving.stored);
  const needed = signInKind(draft, clientOf(draft, clients));
  const kind = needed === 'consent' && isSignedIn(draft, saving.stored) ? 'none' : needed;
  const showErrors = (errors: Readonly<Record<string, unknown>>) => {
    setSubmitCount((count) => count + 1);
    if (view.view === 'simple' && Object.keys(errors).some(isInHttpView)) onView('http');
  };
  /** Does something with what is in the form once it is complete. */
  const ifComplete = (work: (ready: ConnectionDraft) => void) => {
    const { hasErrors, errors } = form.validate();
    if (hasErrors) showErrors(errors);
    else work({ ...draft, http: differing(draft.http, whole) });
  };
  const save = (then: AfterSave) => {
    test.reset();
    ifComplete((ready) => saving.save(ready, then));
  };
  const takeStored = async () => {
    const fresh = await saving.takeStored();
    if (!fresh) return;
    form.setInitialValues(draftOf(fresh));
    form.setValues(draftOf(fresh));
  };
  const fields = { form, stored: saving.stored, onPanel, isLocked: saving.stored !== undefined };
  const head = (
    <>
      <FormHead
        errors={form.errors}
        submitCount={submitCount}
        failure={saving.error}
        isNew={!saving.stored}
        onTakeStored={() => void takeStored()}
        onKeepOwn={() => saving.saveOver({ ...draft, http: differing(draft.http, whole) })}
      />
      {notice}
    </>
  );
  return (
    <>
      <SidePanel
        title={text(existing ? 'form.title.edit' : 'form.title.create')}
        subtitle={existing ? existing.name : subtitleOf(draft)}
        tile={<AppTile apiType={draft.apiType} big />}
        aside={view.control}
        size={view.view === 'http' ? 940 : 640}
        covered={panel !== undefined || guard.asking || view.asking}
        onClose={onClose}
        onSubmit={(event) => {
          event.preventDefault();
          save(afterSave(kind, draft.apiType));
        }}
        footer={
          <FormFooter
            kind={kind}
            unsaved={view.view === 'http' ? unsavedHttp(draft, saving.stored, whole) : undefined}
            isSaving={saving.isSaving}
            isTesting={test.isRunning}
            onSave={() => save('nothing')}
            onTest={() => ifComplete(test.run)}
            onCancel={onClose}
          />
        }
      >
        {view.view === 'http' ? (
          <HttpView {...fields} head={head} result={<TestResult test={test} />} />
        ) : (
          <FormStack>
            {head}
            <OverridesChip n={Object.keys(differing(draft.http, whole)).length} onShow={() => onView('http')} />
            <ConnectionFields {...fields} />
            <TestResult test={test} />
          </FormStack>
        )}
        {guard.question}
        {view.question}
      </SidePanel>
      <FieldPanels existing={existing} form={form} panel={panel} onPanel={onPanel} />
    </>
  );
}

/** The universal connector is tried as it is saved, so that what is wrong shows where it can be changed. */
function afterSave(kind: SignInKind, apiType: ApiType): AfterSave {
  if (kind === 'consent') return 'authorize';
  return apiType === 'http' ? 'test' : 'nothing';
}

/** Whether the sign-in that is there goes on with what the form says: then Save asks nobody. */
const isSignedIn = (draft: ConnectionDraft, stored: Connection | undefined): boolean =>
  Boolean(stored?.grant) && stored?.status !== 'unauthorized' && !needsNewSignIn(draft, stored);

/** Whether two drafts say the same: a row of HTTP view that was opened and left as it is says nothing. */
function isSameDraft(one: ConnectionDraft, other: ConnectionDraft, whole: HttpWhole | undefined): boolean {
  const said = (draft: ConnectionDraft) =>
    JSON.stringify({ ...draft, http: differing(draft.http, whole), asideHttp: {} });
  return said(one) === said(other);
}

const isInHttpView = (field: string) => field.startsWith('http.') || advancedFields.includes(field);

/** Messages of the server by field of the form: it calls the client the same, whatever its provider. */
function serverErrors(error: unknown, { apiType }: ConnectionDraft): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const fieldOf = (pointer: string) => {
    const row = pointer.startsWith('/http/') ? rowAt(pointer) : undefined;
    if (row) return `http.${row}`;
    const name = pointer.split('/').at(-1) ?? '';
    if (name === 'iClientId') return clientField(apiType);
    if (pointer === '/concurrency/target') return 'targetConcurrency';
    return name === 'scopes' ? scopesField(apiType) : name;
  };
  return Object.fromEntries(error.errors.map(({ pointer, message }) => [fieldOf(pointer), message]));
}

function subtitleOf({ apiType, environment }: ConnectionDraft): string {
  return text(environment === 'sandbox' ? 'form.sub.sandbox' : `form.sub.${apiType}`);
}
