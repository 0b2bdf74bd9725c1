import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A script running in a process of its own. */
export interface Child {
  /** Lets it begin; it has said `ready` before. Resolves when it ended, with its last line and how it ended. */
  go(): Promise<{ line: string; signal: string | null }>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts a script that says `ready`, then waits for a line; `order` is its argument. */
export async function startChild(script: URL, order: object): Promise<Child> {
  const child = spawn(process.execPath, [script.pathname, JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (line === 'ready') resolve();
    });
    void ended.then(() => reject(new Error(`the child ended: ${lines.join('\n')}`)));
  });
  await ready;
  return {
    async go() {
      child.stdin.write('go\n');
      const [, signal] = await ended;
      return { line: lines.at(-1) ?? '', signal };
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
