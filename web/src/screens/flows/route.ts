import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionsQuery } from '../../api/connections.ts';
import { exportsQuery } from '../../api/exports.ts';
import { flowQuery, flowsQuery } from '../../api/flows.ts';
import { importsQuery } from '../../api/imports.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** Filters of the list. */
export const flowFilters = ['all', 'on', 'off', 'errors'] as const;
export type FlowFilter = (typeof flowFilters)[number];

/** What a flow is made of, by name: every screen under `/flows` shows it. */
const parts = () =>
  Promise.all([
    queryClient.ensureQueryData(exportsQuery()),
    queryClient.ensureQueryData(importsQuery()),
    queryClient.ensureQueryData(connectionsQuery()),
  ]);

export const flowsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/flows',
  staticData: { crumb: 'nav.flows' },
});

export const flowListRoute = createRoute({
  getParentRoute: () => flowsRoute,
  path: '/',
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    show: z.enum(flowFilters).optional().catch(undefined),
  }),
  loader: () => Promise.all([queryClient.ensureQueryData(flowsQuery()), parts()]),
  component: lazyRouteComponent(() => import('./flows-screen.tsx'), 'FlowsScreen'),
});

export const createFlowRoute = createRoute({
  getParentRoute: () => flowsRoute,
  path: 'new',
  staticData: { crumb: 'flows.create' },
  validateSearch: z.object({
    /** A panel over the form: an export or import made on the way. */
    panel: z.enum(['export', 'import']).optional().catch(undefined),
    export: z.string().optional().catch(undefined),
    import: z.string().optional().catch(undefined),
  }),
  loader: parts,
  component: lazyRouteComponent(() => import('./create-flow-screen.tsx'), 'CreateFlowScreen'),
});

/** Parts of the flow page under the canvas. */
export const flowTabs = ['runs', 'errors', 'connections'] as const;
export type FlowTab = (typeof flowTabs)[number];

export const flowRoute = createRoute({
  getParentRoute: () => flowsRoute,
  path: '$id',
  validateSearch: z.object({
    tab: z.enum(flowTabs).optional().catch(undefined),
    /** The card whose panel is open. */
    step: z.enum(['export', 'import', 'settings']).optional().catch(undefined),
  }),
  loader: async ({ params }) => {
    const [flow] = await Promise.all([queryClient.ensureQueryData(flowQuery(params.id)), parts()]);
    return { crumb: flow.name };
  },
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./flow-screen.tsx'), 'FlowScreen'),
});
