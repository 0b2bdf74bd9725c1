import type { Resource } from './resource.ts';

/** Rows that a path is about. `parent` is the field that links them to the row above, and that row's id. */
export interface RowsRoute {
  resource: Resource;
  what: 'list' | 'count' | 'one';
  id: number;
  parent: { resource: string; field: string; id: number } | undefined;
}

/** The numbers in a path where a pattern has `{name}`; undefined when they don't fit. */
export function numbersIn(pattern: readonly string[], segments: readonly string[]): number[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const ids: number[] = [];
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at] ?? '';
    if (part.startsWith('{')) {
      if (!/^\d{1,15}$/.test(segment)) return undefined;
      ids.push(Number(segment));
    } else if (part !== segment) return undefined;
  }
  return ids;
}

/** Which rows a path is about, by the paths of the resources. */
export class RowRoutes {
  readonly #byFirst = new Map<string, { resource: Resource; pattern: string[] }[]>();

  constructor(resources: Iterable<Resource>) {
    for (const resource of resources) {
      const pattern = resource.path.split('/');
      const first = pattern[0] ?? '';
      this.#byFirst.set(first, [...(this.#byFirst.get(first) ?? []), { resource, pattern }]);
    }
  }

  find(segments: readonly string[]): RowsRoute | undefined {
    for (const { resource, pattern } of this.#byFirst.get(segments[0] ?? '') ?? []) {
      for (const [what, tail] of [
        ['list', []],
        ['count', ['count']],
        ['one', ['{id}']],
      ] as const) {
        const ids = numbersIn([...pattern, ...tail], segments);
        if (!ids || (resource.isSingle && what !== 'list')) continue;
        if (resource.isSingle) return { resource, what: 'one', id: 1, parent: undefined };
        const at = pattern.findIndex((part) => part.startsWith('{'));
        const parent =
          at < 0
            ? undefined
            : {
                resource: pattern.slice(0, at).join('/'),
                field: (pattern[at] ?? '').slice(1, -1),
                id: ids[0] ?? 0,
              };
        return { resource, what, id: what === 'one' ? (ids.at(-1) ?? 0) : 0, parent };
      }
    }
    return undefined;
  }
}
