import type { Api } from './samples.ts';
import type { PathType } from './shape.ts';

type Paths = Map<string, Set<PathType>>;

/**
 * Paths of a sample that the sandbox's replies to the same request lack or have with another type: `-Item.upc`,
 * `~Item.itemID: string, here number`.
 */
export function compare(api: Api, sample: Paths, sandbox: Paths): string[] {
  const deviations: string[] = [];
  for (const [path, types] of sample) {
    const found = sandbox.get(path);
    if (!found) deviations.push(`-${path}`);
    else if (!agree(api, types, found))
      deviations.push(`~${path}: ${[...types].join('|')}, here ${[...found].join('|')}`);
  }
  return deviations;
}

const agree = (api: Api, sample: Set<PathType>, sandbox: Set<PathType>) =>
  [...sample].some((one) => [...sandbox].some((other) => same(api, one, other) || same(api, other, one)));

/** Whether two values of these types are values of one kind, the emptier one given first. */
function same(api: Api, one: PathType, other: PathType): boolean {
  if (one === other || one === 'null') return true;
  if (one === 'false') return other === 'true' || api !== 'x';
  if (one === 'emptyList') return other === 'objects' || other === 'values' || (api === 'r' && other === 'object');
  if (one === 'emptyText')
    return other === 'string' || (api === 'r' && ['object', 'objects', 'emptyList'].includes(other));
  return api === 'r' && one === 'object' && other === 'objects';
}
