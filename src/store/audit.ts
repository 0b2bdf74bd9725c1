import { sql } from 'kysely';
import type { Db } from './database.ts';

/** An entry with the names of who and what, as they are known now. */
export interface AuditRow {
  id: string;
  at: Date;
  actor: string;
  actorName: string | null;
  source: string;
  action: string;
  resourceType: string;
  resourceId: string | null;
  resourceName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

export interface AuditFilter {
  resourceType?: string | undefined;
  resourceId?: string | undefined;
  source?: string | undefined;
  who?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  q?: string | undefined;
  /** Kinds of resources whose entries are left out. */
  except: readonly string[];
}

/** The name under which an entry stands (a webhook's address), or the last one that another entry knows for the same resource. */
const resourceName = sql<string | null>`coalesce(audit.after->>'name', audit.before->>'name',
  case when audit.resource_type = 'webhook' then coalesce(audit.after->>'url', audit.before->>'url') end, (
  select coalesce(named.after->>'name', named.before->>'name') from audit named
  where named.resource_type = audit.resource_type and named.resource_id = audit.resource_id
    and coalesce(named.after->>'name', named.before->>'name') is not null
  order by named.at desc limit 1))`;

/** A deleted key's name is known from the entry of its making. */
const actorName = sql<string | null>`coalesce("user".name, api_key.name, (
  select made.after->>'name' from audit made
  where made.resource_type = 'apikey' and made.resource_id = substr(audit.actor, 8) and made.action = 'create' limit 1))`;

/** Newest first, from the entry `after` on (ids grow with time). */
export async function auditRows(
  db: Db,
  filter: AuditFilter,
  page: { limit: number; after: string | undefined },
): Promise<AuditRow[]> {
  let rows = db
    .selectFrom('audit')
    .leftJoin('user', 'user.id', 'audit.actor')
    .leftJoin('apiKey', (join) => join.on(sql<boolean>`'apikey:' || api_key.id = audit.actor`))
    .select(['audit.id', 'audit.at', 'audit.actor', 'audit.source', 'audit.action'])
    .select(['audit.resourceType', 'audit.resourceId', 'audit.before', 'audit.after'])
    .select([actorName.as('actorName'), resourceName.as('resourceName')]);
  for (const field of ['resourceType', 'resourceId', 'source'] as const) {
    const wanted = filter[field];
    if (wanted !== undefined) rows = rows.where(`audit.${field}`, '=', wanted);
  }
  if (filter.who) rows = rows.where('audit.actor', '=', filter.who);
  if (filter.from) rows = rows.where('audit.at', '>=', new Date(filter.from));
  if (filter.to) rows = rows.where('audit.at', '<', new Date(filter.to));
  if (filter.except.length > 0) rows = rows.where('audit.resourceType', 'not in', filter.except);
  if (filter.q) {
    const like = `%${filter.q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    rows = rows.where(
      sql<boolean>`(audit.action ilike ${like} or ${actorName} ilike ${like} or ${resourceName} ilike ${like})`,
    );
  }
  if (page.after) rows = rows.where('audit.id', '<', page.after);
  return rows.orderBy('audit.id', 'desc').limit(page.limit).execute();
}

/** Everybody who made a change, by name; one whose name nobody knows any more comes last. */
export async function auditActors(
  db: Db,
  except: readonly string[],
): Promise<{ actor: string; actorName: string | null }[]> {
  let rows = db
    .selectFrom('audit')
    .leftJoin('user', 'user.id', 'audit.actor')
    .leftJoin('apiKey', (join) => join.on(sql<boolean>`'apikey:' || api_key.id = audit.actor`))
    .select('audit.actor')
    .select(actorName.as('actorName'))
    .distinct();
  if (except.length > 0) rows = rows.where('audit.resourceType', 'not in', except);
  return rows.orderBy('actorName').execute();
}
