import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const READY_MS = 60_000;

/** counterflow as a process of its own, as `npm start` runs it. */
export interface CounterflowProcess {
  url: string;
  /** Every line it has said so far. */
  lines: string[];
  pid: number;
  /** Ends it as Ctrl-C does; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** kill -9. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  dataDir: string;
  env?: Record<string, string>;
}

/** A data folder to be, and the way to remove it. Short, and open to the database's user when root makes it. */
export async function makeDataFolder(): Promise<{ dataDir: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp('/tmp/cf-');
  await chmod(folder, 0o711);
  return { dataDir: join(folder, 'data'), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Starts counterflow and resolves when it says that it is ready; rejects with what it said when it ends before. */
export async function spawnCounterflow({ dataDir, env = {} }: ProcessOptions): Promise<CounterflowProcess> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', COUNTERFLOW_DATA: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const lines: string[] = [];
  const url = await readyUrl(child, ended, lines).catch((cause) => {
    child.kill('SIGTERM');
    throw cause;
  });
  return {
    url,
    lines,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      return (await ended)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function readyUrl(child: ChildProcess, ended: Promise<unknown>, lines: string[]): Promise<string> {
  const ready = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      const [, url] = /is ready: (\S+)$/.exec(line) ?? [];
      if (url) ready.resolve(url);
    });
  }
  void ended.then(() => ready.reject(new Error(`counterflow ended: ${lines.join('\n')}`)));
  const timer = setTimeout(() => ready.reject(new Error(`counterflow is not ready: ${lines.join('\n')}`)), READY_MS);
  return ready.promise.finally(() => clearTimeout(timer));
}

/** The one-time token of the set-up link, which is the last line of a start without an owner. */
export async function setUpToken(counterflow: CounterflowProcess): Promise<string> {
  const deadline = Date.now() + 5000;
  for (;;) {
    const [, token] = /^Set up: \S+\/welcome\?token=(\S+)$/.exec(counterflow.lines.at(-1) ?? '') ?? [];
    if (token) return token;
    if (Date.now() > deadline) throw new Error(`no set-up link: ${counterflow.lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
