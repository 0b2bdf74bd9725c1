import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import {
  type ConnectionRow,
  connectionRow,
  dropGrants,
  forgetAccount,
  notifyConnection,
  resetStatus,
} from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import type { ConnectionTable } from '../store/tables.ts';
import { apiOf } from './api-of.ts';
import { checkStandingConnection } from './check-standing.ts';
import { borrowersOf, checkBorrowing, concurrencyColumns } from './concurrency.ts';
import { beginByItself, finishByItself, getsTokensByItself, isAskedAnew } from './connect-by-itself.ts';
import { connectionView, readAround } from './connection-view.ts';
import { originOf } from './connector-address.ts';
import { takeDefaultClient } from './default-client.ts';
import { editedHttp } from './http-overrides.ts';
import type { HttpOverrides } from './http-settings-schema.ts';
import { checkLocalConnection } from './local-check.ts';
import { publicUrlOf } from './redirect-urls.ts';
import type { Connection, ConnectionInput, ConnectionPatch, ConnectionSettingsInput, UsedBy } from './schema.ts';
import { type AboutToBe, checkSettings } from './settings-check.ts';
import { signsInAlike } from './standing-sign-in.ts';
import { editSecrets, secretLabel, secretsToBe, splitSettings } from './stored-secrets.ts';

export interface ConnectionQuery extends ListQuery {
  status?: string[] | undefined;
  apiType?: string | undefined;
}

export async function listConnections(installation: Installation, query: ConnectionQuery): Promise<List<Connection>> {
  let rows = installation.db.selectFrom('connection').selectAll();
  if (query.q) {
    const like = `%${query.q}%`;
    rows = rows.where((eb) =>
      eb.or([eb('name', 'ilike', like), eb('accountName', 'ilike', like), eb('apiType', 'ilike', like)]),
    );
  }
  if (query.apiType) rows = rows.where('apiType', '=', query.apiType);
  if (query.status?.length) {
    const { status } = query;
    rows = rows.where((eb) =>
      eb.or([
        eb.and([eb('paused', '=', false), eb('status', 'in', status)]),
        eb.and([eb('paused', '=', true), eb.lit(status.includes('paused'))]),
      ]),
    );
  }
  if (query.cursor) {
    const { sort, id } = decodeCursor(query.cursor);
    rows = rows.where(sql<boolean>`(lower(name), id) > (${sort}, ${id}::uuid)`);
  }
  const found = await rows
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = pageOf(found, query.limit, (row) => ({ sort: row.name.toLowerCase(), id: row.id }));
  const around = await readAround(installation.db, page.rows);
  return { items: around.map((one) => connectionView(installation, one)), nextCursor: page.nextCursor };
}

/** Throws `not_found`. */
export async function getConnection(installation: Installation, id: string): Promise<Connection> {
  return view(installation, installation.db, await existing(installation.db, id));
}

/** Stores a connection; an API one waits for its authorization, a local one is tried at once. */
export async function createConnection(
  installation: Installation,
  actor: Actor,
  input: ConnectionInput,
): Promise<Connection> {
  const { http, secrets: httpSecrets } = editedHttp({ http: null, secrets: {} }, input.http);
  const secretGiven = { ...splitSettings(input.settings).secrets, ...httpSecrets };
  await checkSettings(installation, { ...input, http }, secretsToBe(installation, undefined, secretGiven));
  if (input.region) publicUrlOf(installation, input.region);
  const id = newId();
  const { iClientId, settings } = splitSettings(input.settings);
  const { secrets } = editSecrets(installation, { table: 'connection', row: id }, {}, secretGiven);
  const begun = await installation.db.transaction().execute(async (tx) => {
    await checkBorrowing(tx, { ...input, id }, input.concurrency?.borrowFromConnectionId);
    await tx
      .insertInto('connection')
      .values({
        id,
        name: input.name,
        apiType: input.apiType,
        environment: input.environment,
        region: input.region ?? null,
        iclientId: clientOf(input.apiType) === 'chosen' ? iClientId : null,
        settings: JSON.stringify(settings),
        secrets: JSON.stringify(secrets),
        http: http && JSON.stringify(http),
        ...concurrencyColumns(input.concurrency ?? {}),
      })
      .execute();
    const created = await view(installation, tx, await existing(tx, id));
    await recordAudit(tx, actor, { action: 'create', resourceType: 'connection', resourceId: id, after: created });
    return beginByItself(installation, tx, id);
  });
  await finishByItself(installation, id, begun);
  await takeDefaultClient(installation, id);
  await checkLocalConnection(installation, id);
  await checkStandingConnection(installation, id);
  return getConnection(installation, id);
}

