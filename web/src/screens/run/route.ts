import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { runQuery } from '../../api/runs.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { text } from '../../texts/text.ts';
import { runsRoute } from '../runs/route.ts';
import { shortId } from './short-id.ts';

/** The page of one run, live while it is at work. */
export const runRoute = createRoute({
  getParentRoute: () => runsRoute,
  path: '$id',
  loader: async ({ params }) => {
    const { flowName, id } = await queryClient.ensureQueryData(runQuery(params.id));
    return { crumb: text('run.crumb', { flow: flowName, id: shortId(id) }) };
  },
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./run-screen.tsx'), 'RunScreen'),
});
