import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { tableQuery } from '../../api/tables.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { tablesRoute } from '../tables/route.ts';

/** The rows of one table. `sort` is a column, with `-` before it for the other direction. */
export const tableRoute = createRoute({
  getParentRoute: () => tablesRoute,
  path: '$name',
  validateSearch: z.object({ sort: z.string().optional().catch(undefined) }),
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(tableQuery(params.name))).name }),
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./table-screen.tsx'), 'TableScreen'),
});
