import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import type { UsedBy } from '../connections/schema.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import type { ApiConnector, Resource } from '../connectors/connector.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import { connectionRow } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { afterInNameOrder, namePage } from '../store/page.ts';
import type { ExportTable } from '../store/tables.ts';
import type { Export, ExportableResource, ExportInput } from './export-schema.ts';

type ExportRow = Selectable<ExportTable>;

const usedByCount = sql<number>`(select count(*)::integer from flow_source where flow_source.export_id = export.id)`;

export async function listExports({ db }: Installation, query: ListQuery): Promise<List<Export>> {
  let rows = db.selectFrom('export').selectAll().select(usedByCount.as('usedBy'));
  if (query.q) rows = rows.where('name', 'ilike', `%${query.q}%`);
  if (query.cursor) rows = rows.where(afterInNameOrder(query.cursor));
  const found = await rows
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = namePage(found, query.limit);
  return { items: page.rows.map(view), nextCursor: page.nextCursor };
}

/** Throws `not_found`. */
export async function getExport({ db }: Installation, id: string): Promise<Export> {
  return view(await read(db, id));
}

/** Stores an export. Throws what `checkExport` throws. */
export async function createExport(installation: Installation, actor: Actor, input: ExportInput): Promise<Export> {
  await checkExport(installation, input);
  const id = newId();
  return installation.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('export')
      .values({ id, ...columnsOf(input) })
      .execute();
    const created = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'create', resourceType: 'export', resourceId: id, after: created });
    return created;
  });
}

/** Changes an export; runs that have begun keep to what it was. Throws `changed_meanwhile`, `not_found`. */
export async function editExport(
  installation: Installation,
  actor: Actor,
  id: string,
  patch: Partial<ExportInput>,
  version: number | undefined,
): Promise<Export> {
  const current = view(await read(installation.db, id));
  const merged = { ...current, ...patch };
  await checkExport(installation, merged);
  return installation.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('export')
      .set({ ...columnsOf(merged), version: current.version + 1, updatedAt: sql<Date>`clock()` })
      .where('id', '=', id)
      .where('version', '=', version ?? current.version)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw await changedMeanwhile(tx, 'export', current);
    const after = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'edit', resourceType: 'export', resourceId: id, before: current, after });
    return after;
  });
}

/** Throws `in_use` naming the flows. */
export async function deleteExport(
  { db }: Installation,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = view(await read(tx, id));
    if (version !== undefined && version !== before.version) throw await changedMeanwhile(tx, 'export', before);
    const users = await exportUsers(tx, id);
    if (users.length > 0) {
      const names = users.map(({ name }) => `"${name}"`).join(', ');
      throw new CounterflowError('in_use', `"${before.name}" is used by flow ${names}. Change or delete it first.`);
    }
    await tx.deleteFrom('export').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'export', resourceId: id, before });
  });
}

/** Flows that read with an export. */
export async function exportUsers(db: Db | Tx, id: string): Promise<UsedBy[]> {
  const rows = await db
    .selectFrom('flowSource')
    .innerJoin('flow', 'flow.id', 'flowSource.flowId')
    .select(['flow.id', 'flow.name'])
    .distinct()
    .where('flowSource.exportId', '=', id)
    .orderBy('flow.name')
    .execute();
  return rows.map((row) => ({ type: 'flow' as const, ...row }));
}

/**
 * Checks an export against its connection: throws `not_an_api`, `resource_unknown`, `not_incremental`,
 * `relation_unknown`, `limit_missing`.
 */
export async function checkExport(installation: Installation, input: ExportInput): Promise<void> {
  const { connector } = await apiOf(installation, input.connectionId);
  const resource = resourceOf(connector, input.resource);
  if (input.type === 'delta' && !resource.incremental) {
    throw new CounterflowError(
      'not_incremental',
      `${resource.label} carry no time of change, so only what changed can't be read. Choose "all" for this export.`,
    );
  }
  if (input.type === 'limit' && !input.limit) {
    throw new CounterflowError('limit_missing', 'Say how many records this export may read at most.');
  }
  const known = resource.relations.map(({ name }) => name);
  const unknown = input.relations.filter((name) => name !== 'all' && !known.includes(name.split('.', 1)[0] ?? ''));
  if (unknown.length > 0) {
    throw new CounterflowError(
      'relation_unknown',
      `${resource.label} have no relation ${unknown.join(', ')}. There are: ${known.join(', ') || 'none'}.`,
    );
  }
}

/** The resources that a connection's API lets exports read. Throws `not_an_api`. */
export async function exportableResources(
  installation: Installation,
  connectionId: string,
): Promise<ExportableResource[]> {
  const { connector } = await apiOf(installation, connectionId);
  return connector.resources.map((resource) => ({
    name: resource.name,
    label: resource.label,
    description: resource.description,
    key: resource.key,
    delta: resource.incremental !== undefined,
    scopes: resource.scopes,
    relations: resource.relations.map(({ name }) => name),
    fields: resource.fields.map(({ path, type }) => ({ path, type })),
  }));
}

/** Resource of a connector by name. Throws `resource_unknown`. */
export function resourceOf(connector: ApiConnector, name: string): Resource {
  const resource = connector.resources.find((one) => one.name === name);
  if (resource) return resource;
  const known = connector.resources.map((one) => one.name).join(', ');
  throw new CounterflowError(
    'resource_unknown',
    `${connector.label} has no resource "${name}". Choose one of: ${known}.`,
  );
}

async function apiOf({ db }: Installation, connectionId: string): Promise<{ connector: ApiConnector }> {
  const connection = await connectionRow(db, connectionId);
  if (!connection) {
    throw new CounterflowError('not_found', `There is no connection with id ${connectionId}. Choose another one.`);
  }
  const connector = connectorOf(connection.apiType);
  if (connector?.kind === 'api') return { connector };
  throw new CounterflowError(
    'not_an_api',
    `"${connection.name}" is no API connection: nothing can be exported from it yet. Choose a Lightspeed connection.`,
  );
}

const columnsOf = (input: ExportInput) => ({
  name: input.name,
  connectionId: input.connectionId,
  resource: input.resource,
  type: input.type,
  limitRecords: input.type === 'limit' ? (input.limit ?? null) : null,
  relations: JSON.stringify(input.relations),
  filters: JSON.stringify(input.filters),
});

async function read(db: Db | Tx, id: string): Promise<ExportRow & { usedBy: number }> {
  const row = await db
    .selectFrom('export')
    .selectAll()
    .select(usedByCount.as('usedBy'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (row) return row;
  throw new CounterflowError('not_found', `There is no export with id ${id}. It may have been deleted.`);
}

function view(row: ExportRow & { usedBy: number }): Export & { type: ExportInput['type'] } {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connectionId,
    resource: row.resource,
    type: row.type as ExportInput['type'],
    limit: row.limitRecords,
    relations: row.relations,
    filters: row.filters as Export['filters'],
    usedBy: row.usedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
