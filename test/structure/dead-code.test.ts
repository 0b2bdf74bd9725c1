import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const knip = fileURLToPath(new URL('../../node_modules/knip/bin/knip.js', import.meta.url));

test('every file and dependency is used, and what a file exports is used by another one', async () => {
  const kinds = ['files', 'dependencies', 'exports', 'types', 'duplicates', 'unlisted', 'unresolved'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [knip, '--no-progress', '--no-exit-code', '--include', kinds.join(',')],
    { cwd: root },
  );
  expect(stdout.trim()).toBe('');
}, 60_000);
