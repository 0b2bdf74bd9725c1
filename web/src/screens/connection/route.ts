import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { connectionQuery } from '../../api/connections.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { connectionsRoute } from '../connections/route.ts';

/** The page of one connection; Edit and Authorize open over it. */
export const connectionRoute = createRoute({
  getParentRoute: () => connectionsRoute,
  path: '$id',
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(connectionQuery(params.id))).name }),
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./connection-screen.tsx'), 'ConnectionScreen'),
});

export const connectionIndexRoute = createRoute({ getParentRoute: () => connectionRoute, path: '/' });
