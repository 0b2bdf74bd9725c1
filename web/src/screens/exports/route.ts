import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionsQuery } from '../../api/connections.ts';
import { exportQuery, exportsQuery } from '../../api/exports.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** All exports; the panels to make and to edit one lie over the list. */
export const exportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/exports',
  staticData: { crumb: 'nav.exports' },
  validateSearch: z.object({ q: z.string().optional().catch(undefined) }),
  loader: () =>
    Promise.all([queryClient.ensureQueryData(exportsQuery()), queryClient.ensureQueryData(connectionsQuery())]),
  component: lazyRouteComponent(() => import('./exports-screen.tsx'), 'ExportsScreen'),
});

export const exportsIndexRoute = createRoute({ getParentRoute: () => exportsRoute, path: '/' });

export const createExportRoute = createRoute({
  getParentRoute: () => exportsRoute,
  path: 'new',
  staticData: { crumb: 'exports.create' },
  /** Id of the connection to start with. */
  validateSearch: z.object({ connection: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./export-panels.tsx'), 'CreateExport'),
});

export const exportRoute = createRoute({
  getParentRoute: () => exportsRoute,
  path: '$id',
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(exportQuery(params.id))).name }),
  component: lazyRouteComponent(() => import('./export-panels.tsx'), 'EditExport'),
});
