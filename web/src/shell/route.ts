import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { ApiProblem } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';
import { queryClient } from '../query-client.ts';
import type { TextKey } from '../texts/text.ts';
import { Shell } from './shell.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Name of the screen in breadcrumbs and window title. A route that shows one thing returns `{crumb}` from its loader. */
    crumb?: TextKey;
  }
}

export const rootRoute = createRootRoute();

/** Everything inside the frame of navigation and top bar: only for people who are signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery());
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { next: location.href } });
    }
  },
  component: Shell,
});
