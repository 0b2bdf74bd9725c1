import type { Db, Tx } from '../store/database.ts';
import { newId } from '../store/id.ts';
import type { Actor } from './actor.ts';

export interface Change {
  action: string;
  resourceType: string;
  resourceId: string | null;
  /** What it was and what it is, without secrets: a changed secret is named, as `changed`. */
  before?: object | null;
  after?: object | null;
}

/** Writes a change into the audit log; in the transaction of the change itself, so that neither is without the other. */
export async function recordAudit(db: Db | Tx, actor: Actor, change: Change): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      id: newId(),
      actor: actor.id,
      source: actor.source,
      action: change.action,
      resourceType: change.resourceType,
      resourceId: change.resourceId,
      before: change.before ? JSON.stringify(change.before) : null,
      after: change.after ? JSON.stringify(change.after) : null,
    })
    .execute();
}
