import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { storesQuery } from '../../api/stores.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** All under `/sandbox`: the list of stores, and the page of one. */
export const sandboxRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/sandbox',
  staticData: { crumb: 'nav.sandbox' },
});

/** The sandbox's stores; `create` opens the form for another one. */
export const storeListRoute = createRoute({
  getParentRoute: () => sandboxRoute,
  path: '/',
  validateSearch: z.object({ create: z.boolean().optional().catch(undefined) }),
  loader: () => queryClient.ensureQueryData(storesQuery()),
  component: lazyRouteComponent(() => import('./sandbox-screen.tsx'), 'SandboxScreen'),
});
