import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Delivery, deliveriesQuery, testWebhook, type Webhook } from '../../api/webhooks.ts';
import { announce } from '../../components/announcer.tsx';
import { CopyIcon } from '../../components/copy-button.tsx';
import { FormStack } from '../../components/form-stack.tsx';
import { Notice } from '../../components/notice.tsx';
import { PanelSkeleton } from '../../components/panel-skeleton.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SidePanel } from '../../components/side-panel.tsx';
import { text } from '../../texts/text.ts';
import classes from './deliveries-panel.module.css';
import { DeliveryStatus } from './delivery-status.tsx';

/** The last messages to a webhook with what came of each, and a button that sends one to try it. */
export function DeliveriesPanel({ webhook: { id, url, enabled }, onClose }: { webhook: Webhook; onClose: () => void }) {
  const queries = useQueryClient();
  const sent = useQuery({ ...deliveriesQuery(id), throwOnError: false });
  const trial = useMutation({
    mutationFn: () => testWebhook(id),
    onSuccess: ({ status }) => announce(text(`webhooks.test.${status === 'delivered' ? 'arrived' : 'failed'}`)),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  });
  return (
    <SidePanel
      title={text('webhooks.deliveries')}
      subtitle={url}
      size={640}
      onClose={onClose}
      footer={
        <Button loading={trial.isPending} onClick={() => trial.mutate()} data-autofocus>
          {text('webhooks.test')}
        </Button>
      }
    >
      <FormStack>
        {!enabled && <Notice title={text('webhooks.off.title')}>{text('webhooks.off.text')}</Notice>}
        {trial.error && <ProblemNotice title={text('webhooks.test.failed')} error={trial.error} />}
        {trial.data && <TestResult delivery={trial.data} />}
        {sent.isPending && <PanelSkeleton />}
        {sent.isError && !sent.data && (
          <ProblemNotice title={text('error.screen')} error={sent.error} onRetry={() => void sent.refetch()} />
        )}
        {sent.data?.items.length === 0 && <p className={classes.none}>{text('webhooks.deliveries.none')}</p>}
        {sent.data && sent.data.items.length > 0 && (
          <ul className={classes.list} aria-label={text('webhooks.deliveries')}>
            {sent.data.items.map((delivery) => (
              <Line key={delivery.id} delivery={delivery} />
            ))}
          </ul>
        )}
      </FormStack>
    </SidePanel>
  );
}

function TestResult({ delivery: { status, lastStatus, lastError } }: { delivery: Delivery }) {
  if (status === 'delivered') {
    return (
      <Notice tone="ok" title={text('webhooks.test.arrived')}>
        {text('webhooks.answered', { status: String(lastStatus) })}
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title={text('webhooks.test.failed')}>
      {lastError}
    </Notice>
  );
}

function Line({ delivery }: { delivery: Delivery }) {
  const { event, attempts, lastStatus, lastError, createdAt, nextAttemptAt, id } = delivery;
  return (
    <li className={classes.line}>
      <div className={classes.top}>
        <b>{text(`webhooks.event.${event}.short`)}</b>
        <DeliveryStatus delivery={delivery} />
        <span className={classes.time}>
          <RelativeTime at={createdAt} />
        </span>
      </div>
      <p>
        {text('webhooks.attempts', { n: attempts })}{' '}
        {lastError ?? (lastStatus === null ? '' : text('webhooks.answered', { status: String(lastStatus) }))}{' '}
        {nextAttemptAt && attempts > 0 && (
          <>
            {text('webhooks.next')} <RelativeTime at={nextAttemptAt} />.
          </>
        )}
      </p>
      <div className={classes.id}>
        <code>{id}</code>
        <CopyIcon value={id} label={text('webhooks.copyId')} />
      </div>
    </li>
  );
}
