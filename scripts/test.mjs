// `npm test`: type check, lint, tests; stops at the first stage that fails, ends with the count of tests.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runShowingLife } from './run-showing-life.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const own = join(root, 'node_modules', '.bin', 'node');
const node = existsSync(own) ? own : process.execPath;
const bin = (name) => join(root, 'node_modules', '.bin', name);
process.env.PATH = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`;

await runShowingLife('Type check, server', [bin('tsc'), '--noEmit', '-p', 'tsconfig.json'], root);
await runShowingLife('Type check, web app', [bin('tsc'), '--noEmit', '-p', 'web/tsconfig.json'], root);
await runShowingLife('Lint', [bin('biome'), 'check', '--error-on-warnings', '.'], root);

const folder = mkdtempSync(join(tmpdir(), 'counterflow-results-'));
const results = join(folder, 'results.json');
process.on('exit', (code) => {
  if (existsSync(results)) {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(results, 'utf8'));
    console.log(
      `${numPassedTests} passed, ${numFailedTests} failed${numPendingTests ? `, ${numPendingTests} skipped` : ''}`,
    );
  }
  rmSync(folder, { recursive: true });
  process.exitCode = code;
});
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
await runShowingLife(
  'Tests',
  [
    node,
    vitest,
    'run',
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  root,
);
