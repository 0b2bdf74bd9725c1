import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { allowed } from '../../src/sandbox/fidelity/allowed.ts';
import { cCovered, rCovered, xCovered } from '../../src/sandbox/fidelity/coverage.ts';
import { operations } from '../../src/sandbox/fidelity/x-schemas.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/sandbox.md', import.meta.url)), 'utf8');
const series = { r: 'R-Series', x: 'X-Series', c: 'C-Series' };

/** A row for each set of methods: `| GET POST | \`a\`, \`b\` |`. */
function coverageTable(title: string, covered: { path: string; methods: string[] }[]): string {
  const rows = Object.entries(Object.groupBy(covered, ({ methods }) => methods.join(' ')));
  const lines = rows.map(
    ([methods, ones = []]) => `| ${methods} | ${ones.map(({ path }) => `\`${path}\``).join(', ')} |`,
  );
  return [`| methods | ${title} |`, '| --- | --- |', ...lines, ''].join('\n');
}

function xPaths(): { path: string; methods: string[] }[] {
  const all = xCovered.flatMap((id) => operations.get(id) ?? []);
  const paths = Object.entries(Object.groupBy(all, ({ path }) => path.replace(/\{[^}]+\}/g, '{}')));
  return paths.map(([path, ones = []]) => ({ path, methods: ones.map(({ method }) => method) }));
}

describe('docs/sandbox.md', () => {
  test.each([
    { title: 'R-Series, below `/API/V3/Account/{accountID}/` and `/API/Account/{accountID}/`', covered: rCovered },
    { title: 'X-Series, below `/api/2.0`', covered: xPaths() },
    { title: 'C-Series, below `/{language}/`', covered: cCovered },
  ])('lists what is covered: $title', ({ title, covered }) => {
    expect(page).toContain(coverageTable(title, covered));
  });

  test('lists every deviation that the fidelity check allows, with its reason, and no other', () => {
    const lines = allowed.map(
      ({ api, resource, deviation, reason }) => `| ${series[api]} | \`${resource}\` | \`${deviation}\` | ${reason} |`,
    );
    const table = ['| series | resource | deviation | why |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
    expect(page).toContain(table);
  });

  test('every covered operation of X-Series is one of the official description', () => {
    expect(xCovered.filter((id) => !operations.has(id))).toEqual([]);
  });
});
