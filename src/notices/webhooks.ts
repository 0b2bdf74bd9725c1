import { isIP } from 'node:net';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { changedMeanwhile } from '../accounts/changed-meanwhile.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import type { SealedSecrets } from '../store/vault.ts';
import {
  type DeliveryRow,
  deliveryRow,
  deliveryRows,
  insertTest,
  insertWebhook,
  lastDeliveries,
  updateWebhook,
  type WebhookRow,
  webhookRow,
  webhookRows,
} from '../store/webhooks.ts';
import { deliver } from './deliver.ts';
import type { Delivery, NoticeKind, Webhook, WebhookCreated, WebhookInput, WebhookPatch } from './schema.ts';
import { newSigningSecret } from './signature.ts';

type Page = Omit<ListQuery, 'q'>;

export async function listWebhooks({ db }: Installation, { limit, cursor }: Page): Promise<List<Webhook>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor).id;
  const page = pageOf(await webhookRows(db, { after, limit: limit + 1 }), limit, ({ id }) => ({ sort: '', id }));
  return { items: await viewsOf(db, page.rows), nextCursor: page.nextCursor };
}

/** Throws `not_found`. */
export async function getWebhook({ db }: Installation, id: string): Promise<Webhook> {
  return viewOf(db, await existing(db, id));
}

/** Stores a webhook with a secret of its own, which is answered this once. Throws `private_address`. */
export async function createWebhook(
  installation: Installation,
  actor: Actor,
  input: WebhookInput,
): Promise<WebhookCreated> {
  refusePrivate(installation, input.url);
  const id = newId();
  const signingSecret = newSigningSecret();
  const secrets = sealed(installation, id, signingSecret);
  return installation.db.transaction().execute(async (tx) => {
    const row = await insertWebhook(tx, { id, ...input, secrets });
    await recordAudit(tx, actor, { action: 'create', resourceType: 'webhook', resourceId: id, after: auditOf(row) });
    return { ...(await viewOf(tx, row)), signingSecret };
  });
}

/** Throws `not_found`, `changed_meanwhile`, `private_address`. */
export async function editWebhook(
  installation: Installation,
  actor: Actor,
  id: string,
  { url, events, enabled }: WebhookPatch,
  version: number | undefined,
): Promise<Webhook> {
  if (url !== undefined) refusePrivate(installation, url);
  const change = {
    ...(url === undefined ? {} : { url }),
    ...(events === undefined ? {} : { events }),
    ...(enabled === undefined ? {} : { enabled }),
  };
  return installation.db.transaction().execute(async (tx) => {
    const before = await locked(tx, id, version);
    const row = await updateWebhook(tx, id, change);
    const audited = { action: 'edit', resourceType: 'webhook', resourceId: id };
    await recordAudit(tx, actor, { ...audited, before: auditOf(before), after: auditOf(row) });
    return viewOf(tx, row);
  });
}

/** Replaces the secret, at once: messages are signed with the new one from now on. Throws `not_found`. */
export async function renewSecret(
  installation: Installation,
  actor: Actor,
  id: string,
): Promise<{ signingSecret: string }> {
  const signingSecret = newSigningSecret();
  const secrets = JSON.stringify(sealed(installation, id, signingSecret));
  await installation.db.transaction().execute(async (tx) => {
    const before = await locked(tx, id, undefined);
    const row = await updateWebhook(tx, id, { secrets });
    const audited = { action: 'edit', resourceType: 'webhook', resourceId: id };
    await recordAudit(tx, actor, { ...audited, before: auditOf(before), after: auditOf(row) });
  });
  return { signingSecret };
}

/** With its deliveries. Throws `not_found`, `changed_meanwhile`. */
export async function deleteWebhook(
  { db }: Installation,
  actor: Actor,
  id: string,
  version: number | undefined,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const row = await locked(tx, id, version);
    await tx.deleteFrom('webhook').where('id', '=', id).execute();
    await recordAudit(tx, actor, { action: 'delete', resourceType: 'webhook', resourceId: id, before: auditOf(row) });
  });
}

