import type { Employee } from '../../store.ts';

/** Rights of an employee that let a scope write whose name is not theirs as well. */
const rightsOfScope: Record<string, string[]> = {
  inventory: ['inventory_base', 'product_edit'],
  admin_purchases: ['admin_purchases', 'admin'],
  inventory_counts_reconcile: ['inventory_counts'],
};

/** Scopes with `_read` in their name, and these, let nobody write. */
const readOnly = new Set(['reports', 'vendor_returns', 'customers_view_gift_card_numbers']);

/**
 * Whether a token may write: it has `employee:all` or a scope that opens writing, and the employee who consented has the
 * right of that scope (firm that both count; which right stands behind which scope is unsure).
 */
export function mayWrite(scopes: string[], granted: string[], employee: Employee | undefined): boolean {
  if (scopes.length === 0) return true;
  const rights = new Set(employee?.rights ?? []);
  return scopes
    .filter((scope) => !readOnly.has(scope) && !scope.endsWith('_read'))
    .some(
      (scope) =>
        (granted.includes('employee:all') || granted.includes(`employee:${scope}`)) &&
        (rights.has('admin') || (rightsOfScope[scope] ?? [scope]).some((right) => rights.has(right))),
    );
}
