import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { connectionQuery } from '../../api/connections.ts';
import { httpOfApiTypeQuery } from '../../api/http-settings.ts';
import { iClientsQuery } from '../../api/iclients.ts';
import { installationQuery } from '../../api/installation.ts';
import { scopesQuery } from '../../api/scopes.ts';
import { storesQuery } from '../../api/stores.ts';
import { queryClient } from '../../query-client.ts';
import { connectionOverviewRoute } from '../connection/route.ts';
import { connectionListRoute } from '../connections/route.ts';
import { apiTypeOf } from './draft.ts';
import { speaksHttp } from './type-fields.ts';

/** Panels that lie over the form. */
export const formPanels = ['scopes', 'new-client', 'edit-client'] as const;
export type FormPanel = (typeof formPanels)[number];

const panel = z.enum(formPanels).optional().catch(undefined);
/** Left out: Simple. */
const view = z.literal('http').optional().catch(undefined);
const panelStates = {
  pendingComponent: lazyRouteComponent(() => import('./form-states.tsx'), 'FormPending'),
  errorComponent: lazyRouteComponent(() => import('./form-states.tsx'), 'FormError'),
};

/** What every form shows. The sandbox may be away: the form works without it. */
async function loadForm() {
  const [, stores] = await Promise.all([
    queryClient.ensureQueryData(scopesQuery('lightspeed-v3')),
    queryClient.fetchQuery(storesQuery()).catch(() => ({ items: [] })),
    queryClient.ensureQueryData(iClientsQuery()),
    queryClient.ensureQueryData(installationQuery()),
  ]);
  return stores.items;
}

export const createConnectionRoute = createRoute({
  getParentRoute: () => connectionListRoute,
  path: 'new',
  staticData: { crumb: 'connections.create' },
  validateSearch: z.object({
    panel,
    view,
    /** Id of a sandbox store: the form is filled in for it. */
    store: z.string().optional().catch(undefined),
    /** A name to start with, e.g. when another account was met while authorizing. */
    name: z.string().max(100).optional().catch(undefined),
  }),
  loaderDeps: ({ search: { store } }) => ({ store }),
  loader: async ({ deps }) => {
    const stores = await loadForm();
    const store = stores.find(({ id }) => id === deps.store);
    const apiType = store ? apiTypeOf(store) : 'lightspeed-v3';
    const { bundles } = await queryClient.ensureQueryData(scopesQuery(apiType));
    return { bundles, store, isStoreGone: deps.store !== undefined && store === undefined };
  },
  ...panelStates,
  component: lazyRouteComponent(() => import('./create-connection.tsx'), 'CreateConnection'),
});

export const editConnectionRoute = createRoute({
  getParentRoute: () => connectionOverviewRoute,
  path: 'edit',
  staticData: { crumb: 'common.edit' },
  validateSearch: z.object({ panel, view }),
  loader: async ({ params }) => {
    const [{ apiType }] = await Promise.all([queryClient.ensureQueryData(connectionQuery(params.id)), loadForm()]);
    if (speaksHttp(apiType)) await queryClient.prefetchQuery(httpOfApiTypeQuery(apiType));
  },
  ...panelStates,
  component: lazyRouteComponent(() => import('./edit-connection.tsx'), 'EditConnection'),
});
