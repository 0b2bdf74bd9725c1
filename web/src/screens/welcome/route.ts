import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { ApiProblem } from '../../api/client.ts';
import { sessionQuery } from '../../api/session.ts';
import { queryClient } from '../../query-client.ts';
import { rootRoute } from '../../shell/route.ts';

export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: z.object({ token: z.string().optional().catch(undefined) }),
  // A link that was used already says so at once, not after the form was filled in.
  loader: async () => {
    try {
      await queryClient.fetchQuery(sessionQuery());
      return { isSetUp: true };
    } catch (error) {
      return { isSetUp: error instanceof ApiProblem && error.code === 'not_signed_in' };
    }
  },
  component: lazyRouteComponent(() => import('./welcome-screen.tsx'), 'WelcomeScreen'),
});
