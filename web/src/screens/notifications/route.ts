import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { webhooksQuery } from '../../api/webhooks.ts';
import { queryClient } from '../../query-client.ts';
import { settingsRoute } from '../settings/route.ts';

/** Settings > Notifications; `open` is the webhook whose form is open, or `new`; `sent` the one whose deliveries are shown. */
export const notificationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/notifications',
  staticData: { crumb: 'nav.notifications' },
  validateSearch: z.object({
    open: z
      .union([z.literal('new'), z.uuid()])
      .optional()
      .catch(undefined),
    sent: z.uuid().optional().catch(undefined),
  }),
  loader: () => queryClient.ensureQueryData(webhooksQuery()),
  component: lazyRouteComponent(() => import('./notifications-screen.tsx'), 'NotificationsScreen'),
});
