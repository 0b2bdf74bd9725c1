import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import type { UsedBy } from '../connections/schema.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import { connectionRow } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { afterInNameOrder, namePage } from '../store/page.ts';
import type { ImportTable } from '../store/tables.ts';
import type { Import, ImportInput } from './import-schema.ts';
import { fixedMisfit } from './mapping/compile.ts';

type ImportRow = Selectable<ImportTable>;

const usedByCount = sql<number>`(select count(distinct flow_id)::integer from flow_step where flow_step.import_id = import.id)`;

export async function listImports({ db }: Installation, query: ListQuery): Promise<List<Import>> {
  let rows = db.selectFrom('import').selectAll().select(usedByCount.as('usedBy'));
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
export async function getImport({ db }: Installation, id: string): Promise<Import> {
  return view(await read(db, id));
}

/** Stores an import. Throws what `checkImport` throws. */
export async function createImport(installation: Installation, actor: Actor, input: ImportInput): Promise<Import> {
  await checkImport(installation, input);
  const id = newId();
  return installation.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('import')
      .values({ id, ...columnsOf(input) })
      .execute();
    const created = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'create', resourceType: 'import', resourceId: id, after: created });
    return created;
  });
}

/** Changes an import; runs that have begun keep to what it was. Throws `changed_meanwhile`, `not_found`. */
export async function editImport(
  installation: Installation,
  actor: Actor,
  id: string,
  patch: Partial<ImportInput>,
  version: number | undefined,
): Promise<Import> {
  const current = view(await read(installation.db, id));
  const merged = { ...current, ...patch };
  await checkImport(installation, merged);
  return installation.db.transaction().execute(async (tx) => {
    const changed = await tx
      .updateTable('import')
      .set({ ...columnsOf(merged), version: current.version + 1, updatedAt: sql<Date>`clock()` })
      .where('id', '=', id)
      .where('version', '=', version ?? current.version)
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) throw await changedMeanwhile(tx, 'import', current);
    const after = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'edit', resourceType: 'import', resourceId: id, before: current, after });
    return after;
  });
}

/** Throws `in_use` naming the flows. */
export async function deleteImport(
  { db }: Installation,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = view(await read(tx, id));
    if (version !== undefined && version !== before.version) throw await changedMeanwhile(tx, 'import', before);
    const users = await importUsers(tx, id);
    if (users.length > 0) {
      const names = users.map(({ name }) => `"${name}"`).join(', ');
      throw new CounterflowError('in_use', `"${before.name}" is used by flow ${names}. Change or delete it first.`);
    }
    await tx.deleteFrom('import').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'import', resourceId: id, before });
  });
}

/** Flows that write with an import. */
export async function importUsers(db: Db | Tx, id: string): Promise<UsedBy[]> {
  const rows = await db
    .selectFrom('flowStep')
    .innerJoin('flow', 'flow.id', 'flowStep.flowId')
    .select(['flow.id', 'flow.name'])
    .distinct()
    .where('flowStep.importId', '=', id)
    .orderBy('flow.name')
    .execute();
  return rows.map((row) => ({ type: 'flow' as const, ...row }));
}

/** Checks that target and connection belong together and no column is mapped twice. Throws `target_misfit`, `mapping_twice`, `mapping_type`, `key_not_mapped`. */
async function checkImport({ db }: Installation, input: ImportInput): Promise<void> {
  const connection = await connectionRow(db, input.connectionId);
  if (!connection) {
    throw new CounterflowError(
      'not_found',
      `There is no connection with id ${input.connectionId}. Choose another one.`,
    );
  }
  const wanted = 'file' in input.target ? 'folder' : 'postgres';
  if (connection.apiType !== wanted) {
    const target = wanted === 'folder' ? 'a file' : 'a table';
    const needs = wanted === 'folder' ? 'a folder connection' : 'a PostgreSQL connection';
    throw new CounterflowError(
      'target_misfit',
      `"${connection.name}" can't take ${target}. Choose ${needs}, or another kind of target.`,
    );
  }
  if ('file' in input.target && (input.operation === 'update' || input.operation === 'delete')) {
    throw new CounterflowError('target_misfit', `A file can't ${input.operation} rows. Choose insert or upsert.`);
  }
  if (input.mapping === 'auto') return;
  const targets = input.mapping.map(({ target }) => target);
  const twice = targets.find((target, at) => targets.indexOf(target) !== at);
  if (twice !== undefined) {
    throw new CounterflowError('mapping_twice', `"${twice}" is mapped twice. Keep one of the two rows.`);
  }
  const misfit = fixedMisfit(input.mapping);
  if (misfit) throw new CounterflowError('mapping_type', `${misfit.message} Change the value or the type.`);
  if (!('table' in input.target)) return;
  const missing = input.target.key.filter((column) => !targets.includes(column));
  if (missing.length > 0) {
    throw new CounterflowError(
      'key_not_mapped',
      `The mapping gives nothing for key column ${missing.map((name) => `"${name}"`).join(', ')}. Map it, or choose another key.`,
    );
  }
}

const columnsOf = (input: ImportInput) => ({
  name: input.name,
  connectionId: input.connectionId,
  operation: input.operation,
  target: JSON.stringify(input.target),
  mapping: JSON.stringify(input.mapping),
});

async function read(db: Db | Tx, id: string): Promise<ImportRow & { usedBy: number }> {
  const row = await db
    .selectFrom('import')
    .selectAll()
    .select(usedByCount.as('usedBy'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (row) return row;
  throw new CounterflowError('not_found', `There is no import with id ${id}. It may have been deleted.`);
}

function view(row: ImportRow & { usedBy: number }): Import {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connectionId,
    operation: row.operation as Import['operation'],
    target: row.target as Import['target'],
    mapping: row.mapping as Import['mapping'],
    usedBy: row.usedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
