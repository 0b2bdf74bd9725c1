import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { apiKeysQuery } from '../../api/apikeys.ts';
import { queryClient } from '../../query-client.ts';
import { settingsRoute } from '../settings/route.ts';

/** Settings > API keys; `create` opens the form for another one. */
export const apiKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/api-keys',
  staticData: { crumb: 'nav.apiKeys' },
  validateSearch: z.object({ create: z.boolean().optional().catch(undefined) }),
  loader: () => queryClient.ensureQueryData(apiKeysQuery()),
  component: lazyRouteComponent(() => import('./api-keys-screen.tsx'), 'ApiKeysScreen'),
});
