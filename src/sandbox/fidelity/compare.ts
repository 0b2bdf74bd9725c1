import fields from '../facts/r-series-fields.json' with { type: 'json' };
import type { PathType } from './shape.ts';

export interface Comparison {
  /** Paths of the sample with the same JSON type in the sandbox / paths of the sample. */
  agreement: number;
  /** `-path` is missing in the sandbox, `~path` has another type, `+path` stands in no field table. */
  deviations: string[];
}

type Paths = Map<string, Set<PathType>>;

const tables: Record<string, Record<string, string>> = fields;

/**
 * Compares the paths of a sample with those of the sandbox's replies to the same request. `resource` names the field table
 * of what lies at the top of a reply that has no wrapper (Account, Session).
 */
export function compare(sample: Paths, sandbox: Paths, resource: string): Comparison {
  const deviations: string[] = [];
  for (const [path, types] of sample) {
    const found = sandbox.get(path);
    if (!found) deviations.push(`-${path}`);
    else if (!agree(types, found)) deviations.push(`~${path}: ${[...types].join('|')}, here ${[...found].join('|')}`);
  }
  const agreement = sample.size === 0 ? 1 : 1 - deviations.length / sample.size;
  for (const path of sandbox.keys()) if (!sample.has(path) && !isListed(path, resource)) deviations.push(`+${path}`);
  return { agreement, deviations };
}

/** `""` is an empty text as well as an empty list; null and false stand for nothing, whatever would be there. */
function agree(left: Set<PathType>, right: Set<PathType>): boolean {
  const pairs = [...left].flatMap((one) => [...right].map((other) => [one, other] as const));
  return pairs.some(([one, other]) => {
    if (one === other || one === 'nothing' || other === 'nothing') return true;
    return [one, other].includes('empty') && ![one, other].some((type) => type === 'number' || type === 'boolean');
  });
}

/** Whether a field table knows the last name of a path: the table of the nearest row above that has one. */
function isListed(path: string, resource: string): boolean {
  const names = path.split('.');
  const last = names.pop();
  if (last === undefined || names.length === 0) return last === undefined || last in tables || isOf(resource, last);
  const row = names.findLast((name) => name in tables) ?? resource;
  return isOf(row, last) || last in tables;
}

const isOf = (table: string, field: string) => tables[table]?.[field] !== undefined;
