import type { AuditChange } from './audit-schema.ts';

type Fields = Record<string, unknown>;

/** Fields of a resource's view that move by themselves, or say what is said elsewhere in the entry. */
const movesByItself = new Set([
  'id',
  'version',
  'createdAt',
  'updatedAt',
  'budget',
  'grant',
  'usedBy',
  'conditions',
  'missingScopes',
  'lastCallAt',
  'nextProbeAt',
  'offlineSince',
  'debugUntil',
  'nextRunAt',
  'lastRun',
  'openErrors',
  'changedSecrets',
]);

/**
 * What differs between a resource before and after a change, field by field. A stored secret tells only that there is one:
 * it changed where its fingerprint or its time did, or where the entry names it.
 */
export function auditChanges(before: Fields | null, after: Fields | null): AuditChange[] {
  const [old, now] = [flat(before), flat(after)];
  const named = new Set(Array.isArray(after?.changedSecrets) ? after.changedSecrets.map(String) : []);
  const fields = new Set([...old.keys(), ...now.keys()]);
  return [...fields].flatMap((field): AuditChange[] => {
    const [from, to] = [old.get(field), now.get(field)];
    if (isSecret(from) || isSecret(to)) {
      const wasNamed = named.delete(field.slice(field.lastIndexOf('.') + 1));
      const isSame = !wasNamed && JSON.stringify(from) === JSON.stringify(to);
      const change = { field, before: stored(from), after: stored(to), isSecret: true };
      return isSame || (change.before === null && change.after === null) ? [] : [change];
    }
    if (JSON.stringify(from ?? null) === JSON.stringify(to ?? null)) return [];
    return [{ field, before: from ?? null, after: to ?? null, isSecret: false }];
  });
}

/** Fields by path; lists and stored secrets stay whole. */
function flat(value: Fields | null, prefix = ''): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value ?? {})) {
    if (prefix === '' && movesByItself.has(name)) continue;
    const path = `${prefix}${name}`;
    const isNested = typeof field === 'object' && field !== null && !Array.isArray(field) && !isSecret(field);
    if (isNested) for (const [inner, one] of flat(field as Fields, `${path}.`)) fields.set(inner, one);
    else fields.set(path, field);
  }
  return fields;
}

/** The shape in which every view shows a stored secret. */
const isSecret = (value: unknown): value is { set: boolean } =>
  typeof value === 'object' && value !== null && 'set' in value && 'fingerprint' in value;

const stored = (value: unknown) => (isSecret(value) && value.set ? 'stored' : null);
