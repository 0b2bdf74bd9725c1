import rFields from '../facts/r-series-fields.json' with { type: 'json' };
import type { PathType } from './shape.ts';

type Paths = Map<string, Set<PathType>>;

const tables: Record<string, Record<string, string>> = rFields;

/**
 * Paths of the sandbox's replies that neither the sample nor a field table has: `+Item.invented`. `resource` names the table
 * of what lies at the top of a reply that has no wrapper (Account, Session).
 */
export function inventedByR(sample: Paths, sandbox: Paths, resource: string): string[] {
  const invented = [...sandbox.keys()].filter((path) => !sample.has(path) && !isListed(path, resource));
  return invented.map((path) => `+${path}`);
}

/** Whether a field table knows the last name of a path: the table of the nearest row above that has one. */
function isListed(path: string, resource: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  if (last === undefined || names.length === 0) return last === undefined || last in tables || isOf(resource, last);
  const row = names.map(tableOf).findLast((name) => name !== undefined) ?? resource;
  return isOf(row, last) || tableOf(last) !== undefined;
}

/** Links have names of their own, which end with that of what they lead to: `SendingShop`. */
const tableOf = (name: string) =>
  name in tables ? name : tableNames.find((table) => /^[A-Z]/.test(table) && name.endsWith(table));

const tableNames = Object.keys(tables).toSorted((one, other) => other.length - one.length);

const isOf = (table: string, field: string) => tables[table]?.[field] !== undefined;
