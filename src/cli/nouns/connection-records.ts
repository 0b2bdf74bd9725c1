import type { AuditEntry } from '../../accounts/audit-schema.ts';
import type { RefreshAttempt } from '../../connections/refresh-schema.ts';
import type { Verb } from '../command.ts';
import { idOf, type Kind } from '../find.ts';
import { pageFlags, showPage } from '../resource-verbs.ts';
import type { Column } from '../table.ts';

const refreshColumns: readonly Column<RefreshAttempt>[] = [
  { head: 'STARTED', cell: ({ startedAt }) => startedAt },
  { head: 'OUTCOME', cell: ({ outcome, error }) => (error ? `${outcome}: ${error}` : outcome) },
  { head: 'MS', cell: ({ ms }) => ms, right: true },
  { head: 'PAIR', cell: ({ generation }) => generation, right: true },
  { head: 'DETAIL', cell: ({ detail }) => detail },
];

const auditColumns: readonly Column<AuditEntry>[] = [
  { head: 'AT', cell: ({ at }) => at },
  { head: 'WHO', cell: ({ who }) => who.name ?? who.id },
  { head: 'BY', cell: ({ source }) => source },
  { head: 'ACTION', cell: ({ action }) => action },
  { head: 'CHANGED', cell: ({ changes }) => changes.map(({ field }) => field).join(', ') },
];

/** Verbs that show what happened to a connection. */
export function recordVerbs(connections: Kind): Verb[] {
  return [
    {
      verb: 'refreshes',
      summary: 'Show when the token was renewed, and how that ended; newest first.',
      examples: ['connection refreshes "Main Street"', 'connection refreshes "Main Street" --limit 10 --json'],
      argument: '<name-or-id>',
      flags: pageFlags,
      async run(call) {
        const id = await idOf(call.api, connections, call.args[0] ?? '');
        return showPage(call, `${connections.path}/${id}/refreshes`, refreshColumns);
      },
    },
    {
      verb: 'audit',
      summary: 'Show who changed the connection, and what; newest first.',
      examples: ['connection audit "Main Street"', 'connection audit "Main Street" --limit 10 --json'],
      argument: '<name-or-id>',
      flags: pageFlags,
      async run(call) {
        const resourceId = await idOf(call.api, connections, call.args[0] ?? '');
        return showPage(call, '/v1/audit', auditColumns, { resourceType: 'connection', resourceId });
      },
    },
  ];
}
