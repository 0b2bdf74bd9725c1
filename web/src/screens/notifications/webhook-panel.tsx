import { Button, Checkbox, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { noticeKinds, webhookInput } from '../../../../src/notices/schema.ts';
import { changeWebhook, createWebhook, type Webhook, webhooksQuery } from '../../api/webhooks.ts';
import { FormStack } from '../../components/form-stack.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { SaveNotices } from '../../forms/save-notices.tsx';
import { problemErrors, schemaErrors } from '../../forms/schema-errors.ts';
import { useVersionedSave } from '../../forms/versioned-save.ts';
import { text } from '../../texts/text.ts';
import { SigningSecret } from './signing-secret.tsx';
import classes from './webhook-panel.module.css';

type Values = Pick<Webhook, 'url' | 'events' | 'enabled'>;

const valuesOf = ({ url, events, enabled }: Values): Values => ({ url, events, enabled });
const blank: Values = { url: '', events: [...noticeKinds], enabled: true };

/** The form of a new webhook, or of one to change. A new one's secret is shown afterwards. */
export function WebhookPanel({ webhook, onClose }: { webhook: Webhook | undefined; onClose: () => void }) {
  const [secret, setSecret] = useState<string>();
  const queries = useQueryClient();
  const form = useForm<Values>({
    initialValues: valuesOf(webhook ?? blank),
    validate: (values) => schemaErrors(webhookInput, values),
    validateInputOnBlur: true,
  });
  const save = useVersionedSave<Webhook & { signingSecret?: string }, Values>({
    form,
    version: webhook?.version,
    send: (values, version) =>
      webhook && version !== undefined ? changeWebhook(webhook.id, version, values) : createWebhook(values),
    readAgain: async () => {
      const { items } = await queries.fetchQuery({ ...webhooksQuery(), staleTime: 0 });
      return items.find(({ id }) => id === webhook?.id);
    },
    refresh: () => queries.invalidateQueries({ queryKey: webhooksQuery().queryKey }),
    onSaved: ({ signingSecret }) => (signingSecret ? setSecret(signingSecret) : onClose()),
    valuesOf,
    differing: (mine, theirs) =>
      (['url', 'events', 'enabled'] as const)
        .filter((field) => String(mine[field]) !== String(theirs[field]))
        .map((field) => text(`webhooks.field.${field}`)),
    refusedField: problemErrors,
  });
  if (secret) {
    return (
      <SidePanel
        title={text('webhooks.secret.title')}
        subtitle={form.getValues().url}
        size={480}
        onClose={onClose}
        footer={<Button onClick={onClose}>{text('webhooks.secret.close')}</Button>}
      >
        <SigningSecret secret={secret} />
      </SidePanel>
    );
  }
  return (
    <SidePanel
      title={text(webhook ? 'webhooks.edit.title' : 'webhooks.add')}
      size={480}
      onClose={onClose}
      covered={save.guard.asking}
      onSubmit={save.submit}
      footer={
        <>
          <Button type="submit" loading={save.isSaving}>
            {text(webhook ? 'common.save' : 'webhooks.submit')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {text('common.cancel')}
          </Button>
        </>
      }
    >
      <FormStack>
        <SaveNotices prefix="webhook" errors={form.errors} notSaved={text('webhooks.notSaved')} save={save} />
        <TextInput
          id="webhook-url"
          type="url"
          label={text('webhooks.field.url')}
          description={text('webhooks.field.url.help')}
          placeholder="https://example.com/hooks/counterflow"
          required
          autoComplete="off"
          data-autofocus
          {...form.getInputProps('url')}
        />
        <Checkbox.Group
          id="webhook-events"
          label={text('webhooks.field.events')}
          required
          {...form.getInputProps('events')}
        >
          <div className={classes.events}>
            {noticeKinds.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                label={text(`webhooks.event.${kind}`)}
                description={<code>{kind}</code>}
              />
            ))}
          </div>
        </Checkbox.Group>
        <Switch
          label={text('webhooks.field.enabled')}
          description={text('webhooks.field.enabled.help')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
      </FormStack>
      {save.guard.question}
    </SidePanel>
  );
}
