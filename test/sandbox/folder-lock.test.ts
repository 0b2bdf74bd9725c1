import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../support/process.ts';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

function start(folder: string) {
  const child = spawn(process.execPath, [main, '--port', '0', '--data', folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, ready: once(createInterface({ input: child.stdout }), 'line'), errors: text(child.stderr) };
}

test('one sandbox has a folder: a second one says who, and gets it as soon as the first is killed', async () => {
  const folder = await temporaryFolder();
  const first = start(folder);
  await first.ready;
  const second = start(folder);
  expect(await second.ended).toEqual([1, null]);
  expect(await second.errors).toContain(
    `The folder ${folder} is in use by another sandbox (process ${first.child.pid}). Stop that one,`,
  );
  first.child.kill('SIGKILL');
  await first.ended;
  expect(String(await start(folder).ready)).toMatch(/^SANDBOX=/);
});

test('one that found its port taken leaves the folder free', async () => {
  const dataDir = await temporaryFolder();
  const other = await startSandbox();
  onTestFinished(() => other.close());
  await expect(startSandbox({ dataDir, port: other.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const sandbox = await startSandbox({ dataDir });
  await sandbox.close();
  const again = await startSandbox({ dataDir });
  await again.close();
});
