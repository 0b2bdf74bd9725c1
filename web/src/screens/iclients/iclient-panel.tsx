import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { changeIClient, createIClient, type IClient, iClientsQuery } from '../../api/iclients.ts';
import { installationQuery } from '../../api/installation.ts';
import { ErrorSummary } from '../../components/error-summary.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { needsLanding } from '../../components/landing-url.ts';
import { useLeaveGuard } from '../../components/leave-guard.tsx';
import { useMayEdit } from '../../components/may-edit.ts';
import { Notice } from '../../components/notice.tsx';
import { PanelSkeleton } from '../../components/panel-skeleton.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ReadOnlyNotice } from '../../components/read-only-notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { checkAfterLeaving } from '../../forms/check-after-leaving.ts';
import { summaryOf } from '../../forms/refusals.ts';
import { text } from '../../texts/text.ts';
import { ClientGuide } from './client-guide.tsx';
import {
  iClientDraft,
  iClientErrors,
  iClientPatch,
  iClientRequest,
  needsSecretAgain,
  type Provider,
  refusedFields,
} from './iclient-draft.ts';
import { IClientFields, ProviderField } from './iclient-fields.tsx';
import classes from './iclient-panel.module.css';
import { IClientUsers } from './iclient-users.tsx';

interface IClientPanelProps {
  /** The client to edit; undefined for a new one. */
  id: string | undefined;
  /** Whose app a new client stands for; left out where the panel asks. */
  provider?: Provider;
  onSaved: (client: IClient) => void;
  /** Close button, Cancel and Esc. What was typed is asked about before the navigation that this makes. */
  onClose: () => void;
  /** Given when this panel lies over another one: an arrow leads back to it. */
  onBack?: () => void;
}

/** Makes or changes an OAuth 2.0 client: over the list of iClients, or over the form of a connection. */
export function IClientPanel(props: IClientPanelProps) {
  const clients = useQuery({ ...iClientsQuery(), throwOnError: false });
  const client = clients.data?.items.find(({ id }) => id === props.id);
  const provider = client?.provider ?? props.provider;
  const head = {
    title: text(props.id ? 'iclient.edit' : 'iclient.new'),
    subtitle: provider && text(`iclient.sub.${provider}`),
    size: 480,
    onClose: props.onClose,
    ...(props.onBack ? { onBack: props.onBack } : {}),
  };
  if (props.id && !client) {
    return (
      <SidePanel {...head}>
        {clients.error && (
          <ProblemNotice title={text('error.screen')} error={clients.error} onRetry={() => void clients.refetch()} />
        )}
        {clients.isPending && <PanelSkeleton />}
        {clients.data && <Notice title={text('iclient.gone.title')}>{text('iclient.gone.text')}</Notice>}
      </SidePanel>
    );
  }
  return <IClientForm key={client?.version} {...props} head={head} client={client} provider={provider} />;
}

type IClientFormProps = Omit<IClientPanelProps, 'id' | 'provider'> & {
  provider: Provider | undefined;
  head: Omit<Parameters<typeof SidePanel>[0], 'children'>;
  client: IClient | undefined;
};

function IClientForm({ head, client, provider: given, onSaved, onClose, onBack }: IClientFormProps) {
  const mayEdit = useMayEdit();
  const queries = useQueryClient();
  const installation = useQuery({ ...installationQuery(), throwOnError: false });
  const [submitCount, setSubmitCount] = useState(0);
  const form = useForm({
    initialValues: iClientDraft(client, given ?? 'lightspeed-r'),
    validate: (draft) => iClientErrors(draft, client),
    enhanceGetInputProps: checkAfterLeaving,
    onValuesChange: (draft) => {
      // Another client ID asks for its secret: the stored one is not for it.
      if (draft.clientSecret === null && needsSecretAgain(draft, client)) form.setFieldValue('clientSecret', '');
    },
  });
  const { provider } = form.values;
  const lands = provider !== 'custom' && needsLanding(installation.data?.regions);
  const guard = useLeaveGuard(form.isDirty(), 'nowhere');
  const save = useMutation({
    mutationFn: (draft: typeof form.values) =>
      client
        ? changeIClient(client.id, client.version, iClientPatch(draft, client))
        : createIClient(iClientRequest(draft, lands)),
    onSuccess: async (saved) => {
      guard.leaveFreely();
      await queries.invalidateQueries({ queryKey: iClientsQuery().queryKey });
      onSaved(saved);
    },
    onError: (error) => {
      form.setErrors(refusedFields(error));
      setSubmitCount((count) => count + 1);
    },
  });
  const isStale = save.error instanceof ApiProblem && save.error.code === 'changed_meanwhile';
  return (
    <SidePanel
      {...head}
      covered={guard.asking}
      onSubmit={(event) => {
        event.stopPropagation();
        setSubmitCount(submitCount + 1);
        form.onSubmit((draft) => save.mutate(draft))(event);
      }}
      footer={
        <>
          <Button type="submit" loading={save.isPending} disabled={!mayEdit}>
            {text(onBack ? 'iclient.saveAndUse' : 'iclient.save')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <ReadOnlyNotice />
        {save.error && (
          <ProblemNotice
            title={text('iclient.failed')}
            error={save.error}
            actions={
              isStale && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => void queries.invalidateQueries({ queryKey: iClientsQuery().queryKey })}
                >
                  {text('iclient.reload')}
                </Button>
              )
            }
          />
        )}
        <ErrorSummary submitCount={submitCount} errors={summaryOf('iclient', form.errors)} />
        {client && client.usedBy > 0 && <IClientUsers client={client} />}
        {!client && given === undefined && <ProviderField form={form} />}
        {!client && provider !== 'custom' && installation.data && (
          <section className={classes.guide}>
            <h3>{text('iclient.guide.title')}</h3>
            <ClientGuide
              regions={installation.data.regions}
              provider={provider}
              at="client"
              landingUrl={form.values.landingUrl}
            />
          </section>
        )}
        <IClientFields form={form} client={client} regions={installation.data?.regions} lands={lands} />
      </FormStack>
      {guard.question}
    </SidePanel>
  );
}
