import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { connectionsQuery } from '../../api/connections.ts';
import { homeQuery } from '../../api/home.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  staticData: { crumb: 'nav.home' },
  loader: () =>
    Promise.all([queryClient.ensureQueryData(homeQuery()), queryClient.ensureQueryData(connectionsQuery())]),
  component: lazyRouteComponent(() => import('./home-screen.tsx'), 'HomeScreen'),
});
