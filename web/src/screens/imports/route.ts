import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionsQuery } from '../../api/connections.ts';
import { exportsQuery } from '../../api/exports.ts';
import { importQuery, importsQuery } from '../../api/imports.ts';
import { queryClient } from '../../query-client.ts';
import { shellRoute } from '../../shell/route.ts';

/** All imports; the panels to make and to edit one lie over the list. */
export const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  staticData: { crumb: 'nav.imports' },
  validateSearch: z.object({ q: z.string().optional().catch(undefined) }),
  loader: () =>
    Promise.all([
      queryClient.ensureQueryData(importsQuery()),
      queryClient.ensureQueryData(exportsQuery()),
      queryClient.ensureQueryData(connectionsQuery()),
    ]),
  component: lazyRouteComponent(() => import('./imports-screen.tsx'), 'ImportsScreen'),
});

export const importsIndexRoute = createRoute({ getParentRoute: () => importsRoute, path: '/' });

export const createImportRoute = createRoute({
  getParentRoute: () => importsRoute,
  path: 'new',
  staticData: { crumb: 'imports.create' },
  /** Id of the export whose rows the mapping is tried on. */
  validateSearch: z.object({ export: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./import-panels.tsx'), 'CreateImport'),
});

export const importRoute = createRoute({
  getParentRoute: () => importsRoute,
  path: '$id',
  loader: async ({ params }) => ({ crumb: (await queryClient.ensureQueryData(importQuery(params.id))).name }),
  component: lazyRouteComponent(() => import('./import-panels.tsx'), 'EditImport'),
});
