import { sql } from 'kysely';
import { z } from 'zod';
import { httpOfApiType } from '../../connections/http-settings-schema.ts';
import { redirectUrls } from '../../connections/redirect-urls.ts';
import { redirectUrl } from '../../connections/schema.ts';
import { connectorOf } from '../../connectors/catalogue.ts';
import { ownHttpSettings, ownOAuthServers } from '../../connectors/http-settings.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import { listRuns } from '../../flows/runs.ts';
import { run } from '../../flows/schema.ts';
import type { Installation } from '../../installation.ts';
import { listOf, listQuery } from '../../rest.ts';
import { listTables, tableRows as readRows, tableInfo as readTable } from '../../transfers/tables.ts';
import type { App, ServerContext } from '../context.ts';
import { tableInfo, tableRows } from '../store-schema.ts';
import { refusals } from './parameters.ts';

const installationView = z.object({
  version: z.string(),
  url: z.string(),
  regions: z.array(redirectUrl),
  sandbox: z.object({ running: z.boolean(), url: z.string().nullable() }),
  database: z.enum(['embedded', 'external']),
  servers: z.number().int(),
  workers: z.number().int(),
});

const scope = z.object({
  scope: z.string(),
  title: z.string(),
  description: z.string(),
  access: z.enum(['read', 'read-write']),
  group: z.string(),
  sensitive: z.string().nullable(),
  coveredBy: z.array(z.string()),
  resources: z.array(z.string()),
});
const bundle = z.object({ name: z.string(), scopes: z.array(z.string()) });

const home = z.object({
  connectionsNeedingYou: z.number().int(),
  openErrors: z.number().int(),
  failedRuns: z.number().int(),
  running: z.array(run),
  next: z.array(z.object({ flowId: z.string(), name: z.string(), at: z.string() })),
  counts: z.object({
    connections: z.number().int(),
    exports: z.number().int(),
    imports: z.number().int(),
    flows: z.number().int(),
  }),
});

/** The installation itself: what it is, home, scopes, tables. */
export function installationRoutes(app: App, context: ServerContext): void {
  const { installation, sandbox } = context;
  app.get(
    '/v1/installation',
    { schema: { tags: ['Installation'], response: { 200: installationView, ...refusals } } },
    () => {
      const url = sandbox.url() ?? null;
      return {
        version: context.version,
        url: installation.publicUrls[0]?.url ?? '',
        regions: redirectUrls(installation),
        sandbox: { running: url !== null, url },
        database: context.database,
        servers: 1,
        workers: 1,
      };
    },
  );
  app.get(
    '/v1/scopes',
    {
      schema: {
        tags: ['Connections'],
        querystring: z.object({ apiType: z.string().max(40) }),
        response: { 200: z.object({ items: z.array(scope), bundles: z.array(bundle) }), ...refusals },
      },
    },
    (request) => {
      const connector = connectorOf(request.query.apiType);
      if (!connector) throw new CounterflowError('not_found', `There is no API type "${request.query.apiType}".`);
      return connector.kind === 'api'
        ? { items: connector.scopes, bundles: connector.bundles }
        : { items: [], bundles: [] };
    },
  );
  app.get(
    '/v1/api-types/:apiType/http',
    {
      schema: {
        tags: ['Connections'],
        summary: 'HTTP settings as an API type has them by itself',
        params: z.object({ apiType: z.string().max(40) }),
        response: { 200: httpOfApiType, ...refusals },
      },
    },
    (request) => {
      const connector = connectorOf(request.params.apiType);
      if (connector?.kind !== 'api') {
        throw new CounterflowError('not_found', `There is no API type "${request.params.apiType}" that speaks HTTP.`);
      }
      return { settings: ownHttpSettings(connector), oauth: ownOAuthServers(connector) };
    },
  );
  app.get('/v1/home', { schema: { tags: ['Installation'], response: { 200: home, ...refusals } } }, () =>
    readHome(installation),
  );
  tableRoutes(app, context);
}

function tableRoutes(app: App, { installation, access }: ServerContext): void {
  const tags = ['Tables'];
  const byName = z.object({ name: z.string().min(1).max(63) });
  const rowsQuery = listQuery.omit({ q: true }).extend({ sort: z.string().max(64).optional() });
  const pool = async () => access.postgres(await builtInId(installation));
  app.get('/v1/tables', { schema: { tags, response: { 200: listOf(tableInfo), ...refusals } } }, async () => ({
    items: await listTables(await pool()),
    nextCursor: null,
  }));
  app.get(
    '/v1/tables/:name',
    { schema: { tags, params: byName, response: { 200: tableInfo, ...refusals } } },
    async (request) => readTable(await pool(), request.params.name),
  );
  app.get(
    '/v1/tables/:name/rows',
    { schema: { tags, params: byName, querystring: rowsQuery, response: { 200: tableRows, ...refusals } } },
    async (request) => readRows(await pool(), request.params.name, request.query),
  );
}

async function builtInId({ db }: Installation): Promise<string> {
  const row = await db.selectFrom('connection').select('id').where('builtIn', '=', true).executeTakeFirst();
  if (row) return row.id;
  throw new CounterflowError('not_found', 'This installation has no database for data.');
}

async function readHome(installation: Installation): Promise<z.infer<typeof home>> {
  const { db } = installation;
  const counts = await sql<{
    needing: number;
    openErrors: number;
    failedRuns: number;
    connections: number;
    exports: number;
    imports: number;
    flows: number;
  }>`select
      (select count(*)::integer from connection where not paused
        and (status = 'unauthorized' or status = 'offline' and offline_since < clock() - interval '1 hour')) as needing,
      (select count(*)::integer from record_error where state = 'open') as open_errors,
      (select count(*)::integer from (select distinct on (flow_id) status from run order by flow_id, started_at desc) as last
        where status = 'failed') as failed_runs,
      (select count(*)::integer from connection where not built_in) as connections,
      (select count(*)::integer from export) as exports,
      (select count(*)::integer from import) as imports,
      (select count(*)::integer from flow) as flows`.execute(db);
  const next = await db
    .selectFrom('flow')
    .select(['id', 'name', 'nextRunAt'])
    .where('enabled', '=', true)
    .where('nextRunAt', 'is not', null)
    .orderBy('nextRunAt')
    .limit(5)
    .execute();
  const running = await listRuns(installation, { limit: 10, status: ['queued', 'running', 'waiting', 'paused'] });
  const [row] = counts.rows;
  return {
    connectionsNeedingYou: row?.needing ?? 0,
    openErrors: row?.openErrors ?? 0,
    failedRuns: row?.failedRuns ?? 0,
    running: running.items,
    next: next.map(({ id, name, nextRunAt }) => ({ flowId: id, name, at: nextRunAt?.toISOString() ?? '' })),
    counts: {
      connections: row?.connections ?? 0,
      exports: row?.exports ?? 0,
      imports: row?.imports ?? 0,
      flows: row?.flows ?? 0,
    },
  };
}
