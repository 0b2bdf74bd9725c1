/** Reads one place of a record; undefined where the record does not reach that far. */
export type PathReader = (record: Record<string, unknown>) => unknown;

/**
 * Compiles a path through objects and lists: `Contact.firstName`, `Prices.ItemPrice.0.amount`. A number picks from a
 * list. `[*]` after a name reads the rest of the path from every entry: `ItemShops.ItemShop[*].qoh` gives a list.
 */
export function compilePath(path: string): PathReader {
  const [first, ...rest] = path.split('.').flatMap(splitEvery);
  if (first !== undefined && rest.length === 0) return (record) => ownValue(record, first);
  const segments = first === undefined ? [] : [first, ...rest];
  return (record) => read(record, segments, 0);
}

const EVERY = '[*]';

function splitEvery(segment: string): string[] {
  return segment.length > EVERY.length && segment.endsWith(EVERY)
    ? [segment.slice(0, -EVERY.length), EVERY]
    : [segment];
}

function read(value: unknown, segments: string[], from: number): unknown {
  let found = value;
  for (let at = from; at < segments.length; at += 1) {
    const segment = segments[at] as string;
    if (segment === EVERY) {
      if (!Array.isArray(found)) return undefined;
      return found.map((entry) => read(entry, segments, at + 1)).filter((entry) => entry !== undefined);
    }
    found = ownValue(found, segment);
    if (found === undefined) return undefined;
  }
  return found;
}

/** Own properties only: a field named `constructor` is data, never the language's. */
function ownValue(value: unknown, name: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
