import { isRow, type Json, rowsIn } from './r-ids.ts';

/** Names of relations as `load_relations` takes them, by what the rows of a body hold: `["SaleLines", "SaleLines.Item"]`. */
export function relationsShown(body: unknown): string[] {
  const names = new Set<string>();
  for (const row of rowsIn(body)) {
    for (const [name, below] of relationsIn(row)) {
      names.add(name);
      for (const inner of below) for (const [second] of relationsIn(inner)) names.add(`${name}.${second}`);
    }
  }
  return [...names];
}

/** Fields of a row that look like relations, each with its rows; a list hangs under a container. */
function relationsIn(row: Json): [string, Json[]][] {
  return Object.entries(row)
    .filter(([name, value]) => /^[A-Z]/.test(name) && (typeof value === 'object' || value === ''))
    .map(([name, value]) => {
      const below = isRow(value) ? value : {};
      const [only, ...others] = Object.values(below);
      const isContainer = others.length === 0 && typeof only === 'object' && only !== null;
      return [name, ((isContainer ? [only].flat() : [below]) as unknown[]).filter(isRow)];
    });
}

export const relationQuery = (names: string[]): string => `load_relations=${encodeURIComponent(JSON.stringify(names))}`;
