import type { AuditFilter } from '../../api/audit.ts';

interface AuditSearch {
  q?: string | undefined;
  who?: string | undefined;
  type?: string | undefined;
  /** Days as `2026-11-25`, both of them whole ones in the reader's zone. */
  from?: string | undefined;
  to?: string | undefined;
}

/** What the server is asked for. */
export const auditFilterOf = ({ q, who, type, from, to }: AuditSearch): AuditFilter => ({
  q,
  who,
  resourceType: type,
  from: startOf(from, 0),
  to: startOf(to, 1),
});

/** When a day begins, or one that many days later; undefined for none, or a day that no calendar has. */
function startOf(day: string | undefined, later: number): string | undefined {
  if (day === undefined) return undefined;
  const at = new Date(`${day}T00:00:00`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setDate(at.getDate() + later);
  return at.toISOString();
}
