import type { Installation } from '../installation.ts';
import type { List } from '../rest.ts';
import { type AuditRow, auditActors, auditRows } from '../store/audit.ts';
import { decodeCursor, pageOf } from '../store/page.ts';
import { auditChanges } from './audit-changes.ts';
import type { AuditEntry, AuditQuery, AuditWho } from './audit-schema.ts';
import { type Role, roles } from './schema.ts';

/** Changes of these are for who may see the resources themselves. */
const forAdministrators = ['apikey', 'user', 'webhook'];

/** The audit log, newest first; entries about people and keys only for administrators. */
export async function listAudit({ db }: Installation, role: Role, query: AuditQuery): Promise<List<AuditEntry>> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor).id;
  const filter = { ...query, except: hiddenFrom(role) };
  const rows = await auditRows(db, filter, { limit: query.limit + 1, after });
  const page = pageOf(rows, query.limit, ({ id }) => ({ sort: '', id }));
  return { items: page.rows.map(view), nextCursor: page.nextCursor };
}

/** Who stands in the entries that this role may see, by name. */
export async function listAuditActors({ db }: Installation, role: Role): Promise<List<AuditWho>> {
  const rows = await auditActors(db, hiddenFrom(role));
  return { items: rows.map(({ actor, actorName }) => whoOf(actor, actorName)), nextCursor: null };
}

const hiddenFrom = (role: Role): readonly string[] =>
  roles.indexOf(role) <= roles.indexOf('administrator') ? [] : forAdministrators;

function whoOf(actor: string, name: string | null): AuditWho {
  const type = actor === 'system' ? 'system' : actor.startsWith('apikey:') ? 'apikey' : 'user';
  return { id: actor, type, name };
}

function view(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    who: whoOf(row.actor, row.actorName),
    source: row.source as AuditEntry['source'],
    action: row.action,
    resource: { type: row.resourceType, id: row.resourceId, name: row.resourceName },
    changes: auditChanges(row.before, row.after),
  };
}
