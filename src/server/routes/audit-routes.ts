import { listAudit, listAuditActors } from '../../accounts/audit-log.ts';
import { auditEntry, auditQuery, auditWho } from '../../accounts/audit-schema.ts';
import { listOf } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { refusals } from './parameters.ts';

/** Who changed what, and when. */
export function auditRoutes(app: App, { installation }: ServerContext): void {
  app.get(
    '/v1/audit',
    {
      schema: {
        tags: ['Audit log'],
        summary: 'List changes, newest first',
        querystring: auditQuery,
        response: { 200: listOf(auditEntry), ...refusals },
      },
    },
    (request) => listAudit(installation, actorOf(request).role, request.query),
  );
  app.get(
    '/v1/audit/actors',
    {
      schema: {
        tags: ['Audit log'],
        summary: 'List who made changes',
        response: { 200: listOf(auditWho), ...refusals },
      },
    },
    (request) => listAuditActors(installation, actorOf(request).role),
  );
}
