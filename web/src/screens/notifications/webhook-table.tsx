import { Menu, Switch, Table } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { changeWebhook, deleteWebhook, type Webhook, webhooksQuery } from '../../api/webhooks.ts';
import { announce } from '../../components/announcer.tsx';
import { ConfirmDelete } from '../../components/confirm-delete.tsx';
import { Cell, DataTable, HeadCell, HiddenHeadCell, MenuCell } from '../../components/data-table.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { text } from '../../texts/text.ts';
import { DeliveryStatus } from './delivery-status.tsx';
import { RenewSecret } from './renew-secret.tsx';
import classes from './webhook-table.module.css';

/** Webhooks: whether they are on, where they go, what they hear, how the last message fared. */
export function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] }) {
  const [doomed, setDoomed] = useState<Webhook | null>(null);
  const [renewed, setRenewed] = useState<Webhook | null>(null);
  const [problem, setProblem] = useState<{ url: string; error: Error } | null>(null);
  return (
    <>
      {problem && <ProblemNotice title={text('webhooks.changeFailed', { url: problem.url })} error={problem.error} />}
      <DataTable
        label={text('nav.notifications')}
        head={
          <>
            <HeadCell>{text('webhooks.column.on')}</HeadCell>
            <HeadCell>{text('webhooks.column.url')}</HeadCell>
            <HeadCell wide>{text('webhooks.column.events')}</HeadCell>
            <HeadCell wide>{text('webhooks.column.secret')}</HeadCell>
            <HeadCell wide>{text('webhooks.column.last')}</HeadCell>
            <HiddenHeadCell>{text('webhooks.column.actions')}</HiddenHeadCell>
          </>
        }
      >
        {webhooks.map((webhook) => (
          <Row
            key={webhook.id}
            webhook={webhook}
            onDelete={() => setDoomed(webhook)}
            onRenew={() => setRenewed(webhook)}
            onProblem={(error) => setProblem({ url: webhook.url, error })}
          />
        ))}
      </DataTable>
      {doomed && <DeleteWebhook webhook={doomed} onClose={() => setDoomed(null)} />}
      {renewed && <RenewSecret webhook={renewed} onClose={() => setRenewed(null)} />}
    </>
  );
}

interface RowProps {
  webhook: Webhook;
  onDelete: () => void;
  onRenew: () => void;
  onProblem: (error: Error) => void;
}

function Row({ webhook, onDelete, onRenew, onProblem }: RowProps) {
  const { id, url, events, enabled, secret, lastDelivery, version } = webhook;
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (next: boolean) => changeWebhook(id, version, { enabled: next }),
    onError: onProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: webhooksQuery().queryKey }),
  });
  return (
    <Table.Tr>
      <Cell>
        <Switch
          aria-label={text('webhooks.switch', { url })}
          checked={change.isPending ? change.variables : enabled}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
      </Cell>
      <Cell>
        <Link className={classes.url} to="/settings/notifications" search={{ sent: id }}>
          {url}
        </Link>
      </Cell>
      <Cell wide second>
        {events.map((event) => text(`webhooks.event.${event}.short`)).join(', ')}
      </Cell>
      <Cell wide second>
        <code>{secret.fingerprint}</code>
      </Cell>
      <Cell wide>
        {lastDelivery ? (
          <span className={classes.last}>
            <DeliveryStatus delivery={lastDelivery} />
            <RelativeTime at={lastDelivery.createdAt} />
          </span>
        ) : (
          text('webhooks.nothingSent')
        )}
      </Cell>
      <MenuCell>
        <RowMenu name={url}>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/settings/notifications" search={{ sent: id }} />}>
            {text('webhooks.deliveries')}
          </Menu.Item>
          <Menu.Item renderRoot={(props) => <Link {...props} to="/settings/notifications" search={{ open: id }} />}>
            {text('common.edit')}
          </Menu.Item>
          <Menu.Item onClick={onRenew}>{text('webhooks.renew')}</Menu.Item>
          <Menu.Item color="red" onClick={onDelete}>
            {text('common.delete')}
          </Menu.Item>
        </RowMenu>
      </MenuCell>
    </Table.Tr>
  );
}

function DeleteWebhook({ webhook: { id, url }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteWebhook(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: webhooksQuery().queryKey });
      announce(text('webhooks.delete.done'));
      onClose();
    },
  });
  return (
    <ConfirmDelete
      name={url}
      title={text('webhooks.delete.title')}
      action={text('webhooks.delete.action')}
      users={[]}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={onClose}
    >
      {text('webhooks.delete.text', { url })}
    </ConfirmDelete>
  );
}
