import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { runsQuery } from '../../api/runs.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** All under `/runs`: the list, and the page of one run. */
export const runsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/runs',
  staticData: { crumb: 'nav.runs' },
});

/** Filters of the list: groups of statuses, since that is what a person looks for. */
export const runFilters = ['all', 'live', 'completed', 'errors', 'failed', 'cancelled'] as const;
export type RunFilterName = (typeof runFilters)[number];

export const runListRoute = createRoute({
  getParentRoute: () => runsRoute,
  path: '/',
  validateSearch: z.object({
    show: z.enum(runFilters).optional().catch(undefined),
    flow: z.string().optional().catch(undefined),
  }),
  loader: () => queryClient.ensureQueryData(runsQuery()),
  component: lazyRouteComponent(() => import('./runs-screen.tsx'), 'RunsScreen'),
});
