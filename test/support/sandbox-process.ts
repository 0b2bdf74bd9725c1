import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { sandboxClient } from './sandbox-client.ts';
import { sandboxControl } from './sandbox-control.ts';

const main = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));

/** The sandbox as a process of its own, which can be killed. */
export async function startProcess(folder: string) {
  const child = spawn(process.execPath, [main, '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  const sandbox = { url: line.replace('SANDBOX=', ''), port: 0, close: async () => undefined };
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { url: sandbox.url, control: sandboxControl(sandbox), client: sandboxClient(sandbox), kill };
}
