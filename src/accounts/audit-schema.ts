import { z } from 'zod';
import { id, listQuery, time } from '../rest.ts';

/** Which entries of the audit log; each given field narrows them. `q` looks in names and actions. */
export const auditQuery = listQuery.extend({
  resourceType: z.string().max(40).optional(),
  resourceId: z.string().max(100).optional(),
  source: z.enum(['ui', 'api', 'cli', 'system']).optional(),
  /** Id of who made the change, as an entry tells it. */
  who: z.string().max(100).optional(),
  from: time.optional(),
  to: time.optional(),
});
export type AuditQuery = z.infer<typeof auditQuery>;

/** A person, an API key, or counterflow itself; the name as it is now, null for one that nobody knows any more. */
export const auditWho = z
  .object({ id: z.string(), type: z.enum(['user', 'apikey', 'system']), name: z.string().nullable() })
  .meta({ id: 'AuditWho' });
export type AuditWho = z.infer<typeof auditWho>;

/** One change. Its fields are those that differ; what changes by itself, as a status line's times, is left out. */
export const auditEntry = z
  .object({
    id,
    at: time,
    who: auditWho,
    source: z.enum(['ui', 'api', 'cli', 'system']),
    action: z.string(),
    resource: z.object({ type: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
    changes: z.array(
      z.object({
        /** Path of the field, with dots. */
        field: z.string(),
        /** JSON values; null for nothing. Of a secret only `stored` or null. */
        before: z.unknown(),
        after: z.unknown(),
        isSecret: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditChange = AuditEntry['changes'][number];
