import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { storeQuery } from '../../api/stores.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { sandboxRoute } from '../sandbox/route.ts';

/** Parts of a store's page. */
export const storeTabs = ['requests', 'changes', 'faults', 'clock', 'access'] as const;
export type StoreTab = (typeof storeTabs)[number];

/** Filters of the request log. */
export const requestFilters = ['all', 'limited', 'failed', 'faults'] as const;
export type RequestFilter = (typeof requestFilters)[number];

export const storeRoute = createRoute({
  getParentRoute: () => sandboxRoute,
  path: '$id',
  validateSearch: z.object({
    tab: z.enum(storeTabs).optional().catch(undefined),
    show: z.enum(requestFilters).optional().catch(undefined),
    /** The form with the store's settings is open. */
    edit: z.boolean().optional().catch(undefined),
  }),
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(storeQuery(params.id))).name }),
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./store-screen.tsx'), 'StoreScreen'),
});
