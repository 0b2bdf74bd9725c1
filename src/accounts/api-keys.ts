import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import { newId } from '../store/id.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import type { Visitor } from './accounts.ts';
import type { Actor } from './actor.ts';
import { recordAudit } from './audit.ts';
import { type ApiKey, type Role, roles } from './schema.ts';

const hashOf = (key: string) => createHash('sha256').update(key).digest('base64url');

/** A key's last use is written at most this often. */
const LAST_USE_STEP = sql.raw("interval '1 minute'");

interface NewApiKey {
  name: string;
  role: Role;
  expiresAt?: string | undefined;
}

/**
 * Makes a key and answers it this once; only its SHA-256 is stored. Throws `role_too_high` for more
 * rights than the maker's, `expiry_past`.
 */
export async function storeApiKey(
  installation: Installation,
  actor: Actor,
  input: NewApiKey,
): Promise<{ id: string; key: string }> {
  if (roles.indexOf(input.role) < roles.indexOf(actor.role)) {
    throw new CounterflowError('role_too_high', `Your role is ${actor.role}: a key of yours can't be ${input.role}.`);
  }
  if (input.expiresAt !== undefined && new Date(input.expiresAt) <= installation.clock.now()) {
    throw new CounterflowError(
      'expiry_past',
      'This key would have expired already. Give a time in the future, or none.',
    );
  }
  const id = newId();
  const prefix = `cf_${randomBytes(4).toString('hex')}`;
  const key = `${prefix}_${randomBytes(32).toString('base64url')}`;
  const userId = await ownerOf(installation, actor);
  await installation.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('apiKey')
      .values({
        id,
        name: input.name,
        role: input.role,
        prefix,
        hash: hashOf(key),
        userId,
        expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
        lastUsedAt: null,
      })
      .execute();
    const after = { name: input.name, role: input.role, expiresAt: input.expiresAt ?? null };
    await recordAudit(tx, actor, { action: 'create', resourceType: 'apikey', resourceId: id, after });
  });
  return { id, key };
}

/** The person behind an actor: a key made with a key belongs to whoever that one belongs to. */
async function ownerOf({ db }: Installation, actor: Actor): Promise<string> {
  const [, keyId] = /^apikey:(.+)$/.exec(actor.id) ?? [];
  if (keyId === undefined) return actor.id;
  const row = await db.selectFrom('apiKey').select('userId').where('id', '=', keyId).executeTakeFirstOrThrow();
  return row.userId;
}

export async function listApiKeys({ db }: Installation, query: ListQuery): Promise<List<ApiKey>> {
  let rows = db.selectFrom('apiKey').selectAll();
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
  const items = page.rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role as Role,
    prefix: row.prefix,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
  return { items, nextCursor: page.nextCursor };
}

/** From now on the key opens nothing. Throws `not_found`. */
export async function deleteApiKey({ db }: Installation, actor: Actor, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await tx.deleteFrom('apiKey').where('id', '=', id).returning(['name', 'role']).executeTakeFirst();
    if (!row) throw new CounterflowError('not_found', `There is no API key with id ${id}.`);
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'apikey', resourceId: id, before: row });
  });
}

/** Who sends this key; undefined for one that is unknown or has expired. */
export async function apiKeyActor({ db }: Installation, key: string): Promise<Visitor | undefined> {
  const row = await db
    .selectFrom('apiKey')
    .innerJoin('user', 'user.id', 'apiKey.userId')
    .select(['apiKey.id', 'apiKey.name', 'apiKey.role', 'user.id as userId', 'user.name as userName', 'user.email'])
    .select(sql<boolean>`coalesce(last_used_at < clock() - ${LAST_USE_STEP}, true)`.as('isStale'))
    .where('hash', '=', hashOf(key))
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', sql<Date>`clock()`)]))
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.isStale) {
    await db.updateTable('apiKey').set({ lastUsedAt: sql<Date>`clock()` }).where('id', '=', row.id).execute();
  }
  const role = row.role as Role;
  return {
    actor: { id: `apikey:${row.id}`, name: row.name, role, source: 'api' },
    session: { user: { id: row.userId, name: row.userName, email: row.email }, role, via: 'apikey' },
  };
}
