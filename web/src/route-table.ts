import { apiKeysRoute } from './screens/api-keys/route.ts';
import { auditRoute } from './screens/audit/route.ts';
import { authorizeRoute } from './screens/authorize/route.ts';
import { debugRoute } from './screens/connection/debug-route.ts';
import {
  connectionIndexRoute,
  connectionOverviewRoute,
  connectionRoute,
  connectionTabRoutes,
} from './screens/connection/route.ts';
import { createConnectionRoute, editConnectionRoute } from './screens/connection-form/route.ts';
import { connectionListIndexRoute, connectionListRoute, connectionsRoute } from './screens/connections/route.ts';
import { createExportRoute, exportRoute, exportsIndexRoute, exportsRoute } from './screens/exports/route.ts';
import { createFlowRoute, flowListRoute, flowRoute, flowsRoute } from './screens/flows/route.ts';
import { signInHelpRoute } from './screens/help/route.ts';
import { homeRoute } from './screens/home/route.ts';
import { iClientsRoute } from './screens/iclients/route.ts';
import { createImportRoute, importRoute, importsIndexRoute, importsRoute } from './screens/imports/route.ts';
import { loginRoute } from './screens/login/route.ts';
import { noticesRoute } from './screens/notices/route.ts';
import { notificationsRoute } from './screens/notifications/route.ts';
import { runRoute } from './screens/run/route.ts';
import { runListRoute, runsRoute } from './screens/runs/route.ts';
import { sandboxRoute, storeListRoute } from './screens/sandbox/route.ts';
import { settingsIndexRoute, settingsRoute } from './screens/settings/route.ts';
import { storeRoute } from './screens/store/route.ts';
import { tableRoute } from './screens/table/route.ts';
import { tableListRoute, tablesRoute } from './screens/tables/route.ts';
import { welcomeRoute } from './screens/welcome/route.ts';
import { rootRoute, shellRoute } from './shell/route.ts';

/** Every screen of the app. A new screen is a folder with a `route.ts`, and one line here. */
export const routeTable = rootRoute.addChildren([
  welcomeRoute,
  loginRoute,
  shellRoute.addChildren([
    homeRoute,
    noticesRoute,
    auditRoute,
    signInHelpRoute,
    runsRoute.addChildren([runListRoute, runRoute]),
    connectionsRoute.addChildren([
      connectionListRoute.addChildren([connectionListIndexRoute, createConnectionRoute]),
      connectionRoute.addChildren([
        connectionOverviewRoute.addChildren([connectionIndexRoute, editConnectionRoute, authorizeRoute]),
        debugRoute,
        ...connectionTabRoutes,
      ]),
    ]),
    iClientsRoute,
    sandboxRoute.addChildren([storeListRoute, storeRoute]),
    settingsRoute.addChildren([settingsIndexRoute, apiKeysRoute, notificationsRoute]),
    tablesRoute.addChildren([tableListRoute, tableRoute]),
    exportsRoute.addChildren([exportsIndexRoute, createExportRoute, exportRoute]),
    importsRoute.addChildren([importsIndexRoute, createImportRoute, importRoute]),
    flowsRoute.addChildren([flowListRoute, createFlowRoute, flowRoute]),
  ]),
]);
