import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const IMPORTS = /^(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?['"](\.[^'"]+)['"]/gm;

/** Files by the files that they import, types left out: those are gone before the program runs. */
function importsBelow(folder: string): Map<string, string[]> {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, folder, name))
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && statSync(path).isFile());
  return new Map(
    files.map((path) => {
      const found = [...readFileSync(path, 'utf8').matchAll(IMPORTS)].map(([, to = '']) => resolve(dirname(path), to));
      return [path, found.filter((to) => existsSync(to) && statSync(to).isFile())];
    }),
  );
}

/** The first way round that leads back to where it began, if there is one. */
function firstCycle(imports: Map<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of imports.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of imports.keys()) {
    const cycle = visit(path, []);
    if (cycle) return cycle;
  }
  return undefined;
}

describe('no file imports itself, by whatever way round', () => {
  test.each(['src', 'web/src', 'test', 'bench'])('in %s', (folder) => {
    const imports = importsBelow(folder);
    expect([...imports.values()].flat().length).toBeGreaterThan(10);
    expect(firstCycle(imports)?.map((path) => relative(root, path))).toBeUndefined();
  });

  test('one that does would be found', () => {
    const ring = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ]);
    expect(firstCycle(ring)).toEqual(['b', 'c', 'b']);
  });
});
