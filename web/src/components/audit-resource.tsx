import { Link } from '@tanstack/react-router';
import type { AuditEntry } from '../api/audit.ts';
import { type TextKey, text } from '../texts/text.ts';
import classes from './audit-table.module.css';

/** Kinds of things that changes are made to, in the order in which they are offered. */
export const auditTypes = [
  'connection',
  'iclient',
  'export',
  'import',
  'flow',
  'run',
  'error',
  'store',
  'sandbox',
  'webhook',
  'apikey',
  'user',
] as const;

const isKnown = (type: string): type is (typeof auditTypes)[number] => (auditTypes as readonly string[]).includes(type);

/** A kind of thing in words; one that has none yet as the server names it. */
export const auditTypeWord = (type: string): string =>
  isKnown(type) ? text(`audit.resource.${type}` satisfies TextKey) : type;

const pages: Readonly<
  Record<string, '/connections/$id' | '/exports/$id' | '/imports/$id' | '/flows/$id' | '/runs/$id'>
> = {
  connection: '/connections/$id',
  export: '/exports/$id',
  import: '/imports/$id',
  flow: '/flows/$id',
  run: '/runs/$id',
};

/** What was changed: its kind and its name, which leads to its page if it has one. */
export function AuditResource({ resource: { type, id, name } }: Pick<AuditEntry, 'resource'>) {
  const page = pages[type];
  return (
    <span className={classes.resource}>
      {auditTypeWord(type)}{' '}
      {page && id && name ? (
        <Link to={page} params={{ id }}>
          {name}
        </Link>
      ) : (
        name
      )}
    </span>
  );
}
