import { type Selectable, sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import { dropGrants } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import type { IClientTable } from '../store/tables.ts';
import { checkAddress } from './address-check.ts';
import { beginByItself } from './connect-by-itself.ts';
import { addressesOf, completeHttp } from './iclient-http.ts';
import { type IClient, type IClientInput, storedHttp } from './iclient-schema.ts';
import type { UsedBy } from './schema.ts';
import { SettingRefused } from './setting-refused.ts';
import { editSecrets, secretView } from './stored-secrets.ts';

type IClientRow = Selectable<IClientTable>;
type IClientRead = IClientRow & { usedBy: number };

const usedByCount = sql<number>`(select count(*)::integer from connection where connection.iclient_id = iclient.id)`;

export async function listIClients({ db }: Installation, query: ListQuery): Promise<List<IClient>> {
  let rows = db.selectFrom('iclient').selectAll().select(usedByCount.as('usedBy'));
  if (query.q) rows = rows.where('name', 'ilike', `%${query.q}%`);
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
  return { items: page.rows.map(view), nextCursor: page.nextCursor };
}

/** Throws `not_found`. */
export async function getIClient({ db }: Installation, id: string): Promise<IClient> {
  return view(await read(db, id));
}

export async function createIClient(installation: Installation, actor: Actor, input: IClientInput): Promise<IClient> {
  checkLandingUrl(input);
  const http = input.http || input.provider === 'custom' ? completeHttp(null, input.http ?? {}) : null;
  const id = newId();
  const { secrets } = editSecrets(
    installation,
    { table: 'iclient', row: id },
    {},
    { clientSecret: input.clientSecret },
  );
  return installation.db.transaction().execute(async (tx) => {
    if (input.default) await clearDefault(tx, input.provider);
    await tx
      .insertInto('iclient')
      .values({
        id,
        name: input.name,
        provider: input.provider,
        clientId: input.clientId,
        secrets: JSON.stringify(secrets),
        oauthServer: input.oauthServer,
        isDefault: input.default,
        landingUrl: input.landingUrl ?? null,
        http: http && JSON.stringify(http),
      })
      .execute();
    const created = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'create', resourceType: 'iclient', resourceId: id, after: created });
    return created;
  });
}

/**
 * Changes an iClient. Another OAuth server of Lightspeed's counts for sign-ins from now on: a grant stays with the server
 * that gave it. A new client ID or another address needs the secret typed again and drops what was granted for the
 * old one, so that neither can be sent to a new host. Throws `changed_meanwhile`, `secret_needed`.
 */
export async function editIClient(
  installation: Installation,
  actor: Actor,
  id: string,
  patch: Partial<IClientInput>,
  version: number | undefined,
): Promise<IClient> {
  checkLandingUrl(patch);
  return installation.db.transaction().execute(async (tx) => {
    const row = await tx.selectFrom('iclient').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!row) throw unknown(id);
    if (version !== undefined && version !== row.version) throw await changedMeanwhile(tx, 'iclient', row);
    const before = view(await read(tx, id));
    const http = patch.http ? completeHttp(before.http, patch.http) : patch.http === null ? null : before.http;
    const elsewhere =
      (patch.clientId !== undefined && patch.clientId !== row.clientId) ||
      addressesOf(http) !== addressesOf(before.http);
    if (elsewhere && before.clientSecret.set && patch.clientSecret === undefined) {
      throw new CounterflowError(
        'secret_needed',
        `Enter the client secret of "${row.name}" again: the stored one belongs to the former client ID and address.`,
      );
    }
    const { secrets } = editSecrets(installation, { table: 'iclient', row: id }, row.secrets, {
      clientSecret: patch.clientSecret,
    });
    if (patch.default) await clearDefault(tx, row.provider);
    await tx
      .updateTable('iclient')
      .set({
        ...(patch.name === undefined ? {} : { name: patch.name }),
        ...(patch.clientId === undefined ? {} : { clientId: patch.clientId }),
        ...(patch.oauthServer === undefined ? {} : { oauthServer: patch.oauthServer }),
        ...(patch.default === undefined ? {} : { isDefault: patch.default }),
        ...(patch.landingUrl === undefined ? {} : { landingUrl: patch.landingUrl }),
        ...(patch.http === undefined ? {} : { http: http && JSON.stringify(http) }),
        secrets: JSON.stringify(secrets),
        version: row.version + 1,
        updatedAt: sql<Date>`clock()`,
      })
      .where('id', '=', id)
      .execute();
    if (elsewhere || http?.grantType !== before.http?.grantType) {
      const users = (await iClientUsers(tx, id)).map((user) => user.id);
      await dropGrants(tx, users);
      // Those that need nobody for it get their tokens anew; the keeper asks.
      for (const user of users) await beginByItself(installation, tx, user);
    }
    if (patch.clientSecret !== undefined) await tryRefusedClientsAgain(tx, id);
    const after = view(await read(tx, id));
    await recordAudit(tx, actor, { action: 'edit', resourceType: 'iclient', resourceId: id, before, after });
    return after;
  });
}

