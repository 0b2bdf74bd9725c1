import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../shell/route.ts';
import { nextPath } from './next-path.ts';

export const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch: z.object({ next: nextPath.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./login-screen.tsx'), 'LoginScreen'),
});
