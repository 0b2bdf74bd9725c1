import { Button } from '@mantine/core';
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { webhooksQuery } from '../../api/webhooks.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { StaleNotice } from '../../components/stale-notice.tsx';
import { text } from '../../texts/text.ts';
import { DeliveriesPanel } from './deliveries-panel.tsx';
import { notificationsRoute } from './route.ts';
import { WebhookPanel } from './webhook-panel.tsx';
import { WebhookTable } from './webhook-table.tsx';

/** Where notices go besides the bell. Forms and deliveries open over the list. */
export function NotificationsScreen() {
  const query = useSuspenseQuery(webhooksQuery());
  const { open, sent } = notificationsRoute.useSearch();
  const navigate = useNavigate({ from: '/settings/notifications' });
  const webhooks = query.data.items;
  const close = () => void navigate({ to: '.', search: {} });
  const find = (id: string | undefined) => webhooks.find((webhook) => webhook.id === id);
  const edited = find(open);
  const shown = find(sent);
  return (
    <>
      <PageHead
        title={text('nav.notifications')}
        sub={text('webhooks.sub')}
        actions={webhooks.length > 0 && <AddButton />}
      />
      <StaleNotice query={query} />
      {webhooks.length === 0 ? (
        <EmptyState title={text('webhooks.empty.title')} action={<AddButton />}>
          {text('webhooks.empty.text')}
        </EmptyState>
      ) : (
        <WebhookTable webhooks={webhooks} />
      )}
      {(open === 'new' || edited) && <WebhookPanel key={open} webhook={edited} onClose={close} />}
      {shown && <DeliveriesPanel webhook={shown} onClose={close} />}
    </>
  );
}

function AddButton() {
  return (
    <Button
      leftSection={<IconPlus size={16} />}
      renderRoot={(props) => <Link {...props} to="/settings/notifications" search={{ open: 'new' }} />}
    >
      {text('webhooks.add')}
    </Button>
  );
}
