import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { type RunFilter, type RunStatus, runsQuery } from '../../api/runs.ts';
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

const statuses: Readonly<Record<RunFilterName, readonly RunStatus[] | undefined>> = {
  all: undefined,
  live: ['queued', 'running', 'waiting', 'paused'],
  completed: ['completed'],
  errors: ['completedWithErrors'],
  failed: ['failed'],
  cancelled: ['cancelled'],
};

/** What the server is asked for. */
export const filterOf = ({ show = 'all', flow }: { show?: RunFilterName; flow?: string }): RunFilter => ({
  status: statuses[show],
  flowId: flow,
});

export const runListRoute = createRoute({
  getParentRoute: () => runsRoute,
  path: '/',
  validateSearch: z.object({
    show: z.enum(runFilters).optional().catch(undefined),
    flow: z.uuid().optional().catch(undefined),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => queryClient.ensureInfiniteQueryData(runsQuery(filterOf(deps))),
  component: lazyRouteComponent(() => import('./runs-screen.tsx'), 'RunsScreen'),
});
