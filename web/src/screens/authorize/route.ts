import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionOverviewRoute } from '../connection/route.ts';

/** An attempt to authorize, over the connection's page. Without `attempt` it offers to start one. */
export const authorizeRoute = createRoute({
  getParentRoute: () => connectionOverviewRoute,
  path: 'authorize',
  staticData: { crumb: 'connection.authorize' },
  validateSearch: z.object({ attempt: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./authorize-panel.tsx'), 'AuthorizePanel'),
});
