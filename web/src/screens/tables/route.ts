import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { tablesQuery } from '../../api/tables.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** All under `/tables`: the list, and the rows of one table. */
export const tablesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/tables',
  staticData: { crumb: 'nav.tables' },
});

export const tableListRoute = createRoute({
  getParentRoute: () => tablesRoute,
  path: '/',
  loader: () => queryClient.ensureQueryData(tablesQuery()),
  component: lazyRouteComponent(() => import('./tables-screen.tsx'), 'TablesScreen'),
});
