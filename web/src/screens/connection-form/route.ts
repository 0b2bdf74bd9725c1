import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionQuery } from '../../api/connections.ts';
import { queryClient } from '../../query-client.ts';
import { connectionRoute } from '../connection/route.ts';
import { connectionListRoute } from '../connections/route.ts';

/** Panels that lie over the form. */
export const formPanels = ['scopes', 'new-client', 'edit-client'] as const;
export type FormPanel = (typeof formPanels)[number];

const panel = z.enum(formPanels).optional().catch(undefined);

export const createConnectionRoute = createRoute({
  getParentRoute: () => connectionListRoute,
  path: 'new',
  staticData: { crumb: 'connections.create' },
  validateSearch: z.object({
    panel,
    /** Id of a sandbox store: the form is filled in for it. */
    store: z.string().optional().catch(undefined),
    /** A name to start with, e.g. when another account was met while authorizing. */
    name: z.string().max(100).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./create-connection.tsx'), 'CreateConnection'),
});

export const editConnectionRoute = createRoute({
  getParentRoute: () => connectionRoute,
  path: 'edit',
  staticData: { crumb: 'common.edit' },
  validateSearch: z.object({ panel }),
  loader: async ({ params }) => {
    await queryClient.ensureQueryData(connectionQuery(params.id));
  },
  component: lazyRouteComponent(() => import('./edit-connection.tsx'), 'EditConnection'),
});