/**
 * Changes a connection. Another address or OAuth 2.0 client asks for the secret again and drops what was granted for the
 * old one, so that credentials can't be sent to a new host. Throws `changed_meanwhile`, `secret_needed`, `built_in`.
 */
export async function editConnection(
  installation: Installation,
  actor: Actor,
  id: string,
  patch: ConnectionPatch,
  version: number | undefined,
): Promise<Connection> {
  const current = await existing(installation.db, id);
  if (current.builtIn && (patch.settings || patch.http || patch.name)) throw builtIn(current);
  const { merged, httpSecrets } = mergedInput(current, patch);
  const given: Record<string, string | null | undefined> = {
    ...splitSettings(patch.settings ?? {}).secrets,
    ...httpSecrets,
  };
  if (patch.settings || patch.http !== undefined) {
    const secret = secretsToBe(installation, { row: id, secrets: current.secrets }, given);
    await checkSettings(installation, merged, secret);
  }
  const mayConnect = patch.settings !== undefined || patch.http !== undefined || patch.paused === false;
  const begun = await installation.db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('connection').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!row) throw unknown(id);
    if (row.version !== (version ?? current.version)) throw await changedMeanwhile(tx, 'connection', row);
    await checkBorrowing(tx, row, patch.concurrency?.borrowFromConnectionId);
    const before = await view(installation, tx, row);
    const moved = isElsewhere(row, patch, merged);
    const kept = Object.keys(row.secrets).find((field) => given[field] === undefined);
    if (moved && kept) {
      throw new CounterflowError(
        'secret_needed',
        `Enter the ${secretLabel(kept)} of "${row.name}" again: the stored one belongs to the former address.`,
      );
    }
    const { secrets, changed } = editSecrets(installation, { table: 'connection', row: id }, row.secrets, given);
    const { iClientId, settings } = splitSettings(merged.settings);
    const signsInAnew = !signsInAlike(row, { ...row, secrets, http: merged.http });
    await tx
      .updateTable('connection')
      .set({
        name: merged.name,
        ...(clientOf(row.apiType) === 'chosen' ? { iclientId: iClientId } : {}),
        settings: JSON.stringify(settings),
        secrets: JSON.stringify(secrets),
        http: merged.http && JSON.stringify(merged.http),
        ...concurrencyColumns(patch.concurrency ?? {}),
        ...(patch.paused === undefined ? {} : { paused: patch.paused }),
        version: row.version + 1,
        updatedAt: sql<Date>`clock()`,
      })
      .where('id', '=', id)
      .execute();
    const asksAnew =
      (await getsTokensByItself(tx, row)) &&
      isAskedAnew(row, { settings, secrets, http: merged.http as ConnectionRow['http'] });
    if (moved || signsInAnew || asksAnew) await dropGrants(tx, [id]);
    if (movesStore(row, patch)) await forgetAccount(tx, id);
    if (signsInAnew) await resetStatus(tx, [id]);
    const generation = mayConnect ? await beginByItself(installation, tx, id) : undefined;
    const after = await view(installation, tx, await existing(tx, id));
    await recordAudit(tx, actor, {
      action: 'edit',
      resourceType: 'connection',
      resourceId: id,
      before,
      after: { ...after, changedSecrets: changed },
    });
    await notifyConnection(tx, id);
    return generation;
  });
  await finishByItself(installation, id, begun);
  if (patch.settings || patch.http !== undefined) {
    await checkLocalConnection(installation, id);
    await checkStandingConnection(installation, id);
  }
  return getConnection(installation, id);
}

/** Throws `in_use` naming the exports and imports, `built_in`. */
export async function deleteConnection(
  installation: Installation,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<void> {
  await installation.db.transaction().execute(async (tx) => {
    const row = await existing(tx, id);
    if (row.builtIn) throw builtIn(row);
    if (version !== undefined && version !== row.version) throw await changedMeanwhile(tx, 'connection', row);
    const users = await connectionUsers(tx, id);
    if (users.length > 0) {
      const names = users.map(({ type, name }) => `${type} "${name}"`).join(', ');
      throw new CounterflowError(
        'in_use',
        `"${row.name}" is used by ${names}. Delete them or choose another connection there first.`,
      );
    }
    const before = await view(installation, tx, row);
    await tx.deleteFrom('connection').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'connection', resourceId: id, before });
  });
}

