import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionsQuery } from '../../api/connections.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** Filters of the list: groups of states, since that is what a person looks for. */
export const connectionFilters = ['all', 'needsYou', 'slowed', 'online', 'notAuthorized'] as const;
export type ConnectionFilter = (typeof connectionFilters)[number];

/** All under `/connections`: the list with Create connection over it, and the page of one connection. */
export const connectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/connections',
  staticData: { crumb: 'nav.connections' },
});

export const connectionListRoute = createRoute({
  getParentRoute: () => connectionsRoute,
  id: 'list',
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    show: z.enum(connectionFilters).optional().catch(undefined),
  }),
  loader: () => queryClient.ensureQueryData(connectionsQuery()),
  component: lazyRouteComponent(() => import('./connections-screen.tsx'), 'ConnectionsScreen'),
});

export const connectionListIndexRoute = createRoute({ getParentRoute: () => connectionListRoute, path: '/' });
