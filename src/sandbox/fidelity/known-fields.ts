import rFields from '../facts/r-series-fields.json' with { type: 'json' };
import type { PathType } from './shape.ts';

type Paths = Map<string, Set<PathType>>;

const tables: Record<string, Record<string, string>> = rFields;

/**
 * Paths of the sandbox's replies that neither the sample nor a field table has: `+Item.invented`. `resource` names the table
 * of what lies at the top of a reply that has no wrapper (Account, Session).
 */
export function inventedByR(sample: Paths, sandbox: Paths, resource: string): string[] {
  const isAbout = (path: string) => !path.startsWith('@attributes') || sample.has('@attributes');
  const invented = [...sandbox.keys()].filter(
    (path) => isAbout(path) && !sample.has(path) && !isListed(path, resource),
  );
  return invented.map((path) => `+${path}`);
}

/** Whether a field table knows the last name of a path: a table of the nearest row above that has one. */
function isListed(path: string, resource: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  if (last === undefined || names.length === 0) return last === undefined || last in tables || isOf(resource, last);
  const above = names.map(tablesOf).findLast((found) => found.length > 0) ?? [resource];
  return above.some((row) => isOf(row, last)) || tablesOf(last).length > 0;
}

/** Links have names of their own, which end with that of what they lead to: `SendingShop`. */
const tablesOf = (name: string) =>
  tableNames.filter((table) => name === table || (/^[A-Z]/.test(table) && name.endsWith(table)));

const tableNames = Object.keys(tables);

const isOf = (table: string, field: string) => tables[table]?.[field] !== undefined;
