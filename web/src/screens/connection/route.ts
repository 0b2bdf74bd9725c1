import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { connectionQuery } from '../../api/connections.ts';
import { DetailScreenSkeleton } from '../../components/skeletons.tsx';
import { queryClient } from '../../query-client.ts';
import { connectionsRoute } from '../connections/route.ts';

/** The page of one connection: head and tabs, below them the tab that the address names. */
export const connectionRoute = createRoute({
  getParentRoute: () => connectionsRoute,
  path: '$id',
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(connectionQuery(params.id))).name }),
  pendingComponent: DetailScreenSkeleton,
  component: lazyRouteComponent(() => import('./connection-screen.tsx'), 'ConnectionScreen'),
});

/** The first tab; Edit and Authorize open over it. */
export const connectionOverviewRoute = createRoute({
  getParentRoute: () => connectionRoute,
  id: 'first-tab',
  component: lazyRouteComponent(() => import('./overview-tab.tsx'), 'OverviewTab'),
});

export const connectionIndexRoute = createRoute({ getParentRoute: () => connectionOverviewRoute, path: '/' });

const overviewByNameRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'overview',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/connections/$id', params, replace: true });
  },
});

const usedByRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'used-by',
  staticData: { crumb: 'connection.tab.used-by' },
  component: lazyRouteComponent(() => import('./used-by-tab.tsx'), 'UsedByTab'),
});

const auditRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'audit',
  staticData: { crumb: 'connection.tab.audit' },
  component: lazyRouteComponent(() => import('./audit-tab.tsx'), 'AuditTab'),
});

const settingsRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'settings',
  staticData: { crumb: 'connection.tab.settings' },
  component: lazyRouteComponent(() => import('./settings-tab.tsx'), 'SettingsTab'),
});

/** Tabs beside the first one. */
export const connectionTabRoutes = [overviewByNameRoute, usedByRoute, auditRoute, settingsRoute];
