import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { iClientsQuery } from '../../api/iclients.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** The iClients; `open` is the id of the one whose panel lies over the list, or `new`. */
export const iClientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/iclients',
  staticData: { crumb: 'nav.iclients' },
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    open: z.string().optional().catch(undefined),
  }),
  loader: () => queryClient.ensureQueryData(iClientsQuery()),
  component: lazyRouteComponent(() => import('./iclients-screen.tsx'), 'IClientsScreen'),
});
