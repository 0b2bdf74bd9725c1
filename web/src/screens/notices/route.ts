import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { noticesQuery } from '../../api/notices.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** Everything that was told, behind the bell. */
export const noticesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/notices',
  staticData: { crumb: 'nav.notices' },
  validateSearch: z.object({ show: z.enum(['all', 'unread']).optional().catch(undefined) }),
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => queryClient.ensureInfiniteQueryData(noticesQuery(deps.show === 'unread')),
  component: lazyRouteComponent(() => import('./notices-screen.tsx'), 'NoticesScreen'),
});
