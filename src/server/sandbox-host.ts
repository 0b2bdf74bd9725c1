import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CounterflowError } from '../counterflow-error.ts';
import type { Log } from '../installation.ts';

const FIRST_PORT = 4410;
const PORTS_TRIED = 50;
const START_MS = 20_000;
const STOP_MS = 3000;
/** How often a server looks whether the sandbox that another one runs is still there. */
const LOOK_MS = 1000;
const sandboxMain = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url));

/** The sandbox that this installation uses: its own, as a child process of the server, or one run by someone else. */
export interface SandboxHost {
  /** Base URL; undefined while none runs. */
  url(): string | undefined;
  /** Starts it if need be. Throws `sandbox_failed`. */
  ensure(): Promise<string>;
  /** Calls its control interface. Throws `sandbox_unreachable`, `sandbox_refused`. */
  control(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

interface SandboxOptions {
  /** COUNTERFLOW_SANDBOX_URL; undefined: its own. */
  external: string | undefined;
  dataDir: string;
  /**
   * Whether this process may run it. A worker of its own uses the one that the server runs: two of them on one folder would
   * not know of each other's stores and tokens.
   */
  mayStart: boolean;
  log: Log;
}

/**
 * Opens the sandbox of an installation, on the port of earlier starts or the first free one from 4410 on; starts it at once where
 * stores were kept.
 */
export async function openSandboxHost(options: SandboxOptions): Promise<SandboxHost> {
  const token = process.env.SANDBOX_TOKEN;
  let child: RunningSandbox | undefined;
  let starting: Promise<RunningSandbox> | undefined;
  let stopped = false;
  const url = () => options.external ?? (options.mayStart ? child?.url : urlOfServers(options.dataDir));

  const start = async () => {
    const started = await launch(options);
    child = started;
    void started.ended.then(() => {
      if (child === started) child = undefined;
      if (stopped) return;
      options.log.warn({}, 'the sandbox ended by itself; it is started again');
      void ensure().catch((cause) => options.log.error({ cause: String(cause) }, 'the sandbox did not start again'));
    });
    return started;
  };
  const ensure = async () => {
    if (options.external) return options.external;
    if (child) return child.url;
    if (!options.mayStart) throw new CounterflowError('sandbox_failed', 'The sandbox is started by the server alone.');
    starting ??= start().finally(() => {
      starting = undefined;
    });
    return (await starting).url;
  };

  const host: SandboxHost = {
    url,
    ensure,
    async control(method, path, body) {
      const base = await ensure();
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (token) headers.authorization = `Bearer ${token}`;
      const init: RequestInit = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
      const reply = await fetch(`${base}/_sandbox/${path}`, init).catch((cause: unknown) => {
        throw new CounterflowError('sandbox_unreachable', `The sandbox at ${base} does not answer. Start it again.`, {
          cause,
          next: 'retry',
        });
      });
      const text = await reply.text();
      if (reply.ok) return text === '' ? undefined : JSON.parse(text);
      throw new CounterflowError('sandbox_refused', `The sandbox refused (${reply.status}): ${messageOf(text)}`);
    },
    async stop() {
      stopped = true;
      await starting?.catch(() => {});
      await child?.stop();
    },
  };
  if (!options.external && options.mayStart && keptPort(options.dataDir) !== undefined) await ensure();
  return host;
}

function messageOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: string };
    return error ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

const folderOf = (dataDir: string) => join(dataDir, 'sandbox');

/** Port that it had last, which also tells that there are stores; undefined: it never ran. */
function keptPort(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(folderOf(dataDir), 'port'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function urlOfServers(dataDir: string): string | undefined {
  const port = keptPort(dataDir);
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

interface RunningSandbox {
  url: string;
  ended: Promise<unknown>;
  stop(): Promise<void>;
}

async function launch({ dataDir, log }: SandboxOptions): Promise<RunningSandbox> {
  const folder = folderOf(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'port');
  const first = keptPort(dataDir) ?? FIRST_PORT;
  for (let port = first; port < first + PORTS_TRIED; port += 1) {
    if (!(await isFree(port))) continue;
    const running = await launchOn(port, folder, log);
    // Another process may take the port between the look and the start.
    if (running === 'port in use') continue;
    if (running === 'folder in use') return anothers(dataDir);
    // Kept for later starts: redirects and paging URLs name it. Its file also tells that there are stores.
    await writeFile(file, String(port));
    return running;
  }
  throw new CounterflowError('sandbox_failed', `No port from ${first} to ${first + PORTS_TRIED} is free.`);
}

async function launchOn(
  port: number,
  folder: string,
  log: Log,
): Promise<RunningSandbox | 'port in use' | 'folder in use'> {
  const child = spawn(
    process.execPath,
    [sandboxMain, '--port', String(port), '--data', folder, '--parent-pipe'],
    // A process group of its own: Ctrl-C reaches this process alone, which ends the sandbox last.
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'close');
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    errors.push(line);
    log.warn({ line }, 'the sandbox says');
  });
  const url = await firstUrl(child, ended);
  if (url === undefined) {
    child.kill('SIGKILL');
    if (errors.some((line) => line.startsWith(`Port ${port} is in use`))) return 'port in use';
    if (errors.some((line) => line.includes('is in use by another sandbox'))) return 'folder in use';
    throw new CounterflowError('sandbox_failed', `The sandbox did not start. ${errors.slice(-3).join(' ')}`.trim(), {
      next: 'bug',
    });
  }
  return {
    url,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The sandbox that another server on this data folder runs: it has `ended` when it answers no more. */
function anothers(dataDir: string): RunningSandbox {
  const url = urlOfServers(dataDir);
  if (url === undefined) {
    throw new CounterflowError('sandbox_failed', 'Another server is starting the sandbox. Try again in a moment.', {
      next: 'retry',
    });
  }
  const stopped = new AbortController();
  return { url, ended: untilGone(url, stopped.signal), stop: async () => stopped.abort() };
}

async function untilGone(url: string, signal: AbortSignal): Promise<void> {
  const answers = () =>
    fetch(`${url}/_sandbox/stores`, { signal }).then(
      (reply) => reply.arrayBuffer().then(() => true),
      () => false,
    );
  while (await answers()) await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => {});
}

/** Address that the sandbox says it is ready at; undefined when it ends before, or takes too long. */
async function firstUrl(child: ChildProcess, ended: Promise<unknown>): Promise<string | undefined> {
  const ready = new Promise<string>((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, url] = /^SANDBOX=(\S+)$/.exec(line) ?? [];
      if (url) resolve(url);
    });
  });
  const timer = new AbortController();
  const late = new Promise<undefined>((resolve) => {
    const timeout = setTimeout(() => resolve(undefined), START_MS);
    timer.signal.addEventListener('abort', () => clearTimeout(timeout));
  });
  const url = await Promise.race([ready, late, ended.then(() => undefined)]);
  timer.abort();
  return url;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
