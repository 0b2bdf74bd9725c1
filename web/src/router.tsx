import { createRouter } from '@tanstack/react-router';
import { ScreenError, ScreenNotFound } from './components/screen-error.tsx';
import { ListScreenSkeleton } from './components/skeletons.tsx';
import { routeTable } from './route-table.ts';

export const router = createRouter({
  routeTree: routeTable,
  defaultPreload: 'intent',
  // Data freshness is TanStack Query's business.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 200,
  defaultPendingMinMs: 0,
  defaultPendingComponent: ListScreenSkeleton,
  defaultErrorComponent: ScreenError,
  defaultNotFoundComponent: ScreenNotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
