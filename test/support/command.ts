import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/counterflow.mjs', import.meta.url));

/** What a command left behind. */
export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCommand {
  child: ChildProcess;
  /** Resolves once stdout or stderr holds the text. */
  said(text: string | RegExp): Promise<void>;
  ended: Promise<Said>;
}

/** Runs `counterflow` as a process of its own, with nothing but these variables of ours. */
export function startCommand(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  stdin?: string,
): RunningCommand {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(stdin);
  const said: Said = { code: null, stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk;
      for (const look of waiting) look();
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ ...said, code: code as number | null }));
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const all = said.stdout + said.stderr;
          if (typeof text === 'string' ? all.includes(text) : text.test(all)) resolve();
        };
        waiting.add(look);
        look();
        void ended.then(({ stdout, stderr }) => reject(new Error(`ended without ${text}: ${stdout}${stderr}`)));
      }),
  };
}

/** Runs `counterflow` to its end. */
export const command = (args: readonly string[], env: Record<string, string | undefined> = {}, stdin?: string) =>
  startCommand(args, env, stdin).ended;

/** Words of a line as a shell would take them: double quotes hold spaces together. */
export function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