/** Sends a test message now, also where the webhook is switched off, and answers how it went. Throws `not_found`. */
export async function testWebhook(installation: Installation, id: string): Promise<Delivery> {
  const { db, processId } = installation;
  const test = await insertTest(db, processId, await existing(db, id));
  await deliver(installation, test, { retry: false });
  return deliveryView(await deliveryRow(db, test.id));
}

/** Throws `not_found`. */
export async function listDeliveries(
  { db }: Installation,
  id: string,
  { limit, cursor }: Page,
): Promise<List<Delivery>> {
  await existing(db, id);
  const before = cursor === undefined ? undefined : placeOf(cursor);
  const rows = await deliveryRows(db, id, { before, limit: limit + 1 });
  const page = pageOf(rows, limit, (row) => ({ sort: row.createdAt.toISOString(), id: row.id }));
  return { items: page.rows.map(deliveryView), nextCursor: page.nextCursor };
}

function placeOf(cursor: string): { at: string; id: string } {
  const { sort, id } = decodeCursor(cursor);
  const at = new Date(sort);
  return { at: Number.isNaN(at.getTime()) ? new Date(0).toISOString() : at.toISOString(), id };
}

/** An address that is written as numbers is judged when it is entered; a name at each message, since it may lead elsewhere by then. */
function refusePrivate({ addressRule }: Installation, url: string): void {
  const { hostname, port, protocol } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  if (!isIP(address) || addressRule.allows(address, address, number)) return;
  throw new CounterflowError(
    'private_address',
    `${address} is a private address, which webhooks may not reach. If it is meant, add it to COUNTERFLOW_ALLOW_PRIVATE and restart.`,
  );
}

function sealed({ vault, clock }: Installation, row: string, secret: string): SealedSecrets {
  return {
    secret: {
      sealed: vault.seal({ table: 'webhook', row, field: 'secret' }, secret),
      fingerprint: vault.fingerprint(secret),
      updatedAt: clock.now().toISOString(),
    },
  };
}

async function existing(db: Db | Tx, id: string): Promise<WebhookRow> {
  const row = await webhookRow(db, id);
  if (!row) throw unknown(id);
  return row;
}

async function locked(tx: Tx, id: string, version: number | undefined): Promise<WebhookRow> {
  const row = await tx.selectFrom('webhook').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw unknown(id);
  if (version !== undefined && version !== row.version) {
    throw await changedMeanwhile(tx, 'webhook', { ...row, name: row.url });
  }
  return row;
}

const unknown = (id: string) =>
  new CounterflowError('not_found', `There is no webhook with id ${id}. It may have been deleted.`);

const auditOf = ({ url, events, enabled, secrets }: WebhookRow) => ({
  url,
  events,
  enabled,
  secret: secretView(secrets),
});

const secretView = ({ secret }: SealedSecrets) => ({
  set: secret !== undefined,
  fingerprint: secret?.fingerprint ?? null,
  updatedAt: secret?.updatedAt ?? null,
});

async function viewOf(db: Db | Tx, row: WebhookRow): Promise<Webhook> {
  const [view] = await viewsOf(db, [row]);
  return view as Webhook;
}

async function viewsOf(db: Db | Tx, rows: WebhookRow[]): Promise<Webhook[]> {
  const last = await lastDeliveries(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const delivery = last.find(({ webhookId }) => webhookId === row.id);
    return {
      id: row.id,
      url: row.url,
      events: row.events as NoticeKind[],
      enabled: row.enabled,
      secret: secretView(row.secrets),
      lastDelivery: delivery ? deliveryView(delivery) : null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      version: row.version,
    };
  });
}

function deliveryView(row: DeliveryRow): Delivery {
  const waits = row.status === 'waiting';
  return {
    id: row.id,
    event: row.event as Delivery['event'],
    noticeId: row.noticeId,
    status: row.status as Delivery['status'],
    attempts: row.attempts,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    createdAt: row.createdAt.toISOString(),
    lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null,
    nextAttemptAt: waits ? row.nextAttemptAt.toISOString() : null,
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