/** Throws `in_use` naming the connections. */
export async function deleteIClient({ db }: Installation, actor: Actor, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const before = view(await read(tx, id));
    const users = await iClientUsers(tx, id);
    if (users.length > 0) {
      const names = users.map(({ name }) => `"${name}"`).join(', ');
      throw new CounterflowError('in_use', `"${before.name}" is used by ${names}. Choose another client there first.`);
    }
    await tx.deleteFrom('iclient').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'iclient', resourceId: id, before });
  });
}

export async function iClientUsers(db: Db | Tx, id: string): Promise<UsedBy[]> {
  const rows = await db
    .selectFrom('connection')
    .select(['id', 'name'])
    .where('iclientId', '=', id)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ type: 'connection' as const, ...row }));
}

/** Connections that were refused for this client's secret are tried again, now that it changed. */
async function tryRefusedClientsAgain(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('connection')
    .set({
      status: 'offline',
      reason: 'provider_unavailable',
      reasonDetail: 'The OAuth 2.0 client changed; trying again.',
      nextProbeAt: sql<Date>`clock()`,
    })
    .where('iclientId', '=', id)
    .where('status', '=', 'unauthorized')
    .where('reason', '=', 'oauth_invalid_client')
    .execute();
}

async function clearDefault(tx: Tx, provider: string): Promise<void> {
  await tx
    .updateTable('iclient')
    .set({ isDefault: false })
    .where('provider', '=', provider)
    .where('isDefault', '=', true)
    .execute();
}

function checkLandingUrl({ landingUrl }: Partial<IClientInput>): void {
  if (!landingUrl) return;
  const { search, hash } = checkAddress('/landingUrl', 'landing address', landingUrl);
  if (search !== '' || hash !== '') {
    throw new SettingRefused('/landingUrl', 'address_invalid', 'The landing address ends before any ? or #.');
  }
}

async function read(db: Db | Tx, id: string): Promise<IClientRead> {
  const row = await db
    .selectFrom('iclient')
    .selectAll()
    .select(usedByCount.as('usedBy'))
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw unknown(id);
  return row;
}

function unknown(id: string): CounterflowError {
  return new CounterflowError('not_found', `There is no OAuth 2.0 client with id ${id}. It may have been deleted.`);
}

function view(row: IClientRead): IClient {
  return {
    id: row.id,
    name: row.name,
    provider: row.provider as IClient['provider'],
    clientId: row.clientId,
    clientSecret: secretView(row.secrets, 'clientSecret'),
    oauthServer: row.oauthServer === 'old' ? 'old' : 'new',
    default: row.isDefault,
    landingUrl: row.landingUrl,
    http: storedHttp(row.http),
    usedBy: row.usedBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}
