import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { debugMethods, debugShows } from './debug-words.ts';
import { connectionRoute } from './route.ts';

const search = z.object({
  q: z.string().max(200).optional().catch(undefined),
  show: z.enum(debugShows).optional().catch(undefined),
  method: z.enum(debugMethods).optional().catch(undefined),
  /** Id of the exchange that is shown whole. */
  entry: z.coerce.string().optional().catch(undefined),
});
export type DebugSearch = z.infer<typeof search>;

/** The tab with the debug log; filters and the open exchange are in its address. */
export const debugRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'debug',
  staticData: { crumb: 'connection.tab.debug' },
  validateSearch: search,
  component: lazyRouteComponent(() => import('./debug-tab.tsx'), 'DebugTab'),
});
