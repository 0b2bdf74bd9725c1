import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { authorizeTexts } from '../../src/connections/authorize-errors.ts';
import { reasonTexts } from '../../src/connections/connection-errors.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where a code stands in the source: first text of an error, `code:` of a refusal, or an entry of a table of texts. */
const places = [
  /new (?:CounterflowError|ConnectionUnavailable|SettingRefused|HttpFailure|RequestRefused)\(\s*(?:(?:'\/[^']*'|`\/[^`]*`|[\w.]+),\s*)?'([a-z_]+)'/g,
  /\b(?:super|failure)\(\s*'([a-z_]+)',/g,
  /\bproblem\(\d+, '([a-z_]+)'/g,
  /\bcode: '([a-z_]+)'/g,
];

function codesInSource(): Set<string> {
  const codes = new Set<string>([...Object.keys(authorizeTexts), ...Object.keys(reasonTexts)]);
  for (const path of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    // The sandbox speaks Lightspeed's words, the command line has exit codes.
    if (!path.endsWith('.ts') || /^(sandbox|cli)\//.test(path)) continue;
    const text = readFileSync(join(root, 'src', path), 'utf8');
    for (const place of places) for (const [, code = ''] of text.matchAll(place)) codes.add(code);
  }
  return codes;
}

const documented = [...readFileSync(join(root, 'docs/error-codes.md'), 'utf8').matchAll(/^\| `([a-z_]+)` \|/gm)].map(
  ([, code = '']) => code,
);

test('every code of an error stands in docs/error-codes.md', () => {
  const known = new Set(documented);
  expect([...codesInSource()].filter((code) => !known.has(code)).sort()).toEqual([]);
});

test('every code in docs/error-codes.md is used, and stands there once', () => {
  const used = codesInSource();
  expect(documented.filter((code) => !used.has(code))).toEqual([]);
  expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
});
