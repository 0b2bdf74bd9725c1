import { type Selectable, sql, type Updateable } from 'kysely';
import type { Db, Tx } from './database.ts';
import type { NoticeRow } from './notices.ts';
import type { WebhookDeliveryTable, WebhookTable } from './tables.ts';
import type { SealedSecrets } from './vault.ts';

export type WebhookRow = Selectable<WebhookTable>;
export type DeliveryRow = Selectable<WebhookDeliveryTable>;

export async function webhookRow(db: Db | Tx, id: string): Promise<WebhookRow | undefined> {
  return db.selectFrom('webhook').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Webhooks from the oldest on, at most `limit`, after the id of one. Ids sort by when they were made. */
export async function webhookRows(
  db: Db,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<WebhookRow[]> {
  let rows = db.selectFrom('webhook').selectAll();
  if (after !== undefined) rows = rows.where('id', '>', after);
  return rows.orderBy('id').limit(limit).execute();
}

export async function insertWebhook(
  tx: Tx,
  { secrets, ...webhook }: Pick<WebhookRow, 'id' | 'url' | 'events' | 'enabled' | 'secrets'>,
): Promise<WebhookRow> {
  return tx
    .insertInto('webhook')
    .values({ ...webhook, secrets: JSON.stringify(secrets) })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** A change of the webhook that the caller has locked. */
export async function updateWebhook(tx: Tx, id: string, change: Updateable<WebhookTable>): Promise<WebhookRow> {
  return tx
    .updateTable('webhook')
    .set({ ...change, version: sql<number>`version + 1`, updatedAt: sql<Date>`clock()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Deliveries of a webhook from the newest on, at most `limit`; `before` names the one that they come after. */
export async function deliveryRows(
  db: Db,
  webhookId: string,
  { before, limit }: { before: { at: string; id: string } | undefined; limit: number },
): Promise<DeliveryRow[]> {
  let rows = db.selectFrom('webhookDelivery').selectAll().where('webhookId', '=', webhookId);
  if (before) {
    rows = rows.where(
      sql<boolean>`(date_trunc('milliseconds', created_at), id) < (${before.at}::timestamptz, ${before.id}::uuid)`,
    );
  }
  return rows.orderBy(sql`date_trunc('milliseconds', created_at)`, 'desc').orderBy('id', 'desc').limit(limit).execute();
}

export async function deliveryRow(db: Db, id: string): Promise<DeliveryRow> {
  return db.selectFrom('webhookDelivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

/** The newest delivery of each of these webhooks that has one. */
export async function lastDeliveries(db: Db | Tx, webhookIds: string[]): Promise<DeliveryRow[]> {
  if (webhookIds.length === 0) return [];
  return db
    .selectFrom('webhookDelivery')
    .selectAll()
    .distinctOn('webhookId')
    .where('webhookId', 'in', webhookIds)
    .orderBy('webhookId')
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** How long one process may take over an attempt. Outlasts its time-out (15 s). */
const LEASE_SECONDS = 60;
/** How long a message is tried. */
const TRIED_FOR = sql.raw("interval '24 hours'");

/** A message that this process may send now, and where it goes. */
export interface DueDelivery {
  id: string;
  attempts: number;
  event: string;
  createdAt: Date;
  noticeId: string | null;
  webhookId: string;
  url: string;
  secrets: SealedSecrets;
}

const leased = (owner: string) =>
  ({
    leaseOwner: owner,
    leaseUntil: sql<Date>`clock() + make_interval(secs => ${LEASE_SECONDS})`,
    attempts: sql<number>`attempts + 1`,
    lastAttemptAt: sql<Date>`clock()`,
  }) as const;

/** Takes up to `most` messages that are due, each for one attempt. Two processes never take the same one at a time. */
export async function takeDueDeliveries(db: Db, owner: string, most: number): Promise<DueDelivery[]> {
  const due = db
    .selectFrom('webhookDelivery as d')
    .innerJoin('webhook as w', 'w.id', 'd.webhookId')
    .select(['d.id', 'w.url', 'w.secrets'])
    .where('w.enabled', '=', true)
    .where('d.status', '=', 'waiting')
    .where('d.nextAttemptAt', '<=', sql<Date>`clock()`)
    .where((eb) => eb.or([eb('d.leaseUntil', 'is', null), eb('d.leaseUntil', '<', sql<Date>`clock()`)]))
    .orderBy('d.nextAttemptAt')
    .limit(most)
    .forUpdate('d')
    .skipLocked();
  return db
    .with('due', () => due)
    .updateTable('webhookDelivery')
    .from('due')
    .set(leased(owner))
    .whereRef('webhookDelivery.id', '=', 'due.id')
    .returning([
      'webhookDelivery.id',
      'webhookDelivery.attempts',
      'webhookDelivery.event',
      'webhookDelivery.createdAt',
      'webhookDelivery.noticeId',
      'webhookDelivery.webhookId',
      'due.url',
      'due.secrets',
    ])
    .execute();
}

/** A message that only tries the way, taken for its one attempt at once. */
export async function insertTest(db: Db, owner: string, { id, url, secrets }: WebhookRow): Promise<DueDelivery> {
  const row = await db
    .insertInto('webhookDelivery')
    .values({
      webhookId: id,
      noticeId: null,
      event: 'webhook.test',
      leaseOwner: owner,
      leaseUntil: sql<Date>`clock() + make_interval(secs => ${LEASE_SECONDS})`,
      attempts: 1,
      lastAttemptAt: sql<Date>`clock()`,
      lastStatus: null,
      lastError: null,
      endedAt: null,
    })
    .returning(['id', 'attempts', 'event', 'createdAt', 'noticeId', 'webhookId'])
    .executeTakeFirstOrThrow();
  return { ...row, url, secrets };
}

/** The notice that a message tells of. */
export async function noticeOf(db: Db, id: string): Promise<NoticeRow | undefined> {
  return db.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirst();
}

/** How an attempt went; undefined `error` means that it arrived. */
export interface AttemptEnd {
  status: number | null;
  error: string | undefined;
  /** When to try again; undefined: never. */
  againInSeconds: number | undefined;
}

/** Writes down how an attempt went, unless another process took the message since. The last attempt is a day after the first. */
export async function endAttempt(db: Db, { id, attempts }: DueDelivery, owner: string, end: AttemptEnd): Promise<void> {
  const isOver = sql<boolean>`${end.againInSeconds === undefined} or clock() >= created_at + ${TRIED_FOR}`;
  const failed = end.error !== undefined;
  await db
    .updateTable('webhookDelivery')
    .set({
      status: failed ? sql<string>`case when ${isOver} then 'failed' else 'waiting' end` : 'delivered',
      endedAt: failed ? sql<Date | null>`case when ${isOver} then clock() end` : sql<Date>`clock()`,
      nextAttemptAt: sql<Date>`least(clock() + make_interval(secs => ${end.againInSeconds ?? 0}), created_at + ${TRIED_FOR})`,
      lastStatus: end.status,
      lastError: end.error ?? null,
      leaseOwner: null,
      leaseUntil: null,
    })
    .where('id', '=', id)
    .where('leaseOwner', '=', owner)
    .where('attempts', '=', attempts)
    .where('status', '=', 'waiting')
    .execute();
}

/** Gives up messages that were never sent because their webhook stayed switched off, and forgets what ended long ago. */
export async function tidyDeliveries(db: Db, keptDays: number): Promise<void> {
  await db
    .updateTable('webhookDelivery')
    .set({ status: 'failed', endedAt: sql<Date>`clock()`, lastError: 'The webhook was switched off.' })
    .where('status', '=', 'waiting')
    .where(sql<boolean>`created_at < clock() - ${TRIED_FOR} - interval '1 hour'`)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', sql<Date>`clock()`)]))
    .execute();
  await db
    .deleteFrom('webhookDelivery')
    .where(sql<boolean>`ended_at < clock() - make_interval(days => ${keptDays})`)
    .execute();
}