/** Exports and imports that use a connection, and connections that borrow its budget. */
export async function connectionUsers(db: Db | Tx, id: string): Promise<UsedBy[]> {
  const [exports, imports, borrowers] = await Promise.all([
    db.selectFrom('export').select(['id', 'name']).where('connectionId', '=', id).orderBy('name').execute(),
    db.selectFrom('import').select(['id', 'name']).where('connectionId', '=', id).orderBy('name').execute(),
    borrowersOf(db, id),
  ]);
  return [
    ...exports.map((row) => ({ type: 'export' as const, ...row })),
    ...imports.map((row) => ({ type: 'import' as const, ...row })),
    ...borrowers.map((row) => ({ type: 'connection' as const, ...row })),
  ];
}

function mergedInput(current: ConnectionRow, patch: ConnectionPatch) {
  const settings: ConnectionSettingsInput = {
    ...(current.settings as ConnectionSettingsInput),
    iClientId: current.iclientId,
    ...patch.settings,
  };
  const { http, secrets: httpSecrets } = editedHttp(
    { http: current.http as HttpOverrides | null, secrets: current.secrets },
    patch.http,
  );
  const merged: AboutToBe = {
    name: patch.name ?? current.name,
    apiType: current.apiType as ConnectionInput['apiType'],
    environment: current.environment === 'sandbox' ? 'sandbox' : 'live',
    region: current.region,
    settings,
    http,
  };
  return { merged, httpSecrets };
}

const clientOf = (apiType: string) => {
  const connector = connectorOf(apiType);
  return connector?.kind === 'api' ? connector.client : 'none';
};

/** Whether a change names another store than the connection is known to open. */
function movesStore({ apiType, settings }: ConnectionRow, patch: ConnectionPatch): boolean {
  const connector = connectorOf(apiType);
  if (connector?.kind !== 'api') return false;
  return connector.settings.some(({ name, choosesHost }) => {
    const asked = patch.settings?.[name];
    return choosesHost && asked !== undefined && settings[name] !== undefined && (asked || null) !== settings[name];
  });
}

/** Whether credentials would go to another place after this change. */
function isElsewhere(row: Selectable<ConnectionTable>, patch: ConnectionPatch, { http }: AboutToBe): boolean {
  const settings = patch.settings ?? {};
  const differs = (field: 'host' | 'port' | 'database' | 'user' | 'tls') =>
    settings[field] !== undefined && settings[field] !== row.settings[field];
  return (
    (['host', 'port', 'database', 'user', 'tls'] as const).some(differs) ||
    whereTo(row.apiType, http, row.settings) !== whereTo(row.apiType, row.http, row.settings) ||
    movesStore(row, patch) ||
    (clientOf(row.apiType) === 'chosen' && settings.iClientId !== undefined && settings.iClientId !== row.iclientId)
  );
}

/** Where credentials go and who is believed there: the origin, and what a server must show. */
function whereTo(apiType: string, http: ConnectionRow['http'], settings: ConnectionRow['settings']): string {
  const api = apiOf({ apiType, http });
  if (!api) return '';
  const { verify, ca } = api.http.tls;
  return JSON.stringify([originOf(api, settings), verify, ca]);
}

async function existing(db: Db | Tx, id: string): Promise<ConnectionRow> {
  const row = await connectionRow(db, id);
  if (!row) throw unknown(id);
  return row;
}

async function view(installation: Installation, db: Db | Tx, row: ConnectionRow): Promise<Connection> {
  const [read] = await readAround(db, [row]);
  return connectionView(installation, read as NonNullable<typeof read>);
}

function unknown(id: string): CounterflowError {
  return new CounterflowError('not_found', `There is no connection with id ${id}. It may have been deleted.`);
}

function builtIn(row: ConnectionRow): CounterflowError {
  return new CounterflowError(
    'built_in',
    `"${row.name}" belongs to this installation: it can't be changed or deleted.`,
  );
}
