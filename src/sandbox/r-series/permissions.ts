import type { Employee } from '../store.ts';
import type { Resource, Row } from './resource.ts';

/** Rights of an employee that let a scope work whose name is not theirs as well. */
const rightsOfScope: Record<string, string[]> = {
  inventory: ['inventory_base'],
  inventory_read: ['inventory_base', 'inventory_read'],
  customers_read: ['customers', 'customers_read'],
  register_read: ['register', 'register_read'],
};

/**
 * Whether a token may read a resource: it has `employee:all` or a scope that opens it, and the employee who consented has
 * the right of that scope (firm that both count; unsure which right stands behind which scope, since the official lists
 * don't match).
 */
export function mayRead(
  { scopes }: { scopes: readonly string[] },
  granted: string[],
  employee: Employee | undefined,
): boolean {
  if (scopes.length === 0) return true;
  const rights = new Set(employee?.rights ?? []);
  return scopes.some(
    (scope) => (granted.includes('employee:all') || granted.includes(`employee:${scope}`)) && lets(rights, scope),
  );
}

function lets(rights: ReadonlySet<string>, scope: string): boolean {
  if (rights.has('all_read') || rights.has('admin')) return true;
  return (rightsOfScope[scope] ?? [scope]).some((right) => rights.has(right));
}

/** A row as a token sees it. */
export type View = (row: Row) => Row;

export function viewOf({ masked }: Resource, granted: string[]): View {
  if (!masked || granted.includes('employee:all') || granted.includes(`employee:${masked.scope}`)) return (row) => row;
  const { field } = masked;
  return (row) => {
    const text = String(row[field] ?? '');
    return text === '' ? row : { ...row, [field]: `********${text.slice(-4)}` };
  };
}
