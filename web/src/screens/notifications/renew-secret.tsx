import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { renewSecret, type Webhook, webhooksQuery } from '../../api/webhooks.ts';
import { Confirm } from '../../components/confirm.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import { SigningSecret } from './signing-secret.tsx';

/** Asks, replaces the secret of a webhook, then shows the new one this once. */
export function RenewSecret({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const queries = useQueryClient();
  const renew = useMutation({
    mutationFn: () => renewSecret(webhook.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: webhooksQuery().queryKey }),
  });
  if (renew.data) {
    return (
      <SidePanel
        title={text('webhooks.secret.title')}
        subtitle={webhook.url}
        size={480}
        onClose={onClose}
        footer={<Button onClick={onClose}>{text('webhooks.secret.close')}</Button>}
      >
        <SigningSecret secret={renew.data.signingSecret} />
      </SidePanel>
    );
  }
  return (
    <Confirm
      title={text('webhooks.renew.title')}
      action={text('webhooks.renew.action')}
      danger
      busy={renew.isPending}
      onConfirm={() => renew.mutate()}
      onCancel={onClose}
    >
      {text('webhooks.renew.text')}
      {renew.error && <ProblemNotice title={text('webhooks.renew.failed')} error={renew.error} />}
    </Confirm>
  );
}
