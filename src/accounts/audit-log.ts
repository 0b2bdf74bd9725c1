import type { Installation } from '../installation.ts';
import type { List } from '../rest.ts';
import { type AuditRow, auditRows } from '../store/audit.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import { auditChanges } from './audit-changes.ts';
import type { AuditEntry, AuditQuery } from './audit-schema.ts';
import { type Role, roles } from './schema.ts';

/** Changes of these are for who may see the resources themselves. */
const forAdministrators = ['apikey', 'user'];

/** The audit log, newest first; entries about people and keys only for administrators. */
export async function listAudit({ db }: Installation, role: Role, query: AuditQuery): Promise<List<AuditEntry>> {
  const seesAll = roles.indexOf(role) <= roles.indexOf('administrator');
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor).id;
  const filter = { ...query, except: seesAll ? [] : forAdministrators };
  const rows = await auditRows(db, filter, { limit: query.limit + 1, after });
  const page = pageOf(rows, query.limit, ({ id }) => ({ sort: '', id }));
  return { items: page.rows.map(view), nextCursor: page.nextCursor };
}

function view(row: AuditRow): AuditEntry {
  const isKey = row.actor.startsWith('apikey:');
  const type = row.actor === 'system' ? 'system' : isKey ? 'apikey' : 'user';
  return {
    id: row.id,
    at: row.at.toISOString(),
    who: { id: row.actor, type, name: row.actorName },
    source: row.source as AuditEntry['source'],
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId, name: row.resourceName },
    changes: auditChanges(row.before, row.after),
  };
}
