import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import type { Installation } from '../installation.ts';
import type { List, ListQuery } from '../rest.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import {
  type ErrorFilter,
  listRecordErrors,
  type RecordErrorRow,
  resolveRecordErrors,
} from '../store/record-errors.ts';
import type { RecordError } from './schema.ts';

/** Failed records, newest first. */
export async function listErrors({ db }: Installation, query: ErrorFilter & ListQuery): Promise<List<RecordError>> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor).id;
  const rows = await listRecordErrors(db, query, { limit: query.limit + 1, after });
  const page = pageOf(rows, query.limit, ({ id }) => ({ sort: '', id }));
  return { items: page.rows.map(view), nextCursor: page.nextCursor };
}

/** Marks open errors as settled by a person; answers how many there were. */
export async function resolveErrors({ db }: Installation, actor: Actor, filter: ErrorFilter): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const resolved = await resolveRecordErrors(tx, filter);
    await recordAudit(tx, actor, {
      action: 'resolve',
      resourceType: 'error',
      resourceId: null,
      after: { filter, resolved },
    });
    return resolved;
  });
}

function view(row: RecordErrorRow): RecordError {
  return {
    id: row.id,
    flowId: row.flowId,
    runId: row.runId,
    stepId: row.stepId,
    key: row.key,
    code: row.code,
    message: row.message,
    record: row.record,
    inDoubt: row.inDoubt,
    state: row.state === 'open' ? 'open' : 'resolved',
    createdAt: row.createdAt.toISOString(),
  };
}
